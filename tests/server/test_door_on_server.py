"""The window on a server: a name is typed, the server lets in or says no, and the room is the one of the role."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from clinic_app.desktop.app import load_fonts, settle
from clinic_app.desktop.door import Door
from clinic_app.desktop.entrance import open_door
from clinic_app.desktop.first_start import OwnPasswordPage
from clinic_app.desktop.front_desk.page import DeskPage
from clinic_app.desktop.sign_in import SignInPage
from clinic_app.desktop.theme import Theme
from clinic_app.desktop.trainer.today import TodayPage
from clinic_app.desktop.typed_name import TypedName
from clinic_app.desktop.window import Window
from clinic_app.i18n import texts
from clinic_app.records.server_faults import WRONG_SIGN_IN
from tests.server.staffed import Staffed


@pytest.fixture
def stack(qapp: QApplication) -> Iterator[ExitStack]:
    """What a started program holds until it ends."""
    load_fonts()
    with ExitStack() as held:
        yield held
    settle()


def shut(door: Door) -> None:
    for window in (door.window_behind, door):
        if window is not None:
            window.close()
            window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    settle()


def type_in(qtbot: QtBot, door: Door, name: str, password: str) -> SignInPage:
    page = door.page()
    assert isinstance(page, SignInPage)
    assert isinstance(page.person, TypedName)
    page.person.edit.setText(name)
    page.password.edit.setText(password)
    qtbot.keyClick(page.password.edit, Qt.Key.Key_Return)
    return page


def opened_door(folder: Path, staffed: Staffed, stack: ExitStack) -> Door:
    staffed.place.keep(folder)
    door = open_door(folder, "ja", Theme(), stack)
    door.show()
    return door


def test_a_trainer_types_a_name_is_refused_once_and_then_works(
    qtbot: QtBot, tmp_path: Path, staffed: Staffed, stack: ExitStack
) -> None:
    door = opened_door(tmp_path / "studio", staffed, stack)
    page = type_in(qtbot, door, "髙橋 見本", "not the password")
    qtbot.waitUntil(page.password.problem.isVisible, timeout=30_000)
    assert page.password.problem.text() == texts("messages", "ja")(WRONG_SIGN_IN)
    page.password.edit.setText(staffed.passwords["髙橋 見本"])
    qtbot.keyClick(page.password.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: door.window_behind is not None, timeout=30_000)
    window = door.window_behind
    assert isinstance(window, Window)
    assert isinstance(window.stack.currentWidget(), TodayPage)
    assert window.context.staff_id == staffed.ids["髙橋 見本"]
    assert not (tmp_path / "studio" / "generations").exists()
    shut(door)


def test_the_front_desk_gets_its_queue_and_nothing_else(
    qtbot: QtBot, tmp_path: Path, staffed: Staffed, stack: ExitStack
) -> None:
    door = opened_door(tmp_path / "studio", staffed, stack)
    type_in(qtbot, door, "受付", staffed.passwords["受付"])
    qtbot.waitUntil(lambda: door.window_behind is not None, timeout=30_000)
    assert door.window_behind is not None
    assert not isinstance(door.window_behind, Window)
    assert door.window_behind.findChild(DeskPage) is not None
    shut(door)


def test_a_one_time_password_is_replaced_before_anything_opens(
    qtbot: QtBot, tmp_path: Path, staffed: Staffed, stack: ExitStack
) -> None:
    once = staffed.staff.add(staffed.owner, "初日 さくら", ("trainer",)).password
    door = opened_door(tmp_path / "studio", staffed, stack)
    type_in(qtbot, door, "初日 さくら", once)
    qtbot.waitUntil(lambda: isinstance(door.page(), OwnPasswordPage), timeout=30_000)
    page = door.page()
    assert isinstance(page, OwnPasswordPage)
    page.chosen.emit("四つの言葉を自分で選びました")
    qtbot.waitUntil(lambda: door.window_behind is not None, timeout=30_000)
    shut(door)


def test_a_folder_whose_address_is_damaged_says_so_on_the_door(qtbot: QtBot, tmp_path: Path, stack: ExitStack) -> None:
    (tmp_path / "server.json").write_text('{"host": 3}', encoding="ascii")
    door = open_door(tmp_path, "ja", Theme(), stack)
    door.show()
    assert not isinstance(door.page(), SignInPage)
    assert door.window_behind is None
    shut(door)
