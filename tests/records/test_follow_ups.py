"""Follow-ups: measures, re-tests, confirmed values, visits entered later, the course of an episode; on both engines."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from clinic_app import actions
from clinic_app.demo.people import Story
from clinic_app.domain.assessment import Assessment, Tests, from_plain, to_plain
from clinic_app.domain.client import Client
from clinic_app.domain.follow_up import OutcomeMeasure
from clinic_app.domain.history import History
from clinic_app.domain.problem import Problem
from clinic_app.domain.visit import Visit
from clinic_app.errors import Refused
from clinic_app.records.record import Record
from clinic_app.rules.evaluate import Evaluator

Enter = Callable[[Visit, Story], Assessment]
GOOD = {"status": "done", "lean": "full", "faults": {}, "gluteal_sensation": True}
STAIRS = OutcomeMeasure("activity_1", 4, "階段を下りる")


def _measure(record: Record, visit: Visit, *measures: OutcomeMeasure) -> tuple[OutcomeMeasure, ...]:
    return actions.record_measures(record, visit.id, measures, actor="staff-1", recorded_by="佐藤").value


def _hinge(left: dict[str, Any] | None = None, right: dict[str, Any] | None = None) -> Tests:
    head = {"format": "clinic-app/assessment/1", "date": "2026-11-22", "client": {"sex": "female", "age": 42}}
    return from_plain({**head, "tests": {"hip_hinge": {"left": left or GOOD, "right": right or GOOD}}}).tests


def _retest(record: Record, visit: Visit, evaluator: Evaluator, tests: Tests) -> None:
    actions.record_retest(record, visit.id, "hip_hinge", tests, evaluator=evaluator, actor="staff-1", entered_by="佐藤")


def _later(record: Record, client: Client, visit: Visit, day: date) -> Visit:
    actions.close_visit(record, visit.id, actor="staff-1", result="joined" if visit.kind == "trial" else None)
    return actions.open_visit(record, client.id, day=day, trainer="見本", actor="staff-1").value


def _course(record: Record, client: Client, evaluator: Evaluator) -> tuple[History, ...]:
    return actions.episode_histories(record, client.id, evaluator.rule_set.catalogue.rotation)


def test_the_last_measure_of_a_kind_holds_and_an_empty_one_takes_it_back(record: Record, visit: Visit) -> None:
    _measure(record, visit, STAIRS, OutcomeMeasure("days_missed", 3))
    _measure(record, visit, replace(STAIRS, value=6))
    holds = {one.measure: one for one in actions.resume_visit(record, visit.id).measures}
    assert holds["activity_1"] == replace(STAIRS, value=6)
    assert holds["days_missed"].value == 3
    _measure(record, visit, OutcomeMeasure("days_missed"))
    assert {one.measure: one.value for one in actions.resume_visit(record, visit.id).measures}["days_missed"] is None


def test_an_impossible_measure_is_refused_and_none_of_its_kind_is_kept(record: Record, visit: Visit) -> None:
    with pytest.raises(Refused, match="not possible"):
        _measure(record, visit, STAIRS, OutcomeMeasure("pgic", 8))
    assert actions.resume_visit(record, visit.id).measures == ()


def test_a_retest_leaves_the_first_findings_and_the_proposal_alone(
    record: Record, visit: Visit, evaluator: Evaluator, enter: Enter
) -> None:
    enter(visit, "gluteal")
    actions.propose(record, visit.id, evaluator, actor="staff-1")
    before = actions.resume_visit(record, visit.id)
    _retest(record, visit, evaluator, _hinge())
    after = actions.resume_visit(record, visit.id)
    assert (after.assessment, after.proposal) == (before.assessment, before.proposal)
    assert [(one.test, one.tests, one.entered_by) for one in after.retests] == [("hip_hinge", _hinge(), "佐藤")]
    _retest(record, visit, evaluator, Tests())
    assert actions.resume_visit(record, visit.id).retests == ()


def test_what_was_not_tested_cannot_be_tested_again(record: Record, visit: Visit, evaluator: Evaluator) -> None:
    with pytest.raises(Refused, match="not carried out"):
        _retest(record, visit, evaluator, _hinge())


def test_no_test_is_repeated_while_a_red_flag_stands(
    record: Record, visit: Visit, evaluator: Evaluator, enter: Enter
) -> None:
    document = to_plain(enter(visit, "gluteal"))
    document["screening"]["fever"] = "yes"
    stored = actions.resume_visit(record, visit.id).assessment
    actions.record_findings(
        record, visit.id, from_plain(document), evaluator=evaluator, revision=stored.revision, step="teach", actor="1"
    )
    with pytest.raises(Refused, match="red flag"):
        _retest(record, visit, evaluator, _hinge())


def test_a_retest_that_cannot_be_is_refused(record: Record, visit: Visit, evaluator: Evaluator, enter: Enter) -> None:
    enter(visit, "gluteal")
    with pytest.raises(Refused, match="not possible"):
        _retest(record, visit, evaluator, _hinge(left={**GOOD, "faults": {"unheard_of": "persists"}}))


def test_nothing_of_this_is_added_to_a_closed_visit(
    record: Record, visit: Visit, evaluator: Evaluator, enter: Enter
) -> None:
    enter(visit, "gluteal")
    actions.close_visit(record, visit.id, actor="staff-1", result="joined")
    with pytest.raises(Refused, match="closed"):
        _measure(record, visit, STAIRS)
    with pytest.raises(Refused, match="closed"):
        _retest(record, visit, evaluator, _hinge())


def test_a_confirmed_value_holds_for_its_own_numbers_only(record: Record, visit: Visit) -> None:
    asked = Problem("nrs.now", "unusual", "confirm", {"value": "8"})
    kept = actions.confirm_value(record, visit.id, asked, actor="staff-1", confirmed_by="佐藤").value
    assert [one.answers(asked) for one in kept] == [True]
    assert not kept[0].answers(replace(asked, values={"value": "9"}))
    assert actions.resume_visit(record, visit.id).confirmations == kept
    actions.take_confirmation_back(record, visit.id, asked, actor="staff-1", confirmed_by="佐藤")
    assert actions.resume_visit(record, visit.id).confirmations == ()


def test_the_course_of_an_episode_shows_only_real_change(
    record: Record, client: Client, visit: Visit, evaluator: Evaluator, enter: Enter, today: date
) -> None:
    enter(visit, "gluteal")
    _measure(record, visit, STAIRS)
    second = _later(record, client, visit, today + timedelta(days=14))
    document = to_plain(enter(second, "gluteal"))
    document["tests"]["hip_hinge"] = {"left": GOOD, "right": {"status": "not_done", "reason": "no_time"}}
    document["nrs"]["now"] = 9
    stored = actions.resume_visit(record, second.id).assessment
    actions.record_findings(
        record, second.id, from_plain(document), evaluator=evaluator, revision=stored.revision, step="teach", actor="1"
    )
    _measure(record, second, replace(STAIRS, value=7))
    (course,) = _course(record, client, evaluator)
    assert [point.visit_id for point in course.points] == [visit.id, second.id]
    left, right = (course.row(f"tests.hip_hinge.{side}") for side in ("left", "right"))
    assert left.cells[0].verdict is None
    assert (left.cells[1].level, left.cells[1].verdict, left.since_first) == (3, "better", "better")
    assert (right.cells[1].state, right.cells[1].verdict) == ("not_done", None)
    assert course.row("nrs.now").cells[1].verdict == "worse"
    assert course.row("activity").cells[1].verdict == "better"
    assert course.row("tests.dead_bug.left").cells[1].verdict is None
    compared = {row.key: row.is_compared for row in course.rows}
    assert (compared["tests.dead_bug.left"], compared["nrs.now"], compared["activity"]) == (True, True, True)
    assert (compared["tests.hip_hinge.right"], compared["weekly_km"]) == (False, False), "unknown, and never judged"
    assert course.row("pgic").is_empty


def test_other_activities_are_not_compared(
    record: Record, client: Client, visit: Visit, evaluator: Evaluator, today: date
) -> None:
    _measure(record, visit, STAIRS)
    second = _later(record, client, visit, today + timedelta(days=14))
    _measure(record, second, OutcomeMeasure("activity_1", 9, "長く座る"))
    (course,) = _course(record, client, evaluator)
    assert course.row("activity").cells[1].number == 9
    assert (course.row("activity").cells[1].verdict, course.row("activity").since_first) == (None, None)
    assert not course.row("activity").is_compared


def test_a_retest_stands_beside_its_test_and_is_no_value_of_its_own(
    record: Record, client: Client, visit: Visit, evaluator: Evaluator, enter: Enter, today: date
) -> None:
    enter(visit, "gluteal")
    _retest(record, visit, evaluator, _hinge())
    second = _later(record, client, visit, today + timedelta(days=14))
    enter(second, "gluteal")
    (course,) = _course(record, client, evaluator)
    first, after = course.row("tests.hip_hinge.left").cells
    assert first.again is not None
    assert (first.level, first.again.level, first.again.verdict) == (1, 3, "better")
    assert (after.level, after.verdict, after.again) == (1, None, None)


def test_change_is_shown_within_an_episode_only(
    record: Record, client: Client, visit: Visit, evaluator: Evaluator, enter: Enter, today: date
) -> None:
    enter(visit, "gluteal")
    second = _later(record, client, visit, today + timedelta(days=300))
    enter(second, "gluteal")
    newest, before = _course(record, client, evaluator)
    assert [point.visit_id for point in newest.points] == [second.id]
    assert [point.visit_id for point in before.points] == [visit.id]


def test_a_visit_entered_later_keeps_both_dates_and_takes_its_place_in_the_course(
    record: Record, client: Client, visit: Visit, evaluator: Evaluator, today: date
) -> None:
    third = _later(record, client, visit, today + timedelta(days=28))
    day = today + timedelta(days=14)
    late = actions.enter_late_visit(
        record, client.id, day=day, today=today + timedelta(days=28), trainer="見本", actor="staff-1"
    ).value
    assert (late.done_on, late.entered_on, late.kind) == (day, today + timedelta(days=28), "follow_up")
    assert late.episode_id == visit.episode_id
    assert actions.resume_visit(record, late.id).assessment.assessment.date == day.isoformat()
    previous = actions.resume_visit(record, third.id).previous_visit
    assert previous is not None
    assert previous.id == late.id
    (course,) = _course(record, client, evaluator)
    assert [(point.visit_id, point.late) for point in course.points] == [
        (visit.id, False),
        (late.id, True),
        (third.id, False),
    ]


def test_a_visit_of_long_ago_entered_later_changes_nothing_for_the_next_one(
    record: Record, client: Client, visit: Visit, today: date
) -> None:
    actions.close_visit(record, visit.id, actor="staff-1", result="joined")
    late = actions.enter_late_visit(
        record, client.id, day=today - timedelta(days=400), today=today, trainer="見本", actor="staff-1"
    ).value
    assert late.episode_id != visit.episode_id
    following = actions.open_visit(
        record, client.id, day=today + timedelta(days=7), trainer="見本", actor="staff-1"
    ).value
    assert following.episode_id == visit.episode_id


def test_only_an_earlier_day_is_entered_later(record: Record, client: Client, today: date) -> None:
    with pytest.raises(Refused, match="earlier day"):
        actions.enter_late_visit(record, client.id, day=today, today=today, trainer="見本", actor="staff-1")
