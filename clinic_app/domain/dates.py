"""Dates as people write them in Japan: 2026-12-06, 2026/12/6, 20261206, R8.12.6, 昭和60年4月1日; and times of day."""

import re
import unicodedata
from datetime import date, time

import msgspec


class Era(msgspec.Struct, frozen=True):
    """A Japanese era: its name, the letter that stands for it, and its first day."""

    name: str
    letter: str
    first: date

    @property
    def offset(self) -> int:
        """What is added to a year of the era to get the common year."""
        return self.first.year - 1


ERAS = (
    Era("明治", "m", date(1868, 10, 23)),
    Era("大正", "t", date(1912, 7, 30)),
    Era("昭和", "s", date(1926, 12, 25)),
    Era("平成", "h", date(1989, 1, 8)),
    Era("令和", "r", date(2019, 5, 1)),
)
_BY_SIGN = {sign: era for era in ERAS for sign in (era.name, era.letter)}
_ERA = "明治|大正|昭和|平成|令和|[mtshr]"
_DATE = re.compile(rf"^({_ERA})?(元|\d{{1,4}})[-/.年](\d{{1,2}})[-/.月](\d{{1,2}})日?$")
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_BEGUN = re.compile(rf"^({_ERA})?(元|\d{{1,4}})(?:[-/.年](?:(\d{{1,2}})(?:[-/.月](?:(\d{{1,2}})日?)?)?)?)?$")
_TIME = re.compile(r"^(午前|午後|am|pm)?(\d{1,2})(?:(?::|時)(\d{1,2})?分?|(半)|時半)?(am|pm)?$")


class OutsideEraError(ValueError):
    """A day that lies before or after its era; `day` is what the year would mean, `right` the era of that day."""

    def __init__(self, era: Era, day: date) -> None:
        super().__init__("the era does not hold this day")
        self.era, self.day = era, day

    @property
    def right(self) -> str:
        """The same day as its own era writes it."""
        return in_era(self.day)


def era_of(day: date) -> Era | None:
    """The era of a day; None before Meiji."""
    return next((era for era in reversed(ERAS) if day >= era.first), None)


def in_era(day: date) -> str:
    """A day as its era writes it: 昭和60年4月1日; the common year where there is none."""
    era = era_of(day)
    year = day.year - era.offset if era is not None else day.year
    return f"{era.name if era is not None else ''}{'元' if era and year == 1 else year}年{day.month}月{day.day}日"


def read_date(text: str) -> date | None:
    """The date in a text, Japanese eras included; None when empty; raises `ValueError` when it is no date."""
    plain = _plain(text)
    if not plain:
        return None
    compact = _COMPACT.match(plain)
    if compact:
        return date(*map(int, compact.groups()))
    found = _DATE.match(plain)
    if found is None:
        raise ValueError("not a date")
    sign, year_text, month, day = found.groups()
    year = 1 if year_text == "元" else int(year_text)
    if sign is None:
        if year < 1000:
            raise ValueError("a year needs four digits or an era")
        return date(year, int(month), int(day))
    era = _BY_SIGN[sign]
    if year == 0:
        raise ValueError("an era begins with year 1")
    meant = date(era.offset + year, int(month), int(day))
    if era_of(meant) is not era:
        raise OutsideEraError(era, meant)
    return meant


def date_beginnings(text: str) -> tuple[str, ...]:
    """What the ISO form of a date may begin with while it is typed (`S59.3` gives `1984-03-`); empty when none.

    A single digit may still grow: 1 is January, or the beginning of October to December.
    """
    plain = _plain(text)
    if re.fullmatch(r"(?:19|20)\d{2,6}", plain):
        return ("-".join(part for part in (plain[:4], plain[4:6], plain[6:8]) if part),)
    found = _BEGUN.match(plain)
    if found is None:
        return ()
    sign, year_text, month, day = found.groups()
    year = (1 if year_text == "元" else int(year_text)) + (_BY_SIGN[sign].offset if sign else 0)
    if not 1000 <= year <= 9999:
        return ()
    if month is None:
        return (f"{year}-",)
    ended = plain[-1] in "-/.月日"
    if day is None:
        return tuple(f"{year}-{part}" for part in _growing(month, "01", "-", ended=ended))
    return tuple(f"{year}-{int(month):02}-{part}" for part in _growing(day, "0123", "", ended=ended))


def _growing(digits: str, first: str, after: str, *, ended: bool) -> list[str]:
    """What a month or day may become: itself, and with one of the `first` digits also the beginning of a longer one."""
    whole = [] if digits == "0" else [f"{int(digits):02}{after}"]
    return [*whole, *([digits] if len(digits) == 1 and digits in first and not ended else [])]


def read_time(text: str) -> time | None:
    """The time of day in a text (14:30, 1430, 14時半, 午後2時半); None when empty; `ValueError` when it is none."""
    plain = _plain(text).replace("時半", "半")
    if not plain:
        return None
    if re.fullmatch(r"\d{3,4}", plain):
        return time(int(plain[:-2]), int(plain[-2:]))
    found = _TIME.match(plain)
    if found is None:
        raise ValueError("not a time")
    before, hour_text, minute, half, after = found.groups()
    hour, part = int(hour_text), before or after
    if part in ("午後", "pm") and hour < 12:
        hour += 12
    return time(hour, 30 if half else int(minute or 0))


def shown_date(day: date | None) -> str:
    """A date as it stands in a field."""
    return day.isoformat() if day is not None else ""


def _plain(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).lower()
