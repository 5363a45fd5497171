"""What a day asks for beyond its bookings: sessions that are still open, and re-checks that nobody has booked."""

from datetime import date, datetime
from functools import cache

from msgspec import convert
from sqlalchemy import Select, bindparam, exists, func, literal, or_, select
from sqlalchemy.orm import aliased

from clinic_app.domain.client import Client
from clinic_app.domain.visit import Visit
from clinic_app.records import models
from clinic_app.records.clients import to_client
from clinic_app.records.store import Store

# Written into the question: a server that plans it once for all states would read every visit for the few open ones.
_OPEN = literal("open", literal_execute=True)
STILL_COMING = ("booked", "walk_in", "arrived")


class Day(Store):
    """Reads only, over visits, plans and bookings together."""

    def open_visits(self) -> tuple[tuple[Visit, Client], ...]:
        """All sessions that are open, of whatever day, oldest first."""
        visit, client = models.Visit, models.Client
        query = (
            select(visit, client)
            .join(client, client.id == visit.client_id)
            .where(visit.state == _OPEN, client.binned_at.is_(None))
            .order_by(visit.started_at, visit.seq)
        )
        return tuple(
            (convert(row, Visit, from_attributes=True), to_client(who)) for row, who in self._session.execute(query)
        )

    def visits_around(self, day: date) -> tuple[tuple[Visit, Client, bool, int], ...]:
        """The visits of a day, and those open of whatever day: whether each has a plan, and how many papers.

        In the order in which they were begun; in one question, for a server is far away.
        """
        return tuple(
            (convert(row, Visit, from_attributes=True), to_client(who), bool(planned), count)
            for row, who, planned, count in self._session.execute(_around(), {"day": day})
        )

    def rechecks(self, first: date, last: date, from_now: datetime) -> tuple[tuple[date, Client], ...]:
        """Clients whose plan names a re-check between these days, who have neither come since nor are booked."""
        found = self._session.execute(_rechecks(), {"first": first, "last": last, "from_now": from_now})
        return tuple((day, to_client(who)) for day, who in found if day is not None)


# Building these costs more than running them, and every opening of the day runs them.
@cache
def _around() -> Select[models.Visit, models.Client, bool, int]:
    visit, client = models.Visit, models.Client
    plan = exists().where(models.Plan.visit_id == visit.id)
    papers = select(func.count()).where(models.Handout.visit_id == visit.id).scalar_subquery()
    return (
        select(visit, client, plan, papers)
        .join(client, client.id == visit.client_id)
        .where(or_(visit.done_on == bindparam("day"), visit.state == _OPEN), client.binned_at.is_(None))
        .order_by(visit.seq)
    )


@cache
def _rechecks() -> Select[date | None, models.Client]:
    plan, visit, client = models.Plan, models.Visit, models.Client
    later, newer, booking = aliased(models.Visit), aliased(models.Plan), models.Booking
    came = exists().where(later.client_id == visit.client_id, later.done_on > visit.done_on)
    replaced = exists().where(newer.visit_id == visit.id, newer.seq > plan.seq)
    booked = exists().where(
        booking.client_id == visit.client_id, booking.at >= bindparam("from_now"), booking.state.in_(STILL_COMING)
    )
    return (
        select(plan.recheck_on, client)
        .join(visit, visit.id == plan.visit_id)
        .join(client, client.id == visit.client_id)
        .where(plan.recheck_on >= bindparam("first"), plan.recheck_on <= bindparam("last"), client.binned_at.is_(None))
        .where(~came, ~replaced, ~booked)
        .order_by(plan.recheck_on, client.kana_order)
    )
