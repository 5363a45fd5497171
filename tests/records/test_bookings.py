"""Bookings, walk-ins, calls and the day as a trainer finds it in the record."""

from datetime import UTC, date, datetime, timedelta

import pytest

from clinic_app import actions
from clinic_app.domain.booking import Booking
from clinic_app.domain.client import Client, ClientDetails
from clinic_app.domain.visit import PlanItem, Visit
from clinic_app.errors import Refused
from clinic_app.records import models
from clinic_app.records.record import Record
from clinic_app.rules.evaluate import Evaluator

DAY = date(2026, 11, 22)


@pytest.fixture
def at() -> datetime:
    """Half past two of the local day."""
    return datetime(DAY.year, DAY.month, DAY.day, 14, 30).astimezone()


def book(record: Record, at: datetime, name: str = "", client_id: str | None = None, **more: object) -> Booking:
    return actions.book_visit(
        record,
        name=name,
        at=at,
        kind="trial",
        by="見本",
        actor="staff-1",
        client_id=client_id,
        **more,  # type: ignore[arg-type]
    ).value


def test_a_booking_needs_only_a_name_a_time_and_a_kind(record: Record, at: datetime) -> None:
    record.clock = lambda: at
    book(record, at, "  𠮷田　葵 ")
    (expected,) = actions.day_overview(record, DAY, DAY).expected
    assert (expected.name, expected.booking.at, expected.booking.kind) == ("𠮷田 葵", at, "trial")
    assert expected.booking.waits


def test_a_booking_of_a_client_shows_the_client_as_they_are_called_now(
    record: Record, client: Client, at: datetime
) -> None:
    record.clock = lambda: at
    book(record, at, client_id=client.id)
    (expected,) = actions.day_overview(record, DAY, DAY).expected
    assert (expected.name, expected.kana) == ("髙橋 花子", "タカハシ ハナコ")


def test_bookings_stand_in_the_order_of_the_clock_on_their_own_day(record: Record, at: datetime) -> None:
    record.clock = lambda: at
    for name, hours in (("c", 3), ("a", -3), ("b", 0), ("other day", 24)):
        book(record, at + timedelta(hours=hours), name)
    assert [one.name for one in actions.day_overview(record, DAY, DAY).expected] == ["a", "b", "c"]


@pytest.mark.parametrize("name", ["", "  ", "\u3000"])
def test_a_booking_without_anybody_is_refused(record: Record, at: datetime, name: str) -> None:
    with pytest.raises(Refused, match="who is coming"):
        book(record, at, name)


def test_a_day_that_is_over_takes_no_booking(record: Record, at: datetime) -> None:
    record.clock = lambda: at
    with pytest.raises(Refused, match="over"):
        book(record, at - timedelta(days=2), "a")


def test_arriving_begins_the_visit_and_arriving_twice_begins_it_once(
    record: Record, client: Client, at: datetime
) -> None:
    record.clock = lambda: at
    booking = book(record, at, client_id=client.id)
    first = actions.arrive(record, booking.id, day=DAY, trainer="見本", actor="staff-1").value
    again = actions.arrive(record, booking.id, day=DAY, trainer="別人", actor="staff-2").value
    day = actions.day_overview(record, DAY, DAY)
    assert first.id == again.id == day.in_progress[0].visit.id
    assert day.expected[0].booking.state == "arrived"
    assert not day.expected[0].booking.waits


def test_somebody_known_by_name_only_is_registered_before_the_visit_begins(
    record: Record, at: datetime, hanako: ClientDetails
) -> None:
    record.clock = lambda: at
    booking = book(record, at, "髙橋", walked_in=True)
    with pytest.raises(Refused, match="Register"):
        actions.arrive(record, booking.id, day=DAY, trainer="見本", actor="staff-1")
    new = actions.register_client(record, hanako, actor="staff-1").value
    actions.arrive(record, booking.id, day=DAY, trainer="見本", actor="staff-1", client_id=new.id)
    (expected,) = actions.day_overview(record, DAY, DAY).expected
    assert (expected.client, expected.booking.state) == (new, "walk_in")


@pytest.mark.parametrize("state", ["no_show", "cancelled"])
def test_who_did_not_come_can_come_after_all(record: Record, client: Client, at: datetime, state: str) -> None:
    record.clock = lambda: at
    booking = book(record, at, client_id=client.id)
    assert not actions.change_booking(record, booking.id, state, actor="staff-1").value.waits  # type: ignore[arg-type]
    assert actions.change_booking(record, booking.id, "booked", actor="staff-1").value.waits


def test_a_visit_that_has_begun_cannot_be_called_off(record: Record, client: Client, at: datetime) -> None:
    record.clock = lambda: at
    booking = book(record, at, client_id=client.id)
    actions.arrive(record, booking.id, day=DAY, trainer="見本", actor="staff-1")
    with pytest.raises(Refused, match="begun"):
        actions.change_booking(record, booking.id, "no_show", actor="staff-1")


def test_a_session_that_was_left_open_yesterday_is_still_in_progress(record: Record, client: Client) -> None:
    visit = actions.open_visit(record, client.id, day=DAY - timedelta(days=1), trainer="見本", actor="staff-1").value
    assert [one.visit.id for one in actions.day_overview(record, DAY, DAY).in_progress] == [visit.id]


def test_a_client_in_the_bin_is_neither_expected_nor_in_progress(record: Record, client: Client, at: datetime) -> None:
    record.clock = lambda: at
    booking = book(record, at, client_id=client.id)
    actions.arrive(record, booking.id, day=DAY, trainer="見本", actor="staff-1")
    actions.note_call(record, name="", client_id=client.id, by="見本", actor="staff-1")
    actions.bin_client(record, client.id, actor="staff-1")
    day = actions.day_overview(record, DAY, DAY)
    assert (day.expected, day.in_progress, day.calls) == ((), (), ())


def test_erasing_a_client_erases_their_bookings_and_calls(record: Record, client: Client, at: datetime) -> None:
    record.clock = lambda: at
    book(record, at, client_id=client.id)
    actions.note_call(record, name="", client_id=client.id, by="見本", actor="staff-1")
    with record.unit_of_work() as work:
        work._session.query(models.Client).delete()
        left = [work._session.query(model).count() for model in (models.Booking, models.Call)]
    assert left == [0, 0]


def test_a_call_stays_until_somebody_has_taken_note_and_can_be_put_back(record: Record) -> None:
    call = actions.note_call(record, name="髙橋さん", note="安静にしていても痛い", by="受付", actor="staff-2").value
    assert actions.day_overview(record, DAY, DAY).calls == (call,)
    taken = actions.acknowledge_call(record, call.id, by="見本", actor="staff-1").value
    assert (taken.acknowledged_by, actions.day_overview(record, DAY, DAY).calls) == ("見本", ())
    again = actions.acknowledge_call(record, call.id, by="別人", actor="staff-3")
    assert (again.value.acknowledged_by, again.kinds) == ("見本", frozenset())
    actions.put_call_back(record, call.id, actor="staff-1")
    assert [one.id for one in actions.day_overview(record, DAY, DAY).calls] == [call.id]


def plan_for(record: Record, visit: Visit, evaluator: Evaluator, recheck: date) -> None:
    actions.propose(record, visit.id, evaluator, actor="staff-1")
    item = PlanItem("hip_hinge", "easier", 10, 2)
    actions.save_plan(
        record, visit.id, items=(item,), evaluator=evaluator, actor="staff-1", approved_by="見本", recheck_on=recheck
    )


@pytest.mark.parametrize(("days", "due"), [(-61, False), (-60, True), (0, True), (7, True), (8, False)])
def test_a_recheck_is_due_around_its_day(
    record: Record, visit: Visit, evaluator: Evaluator, enter: object, days: int, due: bool
) -> None:
    enter(visit, "gluteal")  # type: ignore[operator]
    plan_for(record, visit, evaluator, recheck=DAY + timedelta(days=14))
    today = DAY + timedelta(days=14 - days)
    assert bool(actions.day_overview(record, today, today).rechecks) is due


def test_a_recheck_that_is_booked_or_was_made_is_no_longer_due(
    record: Record, visit: Visit, evaluator: Evaluator, enter: object
) -> None:
    enter(visit, "gluteal")  # type: ignore[operator]
    plan_for(record, visit, evaluator, recheck=DAY + timedelta(days=3))
    assert len(actions.day_overview(record, DAY, DAY).rechecks) == 1
    soon = datetime.now(UTC) + timedelta(days=3)
    booking = book(record, soon, client_id=visit.client_id)
    assert actions.day_overview(record, DAY, min(DAY, soon.date())).rechecks == ()
    actions.change_booking(record, booking.id, "cancelled", actor="staff-1")
    assert len(actions.day_overview(record, DAY, DAY).rechecks) == 1
    actions.open_visit(record, visit.client_id, day=DAY + timedelta(days=3), trainer="見本", actor="staff-1")
    assert actions.day_overview(record, DAY, DAY).rechecks == ()
