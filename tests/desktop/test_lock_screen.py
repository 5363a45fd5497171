"""A covered screen shows nothing, and brings everything back; dropped keys are gone, and the pages are not."""

import gc
import shutil
import weakref
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from lock_house import (
    CLIENT,
    OWNER,
    TRAINER,
    House,
    cover_of,
    covered,
    number_entry,
    presence_of,
    wait_until_keys_are_gone,
)
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from clinic_app import actions
from clinic_app.desktop.app import load_fonts, settle
from clinic_app.desktop.own_page import OwnPage
from clinic_app.desktop.trainer.session_page import SessionPage
from clinic_app.desktop.widgets.option import OptionButton
from clinic_app.desktop.window import Window
from clinic_app.domain.locking import Locking
from clinic_app.errors import Refused
from clinic_app.records.key_ring import KeyRing

CODE = "482913"


@pytest.fixture
def house(qtbot: QtBot, qapp: QApplication, staffed_studio: Path, tmp_path: Path) -> Iterator[House]:
    """The program at its door."""
    load_fonts()
    folder = tmp_path / "studio"
    shutil.copytree(staffed_studio, folder)
    with ExitStack() as stack:
        opened = House(qtbot, folder, stack)
        yield opened
        opened.shut()


def spoken(interface: QAccessibleInterface) -> list[str]:
    """Everything that a screen reader finds below an object."""
    kinds = (QAccessible.Text.Name, QAccessible.Text.Value, QAccessible.Text.Description)
    found = [text for kind in kinds if (text := interface.text(kind))]
    for number in range(interface.childCount()):
        child = interface.child(number)
        found += spoken(child) if child is not None else []
    return found


def key_in_use(window: Window) -> bytes:
    """The very object that the record was opened with, out of the ring that is held."""
    gc.collect()
    held = [thing for thing in gc.get_objects() if type(thing) is KeyRing and thing.name == window.context.person]
    return held[0].keys["clinic"][0]


def session_with_code(house: House) -> Window:
    """A trainer in a session who has set a quick code."""
    window = house.enter(TRAINER)
    house.open_session(window)
    assert presence_of(window).code.keep(CODE) is None
    window.notice(None)
    return window


def test_a_session_is_covered_and_the_code_brings_back_focus_cursor_selection_and_half_typed_text(
    house: House, qtbot: QtBot
) -> None:
    window = session_with_code(house)
    page = window.session_page
    _, edit = number_entry(window)
    edit.setFocus()
    QTest.keyClicks(edit, "35x")
    edit.setSelection(2, -1)
    house.wait(15, window)
    assert covered(window)
    assert window.context.record.is_open, "the keys stay for the quick code"
    assert window.windowTitle() == "動きのチェック" or CLIENT not in window.windowTitle()
    field = cover_of(window).code
    assert field is not None
    QTest.keyClicks(field.edit, CODE)
    settle()
    assert not covered(window)
    assert window.session_page is page, "the page is not built anew"
    assert edit.text() == "35x"
    assert QApplication.focusWidget() is edit
    assert (edit.selectedText(), edit.cursorPosition()) == ("5", 1)
    assert CLIENT in window.windowTitle()


def test_nothing_of_the_page_can_be_seen_reached_or_heard_while_it_is_covered(house: House) -> None:
    window = session_with_code(house)
    QAccessible.setActive(True)
    assert any(CLIENT in text for text in spoken(QAccessible.queryAccessibleInterface(window)))
    picture = window.grab().toImage()
    presence_of(window).cover()
    settle()
    assert not [text for text in spoken(QAccessible.queryAccessibleInterface(window)) if CLIENT in text]
    assert not [label for label in window.findChildren(QLabel) if CLIENT in label.text()]
    assert window.findChild(SessionPage) is None
    assert window.grab().toImage() != picture
    cover = cover_of(window)
    for _ in range(40):
        QTest.keyClick(QApplication.focusWidget() or cover, Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        assert focused is not None
        assert cover.isAncestorOf(focused)
    for shortcut in (Qt.Key.Key_F1, Qt.Key.Key_F2, Qt.Key.Key_Z):
        QTest.keyClick(window, shortcut, Qt.KeyboardModifier.ControlModifier)
    assert covered(window)
    QAccessible.setActive(False)


def test_a_question_that_floats_above_the_page_goes_when_it_is_covered(house: House) -> None:
    window = session_with_code(house)
    question = QDialog(window)
    QLabel(CLIENT, question)
    question.show()
    presence_of(window).cover()
    assert not question.isVisible()


def test_every_touch_counts_also_a_digit_that_the_session_takes_for_itself(house: House) -> None:
    window = session_with_code(house)
    house.wait(14, window)
    QTest.keyClick(window, Qt.Key.Key_1)
    house.wait(14, window)
    assert not covered(window)
    _, edit = number_entry(window)
    QApplication.sendEvent(edit, QInputMethodEvent("か", []))
    house.wait(14, window)
    assert not covered(window)
    QTest.mouseClick(window, Qt.MouseButton.LeftButton)
    house.wait(14, window)
    assert not covered(window)
    house.wait(1, window)
    assert covered(window)


def test_a_mouse_that_nobody_moves_does_not_keep_a_page_open(house: House) -> None:
    window = session_with_code(house)
    QTest.mouseMove(window)
    QTest.mouseMove(window)
    house.wait(14, window)
    QTest.mouseMove(window)
    house.wait(1, window)
    assert covered(window)


def test_a_key_that_wakes_the_machine_goes_to_the_cover_and_not_to_the_page(house: House) -> None:
    window = session_with_code(house)
    entry, edit = number_entry(window)
    edit.setFocus()
    house.clocks.wall += 3600  # the lid was closed; no timer has run since
    QTest.keyClick(edit, Qt.Key.Key_7)
    assert covered(window)
    assert not window.context.record.is_open
    assert edit.text() == ""
    assert window.session_page is not None
    assert window.session_page.session.value(entry.path) is None


def test_what_an_input_method_is_composing_is_kept_and_saved_before_the_cover(house: House) -> None:
    window = session_with_code(house)
    entry, edit = number_entry(window)
    edit.setFocus()
    QApplication.sendEvent(edit, QInputMethodEvent("４２", []))
    presence_of(window).hide_now()
    assert window.session_page is not None
    assert window.session_page.session.value(entry.path) == 42
    assert window.session_page.session.refused is None, "it was saved before the record was closed"
    house.unlock(window, TRAINER)
    house.qtbot.waitUntil(lambda: not covered(window), timeout=30_000)
    assert edit.text() == "４２"
    stored = actions.resume_visit(window.context.record, window.session_page.session.visit_id).assessment
    assert stored.assessment.weekly_km == 42


def test_five_wrong_codes_need_the_password_and_the_page_is_still_there(house: House, qtbot: QtBot) -> None:
    window = session_with_code(house)
    presence_of(window).cover()
    for _ in range(5):
        field = cover_of(window).code
        assert field is not None
        QTest.keyClicks(field.edit, "000999")
    settle()
    cover = cover_of(window)
    assert cover.code is None
    assert cover.password is not None
    assert cover.password.problem.isVisible()
    house.unlock(window, TRAINER, "まちがった言葉 2026")
    asked = cover.password
    qtbot.waitUntil(lambda: "Caps Lock" in asked.problem.text(), timeout=30_000)
    assert covered(window)
    house.unlock(window, TRAINER)
    qtbot.waitUntil(lambda: not covered(window), timeout=30_000)
    assert window.in_session


def test_a_finger_types_the_code_on_the_pad(house: House) -> None:
    window = session_with_code(house)
    presence_of(window).cover()
    pad = {button.text(): button for button in cover_of(window).card.findChildren(OptionButton)}
    for digit in "48⌫82913":
        pad[digit].click()
    assert not covered(window)


def test_keys_go_60_minutes_after_the_cover_and_everything_is_where_it_was_after_the_password(
    house: House, qtbot: QtBot
) -> None:
    window = session_with_code(house)
    page = window.session_page
    _, edit = number_entry(window)
    edit.setFocus()
    QTest.keyClicks(edit, "12,")
    edit.setCursorPosition(1)
    engine = weakref.ref(window.context.record.engine)
    key = key_in_use(window)
    house.wait(15, window)
    house.wait(59, window)
    assert window.context.record.is_open
    house.wait(1, window)
    assert not window.context.record.is_open
    wait_until_keys_are_gone()
    assert engine() is None, "the engine went, and its connections with it"
    assert [type(one).__name__ for one in gc.get_referrers(key)] in ([], ["frame"])
    assert cover_of(window).code is None, "the code was forgotten with the keys"
    with pytest.raises(Refused):
        actions.find_clients(window.context.record, "カクウ")
    house.unlock(window, TRAINER)
    qtbot.waitUntil(lambda: not covered(window), timeout=30_000)
    assert window.session_page is page
    assert (edit.text(), edit.cursorPosition()) == ("12,", 1)
    assert QApplication.focusWidget() is edit
    assert len(actions.find_clients(window.context.record, "カクウ")) == 1


def test_one_key_hides_everything_at_once_wherever_one_is(house: House) -> None:
    window = house.enter(OWNER)
    window.show_page("owner")
    QTest.keyClick(window, Qt.Key.Key_F12)
    assert covered(window)
    assert not window.context.record.is_open
    wait_until_keys_are_gone()


def test_pages_outside_a_session_lock_whole_after_5_minutes(house: House) -> None:
    window = house.enter(TRAINER)
    window.show_page("clients")
    house.wait(4.5, window)
    assert not covered(window)
    house.wait(0.5, window)
    assert covered(window)
    assert not window.context.record.is_open


def test_the_owners_minutes_hold_from_the_next_page_on(house: House) -> None:
    window = house.enter(OWNER)
    actions.change_locking_settings(window.context.record, Locking(3, 0, 1), actor="x")
    house.open_session(window)
    house.wait(3, window)
    assert covered(window)
    house.wait(0.5, window)
    assert not window.context.record.is_open


def test_an_entry_that_was_refused_while_locked_is_saved_after_unlocking(house: House, qtbot: QtBot) -> None:
    window = session_with_code(house)
    presence_of(window).hide_now()
    assert window.session_page is not None
    session = window.session_page.session
    session.put("weekly_km", 37)
    assert session.refused is not None
    house.unlock(window, TRAINER)
    qtbot.waitUntil(lambda: not covered(window), timeout=30_000)
    assert session.refused is None
    stored = actions.resume_visit(window.context.record, session.visit_id).assessment
    assert stored.assessment.weekly_km == 37


def test_what_was_copied_is_not_left_in_the_clipboard(house: House) -> None:
    window = session_with_code(house)
    _, edit = number_entry(window)
    edit.setText("42")
    edit.selectAll()
    edit.copy()
    presence_of(window).cover()
    assert QApplication.clipboard().text() == "42", "the same person is back in a moment"
    presence_of(window).hide_now()
    assert QApplication.clipboard().text() == ""


def test_a_code_is_offered_once_and_never_in_the_way(house: House) -> None:
    window = house.enter(TRAINER)
    house.open_session(window)
    notice = window._notice
    assert notice is not None
    assert notice.isVisible()
    focused = QApplication.focusWidget()
    assert focused is None or not notice.isAncestorOf(focused)
    field = notice.findChild(QLineEdit)
    assert field is not None
    QTest.keyClicks(field, "123456")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert not presence_of(window).code.is_set
    field.clear()
    QTest.keyClicks(field, CODE)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert presence_of(window).code.is_set
    settle()
    assert not [one for one in window.findChildren(QWidget) if one is notice and one.isVisible()]
    window.show_page("today")
    house.open_session(window)
    assert window._notice is None


def test_signing_out_saves_runs_the_hooks_and_leads_back_to_the_list(house: House) -> None:
    window = house.enter(TRAINER)
    record, open_at_hook = window.context.record, []
    presence_of(window).on_sign_out.append(lambda: open_at_hook.append(record.is_open))
    window.tabs["own"].click()
    button = window.findChildren(OwnPage)[-1].out
    del window
    button.click()
    settle()
    assert open_at_hook == [True]
    assert not record.is_open
    assert house.door.isVisible()
    assert house.door.window_behind is None
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    wait_until_keys_are_gone()
