"""`backup`, `verify` and `restore` as a person meets them: a password from standard input, one line for a refusal."""

import io
import sys
from pathlib import Path

import pytest

from clinic_app import cli
from clinic_app.bootstrap.own_clinic import own_clinic
from clinic_app.records.clinic_files import ClinicFiles
from clinic_app.records.record import utc_now
from clinic_app.records.staff_keys import StaffKeys

PASSWORD = "correct horse battery"  # noqa: S105 - a made-up person's


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clinic with its owner; restored again and again, which it survives."""
    folder = tmp_path_factory.mktemp("studio") / "data"
    with own_clinic(folder) as clinic:
        clinic.make("見本スタジオ", "院長", PASSWORD)
    return folder


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The right password on standard input."""
    _type(monkeypatch, PASSWORD)


def _type(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(f"{text}\n".encode() * 4)))


def _run(*arguments: object) -> int:
    return cli.main([*map(str, arguments), "--language", "en", "--password-file", "-"])


def _newest(studio: Path) -> Path:
    return max(path for path in (studio / "backups").iterdir() if path.name.startswith("studio-"))


@pytest.mark.usefixtures("typed")
def test_a_backup_is_made_copied_verified_tried_and_restored(
    studio: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = ClinicFiles(studio).current()
    assert _run("--data", studio, "backup", "--to", tmp_path / "usb") == 0
    backup = tmp_path / "usb" / _newest(studio).name
    assert _run("verify", backup) == 0
    assert _run("--data", studio, "restore", backup, "--rehearse") == 0
    assert ClinicFiles(studio).current() == before
    assert _run("--data", studio, "restore", backup) == 0
    said = capsys.readouterr().out.splitlines()
    assert len(said) == 6
    assert "is good" in said[2]
    assert said[5].startswith("0 audit entries")
    assert ClinicFiles(studio).current() != before


def test_a_wrong_password_changes_nothing(
    studio: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _type(monkeypatch, "wrong wrong wrong")
    before = sorted(studio.rglob("*"))
    assert _run("--data", studio, "backup") == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert sorted(studio.rglob("*")) == before


@pytest.mark.usefixtures("typed")
def test_an_unknown_person_a_missing_password_and_a_folder_that_is_no_backup_are_refused(
    studio: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _run("--data", studio, "backup", "--person", "誰か") == 1
    assert _run("verify", tmp_path) == 1
    assert _run("--data", tmp_path / "nothing", "backup") == 1
    assert not (tmp_path / "nothing").exists()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
    assert _run("--data", studio, "backup") == 1
    assert len(capsys.readouterr().err.splitlines()) == 4


@pytest.mark.usefixtures("typed")
def test_a_restore_is_refused_while_a_window_is_open_and_a_backup_is_not(
    studio: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with own_clinic(studio):
        assert _run("--data", studio, "backup") == 0
        assert _run("--data", studio, "restore", _newest(studio)) == 1
    assert "open already" in capsys.readouterr().err


def test_the_kit_of_the_day_opens_a_backup_and_says_who_is_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    studio = tmp_path / "studio"
    with own_clinic(studio) as clinic:
        ring, code = clinic.make("見本スタジオ", "山田 見本", "夕方の風は川の上 2026")
        staff = StaffKeys(clinic._places(clinic.studio.current()))
        left = staff.add(ring, "鈴木 見本", ["trainer"]).person
        clinic.make_backup(ring)
        ring = staff.remove(ring, left.id, utc_now)
        staff.replace_kit(ring)
    backup = _newest(studio)
    before = {path: path.read_bytes() for path in backup.rglob("*") if path.is_file()}
    _type(monkeypatch, code.lower())
    assert _run("verify", backup, "--kit") == 0
    assert _run("--data", studio, "restore", backup, "--kit") == 0
    assert "鈴木 見本" in capsys.readouterr().out
    assert {path: path.read_bytes() for path in backup.rglob("*") if path.is_file()} == before
    _type(monkeypatch, code.replace("-", "")[:-1] + "!")
    assert _run("verify", backup, "--kit") == 1
