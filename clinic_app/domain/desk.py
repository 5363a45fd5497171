"""What the front desk has to do with: sheets to print, what became of each, the bookings of the day. No findings.

Nothing in these types tells more of a client than call number, kana, plan code and when they come.
"""

from datetime import date, datetime, timedelta
from typing import Literal

import msgspec

from clinic_app.domain.booking import BookingState
from clinic_app.domain.text import Language
from clinic_app.domain.visit import HandoutKind, Variant, VisitKind

SheetState = Literal["waiting", "sent", "printed", "handed_over", "failed", "cancelled"]
# The only ways a sheet can go. What has ended stays ended: printing it again is a job of its own.
NEXT: dict[SheetState, tuple[SheetState, ...]] = {
    "waiting": ("sent", "failed", "cancelled"),
    "sent": ("printed", "failed", "cancelled"),
    "printed": ("handed_over", "failed"),
    "handed_over": (),
    "failed": (),
    "cancelled": (),
}
BYTES_DAYS = 30  # a sheet that was handed over keeps its bytes at the desk this long
PLAN_DAYS = 14  # a plan without a re-check date runs as long as its diary
CODE_DAYS = 14  # plan code, kana and call number stay this long after the plan's end
WANTED_DAYS = 7  # a sheet that was given again stays this long


class Sheet(msgspec.Struct, frozen=True):
    """A finished paper as the desk gets it. `round` is the same for all papers of one visit and says nothing else."""

    id: str
    call_number: int
    day: date
    kana: str
    round: str
    kind: HandoutKind
    variant: Variant
    language: Language
    pages: int
    sha256: str
    approved_by: str
    trainer: str
    issued_at: datetime
    plan_code: str
    plan_ends_on: date

    def replaces(self, other: "Sheet") -> bool:
        """Whether this is a newer version of another sheet, which must then not go out any more."""
        same = self.round == other.round and self.kind == other.kind and self.issued_at > other.issued_at
        alike = (self.variant, self.language) == (other.variant, other.language)
        return same and (alike or self.plan_code != other.plan_code)


class DayLine(msgspec.Struct, frozen=True):
    """One booking as the desk sees it. `round` ties it to its sheets once the visit has begun."""

    id: str
    at: datetime
    minutes: int
    kana: str
    kind: VisitKind
    state: BookingState
    trainer: str
    round: str = ""


class DeskDay(msgspec.Struct, frozen=True):
    """The bookings from today on, as they stood in the record at `made_at`."""

    made_at: datetime
    lines: tuple[DayLine, ...] = ()


def plan_ends_on(issued: date, recheck: date | None) -> date:
    """The last day of a plan."""
    return issued + timedelta(days=PLAN_DAYS) if recheck is None else max(recheck, issued)


def is_kept(sheet: Sheet, today: date) -> bool:
    """Whether the desk still needs the plan code, kana and call number of a sheet."""
    longest = max(
        sheet.plan_ends_on + timedelta(days=CODE_DAYS), sheet.issued_at.astimezone().date() + timedelta(days=BYTES_DAYS)
    )
    return today <= longest


def keeps_bytes(handed_over_at: datetime | None, wanted_until: date | None, today: date) -> bool:
    """Whether the sheet itself stays at the desk."""
    if handed_over_at is None or (wanted_until is not None and today <= wanted_until):
        return True
    return today <= handed_over_at.astimezone().date() + timedelta(days=BYTES_DAYS)
