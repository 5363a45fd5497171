"""The way into a clinic of one's own: first start with its kit, sign-in, wrong words, one window only."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pypdf
import pytest
from geometry import cut_off, nameless, small_targets, squeezed
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from clinic_app.desktop.app import load_fonts, settle
from clinic_app.desktop.begin import BeginPage, SecondPlacePage
from clinic_app.desktop.card_page import CardPage
from clinic_app.desktop.door import Door
from clinic_app.desktop.entrance import open_door
from clinic_app.desktop.first_start import KitPage, NewClinicPage, OwnPasswordPage
from clinic_app.desktop.leaving import LeavingWindow
from clinic_app.desktop.own_page import OwnPage
from clinic_app.desktop.owner.page import OwnerPage
from clinic_app.desktop.registry import door_pages
from clinic_app.desktop.sign_in import SignInPage
from clinic_app.desktop.theme import Theme, ThemeName, style_sheet
from clinic_app.desktop.widgets.labels import Words
from clinic_app.desktop.widgets.option import OptionButton
from clinic_app.desktop.window import Window
from clinic_app.domain.text import Language
from clinic_app.errors import Refused
from clinic_app.settings import Workstation

NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
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
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, LeavingWindow):
            widget.close()
            widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    settle()


def new_clinic_page(qtbot: QtBot, door: Door) -> NewClinicPage:
    """Choose to begin a new clinic."""
    begin = door.page()
    assert isinstance(begin, BeginPage)
    qtbot.mouseClick(begin.new, Qt.MouseButton.LeftButton)
    page = door.page()
    assert isinstance(page, NewClinicPage)
    return page


def typed_back(page: KitPage, qtbot: QtBot, folder: Path) -> None:
    """Print the kit and type its code back."""
    page.save_requested.emit(str(folder / "kit.pdf"))
    printed = pypdf.PdfReader(folder / "kit.pdf").pages[0].extract_text()
    page.typed.edit.setText("-".join(re.findall(r"\b[0-9A-HJKMNP-TV-Z]{4}\b", printed)[-9:]).lower())
    qtbot.mouseClick(page.button, Qt.MouseButton.LeftButton)


def make_clinic(qtbot: QtBot, folder: Path, stack: ExitStack) -> Door:
    """Go through the first start up to the page of the kit."""
    door = open_door(folder, "ja", Theme(), stack)
    door.show()
    page = new_clinic_page(qtbot, door)
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


def finished_clinic(qtbot: QtBot, folder: Path) -> None:
    """A clinic whose first start was gone through to its end, closed again."""
    with ExitStack() as first:
        door = make_clinic(qtbot, folder, first)
        page = door.page()
        assert isinstance(page, KitPage)
        typed_back(page, qtbot, folder.parent)
        second = door.page()
        assert isinstance(second, SecondPlacePage)
        second.put_off.emit()
        qtbot.waitUntil(lambda: door.window_behind is not None, timeout=30_000)
        shut(door)


def sign_in(qtbot: QtBot, folder: Path, stack: ExitStack, name: str, password: str, wait: bool = True) -> Door:
    """Open the door and sign in as somebody."""
    door = open_door(folder, "ja", Theme(), stack)
    door.show()
    page = door.page()
    assert isinstance(page, SignInPage)
    button = next(button for button in page.person.buttons.values() if button.text() == name)
    if not button.isChecked():
        button.click()
    page.password.edit.setText(password)
    qtbot.keyClick(page.password.edit, Qt.Key.Key_Return)
    if wait:
        qtbot.waitUntil(lambda: door.window_behind is not None, timeout=30_000)
    return door


def test_a_first_start_ends_in_the_workspace_once_the_kit_was_typed_back(
    qtbot: QtBot, tmp_path: Path, stack: ExitStack
) -> None:
    door = make_clinic(qtbot, tmp_path / "studio", stack)
    page = door.page()
    assert isinstance(page, KitPage)
    page.typed.edit.setText("AAAA-BBBB")
    qtbot.mouseClick(page.button, Qt.MouseButton.LeftButton)
    assert page.typed.problem.isVisible()
    assert door.window_behind is None
    typed_back(page, qtbot, tmp_path)
    second = door.page()
    assert isinstance(second, SecondPlacePage)
    second.folder.line.edit.setText(str(tmp_path / "studio" / "backups"))
    qtbot.mouseClick(second.button, Qt.MouseButton.LeftButton)
    assert second.folder.line.problem.isVisible(), "a second place inside the first is none"
    (tmp_path / "stick").mkdir()
    second.folder.line.edit.setText(str(tmp_path / "stick"))
    qtbot.mouseClick(second.button, Qt.MouseButton.LeftButton)
    assert Workstation.load(tmp_path / "studio").second_place == str(tmp_path / "stick")
    qtbot.waitUntil(lambda: door.window_behind is not None, timeout=30_000)
    assert isinstance(door.window_behind, Window)
    assert door.window_behind.context.person == "山田 見本"
    assert door.window_behind.context.clinic.name == "見本スタジオ"
    shut(door)


def test_sign_in_says_what_was_wrong_and_lets_the_right_password_in(
    qtbot: QtBot, tmp_path: Path, stack: ExitStack
) -> None:
    finished_clinic(qtbot, tmp_path / "studio")
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


def test_an_owner_adds_a_trainer_who_then_chooses_a_password_of_their_own(
    qtbot: QtBot, tmp_path: Path, stack: ExitStack
) -> None:
    finished_clinic(qtbot, tmp_path / "studio")
    once = ""
    with ExitStack() as owner:
        door = sign_in(qtbot, tmp_path / "studio", owner, "山田 見本", PASSWORD)
        window = door.window_behind
        assert isinstance(window, Window)
        window.show_page("owner")
        page = window.findChild(OwnerPage)
        assert page is not None
        page.show_section("staff")
        page.staff.name.edit.setText("鈴木 見本")
        page.staff.roles.buttons["trainer"].click()
        next(b for b in page.staff.findChildren(OptionButton) if b.text() == "スタッフを追加").click()
        qtbot.waitUntil(page.staff.once.isVisible, timeout=30_000)
        once = next(w.text() for w in page.staff.once.findChildren(Words) if w.accessibleName())
        page.show_section("copies")
        qtbot.mouseClick(page.backups.button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(page.backups.button.isEnabled, timeout=30_000)
        assert "確認済みの最新バックアップ" in page.backups.newest.text()
        page.show_section("audit")
        qtbot.mouseClick(page.audit.button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(page.audit.button.isEnabled, timeout=30_000)
        assert "異常はありません" in page.audit.verdict.text()
        settle()
        for check in (squeezed, cut_off, nameless, small_targets):
            assert check(window) == []
        shut(door)
    door = sign_in(qtbot, tmp_path / "studio", stack, "鈴木 見本", once, wait=False)
    qtbot.waitUntil(lambda: isinstance(door.page(), OwnPasswordPage), timeout=30_000)
    own = door.page()
    assert isinstance(own, OwnPasswordPage)
    for field in (own.password, own.again):
        field.edit.setText("雨の日は体幹から 2026")
    qtbot.keyClick(own.again.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: door.window_behind is not None, timeout=30_000)
    assert isinstance(door.window_behind, Window)
    assert door.window_behind.context.house is None, "a trainer has no owner's page"
    shut(door)


@pytest.mark.parametrize(
    ("language", "look", "scale"),
    [("ja", "light", 1.0), ("en", "dark", 1.0), ("en", "light", 1.5), ("ja", "dark", 1.5)],
)
def test_every_page_of_the_door_shows_all_it_has(
    qtbot: QtBot, qapp: QApplication, language: Language, look: ThemeName, scale: float
) -> None:
    load_fonts()
    theme = Theme(look, scale)
    seen: set[type[QWidget]] = set()
    for name, page in door_pages(theme, language):
        qtbot.addWidget(page)
        page.setStyleSheet(style_sheet(theme))
        page.resize(1280, 900)
        page.show()
        settle()
        seen.add(type(page))
        for check in (squeezed, cut_off, nameless, small_targets):
            assert check(page) == [], name
    of_the_door = {SignInPage, *CardPage.__subclasses__()} - {OwnPage}  # that one stands in the window
    assert seen == of_the_door, "a page of the door is missing in the registry"


def test_what_is_missing_on_the_first_page_is_said_beside_it_and_nothing_is_made(
    qtbot: QtBot, tmp_path: Path, stack: ExitStack
) -> None:
    door = open_door(tmp_path / "studio", "ja", Theme(), stack)
    door.show()
    page = new_clinic_page(qtbot, door)
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
