"""A workstation remembers its choices; what cannot be read is begun anew, and nothing there can break the start."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from clinic_app import settings
from clinic_app.domain.anchor import Anchor
from clinic_app.errors import Refused
from clinic_app.platform import FileLock
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


CHOOSER = """
import sys
from pathlib import Path
from clinic_app import settings
from clinic_app.settings import PrinterChoice, remember, remember_printer
folder, own = Path(sys.argv[1]), sys.argv[2]
settings.MOST_WAIT = 100  # no person chooses eighty times without a pause, so that on a slow disk the others starve
for number in range(40):
    remember_printer(folder, f"{own}-{number}", PrinterChoice("office"))
    remember(folder, second_place=own)
"""


def test_programs_that_choose_at_the_same_moment_lose_nothing_of_each_other(tmp_path: Path) -> None:
    names = ("desk", "floor", "office")
    programs = [subprocess.Popen([sys.executable, "-c", CHOOSER, str(tmp_path), name]) for name in names]
    assert [program.wait(300) for program in programs] == [0, 0, 0]
    kept = Workstation.load(tmp_path)
    assert set(kept.printers) == {f"{name}-{number}" for name in names for number in range(40)}
    assert kept.second_place in names


def test_a_memory_that_another_program_holds_for_long_is_refused_and_not_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "MOST_WAIT", 0.05)
    held = FileLock(tmp_path / settings.LOCK)
    assert held.acquire()
    with pytest.raises(Refused):
        remember(tmp_path, second_place="usb")
    held.release()
    assert Workstation.load(tmp_path) == Workstation()
