"""The step of a follow-up that asks again: nothing is copied, what is refused stays, what is not saved says so."""

from collections.abc import Callable

from msgspec.structs import replace
from PySide6.QtWidgets import QLabel, QWidget
from visits import GLUTEAL, STAIRS, read

from clinic_app import actions
from clinic_app.desktop.context import Context
from clinic_app.desktop.trainer.entry import Entry
from clinic_app.desktop.trainer.progress import ProgressStep
from clinic_app.desktop.trainer.session import Session
from clinic_app.domain.assessment import to_plain
from clinic_app.domain.follow_up import OutcomeMeasure


def test_only_a_follow_up_has_the_step_of_progress(context: Context, open_visit: Callable[..., str]) -> None:
    trial = Session(context, open_visit())
    assert "progress" not in trial.steps


def test_a_follow_up_stands_after_the_screening_and_copies_nothing(follow_up: Session) -> None:
    assert follow_up.steps.index("progress") == follow_up.steps.index("screening") + 1
    assert to_plain(follow_up.assessment).keys() <= {"format", "date", "client", "screening"}
    assert follow_up.assessment.screening in ({}, {"failed_trial": "no"}), (
        "nothing but what follows from no earlier plan"
    )
    assert follow_up.course.measures == {}
    assert follow_up.step_state("progress") == "todo"


def test_values_of_the_last_visit_stand_beside_the_fields(follow_up: Session, show: Callable[..., QWidget]) -> None:
    page = show(ProgressStep(follow_up, "progress"))
    assert f"前回:{GLUTEAL['nrs']['now']}" in read(page)
    assert all(entry.control.value() is None for entry in page.entries if entry.path.startswith("nrs"))  # type: ignore[attr-defined]
    page.close()


def test_the_running_profile_is_shown_beside_and_not_filled_in(context: Context, follow_up: Session) -> None:
    catalogue = context.rule_set.catalogue
    previous, follow_up.previous = follow_up.previous, None
    for path, said in (("weekly_km", "40"), ("years_running", "2015")):
        entry = Entry(follow_up, catalogue.by_path[path])
        assert said in "".join(label.text() for label in entry.findChildren(QLabel))
        assert follow_up.value(path) is None
    follow_up.previous = previous


def test_the_words_of_an_activity_are_taken_over_only_by_its_score(
    follow_up: Session, show: Callable[..., QWidget]
) -> None:
    page = show(ProgressStep(follow_up, "progress"))
    assert isinstance(page, ProgressStep)
    row = page.activities.rows[0]
    assert row.words.text() == "階段を下りる"
    assert row.words.edit.property("tone") == "warn"
    assert follow_up.course.measures == {}
    row.score.pick("7")
    page.refresh()
    assert follow_up.course.measure("activity_1") == OutcomeMeasure("activity_1", 7, "階段を下りる")
    assert row.words.edit.property("tone") == ""
    stored = actions.resume_visit(follow_up.context.record, follow_up.visit_id)
    assert stored.measures == (OutcomeMeasure("activity_1", 7, "階段を下りる"),)
    page.close()


def test_a_score_without_words_asks_for_them(follow_up: Session, show: Callable[..., QWidget]) -> None:
    page = show(ProgressStep(follow_up, "progress"))
    assert isinstance(page, ProgressStep)
    row = page.activities.rows[2]
    row.score.pick("5")
    assert row.words.problem.isVisible()
    assert follow_up.course.measures == {}
    page.close()


def test_measures_are_undone_one_by_one_in_the_record_too(follow_up: Session) -> None:
    follow_up.course.put_measure(OutcomeMeasure("pgic", 2))
    follow_up.course.put_measure(OutcomeMeasure("pgic", 3))
    assert follow_up.undo()
    assert follow_up.course.measure("pgic").value == 2
    assert follow_up.undo()
    again = Session(follow_up.context, follow_up.visit_id)
    assert again.course.measure("pgic").value is None
    assert follow_up.redo()
    assert Session(follow_up.context, follow_up.visit_id).course.measure("pgic").value == 2


def test_the_step_is_done_when_all_of_it_was_asked_again(follow_up: Session) -> None:
    for path in ("nrs.now", "nrs.worst_run", "nrs.average_7d"):
        follow_up.put(path, 2)
    follow_up.course.put_measure(OutcomeMeasure("pgic", 2))
    assert follow_up.step_state("progress") == "begun"
    follow_up.course.put_measure(replace_value(STAIRS, 6))
    assert follow_up.step_state("progress") == "done"


def replace_value(measure: OutcomeMeasure, value: float) -> OutcomeMeasure:
    """The same measure with another value."""
    return replace(measure, value=value)


def test_an_impossible_number_is_said_beside_its_field_and_stays(
    follow_up: Session, show: Callable[..., QWidget]
) -> None:
    page = show(ProgressStep(follow_up, "progress"))
    assert isinstance(page, ProgressStep)
    field = page.numbers[1].field
    field.edit.setText("999")
    field.flush()
    assert field.problem.isVisible()
    page.refresh()
    assert field.text() == "999"
    assert follow_up.course.measures == {}
    page.close()


def test_a_measure_that_cannot_be_stored_is_shown_as_not_saved_and_goes_with_the_next_try(follow_up: Session) -> None:
    shut, engine = follow_up.context.record, follow_up.context.record.engine
    shut.close()
    follow_up.course.put_measure(OutcomeMeasure("pgic", 2))
    assert follow_up.refused is not None
    shut.reopen(engine)
    follow_up.go_to("posture")
    assert follow_up.refused is None
    assert Session(follow_up.context, follow_up.visit_id).course.measure("pgic").value == 2
