"""What statistics may know of a visit: coded values from an allow-list, and change only where it is real."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from msgspec.structs import replace

from clinic_app.domain.assessment import from_plain
from clinic_app.domain.case_fact import CHANGES, CODES, KEYS, PACKED, CaseFact, Seen, derive
from clinic_app.domain.visit import Decision, Plan, PlanItem, Visit
from clinic_app.rules.evaluate import Evaluator

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
VISIT = Visit("v", "c", "e", "trial", date(2026, 3, 10), NOW, "見本", state="closed", result="joined")


def seen(document: dict[str, Any], evaluator: Evaluator | None = None, visit: Visit = VISIT, **more: Any) -> Seen:
    assessment = from_plain(document)
    proposal = None if evaluator is None else _proposed(evaluator, assessment)
    values = {"decision": None, "plan": None, **more}
    return Seen(visit=visit, visit_seq=1, assessment=assessment, proposal=proposal, **values)


def _proposed(evaluator: Evaluator, assessment: Any) -> Any:
    return evaluator.evaluate(assessment)


def facts(one: Seen, *before: Seen) -> CaseFact:
    return derive(one, before, client_seq=1, episode_seq=1, counted=True)


def said(fact: CaseFact, name: str) -> str:
    return CODES[name][fact.codes[name]]


def test_only_coded_values_leave_a_document(clear_case: dict[str, Any], evaluator: Evaluator) -> None:
    clear_case["client"] |= {"name": "髙橋 花子", "kana": "タカハシ ハナコ"}
    fact = facts(seen(clear_case, evaluator))
    assert set(fact.codes) | set(fact.minutes) | set(fact.changes) == set(PACKED) - {"first"}
    assert all(0 <= code < len(CODES[name]) for name, code in fact.codes.items())
    assert "髙橋" not in repr(fact)
    assert "タカハシ" not in repr(fact)
    assert KEYS[0] == "client_seq"


@pytest.mark.parametrize(("age", "band"), [(29, "under_30"), (30, "30s"), (49, "40s"), (60, "60_up"), (88, "60_up")])
def test_ages_are_banded_with_an_open_end(clear_case: dict[str, Any], age: int, band: str) -> None:
    clear_case["client"] |= {"age": age, "age_at_onset": 20}
    assert said(facts(seen(clear_case)), "age") == band


def test_what_was_not_asked_is_not_no(clear_case: dict[str, Any]) -> None:
    clear_case["interview"].pop("desk_work", None)
    for name in ("weekly_km", "weeks_since_onset"):
        clear_case.pop(name, None)
    fact = facts(seen(clear_case))
    assert [said(fact, name) for name in ("desk_work", "distance", "duration")] == ["not_asked"] * 3


@pytest.mark.parametrize(
    ("then", "now", "direction"),
    [(6, 4, "better"), (6, 5, "same"), (3, 2, "better"), (2, 5, "worse"), (0, 1, "same"), (None, 3, "unknown")],
)
def test_pain_changes_only_where_the_change_is_real(
    clear_case: dict[str, Any], then: int | None, now: int, direction: str
) -> None:
    first = seen(clear_case | {"nrs": {} if then is None else {"average_7d": then}})
    fact = facts(seen(clear_case | {"nrs": {"average_7d": now}}), first)
    assert said(fact, "pain") == direction
    assert fact.changes["pain_change"] == (None if then is None else 10 * (now - then))
    assert not fact.first


def test_activities_are_compared_only_when_they_are_as_many(clear_case: dict[str, Any]) -> None:
    first = seen(clear_case, activities=(2.0, 4.0))
    assert said(facts(seen(clear_case, activities=(5.0, 6.0)), first), "activity") == "better"
    assert said(facts(seen(clear_case, activities=(5.0,)), first), "activity") == "unknown"


def test_a_trainers_decision_names_the_type(clear_case: dict[str, Any], evaluator: Evaluator) -> None:
    proposed = seen(clear_case, evaluator)
    kinds = {("trunk_weakness",): "trunk_weakness", ("a", "b"): "mixed", (): "open"}
    for causes, kind in kinds.items():
        decision = Decision("d", "v", "p", "changed", causes, "見本", NOW, reason="safety")
        fact = facts(replace(proposed, decision=decision))
        assert (fact.types["decided"], said(fact, "reason")) == (kind, "safety")
        assert fact.types["episode_type"] == kind
    assert facts(proposed).types["decided"] == "open", "a proposal that nobody decided on is no type"


def test_a_recheck_carries_the_type_of_its_first_visit_and_what_was_taught(clear_case: dict[str, Any]) -> None:
    decision = Decision("d", "v", "p", "changed", ("trunk_weakness",), "見本", NOW)
    items = (
        PlanItem("dead_bug", "standard", 10, 2, teach_back="can_do"),
        PlanItem("hip_hinge", "easier", 10, 2, teach_back="not_yet"),
    )
    plan = Plan("p", "v", "CODE", items, None, "見本", NOW)
    first = seen(clear_case, decision=decision, plan=plan)
    fact = facts(seen(clear_case, diary_days=7), first)
    assert fact.types["episode_type"] == "trunk_weakness"
    assert fact.sets["taught"] == "dead_bug", "what was not understood did not go home"
    assert said(fact, "adherence") == "5_to_9_days"
    assert said(facts(seen(clear_case), first), "adherence") == "no_diary"


def test_a_clock_that_was_left_running_is_no_time(clear_case: dict[str, Any]) -> None:
    visit = replace(VISIT, timings={"intake": 480, "plan": 4 * 3600, "result": 10})
    minutes = facts(seen(clear_case, visit=visit)).minutes
    assert (minutes["minutes_intake"], minutes["minutes_plan"], minutes["minutes_result"]) == (8, 0, 1)
    assert set(CHANGES) == {"pain_change", "activity_change", "degrees_change"}
