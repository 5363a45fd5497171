"""May a clock be believed? Times tell a person when; the order of things never comes from them."""

from datetime import date, datetime, timedelta

ALLOWED = timedelta(minutes=5)  # a clock that is set by the network moves by less


def went_back(now: datetime, latest: datetime | None) -> bool:
    """Whether `now` lies before a time that was seen already. Both know their zone, so zones and summer time don't."""
    return latest is not None and latest - now > ALLOWED


def is_past(day: date, today: date, seen: date | None) -> bool:
    """Whether a day has come for good: by the clock, and by an entry of an earlier day that was written on it or after.

    What cannot be undone waits for both, so that a clock which is ahead for one day sets nothing off.
    """
    return seen is not None and day <= seen < today
