"""What a day asks for beyond its bookings: sessions that are still open, and re-checks that nobody has booked."""

from datetime import date, datetime

from msgspec import convert
from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from clinic_app.domain.client import Client
from clinic_app.domain.visit import Visit
from clinic_app.records import models
from clinic_app.records.clients import to_client
from clinic_app.records.store import Store

STILL_COMING = ("booked", "walk_in", "arrived")


class Day(Store):
    """Reads only, over visits, plans and bookings together."""

    def open_visits(self) -> tuple[tuple[Visit, Client], ...]:
        """All sessions that are open, of whatever day, oldest first."""
        visit, client = models.Visit, models.Client
        query = (
            select(visit, client)
            .join(client, client.id == visit.client_id)
            .where(visit.state == "open", client.binned_at.is_(None))
            .order_by(visit.started_at, visit.seq)
        )
        return tuple(
            (convert(row, Visit, from_attributes=True), to_client(who)) for row, who in self._session.execute(query)
        )

    def rechecks(self, first: date, last: date, from_now: datetime) -> tuple[tuple[date, Client], ...]:
        """Clients whose plan names a re-check between these days, who have neither come since nor are booked."""
        plan, visit, client = models.Plan, models.Visit, models.Client
        later, newer, booking = aliased(models.Visit), aliased(models.Plan), models.Booking
        came = exists().where(later.client_id == visit.client_id, later.done_on > visit.done_on)
        replaced = exists().where(newer.visit_id == visit.id, newer.seq > plan.seq)
        booked = exists().where(
            booking.client_id == visit.client_id, booking.at >= from_now, booking.state.in_(STILL_COMING)
        )
        query = (
            select(plan.recheck_on, client)
            .join(visit, visit.id == plan.visit_id)
            .join(client, client.id == visit.client_id)
            .where(plan.recheck_on >= first, plan.recheck_on <= last, client.binned_at.is_(None))
            .where(~came, ~replaced, ~booked)
            .order_by(plan.recheck_on, client.kana_order)
        )
        return tuple((day, to_client(who)) for day, who in self._session.execute(query) if day is not None)
