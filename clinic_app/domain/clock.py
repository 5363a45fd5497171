"""Did the clock of this machine go back? Times tell a person when; the order of things never comes from them."""

from datetime import datetime, timedelta

ALLOWED = timedelta(minutes=5)  # a clock that is set by the network moves by less


def went_back(now: datetime, latest: datetime | None) -> bool:
    """Whether `now` lies before a time that was seen already. Both know their zone, so zones and summer time don't."""
    return latest is not None and latest - now > ALLOWED
