"""A record of an older version is brought up to date behind the sign-in, while the window goes on living."""

import threading
from contextlib import ExitStack
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from clinic_app import bundle
from clinic_app.bootstrap.own_clinic import own_clinic
from clinic_app.desktop.app import load_fonts
from clinic_app.desktop.sign_in import SignInPage
from clinic_app.desktop.upgrading import UpgradingPage
from clinic_app.records.backups import backups
from clinic_app.records.clinic_files import ClinicFiles
from tests.desktop.test_door import PASSWORD, shut, sign_in
from tests.records.test_safe_upgrade import newer_program

OWNER = "山田 見本"


@pytest.fixture
def studio(qapp: QApplication, tmp_path: Path) -> ClinicFiles:
    """A clinic as this version leaves it, without any backup."""
    load_fonts()
    with own_clinic(tmp_path / "studio") as clinic:
        _ring, code = clinic.make("見本スタジオ", OWNER, PASSWORD)
        clinic.confirm_kit(code)
    return ClinicFiles(tmp_path / "studio")


def test_the_window_lives_while_an_older_record_is_brought_up_to_date(
    qtbot: QtBot, studio: ClinicFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = threading.Event()  # the upgrade waits until the window sets it, which on one thread it never would
    monkeypatch.setattr(bundle, "seen", seen, raising=False)
    newer_program(tmp_path, monkeypatch, "from clinic_app import bundle; assert bundle.seen.wait(60)")
    with ExitStack() as stack:
        door = sign_in(qtbot, studio.folder, stack, OWNER, PASSWORD, wait=False)
        qtbot.waitUntil(lambda: isinstance(door.page(), UpgradingPage), timeout=60_000)
        assert door.window_behind is None
        seen.set()
        qtbot.waitUntil(lambda: door.window_behind is not None, timeout=60_000)
        assert len(backups(studio.backups)) == 1
        shut(door)


def test_an_upgrade_that_fails_is_told_at_the_sign_in_and_names_the_backup(
    qtbot: QtBot, studio: ClinicFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer_program(tmp_path, monkeypatch, 'raise RuntimeError("x")')
    before = studio.current().record.read_bytes()
    with ExitStack() as stack:
        door = sign_in(qtbot, studio.folder, stack, OWNER, PASSWORD, wait=False)
        shown: list[type] = []  # an upgrade that fails may be over before anybody looks
        door.stack.currentChanged.connect(lambda _place: shown.append(type(door.page())))
        qtbot.waitUntil(lambda: shown[-2:] == [UpgradingPage, SignInPage], timeout=60_000)
        page = door.page()
        assert isinstance(page, SignInPage)
        assert page.password.problem.isVisible()
        assert backups(studio.backups)[0].folder.name in page.password.problem.text()
        assert page.button.isEnabled()
        assert studio.current().record.read_bytes() == before
        shut(door)
