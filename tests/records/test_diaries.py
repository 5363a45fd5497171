"""A diary strip that came back: what the record keeps, what trainers see, and what statistics may count of it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from clinic_app import actions
from clinic_app.actions.desk_events import take_desk_event
from clinic_app.actions.inbox import take_in_event
from clinic_app.domain.case_fact import CODES
from clinic_app.domain.desk_event import DiaryReturned, kind_of
from clinic_app.domain.diary import Diary
from clinic_app.domain.visit import PlanItem, Visit
from clinic_app.records.inbox import Event
from clinic_app.records.record import Record
from clinic_app.records.statistics_models import case_fact
from clinic_app.rules.evaluate import Evaluator

AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


@pytest.fixture
def plan_code(record: Record, visit: Visit, evaluator: Evaluator, enter: Callable[..., object]) -> str:
    """A closed first visit with a plan; gives the plan's code."""
    enter(visit, "gluteal")
    made = actions.propose(record, visit.id, evaluator, actor="staff-1").value
    actions.decide_on_proposal(record, made.id, kind="accepted", actor="staff-1", decided_by="鈴木")
    items = (PlanItem("hip_hinge", "easier", 10, 2),)
    plan = actions.save_plan(
        record, visit.id, items=items, evaluator=evaluator, actor="staff-1", approved_by="鈴木"
    ).value
    actions.close_visit(record, visit.id, actor="staff-1", result="joined")
    return plan.code


def come_back(record: Record, code: str, ticks: str, signals: str = "-" * 14, number: int = 1) -> None:
    """The strip as the front desk enters it."""
    told = DiaryReturned(code, ticks, "田中", signals)
    payload = {"plan_code": code, "ticks": ticks, "by": "田中", "signals": signals}
    event = Event(
        f"11111111-1111-4111-8111-{number:012}", AT + timedelta(minutes=number), "田中", kind_of(told), payload
    )
    assert take_in_event(record, event, take_desk_event)


def adherence_of(record: Record) -> str:
    """What statistics know of the follow-up."""
    with record.engine.connect() as connection:
        query = select(case_fact.c.adherence).where(case_fact.c.first.is_(False))
        return CODES["adherence"][connection.scalar(query) or 0]


def test_the_newest_strip_of_a_plan_holds(record: Record, visit: Visit, plan_code: str) -> None:
    assert actions.returned_diaries(record, [visit.id]) == ()
    come_back(record, plan_code, "1" * 14)
    come_back(record, plan_code, "1101----------", "bby-----------", 2)
    (found,) = actions.returned_diaries(record, [visit.id])
    assert (found.visit_id, found.day) == (visit.id, visit.done_on)
    assert found.diary == Diary("1101----------", "bby-----------", AT + timedelta(minutes=2))
    assert found.diary.days_with("y") == (3,)


def test_an_empty_strip_tells_of_no_day_and_is_no_zero() -> None:
    assert Diary("-" * 14).days_done is None
    assert Diary("0" + "-" * 13).days_done == 0
    assert Diary("11-0----------").days_empty == 11


def test_a_strip_that_comes_back_after_the_follow_up_is_counted_for_it(
    record: Record, visit: Visit, plan_code: str
) -> None:
    day = date(2026, 12, 6)
    later = actions.open_visit(record, visit.client_id, day=day, trainer="鈴木", actor="staff-1").value
    actions.close_visit(record, later.id, actor="staff-1")
    assert adherence_of(record) == "no_diary"
    come_back(record, plan_code, "-" * 14)
    assert adherence_of(record) == "no_diary", "a strip that was left empty is unknown"
    come_back(record, plan_code, "1" * 7 + "0" * 7, number=2)
    assert adherence_of(record) == "5_to_9_days"
