"""Text in a session's fields: input methods, what cannot be seen or stored, and pastes that are far too long."""

import time
from collections.abc import Callable

import pytest
from input_method import commit, compose
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from clinic_app import actions
from clinic_app.desktop.app import settle
from clinic_app.desktop.context import Context
from clinic_app.desktop.trainer.addenda import Addenda
from clinic_app.desktop.trainer.entry import Entry
from clinic_app.desktop.trainer.result import ResultStep
from clinic_app.desktop.trainer.session import Session
from clinic_app.desktop.trainer.session_page import SessionPage
from clinic_app.desktop.widgets.numbers import TextField
from clinic_app.desktop.window import Window
from clinic_app.domain.assessment import to_plain

HOSTILE = {
    "a kanji beyond the first plane": "𠮷田さんと約束",
    "composed and decomposed": "が" + "か\u3099",
    "half-width kana": "ﾄﾚｰﾅｰ",
    "bidi controls": "abc\u202edef\u202c",
    "joiners and a mark of bytes": "a\u200db\u200cc\ufeffd",
    "combining marks": "e" + "\u0301" * 190,
    "emoji of a family": "👩‍👩‍👧‍👦 走る 🏃🏽‍♀️",
}
SESSION_KEYS = [Qt.Key.Key_Return, Qt.Key.Key_Up, Qt.Key.Key_Down]


@pytest.fixture
def page(window: Window, open_visit: Callable[..., str]) -> SessionPage:
    """The interview of an open session on screen."""
    window.open_visit(open_visit())
    settle()
    assert window.session_page is not None
    return window.session_page


@pytest.fixture
def closed(window: Window, context: Context, open_visit: Callable[..., str]) -> Addenda:
    """The line of a closed visit on which something is added."""
    visit_id = open_visit()
    actions.close_visit(context.record, visit_id, result="thinking", actor="staff-1")
    window.open_visit(visit_id)
    settle()
    assert window.session_page is not None
    return window.session_page.addenda


def field_of(page: SessionPage, path: str) -> QLineEdit:
    """The line into which a finding is typed, with the focus in it."""
    entry = next(one for one in page.findChildren(Entry) if one.path == path)
    edit = entry.control.findChild(QLineEdit)
    assert edit is not None
    edit.setFocus()
    assert QApplication.focusWidget() is edit
    return edit


def stands(page: SessionPage) -> tuple[object, ...]:
    """Where the session is and what it holds."""
    session = page.session
    return session.step, to_plain(session.assessment), page.strip.is_open


@pytest.mark.parametrize("key", SESSION_KEYS)
def test_no_key_of_the_session_acts_on_what_an_input_method_composes(page: SessionPage, key: Qt.Key) -> None:
    edit = field_of(page, "weekly_km")
    row = page.page("intake").keypad.listening
    compose(edit, "よ", "よん", "よんじゅう")
    QTest.keyClick(page.window().windowHandle(), key)
    assert QApplication.focusWidget() is edit
    assert page.page("intake").keypad.listening is row
    assert page.session.step == "intake"
    commit(edit, "40")
    QTest.keyClick(page.window().windowHandle(), Qt.Key.Key_Return)
    assert page.session.value("weekly_km") == 40


def test_no_shortcut_fires_while_a_field_has_the_focus(page: SessionPage) -> None:
    page.session.put("interview.pain_sitting", "yes")
    edit = field_of(page, "weekly_km")
    before = stands(page)
    for key, held in (
        (Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier),
        (Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier),
        (Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier),
        (Qt.Key.Key_F2, Qt.KeyboardModifier.NoModifier),
        *((key, Qt.KeyboardModifier.NoModifier) for key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Minus)),
    ):
        compose(edit, "かな")
        QTest.keyClick(edit, key, held)
        compose(edit, "")
        QTest.keyClick(edit, key, held)
        assert stands(page) == before, key
    edit.clear()
    edit.clearFocus()
    QTest.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert page.session.value("interview.pain_sitting") is None


def test_predictions_reconversion_and_escape_end_as_they_were_seen(page: SessionPage) -> None:
    field = page.page("intake").findChild(TextField, "activity_1.words")
    assert field is not None
    field.edit.setFocus()
    compose(field.edit, "か", "かい", "階段")  # a prediction that is not taken
    compose(field.edit, "")  # Escape
    assert field.text() == ""
    compose(field.edit, "か", "かいだん")
    commit(field.edit, "会談")
    commit(field.edit, "階段", back=2)  # converted again
    commit(field.edit, "を降りる")
    field.flush()
    stored = actions.resume_visit(page.session.context.record, page.session.visit_id).measures
    assert [(one.measure, one.words) for one in stored] == [("activity_1", "階段を降りる")]
    assert page.session.step == "intake"


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_any_text_that_can_be_written_is_stored_as_it_is(closed: Addenda, context: Context, text: str) -> None:
    commit(closed.field.edit, text)
    closed._on_add()
    assert [one.text for one in actions.addenda_of(context.record, closed.session.visit_id)] == [text]


def test_what_cannot_be_seen_is_shown_as_marks(closed: Addenda) -> None:
    commit(closed.field.edit, "abc\u202edef")
    assert "⟨RLO⟩" in closed.field.problem.text()
    closed._on_add()
    assert "abc⟨RLO⟩def" in closed.shown.text()
    assert "\u202e" not in closed.shown.text()


def test_nothing_but_spaces_is_not_added(closed: Addenda, context: Context) -> None:
    commit(closed.field.edit, " \u3000 ")
    closed._on_add()
    assert closed.field.problem.text()
    assert actions.addenda_of(context.record, closed.session.visit_id) == ()


def text_fields(window: Window, page: SessionPage) -> list[TextField]:
    """Every line of the session into which words or numbers go."""
    for step in page.session.steps:
        page.go_to(step)
    settle()
    return [field for field in page.findChildren(TextField) if field.isEnabled()]


def test_every_field_of_the_session_refuses_what_cannot_be_stored(window: Window, page: SessionPage) -> None:
    fields = text_fields(window, page)
    assert len(fields) > 8
    for field in fields:
        before = field.text()
        commit(field.edit, "12\0")
        assert field.text() == before, field.edit.accessibleName()
        assert field.problem.text(), field.edit.accessibleName()
        commit(field.edit, "\ud800")
        assert "\ud800" not in field.text()


def test_a_megabyte_is_refused_at_once_in_every_field_of_the_session(window: Window, page: SessionPage) -> None:
    clipboard = QApplication.clipboard()
    clipboard.setText("あ" * 350_000)
    for field in text_fields(window, page):
        field.set_text("12")
        began = time.thread_time()  # this thread's own: beside it the session may still look for what would change
        field.edit.paste()
        used = time.thread_time() - began
        assert field.text() == "12", field.edit.accessibleName()
        assert field.problem.text(), field.edit.accessibleName()
        assert used < 0.1, field.edit.accessibleName()
    clipboard.clear()


def test_a_note_keeps_what_was_typed_and_shows_hidden_characters(
    window: Window, open_visit: Callable[..., str], context: Context, qtbot: QtBot
) -> None:
    session = Session(context, open_visit())
    step = ResultStep(session, "result")
    qtbot.addWidget(step)
    step.show()
    commit(step.note.edit, "走る\u202e前に")
    assert "⟨RLO⟩" in step.note.problem.text()
    assert step.note.text() == "走る\u202e前に"
    assert step.note.findChild(QLabel) is not None
