"""What the front desk tells the record, one event for each thing that happened: their kinds and what each carries."""

from datetime import date, datetime
from typing import Annotated

import msgspec

from clinic_app.domain.booking import MINUTES, BookingState
from clinic_app.domain.desk import SheetState
from clinic_app.domain.diary import NO_SIGNALS
from clinic_app.domain.text import Language
from clinic_app.domain.visit import VisitKind

Id = Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")]
Short = Annotated[str, msgspec.Meta(max_length=200)]
Long = Annotated[str, msgspec.Meta(max_length=2000)]


class Sending(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sheet is about to be sent; written before anything goes to the printer's queue of a computer."""

    sheet: Id
    job: Id
    token: Short
    printer: Short
    computer: Short
    copies: int = 1


class Queued(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The queue gave the job a number; the sheet itself follows only after this is durable."""

    sheet: Id
    job: Id
    token: Short
    printer: Short
    number: int


class NotSent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """It is certain that a sending came to nothing: no sheet will come out."""

    sheet: Id
    job: Id
    token: Short


class Moved(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A job came into a state; `reason` is a short word of ours, never a sentence."""

    sheet: Id
    job: Id
    state: SheetState
    reason: Short = ""


class Again(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One new job for a sheet whose job has ended: a retry, or a reprint."""

    sheet: Id
    job: Id
    after: Id
    reprint: bool = False


class Shown(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody looked at what the preview hides."""

    sheet: Id


class Asked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The desk asks for the bytes of a sheet that it no longer has."""

    sheet: Id
    by: Short


class Booked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody is expected, or has walked in."""

    booking: Id
    at: Annotated[datetime, msgspec.Meta(tz=True)]
    kind: VisitKind
    name: Short
    by: Short
    kana: Short = ""
    phone: Short = ""
    minutes: int = MINUTES
    walked_in: bool = False
    client: Id | None = None
    studio: Short = ""


class BookingMoved(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What became of a booking."""

    booking: Id
    state: BookingState


class Registered(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A new client, as written down at the desk."""

    client: Id
    name: Short
    kana: Short
    language: Language
    birth_date: date | None = None
    phone: Short = ""
    studio: Short = ""


class DiaryReturned(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A strip that came back, one sign for each day: what was done, and the pain signals."""

    plan_code: Short
    ticks: Annotated[str, msgspec.Meta(pattern=r"\A[10-]{14}\Z")]
    by: Short
    signals: Annotated[str, msgspec.Meta(pattern=r"\A[byr-]{14}\Z")] = NO_SIGNALS


class Called(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody called about red pain. With a plan code the record knows who it is."""

    name: Short
    by: Short
    note: Long = ""
    plan_code: Short = ""
    studio: Short = ""


DeskEvent = (
    Sending
    | Queued
    | NotSent
    | Moved
    | Again
    | Shown
    | Asked
    | Booked
    | BookingMoved
    | Registered
    | DiaryReturned
    | Called
)
KINDS: dict[str, type[DeskEvent]] = {
    "print_sending": Sending,
    "print_queued": Queued,
    "print_not_sent": NotSent,
    "print_state": Moved,
    "print_again": Again,
    "page_shown": Shown,
    "sheet_asked_for": Asked,
    "booked": Booked,
    "booking_moved": BookingMoved,
    "client_registered": Registered,
    "diary_returned": DiaryReturned,
    "called": Called,
}
_NAMES = {kind: name for name, kind in KINDS.items()}


def kind_of(event: DeskEvent) -> str:
    """The name under which an event travels."""
    return _NAMES[type(event)]
