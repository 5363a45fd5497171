"""Bookings and calls."""

from datetime import datetime
from functools import cache

from msgspec import convert
from msgspec.structs import asdict
from sqlalchemy import Select, bindparam, select

from clinic_app.domain.booking import Booking, BookingState, Call, Expected
from clinic_app.records import models
from clinic_app.records.clients import to_client
from clinic_app.records.store import Store


class Bookings(Store):
    """The bookings of the record."""

    def add(self, booking: Booking) -> Booking:
        """Store a new booking."""
        self._add(models.Booking(**asdict(booking)))
        return booking

    def get(self, booking_id: str) -> Booking:
        """One booking by id."""
        return _booking(self._row(models.Booking, booking_id))

    def set_state(self, booking_id: str, state: BookingState) -> Booking:
        """What became of a booking."""
        row = self._row(models.Booking, booking_id)
        row.state = state
        self._session.flush()
        return _booking(row)

    def begin(self, booking_id: str, client_id: str, visit_id: str, state: BookingState) -> Booking:
        """Tie a booking to the client who came and to the visit that began."""
        row = self._row(models.Booking, booking_id)
        row.client_id, row.visit_id, row.state = client_id, visit_id, state
        self._session.flush()
        return _booking(row)

    def between(self, first: datetime, after: datetime) -> tuple[Expected, ...]:
        """The bookings in a stretch of time by the clock, with their clients; without clients in the bin."""
        found = self._session.execute(_between(), {"first": first, "after": after})
        return tuple(Expected(_booking(row), None if who is None else to_client(who)) for row, who in found)


class Calls(Store):
    """The calls of the record."""

    def add(self, call: Call) -> Call:
        """Store a call that was taken."""
        self._add(models.Call(**asdict(call)))
        return call

    def get(self, call_id: str) -> Call:
        """One call by id."""
        return convert(self._row(models.Call, call_id), Call, from_attributes=True)

    def acknowledge(self, call_id: str, by: str | None, at: datetime | None) -> Call:
        """Somebody has taken note; or, with nothing, has not after all."""
        row = self._row(models.Call, call_id)
        row.acknowledged_by, row.acknowledged_at = by, at
        self._session.flush()
        return convert(row, Call, from_attributes=True)

    def waiting(self) -> tuple[Call, ...]:
        """Calls about red pain that nobody has taken note of, oldest first; without clients in the bin."""
        return tuple(convert(row, Call, from_attributes=True) for row in self._session.scalars(_waiting()))


def _booking(row: models.Booking) -> Booking:
    return convert(row, Booking, from_attributes=True)


# Building these costs more than running them, and every opening of the day runs them.
@cache
def _between() -> Select[models.Booking, models.Client]:
    booking, client = models.Booking, models.Client
    return (
        select(booking, client)
        .outerjoin(client, client.id == booking.client_id)
        .where(booking.at >= bindparam("first"), booking.at < bindparam("after"), client.binned_at.is_(None))
        .order_by(booking.at, booking.seq)
    )


@cache
def _waiting() -> Select[models.Call]:
    call, client = models.Call, models.Client
    return (
        select(call)
        .outerjoin(client, client.id == call.client_id)
        .where(call.acknowledged_at.is_(None), call.about == "red_pain", client.binned_at.is_(None))
        .order_by(call.seq)
    )
