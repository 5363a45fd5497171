"""Follow-ups and re-tests as a trainer meets them: nothing copied, only real change, undo, and what is confirmed."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from clinic_app import actions
from clinic_app.desktop.app import settle
from clinic_app.desktop.context import Context
from clinic_app.desktop.trainer.client_page import ClientPage
from clinic_app.desktop.trainer.course_matrix import CourseMatrix
from clinic_app.desktop.trainer.entry import Entry
from clinic_app.desktop.trainer.evidence import Evidence
from clinic_app.desktop.trainer.going_home import paper_content
from clinic_app.desktop.trainer.hip_hinge import HingeCard, HipHingeStep
from clinic_app.desktop.trainer.intake import IntakeStep
from clinic_app.desktop.trainer.line_chart import LineChart
from clinic_app.desktop.trainer.progress import ProgressStep
from clinic_app.desktop.trainer.retest import Retest
from clinic_app.desktop.trainer.screening import ScreeningStep
from clinic_app.desktop.trainer.session import Session
from clinic_app.desktop.trainer.session_page import SessionPage
from clinic_app.desktop.trainer.teach import TeachStep
from clinic_app.desktop.trainer.thoracic_rotation import RotationCard
from clinic_app.domain.assessment import to_plain
from clinic_app.domain.client import ClientDetails
from clinic_app.domain.follow_up import OutcomeMeasure
from clinic_app.errors import Refused
from clinic_app.handouts import SheetContent

CASES = {
    case["input"]["case"]: case["input"]
    for case in json.loads((Path(__file__).parents[1] / "unit/cases/examples.json").read_text(encoding="utf-8"))
}
GLUTEAL = CASES["01-clear-gluteal"]
FIRST, TODAY = date(2026, 11, 8), date(2026, 11, 22)
STAIRS = OutcomeMeasure("activity_1", 4, "階段を下りる")
GOOD = {"lean": "full", "faults": {}, "gluteal_sensation": True}


def record(session: Session, findings: dict[str, Any]) -> None:
    """Enter a case in a session, as if it had been asked and tested."""
    plain = to_plain(session.assessment)
    kept = {key: value for key, value in findings.items() if key not in ("client", "date", "case", "format")}
    onset = {"age_at_onset": findings["client"].get("age_at_onset", 42)}
    session._store_plain({**plain, **kept, "client": {**plain["client"], **onset}})


@pytest.fixture
def follow_up(context: Context) -> Session:
    """A session on a client whose trial visit was two weeks ago."""
    details = ClientDetails(
        "架空 花子", "カクウ ハナコ", sex="female", birth_date=date(1984, 5, 1), usual_weekly_km=40, running_since=2015
    )
    client = actions.register_client(context.record, details, actor="staff-1").value
    trial = actions.open_visit(context.record, client.id, day=FIRST, trainer="佐藤", actor="staff-1").value
    first = Session(context, trial.id)
    record(first, GLUTEAL)
    first.course.put_measure(STAIRS)
    first.close("joined")
    later = actions.open_visit(context.record, client.id, day=TODAY, trainer="佐藤", actor="staff-1").value
    return Session(context, later.id)


@pytest.fixture
def show(context: Context) -> Callable[[QWidget], QWidget]:
    """Shows a widget in its own window; gone after the test with the application's other leftovers."""

    def shown(widget: QWidget) -> QWidget:
        widget.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        widget.resize(1300, 900)
        widget.show()
        settle()
        return widget

    return shown


def words(widget: QWidget) -> str:
    """Everything that is written on a widget and seen."""
    return "\n".join(one.text() for one in widget.findChildren(QLabel) if one.isVisibleTo(widget))


# the step of its own


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
    assert f"前回:{GLUTEAL['nrs']['now']}" in words(page)
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
    record_, engine = follow_up.context.record, follow_up.context.record.engine
    record_._engine, kept = None, engine
    follow_up.course.put_measure(OutcomeMeasure("pgic", 2))
    assert follow_up.refused is not None
    record_._engine = kept
    follow_up.go_to("posture")
    assert follow_up.refused is None
    assert Session(follow_up.context, follow_up.visit_id).course.measure("pgic").value == 2


# the course


def matrix_of(table: CourseMatrix) -> dict[str, list[str]]:
    """The matrix as it is read, row by row."""
    found = {}
    for row in range(table.rowCount()):
        cells = [table.item(row, column) for column in range(table.columnCount())]
        found[table.verticalHeaderItem(row).text()] = [cell.text() for cell in cells if cell is not None]
    return found


def test_the_matrix_shows_arrows_for_real_change_only_and_a_dash_for_unknown(
    follow_up: Session, show: Callable[..., QWidget]
) -> None:
    record(follow_up, GLUTEAL)
    for side in ("left", "right"):
        for field, value in GOOD.items():
            follow_up.put_side("hip_hinge", side, field, value)
    follow_up.set_status("dead_bug", "left", "not_done")
    follow_up.course.put_measure(replace_value(STAIRS, 5))
    page = show(ProgressStep(follow_up, "progress"))
    rows = matrix_of(page.findChildren(CourseMatrix)[0])
    assert rows["ヒップヒンジ 左"][1:] == ["レベル3 ↑改善", "↑改善"]
    assert rows["デッドバグ 左"][1:] == ["未実施", "–"]
    assert rows["活動(平均)"] == ["4", "5", "–"], "one point is no real change"
    assert "改善" not in "".join(rows["今の痛み"])
    page.close()


def test_the_charts_say_their_values_to_who_cannot_see_them(follow_up: Session, show: Callable[..., QWidget]) -> None:
    follow_up.put("nrs.now", 1)
    page = show(ProgressStep(follow_up, "progress"))
    pain = page.findChildren(LineChart)[0]
    before = GLUTEAL["nrs"]["now"]
    assert f"2026-11-08 {before}, 2026-11-22 1" in pain.accessibleDescription()
    assert pain.accessibleName()
    page.close()


def test_the_evidence_names_what_really_changed_since_last_time(follow_up: Session) -> None:
    record(follow_up, GLUTEAL)
    evidence = Evidence(follow_up)
    assert evidence.changes.texts() == []
    for side in ("left", "right"):
        for field, value in GOOD.items():
            follow_up.put_side("hip_hinge", side, field, value)
    evidence.refresh()
    assert evidence.changes.texts() == ["ヒップヒンジ 左"], "it was good on the right before"


def test_a_first_visit_of_an_episode_says_that_there_is_nothing_to_compare(
    context: Context, follow_up: Session, show: Callable[..., QWidget]
) -> None:
    later = actions.open_visit(
        context.record, follow_up.client.id, day=date(2027, 9, 1), trainer="佐藤", actor="staff-1"
    ).value
    page = show(ProgressStep(Session(context, later.id), "progress"))
    assert isinstance(page, ProgressStep)
    assert page.course.empty.isVisibleTo(page)
    assert not page.course.charts.isVisibleTo(page)
    page.close()


# the re-test


@pytest.fixture
def taught(context: Context, open_visit: Callable[..., str]) -> Session:
    """A decided session, ready to teach."""
    session = Session(context, open_visit(GLUTEAL))
    session.decide("accepted")
    session.ensure_plan()
    return session


def test_a_retest_is_entered_on_the_teaching_step_with_the_cards_of_the_test(
    taught: Session, show: Callable[..., QWidget]
) -> None:
    first, proposal = taught.assessment, taught.proposal
    page = show(TeachStep(taught, "teach"))
    assert isinstance(page, TeachStep)
    page.retest.buttons["hip_hinge"].click()
    for card in page.retest.cards:
        assert isinstance(card, HingeCard)
        card.none.click()
        card.lean.pick("full")
        card.sensation.pick("yes")
    assert (taught.assessment, taught.proposal) == (first, proposal)
    changes = Retest(taught, "hip_hinge").changes()
    assert [(one.side, one.after.level, one.verdict) for one in changes] == [
        ("left", 3, "better"),
        ("right", 3, None),
    ], "it was good on the right before"
    page.refresh()
    settle()
    assert "→ レベル3" in words(page)
    assert "↑改善" in words(page)
    stored = actions.resume_visit(taught.context.record, taught.visit_id).retests
    assert [one.test for one in stored] == ["hip_hinge"]
    page.close()


def test_a_retest_is_undone_entry_by_entry(taught: Session) -> None:
    again = Retest(taught, "hip_hinge")
    again.put_side("hip_hinge", "left", "lean", "full")
    again.put_side("hip_hinge", "left", "faults", {})
    assert taught.undo()
    assert again.value("tests.hip_hinge.left.faults") is None
    assert taught.undo()
    assert taught.course.retests == {}
    assert actions.resume_visit(taught.context.record, taught.visit_id).retests == ()
    assert taught.redo()
    assert Session(taught.context, taught.visit_id).course.retested() == ("hip_hinge",)


def test_the_rotation_is_tested_again_in_the_position_of_the_first_time(
    taught: Session, show: Callable[..., QWidget]
) -> None:
    page = show(TeachStep(taught, "teach"))
    assert isinstance(page, TeachStep)
    page.retest.buttons["thoracic_rotation"].click()
    card = page.retest.cards[0]
    assert isinstance(card, RotationCard)
    card.trials[0].edit.setText("58")
    card.trials[0].flush()
    assert taught.course.retests["thoracic_rotation"].tests.thoracic_rotation is not None
    assert taught.course.retests["thoracic_rotation"].tests.thoracic_rotation.position == taught.value(
        "tests.thoracic_rotation.position"
    )
    page.close()


def test_what_was_not_tested_today_cannot_be_tested_again(
    context: Context, open_visit: Callable[..., str], show: Callable[..., QWidget]
) -> None:
    session = Session(context, open_visit(CASES["05-dead-bug-missing"]))
    session.decide("accepted")
    page = show(TeachStep(session, "teach"))
    assert isinstance(page, TeachStep)
    assert not page.retest.buttons["dead_bug"].isEnabled()
    assert page.retest.buttons["hip_hinge"].isEnabled()
    page.close()


def test_the_sheet_tells_before_and_after_where_it_really_changed(taught: Session) -> None:
    def changes() -> tuple[str, ...]:
        content = paper_content(taught, "ja", "standard")
        assert isinstance(content, SheetContent)
        return content.changes

    assert changes() == ()
    before = taught.levels.sides["hip_hinge"][0]
    again = Retest(taught, "hip_hinge")
    for field, value in GOOD.items():
        again.put_side("hip_hinge", "left", field, value)
    assert changes() == (f"ヒップヒンジのレベル(左) {before} → 3",)
    (item, *rest) = taught.drafted_items()
    taught.change_plan((replace_pain(item, 4, 3), *rest))
    assert len(changes()) == 1, "one point of four is no real change"
    taught.change_plan((replace_pain(item, 4, 2), *rest))
    assert any("4 → 2" in line for line in changes())


def replace_pain(item: Any, before: int, after: int) -> Any:
    """The same exercise with its pain right before and after."""
    return replace(item, pain_before=before, pain_after=after)


# confirmed values


def test_an_odd_value_is_confirmed_in_one_press_and_marked_so(session: Session, show: Callable[..., QWidget]) -> None:
    entry = Entry(session, session.context.rule_set.catalogue.by_path["nrs.now"])
    show(entry)
    session.put("nrs.now", 8)
    entry.refresh()
    assert entry.question.button.isVisible()
    entry.question.button.click()
    entry.refresh()
    assert "確認済み" in words(entry)
    assert not entry.beside.isVisible()
    again = Session(session.context, session.visit_id)
    assert again.confirmed(again.objection("nrs.now"))  # type: ignore[arg-type]
    session.put("nrs.now", 9)
    entry.refresh()
    assert entry.question.button.isVisible(), "another value is asked back anew"
    entry.close()


def test_a_confirmation_is_undone_like_an_entry(session: Session) -> None:
    session.put("nrs.now", 8)
    asked = session.objection("nrs.now")
    assert asked is not None
    session.confirm(asked)
    assert session.undo()
    assert not session.confirmed(asked)
    assert not Session(session.context, session.visit_id).confirmed(asked)
    assert session.value("nrs.now") == 8


def test_nought_confirms_the_first_value_that_is_asked_back(session: Session, show: Callable[..., QWidget]) -> None:
    page = show(IntakeStep(session, "intake"))
    assert isinstance(page, IntakeStep)
    session.put("nrs.worst_run", 9)
    page.refresh()
    page.keypad.refresh()
    button = next(entry for entry in page.entries if entry.path == "nrs.worst_run").question.button
    assert button.hint() == "0"
    assert page.keypad.take("0")
    asked = session.objection("nrs.worst_run")
    assert asked is not None
    assert session.confirmed(asked)
    page.close()


def test_sides_far_apart_are_asked_about_and_confirmed(taught: Session, show: Callable[..., QWidget]) -> None:
    page = show(HipHingeStep(taught, "hip_hinge"))
    assert isinstance(page, HipHingeStep)
    assert page.apart.isVisibleTo(page)
    page.question.button.click()
    page.refresh()
    assert not page.apart.isVisibleTo(page)
    assert "確認済み" in words(page)
    page.close()


# a positive screening item


def test_a_positive_item_says_what_it_means_and_leads_to_the_memo(
    taught: Session, show: Callable[..., QWidget]
) -> None:
    page = show(SessionPage(taught))
    assert isinstance(page, SessionPage)
    page.go_to("screening")
    screening = page.page("screening")
    assert isinstance(screening, ScreeningStep)
    taught.put("screening.fever", "yes")
    row = next(one for one in screening.rows if one.path == "screening.fever")
    assert "受診優先" in words(row)
    assert "お客様へ" in words(row)
    row.memo.click()
    assert taught.step == "plan"
    assert taught.lacking_for_handout() is None
    page.close()


def test_what_an_item_of_several_parts_means_is_said_once(taught: Session, show: Callable[..., QWidget]) -> None:
    page = show(ScreeningStep(taught, "screening"))
    assert isinstance(page, ScreeningStep)
    for part in ("walking_or_night", "load_spike"):
        taught.put(f"screening.bone_stress.{part}", "yes")
    page.refresh()
    parts = [row for row in page.rows if row.item.id == "bone_stress"]
    assert [row.meaning.isVisibleTo(page) for row in parts].count(True) == 1
    page.close()


def test_a_caution_says_so_without_a_memo(taught: Session, show: Callable[..., QWidget]) -> None:
    page = show(ScreeningStep(taught, "screening"))
    assert isinstance(page, ScreeningStep)
    taught.put("screening.special_condition", "yes")
    page.refresh()
    row = next(one for one in page.rows if one.path == "screening.special_condition")
    assert "注意" in words(row)
    assert not row.memo.isVisibleTo(page)
    assert not page.memo.isVisibleTo(page)
    page.close()


# the client's page


def test_a_note_is_added_to_a_closed_visit_from_the_clients_page(
    context: Context, follow_up: Session, show: Callable[..., QWidget]
) -> None:
    page = show(ClientPage(context, follow_up.client.id))
    assert isinstance(page, ClientPage)
    trial = page.visits[0]
    page.visit_list._ask_for_note(trial)
    line = next(one for one in page.visit_list.findChildren(QWidget) if hasattr(one, "kept"))
    line.field.edit.setText("右は動画で再確認")  # type: ignore[union-attr]
    line.kept.emit()  # type: ignore[union-attr]
    assert [one.text for one in actions.addenda_of(context.record, trial.id)] == ["右は動画で再確認"]
    again = show(ClientPage(context, follow_up.client.id))
    assert "右は動画で再確認" in words(again)
    for one in (page, again):
        one.close()


def test_a_visit_on_paper_is_entered_with_both_days(
    context: Context, follow_up: Session, show: Callable[..., QWidget]
) -> None:
    page = show(ClientPage(context, follow_up.client.id))
    assert isinstance(page, ClientPage)
    chosen: list[str] = []
    page.visit_chosen.connect(chosen.append)
    page.visit_list.late.click()
    settle()
    line = next(one for one in page.visit_list.findChildren(QWidget) if hasattr(one, "kept"))
    for typed in ("いつか", "2026-11-22"):
        line.field.edit.setText(typed)  # type: ignore[union-attr]
        line.kept.emit()  # type: ignore[union-attr]
        assert line.field.problem.isVisible()  # type: ignore[union-attr]
    line.field.edit.setText("R8.11.15")  # type: ignore[union-attr]
    line.kept.emit()  # type: ignore[union-attr]
    visit = actions.resume_visit(context.record, chosen[0]).visit
    assert (visit.done_on, visit.entered_on) == (date(2026, 11, 15), TODAY)
    session = show(SessionPage(Session(context, chosen[0])))
    assert "2026-11-15の来店を2026-11-22に入力" in words(session)
    for one in (page, session):
        one.close()


def test_the_course_of_each_episode_is_on_the_clients_page(
    context: Context, follow_up: Session, show: Callable[..., QWidget]
) -> None:
    page = show(ClientPage(context, follow_up.client.id))
    assert isinstance(page, ClientPage)
    (course,) = page.course.histories
    assert len(course.points) == 2
    assert page.findChildren(CourseMatrix)[0].rowCount() > 6
    page.close()


def test_a_closed_visit_takes_no_measure(follow_up: Session) -> None:
    follow_up.close(None)
    with pytest.raises(Refused, match="closed"):
        actions.record_measures(
            follow_up.context.record, follow_up.visit_id, (STAIRS,), actor="staff-1", recorded_by="佐藤"
        )
