"""A clock that is ahead does not empty the bin: what cannot be undone waits for a second day."""

from datetime import UTC, date, datetime, timedelta

import pytest

from clinic_app import actions
from clinic_app.bootstrap.sealed_papers import empty_bin_on_opening
from clinic_app.domain.client import Client
from clinic_app.domain.clock import days_lived, is_past
from clinic_app.records import audit
from clinic_app.records.record import Record

ME = "staff-1"
NOON = datetime(2026, 11, 22, 3, tzinfo=UTC)
AHEAD = timedelta(days=4 * 365)


def open_at(record: Record, at: datetime) -> None:
    """What happens to the bin when the record is opened at a time of this machine's clock."""
    record.clock = lambda: at
    empty_bin_on_opening(record, lambda _paper: None, ME)


@pytest.fixture
def binned(record: Record, client: Client) -> Client:
    """A client who went into the bin at noon."""
    record.clock = lambda: NOON
    actions.bin_client(record, client.id, actor=ME)
    return client


def work_on(record: Record, days: range) -> None:
    """Open the record on each of these days after noon of the first, and enter something."""
    for day in days:
        open_at(record, NOON + timedelta(days=day))
        actions.change_retention_years(record, 5 + day % 2, actor=ME)


def in_bin(record: Record) -> list[str]:
    return [one.client.id for one in actions.bin_contents(record)]


def test_a_clock_that_jumped_ahead_erases_nobody_however_often_the_record_is_opened(
    record: Record, binned: Client
) -> None:
    for minutes in (0, 5, 300):
        open_at(record, NOON + AHEAD + timedelta(minutes=minutes))
        assert in_bin(record) == [binned.id]
    open_at(record, NOON + timedelta(days=1))
    assert in_bin(record) == [binned.id], "the clock was set right, the thirty days are not over"
    actions.take_out_of_bin(record, binned.id, actor=ME)
    assert [found.id for found in actions.find_clients(record, "")] == [binned.id]


def test_a_clock_that_jumps_ahead_twice_is_not_believed_because_of_the_first_time(
    record: Record, binned: Client
) -> None:
    open_at(record, NOON + AHEAD)
    record.clock = lambda: NOON + timedelta(days=1)
    actions.bin_client(record, binned.id, actor=ME)  # changes nothing
    actions.change_retention_years(record, 6, actor=ME)
    open_at(record, NOON + AHEAD + timedelta(days=9))
    assert in_bin(record) == [binned.id]


def test_a_day_after_the_thirty_days_the_bin_is_empty_even_where_nobody_wrote_anything_on_the_last(
    record: Record, binned: Client
) -> None:
    work_on(record, range(3, 28, 3))
    for days, left in ((29, [binned.id]), (30, [binned.id]), (31, [])):
        open_at(record, NOON + timedelta(days=days))
        assert in_bin(record) == left
    actions_of = [entry.action for entry in audit.entries(record.engine)]
    assert actions_of[-2:] == ["bin_waits", "erase_client"]


def test_a_clock_that_is_ahead_for_two_opened_days_erases_nobody(record: Record, binned: Client) -> None:
    work_on(record, range(1, 12))
    for day in (12, 13, 14):
        open_at(record, NOON + AHEAD + timedelta(days=day))
        actions.change_retention_years(record, 7 + day % 2, actor=ME)
        assert in_bin(record) == [binned.id]
    work_on(record, range(15, 30))
    assert in_bin(record) == [binned.id], "the clock was set right, and thirty days are not over"
    work_on(record, range(30, 33))
    assert in_bin(record) == []


def test_a_holiday_keeps_the_bin_some_days_longer_and_not_for_ever(record: Record, binned: Client) -> None:
    work_on(record, range(1, 10))
    work_on(record, range(25, 32))
    assert in_bin(record) == [binned.id]
    work_on(record, range(32, 46))
    assert in_bin(record) == []


def test_who_went_into_the_bin_while_the_clock_was_behind_stays_the_whole_time(record: Record, client: Client) -> None:
    work_on(record, range(40))
    record.clock = lambda: NOON - timedelta(days=300)
    actions.bin_client(record, client.id, actor=ME)
    work_on(record, range(40, 60))
    assert in_bin(record) == [client.id], "the many days before are not days in the bin"
    work_on(record, range(60, 72))
    assert in_bin(record) == []


@pytest.mark.parametrize(
    ("seen", "lived"), [((), 0), ((1, 2, 3), 3), ((3, 6), 6), ((4,), 3), ((400, 401), 4), ((-9, 1), 1)]
)
def test_days_without_an_entry_count_three_in_a_row_at_most(seen: tuple[int, ...], lived: int) -> None:
    first = date(2026, 11, 22)
    assert days_lived(first, [first + timedelta(days=day) for day in seen]) == lived


@pytest.mark.parametrize(
    ("seen", "past"),
    [(None, False), (date(2026, 12, 21), False), (date(2026, 12, 22), True), (date(2026, 12, 25), False)],
)
def test_a_day_is_past_when_an_earlier_day_was_seen_on_it_or_after(seen: date | None, past: bool) -> None:
    assert is_past(date(2026, 12, 22), date(2026, 12, 25), seen) is past
