"""What is on screen first: an entry before the disk has it, the top of a long step before the rest of it."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest

from clinic_app import actions
from clinic_app.desktop.app import settle
from clinic_app.desktop.trainer.intake import IntakeStep
from clinic_app.desktop.trainer.screening import ScreeningStep
from clinic_app.desktop.window import Window


class Paintings(QObject):
    """Counts how often a widget was painted."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() is QEvent.Type.Paint
        return super().eventFilter(watched, event)


def test_an_entry_is_painted_before_the_record_has_it_and_said_to_be_saved_after(
    window: Window, open_visit: Callable[..., str]
) -> None:
    visit_id = open_visit()
    window.open_visit(visit_id)
    settle()
    page = window.session_page
    assert page is not None
    entry = next(entry for entry in page.page("intake").entries if entry.path == "nrs.now")
    spy, seen = Paintings(), []
    entry.control.buttons["3"].installEventFilter(spy)  # type: ignore[attr-defined]

    def look() -> None:
        stored = actions.resume_visit(window.context.record, visit_id).assessment.assessment
        seen.append((spy.count, page.saved.text(), stored.nrs.now))

    page.session.before_saving.append(look)
    for key in (Qt.Key.Key_3, Qt.Key.Key_3):
        QTest.keyClick(window.windowHandle(), key)
    ((painted, said, stored),) = seen
    assert painted >= 1
    assert (said, stored) == ("", None)
    assert page.saved.text() == window.context.text("✓ Saved")
    assert actions.resume_visit(window.context.record, visit_id).assessment.assessment.nrs.now == 3


@pytest.mark.parametrize("step", ["intake", "screening"])
def test_a_long_step_is_whole_a_turn_after_it_came_up(
    window: Window, open_visit: Callable[..., str], step: str
) -> None:
    window.open_visit(open_visit())
    page = window.session_page
    assert page is not None
    page.go_to(step)
    shown = page.stack.currentWidget()
    assert isinstance(shown, IntakeStep | ScreeningStep)
    before = shown.is_whole
    settle()
    assert (before, shown.is_whole) == (False, True)
    alone = type(shown)(page.session, step)
    assert [entry.path for entry in shown.entries] == [entry.path for entry in alone.entries]
    assert [len(section.all_rows) for section in shown._sections] == [len(one.all_rows) for one in alone._sections]
    assert shown.body.count() == alone.body.count()
    alone.deleteLater()


def test_a_key_that_comes_at_once_finds_the_rest_of_the_step(window: Window, open_visit: Callable[..., str]) -> None:
    window.open_visit(open_visit())
    page = window.session_page
    assert page is not None
    shown = page.stack.currentWidget()
    assert isinstance(shown, IntakeStep)
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Plus)
    assert shown.is_whole
    assert shown.keypad.section == 1, "the second card, which the first screen does not show"
