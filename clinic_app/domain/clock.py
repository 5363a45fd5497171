"""May a clock be believed? Times tell a person when; the order of things never comes from them."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import pairwise

MOST_UNSEEN = 3  # days in a row that count although nothing was entered: a weekend and the day after
ALLOWED = timedelta(minutes=5)  # a clock that is set by the network moves by less


def went_back(now: datetime, latest: datetime | None) -> bool:
    """Whether `now` lies before a time that was seen already. Both know their zone, so zones and summer time don't."""
    return latest is not None and latest - now > ALLOWED


def is_past(day: date, today: date, seen: date | None) -> bool:
    """Whether a day has come for good: by the clock, and by an entry of an earlier day that was written on it or after.

    What cannot be undone waits for both, so that a clock which is ahead for one day sets nothing off.
    """
    return seen is not None and day <= seen < today


def days_lived(first: date, seen: Iterable[date]) -> int:
    """How many days have gone by since the first, by the days on which something was entered.

    A clock that jumps passes over days on which nobody enters anything; so does a holiday. Of such days three in a row
    count and no more: what must not be destroyed too early waits some days longer after a holiday instead.
    """
    days = sorted({first, *(day for day in seen if day > first)})
    return sum(min((later - day).days, MOST_UNSEEN) for day, later in pairwise(days))
