"""What a person sees of a day: who is expected, in progress, or done; who should come again; who called."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

import msgspec

from clinic_app.actions.visits import VisitOfDay
from clinic_app.domain.booking import Call, Expected
from clinic_app.domain.client import Client
from clinic_app.domain.visit import Visit
from clinic_app.records.record import Record, UnitOfWork

RECHECKS_AHEAD, RECHECKS_BACK = timedelta(days=7), timedelta(days=60)


class OpenVisit(msgspec.Struct, frozen=True):
    """A session in progress, of whatever day."""

    visit: Visit
    client: Client


class Recheck(msgspec.Struct, frozen=True):
    """A client whose plan names a day to come again, who is not booked."""

    due_on: date
    client: Client


class DayOverview(msgspec.Struct, frozen=True):
    """Everything about one day, as of one moment."""

    expected: tuple[Expected, ...]
    in_progress: tuple[OpenVisit, ...]
    closed: tuple[VisitOfDay, ...]
    rechecks: tuple[Recheck, ...]
    calls: tuple[Call, ...]


def day_overview(record: Record, day: date, today: date) -> DayOverview:
    """The day by the clock of this place; re-checks are those due around `today`, whatever day is shown."""
    first, after = (datetime.combine(d, time()).astimezone() for d in (day, day + timedelta(days=1)))
    from_now = datetime.combine(today, time()).astimezone()
    due, around, expected, calls = _parts(
        record,
        lambda work: work.day.rechecks(today - RECHECKS_BACK, today + RECHECKS_AHEAD, from_now),
        lambda work: work.day.visits_around(day),
        lambda work: work.bookings.between(first, after),
        lambda work: work.calls.waiting(),
    )
    opened = sorted((one for one in around if one[0].state == "open"), key=lambda one: one[0].started_at)
    return DayOverview(
        expected=expected,
        in_progress=tuple(OpenVisit(visit, client) for visit, client, _, _ in opened),
        closed=tuple(
            VisitOfDay(visit, client, planned, papers)
            for visit, client, planned, papers in around
            if visit.state == "closed"
        ),
        rechecks=tuple(Recheck(on, client) for on, client in due),
        calls=calls,
    )


def _parts(record: Record, *parts: Callable[[UnitOfWork], Any]) -> tuple[Any, ...]:
    """What each part reads: of a server all at once, of a file in one view."""

    def alone(part: Callable[[UnitOfWork], Any]) -> Any:
        with record.reading() as work:
            return part(work)

    if record.is_shared:
        return record.together(*(partial(alone, part) for part in parts))
    with record.reading() as work:
        return tuple(part(work) for part in parts)
