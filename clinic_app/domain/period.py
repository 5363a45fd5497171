"""The stretches of time that statistics are released for: half-years or years, disjoint, named by their first day."""

from datetime import date, timedelta
from typing import Literal

import msgspec

from clinic_app.domain.clinic import Periods
from clinic_app.domain.text import Text

Half = Literal[1, 2]


class Period(msgspec.Struct, frozen=True, order=True, forbid_unknown_fields=True, omit_defaults=True):
    """One half-year, or a whole year where `half` is None."""

    year: int
    half: Half | None = None

    @property
    def id(self) -> str:
        """How files, folders and the command line name it: 2026 or 2026-H1."""
        return f"{self.year:04d}" if self.half is None else f"{self.year:04d}-H{self.half}"

    @property
    def scheme(self) -> Periods:
        """Which of the two ways of cutting the years it belongs to."""
        return "years" if self.half is None else "half_years"

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, 7 if self.half == 2 else 1, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return date(self.year, 6, 30) if self.half == 1 else date(self.year, 12, 31)

    @property
    def next(self) -> "Period":
        """The one that follows without a gap."""
        return period_of(self.last + timedelta(days=1), self.scheme)

    @property
    def label(self) -> Text:
        """Its name as it is read."""
        if self.half is None:
            return Text(ja=f"{self.year}年", en=f"{self.year}")
        return Text(ja=f"{self.year}年{'上' if self.half == 1 else '下'}半期", en=f"{self.year}, half {self.half}")


def period_of(day: date, scheme: Periods) -> Period:
    """The period that a day lies in; `scheme` must have been chosen."""
    match scheme:
        case "years":
            return Period(day.year)
        case "half_years":
            return Period(day.year, 1 if day.month <= 6 else 2)
        case _:
            raise ValueError("the periods were not chosen yet")


def read_period(text: str) -> Period | None:
    """A period from its id; None when it is none."""
    year, dash, half = text.strip().upper().partition("-H")
    if len(year) != 4 or not year.isascii() or not year.isdigit() or not int(year):
        return None
    if not dash:
        return Period(int(year))
    return {"1": Period(int(year), 1), "2": Period(int(year), 2)}.get(half)
