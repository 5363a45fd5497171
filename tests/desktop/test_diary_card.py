"""What trainers see of a diary strip that came back."""

from collections.abc import Callable
from datetime import UTC, datetime

from msgspec.structs import replace
from PySide6.QtWidgets import QLabel, QWidget

from clinic_app.desktop.context import Context
from clinic_app.desktop.trainer.course_view import EpisodesView
from clinic_app.desktop.trainer.diary_card import DiaryStrip, in_words
from clinic_app.desktop.trainer.session import Session
from clinic_app.domain.diary import Diary
from clinic_app.i18n import texts

TICKS, SIGNALS = "11101101101-1-", "bbbybbbybrb-b-"


def come_back(context: Context, visit_id: str, diary: Diary) -> None:
    """The record has taken a strip in."""
    with context.record.unit_of_work() as work:
        plan = work.plans.newest_of(visit_id)
        assert plan is not None
        work.print_jobs.return_diary(work.new_id(), plan.id, diary, "田中")
        work.audit("import_event", "田中", "")
        work.commit()


def words(view: QWidget) -> str:
    return "\n".join(one.text() for one in view.findChildren(QLabel) if one.isVisible())


def test_a_strip_stands_beside_the_course_and_a_red_day_is_said(
    context: Context, taught: Session, show: Callable[[QWidget], QWidget]
) -> None:
    come_back(context, taught.visit_id, Diary(TICKS, SIGNALS, datetime.now(UTC)))
    view = show(EpisodesView(context.with_look("en"), taught.visit.client_id))
    assert "Exercises done on 9 of 14 days. 2 days are left empty." in words(view)
    assert "Red pain signal on day 10" in words(view)
    (strip,) = view.findChildren(DiaryStrip)
    assert "blue 9, yellow 2, red 1" in strip.accessibleDescription()


def test_a_strip_without_exercises_to_tick_speaks_of_the_signal_alone(
    context: Context, taught: Session, show: Callable[[QWidget], QWidget]
) -> None:
    taught.save_plan(tuple(replace(item, teach_back="not_yet") for item in taught.drafted_items()))
    come_back(context, taught.visit_id, Diary("-" * 14, SIGNALS, datetime.now(UTC)))
    view = show(EpisodesView(context.with_look("en"), taught.visit.client_id))
    (strip,) = view.findChildren(DiaryStrip)
    assert strip.accessibleDescription() == "Pain signals: blue 9, yellow 2, red 1."
    for unasked in ("ticked", "Exercises done", "left empty"):
        assert unasked not in words(view)
    taught.save_plan(tuple(replace(item, on_sheet=True) for item in taught.drafted_items()))
    view = show(EpisodesView(context.with_look("en"), taught.visit.client_id))
    (with_line,) = view.findChildren(DiaryStrip)
    assert "No day is ticked" in words(view)
    assert with_line.sizeHint().height() > strip.sizeHint().height()


def test_a_strip_that_comes_in_while_the_course_is_open_is_there_when_it_is_shown_again(
    context: Context, taught: Session, show: Callable[[QWidget], QWidget]
) -> None:
    view = show(EpisodesView(context.with_look("en"), taught.visit.client_id))
    assert view.findChildren(DiaryStrip) == []
    view.hide()
    come_back(context, taught.visit_id, Diary(TICKS, at=datetime.now(UTC)))
    view.show()
    assert len(view.findChildren(DiaryStrip)) == 1


def test_days_left_empty_are_said_to_be_unknown() -> None:
    english = texts("desktop", "en")
    assert in_words(Diary("-" * 14), english) == "No day is ticked; whether the exercises were done is unknown."
    assert in_words(Diary("-" * 14), english, exercises=False) == (
        "No pain signal is drawn; how the days went is unknown."
    )
    assert in_words(Diary("1" * 14), english) == "Exercises done on 14 of 14 days."
