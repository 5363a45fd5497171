"""A workstation remembers its choices; what cannot be read is begun anew, and nothing there can break the start."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from clinic_app import settings
from clinic_app.domain.anchor import Anchor
from clinic_app.errors import Refused
from clinic_app.settings import Workstation, remember

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def test_what_was_kept_is_there_again(tmp_path: Path) -> None:
    kept = Workstation("/media/usb", Anchor(7, "0123456789abcdef"), NOW)
    kept.keep(tmp_path)
    assert Workstation.load(tmp_path) == kept
    assert [path.name for path in tmp_path.iterdir()] == [settings.FILE]


def test_one_change_leaves_the_rest(tmp_path: Path) -> None:
    Workstation("/media/usb").keep(tmp_path)
    remember(tmp_path, last_time=NOW)
    assert Workstation.load(tmp_path) == Workstation("/media/usb", last_time=NOW)


@pytest.mark.parametrize(
    "text", [b"", b"{", b"[" * 50_000, b"\xff", b"[]", b'{"second_place": 3}', b'{"last_seen": {"seq": "x"}}']
)
def test_a_damaged_memory_is_begun_anew(tmp_path: Path, text: bytes) -> None:
    (tmp_path / settings.FILE).write_bytes(text)
    assert Workstation.load(tmp_path) == Workstation()
    remember(tmp_path, second_place="/media/usb")
    assert Workstation.load(tmp_path).second_place == "/media/usb"


def test_a_choice_that_cannot_be_kept_is_said(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        Workstation("/media/usb").keep(tmp_path / "missing")
    assert refused.value.message == settings.NOT_KEPT
