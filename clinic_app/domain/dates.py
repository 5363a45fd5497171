"""Dates as people write them in Japan: 2026-12-06, 2026/12/6, 20261206, R8.12.6, 昭和60年4月1日."""

import re
import unicodedata
from datetime import date

ERAS = {
    "m": 1867,
    "明治": 1867,
    "t": 1911,
    "大正": 1911,
    "s": 1925,
    "昭和": 1925,
    "h": 1988,
    "平成": 1988,
    "r": 2018,
    "令和": 2018,
}
_DATE = re.compile(r"^(明治|大正|昭和|平成|令和|[mtshr])?(元|\d{1,4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$")
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})$")


def read_date(text: str) -> date | None:
    """The date in a text, Japanese eras included; None when empty; raises `ValueError` when it is no date."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).lower()
    if not plain:
        return None
    compact = _COMPACT.match(plain)
    if compact:
        return date(*map(int, compact.groups()))
    found = _DATE.match(plain)
    if found is None:
        raise ValueError("not a date")
    era, year_text, month, day = found.groups()
    year = 1 if year_text == "元" else int(year_text)
    if era is None and year < 1000:
        raise ValueError("a year needs four digits or an era")
    return date(ERAS[era] + year if era else year, int(month), int(day))


def shown_date(day: date | None) -> str:
    """A date as it stands in a field."""
    return day.isoformat() if day is not None else ""
