"""Yesterday's file put back in place of today's is noticed at the next sign-in, and a person decides what now."""

import shutil
from contextlib import ExitStack
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from clinic_app import actions
from clinic_app.desktop.app import load_fonts
from clinic_app.desktop.bring_back import BringBackPage
from clinic_app.desktop.context import Context
from clinic_app.desktop.door import Door
from clinic_app.desktop.trouble import TroublePage
from clinic_app.desktop.window import Window
from clinic_app.domain.client import ClientDetails
from clinic_app.records import audit
from clinic_app.records.clinic_files import ClinicFiles
from clinic_app.settings import Workstation
from tests.desktop.test_door import PASSWORD, finished_clinic, shut, sign_in

OWNER = "山田 見本"


@pytest.fixture
def swapped(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Path:
    """A clinic whose record was replaced by the one of the day before, after somebody had worked on."""
    load_fonts()
    folder = tmp_path / "studio"
    finished_clinic(qtbot, folder)
    record = ClinicFiles(folder).current().record
    yesterday = Path(shutil.copy(record, tmp_path / "yesterday.db"))
    with ExitStack() as stack:
        door = sign_in(qtbot, folder, stack, OWNER, PASSWORD)
        context = context_behind(door)
        actions.register_client(context.record, ClientDetails("見本 花子", "みほん はなこ"), actor=context.actor)
        shut(door)
    shutil.copy(yesterday, record)
    return folder


def context_behind(door: Door) -> Context:
    assert isinstance(door.window_behind, Window)
    return door.window_behind.context


def trouble(qtbot: QtBot, door: Door) -> TroublePage:
    qtbot.waitUntil(lambda: isinstance(door.page(), TroublePage), timeout=30_000)
    page = door.page()
    assert isinstance(page, TroublePage)
    return page


def test_yesterdays_file_is_asked_about_and_nothing_is_written_before_the_answer(qtbot: QtBot, swapped: Path) -> None:
    record = ClinicFiles(swapped).current().record
    before, seen = record.read_bytes(), Workstation.load(swapped).last_seen
    with ExitStack() as stack:
        door = sign_in(qtbot, swapped, stack, OWNER, PASSWORD, wait=False)
        page = trouble(qtbot, door)
        assert list(page.buttons) == ["bring_back", "go_on", "again"]
        assert door.window_behind is None
        assert (record.read_bytes(), Workstation.load(swapped).last_seen) == (before, seen)
        page.buttons["bring_back"].click()
        assert isinstance(door.page(), BringBackPage)
        shut(door)


def test_who_goes_on_knowingly_stands_in_the_audit_and_is_not_asked_again(qtbot: QtBot, swapped: Path) -> None:
    with ExitStack() as stack:
        door = sign_in(qtbot, swapped, stack, OWNER, PASSWORD, wait=False)
        trouble(qtbot, door).buttons["go_on"].click()
        qtbot.waitUntil(lambda: door.window_behind is not None, timeout=30_000)
        context = context_behind(door)
        told = [entry.actor for entry in audit.entries(context.record.engine) if entry.action.startswith("accept_")]
        assert told == [context.actor]
        shut(door)
    with ExitStack() as stack:
        door = sign_in(qtbot, swapped, stack, OWNER, PASSWORD)
        assert context_behind(door).record.is_open
        shut(door)
