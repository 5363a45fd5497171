"""The way into a clinic of one's own: first start with its kit, sign-in, wrong words, one window only."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pypdf
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from clinic_app.desktop.app import load_fonts, open_door, settle
from clinic_app.desktop.door import Door
from clinic_app.desktop.first_start import KitPage, NewClinicPage
from clinic_app.desktop.sign_in import SignInPage
from clinic_app.desktop.theme import Theme
from clinic_app.desktop.window import Window
from clinic_app.errors import Refused

PASSWORD = "昼の走りは風の中 2026"  # noqa: S105 - opens only what these tests make


@pytest.fixture
def stack(qapp: QApplication) -> Iterator[ExitStack]:
    """What a started program holds until it ends."""
    load_fonts()
    with ExitStack() as held:
        yield held


def shut(door: Door) -> None:
    """Close a door and what lies behind it for good."""
    for window in (door.window_behind, door):
        if window is not None:
            window.close()
            window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    settle()


def make_clinic(qtbot: QtBot, folder: Path, stack: ExitStack) -> Door:
    """Go through the first start up to the page of the kit."""
    door = open_door(folder, "ja", Theme(), stack)
    door.show()
    page = door.page()
    assert isinstance(page, NewClinicPage)
    for field, text in (
        (page.clinic.edit, "見本スタジオ"),
        (page.owner.edit, "山田 見本"),
        (page.password.edit, PASSWORD),
        (page.again.edit, PASSWORD),
    ):
        field.setText(text)
    qtbot.mouseClick(page.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: isinstance(door.page(), KitPage), timeout=60_000)
    return door


def test_a_first_start_ends_in_the_workspace_once_the_kit_was_typed_back(
    qtbot: QtBot, tmp_path: Path, stack: ExitStack
) -> None:
    door = make_clinic(qtbot, tmp_path / "studio", stack)
    page = door.page()
    assert isinstance(page, KitPage)
    page.save_requested.emit(str(tmp_path / "kit.pdf"))
    printed = pypdf.PdfReader(tmp_path / "kit.pdf").pages[0].extract_text()
    code = "-".join(re.findall(r"\b[0-9A-HJKMNP-TV-Z]{4}\b", printed)[-9:])
    page.typed.edit.setText("AAAA-BBBB")
    qtbot.mouseClick(page.button, Qt.MouseButton.LeftButton)
    assert page.typed.problem.isVisible()
    assert door.window_behind is None
    page.typed.edit.setText(code.lower())
    qtbot.mouseClick(page.button, Qt.MouseButton.LeftButton)
    assert isinstance(door.window_behind, Window)
    assert door.window_behind.context.person == "山田 見本"
    assert door.window_behind.context.clinic.name == "見本スタジオ"
    shut(door)


def test_sign_in_says_what_was_wrong_and_lets_the_right_password_in(
    qtbot: QtBot, tmp_path: Path, stack: ExitStack
) -> None:
    with ExitStack() as first:
        shut(make_clinic(qtbot, tmp_path / "studio", first))
    door = open_door(tmp_path / "studio", "ja", Theme(), stack)
    door.show()
    page = door.page()
    assert isinstance(page, SignInPage)
    page.password.edit.setText("まちがった言葉 2026")
    qtbot.mouseClick(page.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(page.password.problem.isVisible, timeout=30_000)
    assert page.password.edit.text() == ""
    assert page.button.isEnabled()
    page.password.edit.setText(PASSWORD)
    qtbot.keyClick(page.password.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: door.window_behind is not None, timeout=30_000)
    assert not door.isVisible()
    shut(door)


def test_what_is_missing_on_the_first_page_is_said_beside_it_and_nothing_is_made(
    qtbot: QtBot, tmp_path: Path, stack: ExitStack
) -> None:
    door = open_door(tmp_path / "studio", "ja", Theme(), stack)
    door.show()
    page = door.page()
    assert isinstance(page, NewClinicPage)
    page.password.edit.setText("short")
    qtbot.mouseClick(page.button, Qt.MouseButton.LeftButton)
    assert page.clinic.problem.isVisible()
    assert page.owner.problem.isVisible()
    assert page.password.problem.isVisible()
    assert not (tmp_path / "studio" / "CURRENT").exists()
    shut(door)


def test_a_second_window_on_the_same_clinic_is_refused(qtbot: QtBot, tmp_path: Path, stack: ExitStack) -> None:
    door = open_door(tmp_path / "studio", "ja", Theme(), stack)
    with pytest.raises(Refused), ExitStack() as second:
        open_door(tmp_path / "studio", "ja", Theme(), second)
    shut(door)
