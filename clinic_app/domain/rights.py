"""The bin, and how long a record is kept: what a person is shown before anything is erased. The rules stand here."""

from datetime import date, datetime, timedelta

import msgspec

from clinic_app.domain.client import Client

BIN_DAYS = 30
FEWEST_YEARS, MOST_YEARS = 1, 30


class BinnedClient(msgspec.Struct, frozen=True):
    """One client in the bin: since when, by whose id, why, and how much hangs on them."""

    client: Client
    binned_at: datetime
    binned_by: str
    reason: str
    visits: int

    @property
    def erased_on(self) -> date:
        """From this day on the next opening of the record erases them."""
        return self.binned_at.astimezone().date() + timedelta(days=BIN_DAYS)


class Retention(msgspec.Struct, frozen=True):
    """How many years after the last visit a record is looked at again, and when the list was last gone through."""

    years: int = 5
    gone_through_on: date | None = None

    def limit(self, today: date) -> date:
        """Last visits before this day are on the list."""
        return years_before(today, self.years)

    def is_due(self, today: date) -> bool:
        """Whether the list of the year is still to be gone through."""
        return self.gone_through_on is None or self.gone_through_on <= years_before(today, 1)


class DueClient(msgspec.Struct, frozen=True):
    """One client whose last visit is long ago; `last_visit` is None when there never was one."""

    client: Client
    last_visit: date | None
    visits: int


def years_before(day: date, years: int) -> date:
    """The same day some years earlier; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
