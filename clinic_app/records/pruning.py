"""Which old backups may go: the last of each of 14 days, 8 weeks and 12 months stay, and the last 3 of today."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

DAYS, WEEKS, MONTHS, OF_TODAY = 14, 8, 12, 3


def to_prune(made: Mapping[str, datetime], now: datetime, keep: str) -> tuple[str, ...]:
    """The names to remove out of backups by the time they were made; `keep` is the newest verified one.

    What bears a time later than now stays: then a clock is wrong, and nobody knows which is the newest.
    """
    today = now.astimezone().date()
    order = sorted(made, key=lambda name: (made[name], name), reverse=True)
    days = {name: made[name].astimezone().date() for name in order}
    stays = {keep} | {name for name in order if days[name] > today}
    stays |= set([name for name in order if days[name] == today][:OF_TODAY])
    stays |= _last_of_each(order, days, lambda day: day.toordinal(), DAYS)
    stays |= _last_of_each(order, days, lambda day: (day.toordinal() - 1) // 7, WEEKS)
    stays |= _last_of_each(order, days, lambda day: day.year * 12 + day.month, MONTHS)
    return tuple(sorted(set(order) - stays))


def _last_of_each(order: list[str], days: Mapping[str, date], span: Callable[[date], int], most: int) -> set[str]:
    """The last backup of each of the newest `most` spans that have one."""
    last: dict[int, str] = {}
    for name in order:
        last.setdefault(span(days[name]), name)
    return {last[number] for number in sorted(last, reverse=True)[:most]}
