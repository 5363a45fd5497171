"""Who is expected, who walked in, and the calls that must not be overlooked."""

from datetime import datetime
from typing import Literal

import msgspec

from clinic_app.domain.client import Client
from clinic_app.domain.visit import VisitKind

BookingState = Literal["booked", "arrived", "no_show", "cancelled", "walk_in"]
CallAbout = Literal["red_pain", "other"]
OPEN_STATES: tuple[BookingState, ...] = ("booked", "walk_in")
MINUTES = 60


class Booking(msgspec.Struct, frozen=True):
    """One expected visit. `client_id` is None while nobody knows yet which client it is; then `name` is as told.

    A walk-in is there already. Once the session has begun, `visit_id` names it.
    """

    id: str
    at: datetime
    kind: VisitKind
    state: BookingState
    name: str
    made_by: str
    made_at: datetime
    minutes: int = MINUTES
    kana: str = ""
    phone: str = ""
    client_id: str | None = None
    trainer: str = ""
    visit_id: str | None = None
    studio: str = ""

    @property
    def waits(self) -> bool:
        """Whether the visit can still begin from here."""
        return self.state in OPEN_STATES and self.visit_id is None


class Call(msgspec.Struct, frozen=True):
    """A call as it was taken. One about red pain stays in sight until a trainer has taken note of it."""

    id: str
    name: str
    about: CallAbout
    at: datetime
    taken_by: str
    note: str = ""
    client_id: str | None = None
    acknowledged_by: str | None = None
    acknowledged_at: datetime | None = None
    studio: str = ""


class Expected(msgspec.Struct, frozen=True):
    """A booking with its client, when it is known who that is."""

    booking: Booking
    client: Client | None

    @property
    def name(self) -> str:
        """The name as it is shown: the client's own, or the one that was told."""
        return self.client.details.name if self.client is not None else self.booking.name

    @property
    def kana(self) -> str:
        """The reading, as far as it is known."""
        return self.client.details.kana if self.client is not None else self.booking.kana
