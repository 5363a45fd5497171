"""Dates and times as people in Japan write them; what is none is refused, and what is half typed has a beginning."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic_app.domain.dates import ERAS, OutsideEraError, date_beginnings, era_of, in_era, read_date, read_time

DAYS = st.dates(ERAS[0].first, date(2100, 12, 31))


@given(DAYS)
def test_a_day_written_in_its_era_is_read_back(day: date) -> None:
    assert read_date(in_era(day)) == day
    assert read_date(day.isoformat()) == read_date(day.strftime("%Y%m%d")) == day


@given(DAYS)
def test_every_beginning_of_a_typed_date_leads_to_it(day: date) -> None:
    era = era_of(day)
    assert era is not None
    short = f"{era.letter}{day.year - era.offset}.{day.month}.{day.day}"
    for typed in (short, day.isoformat(), f"{day.year}/{day.month}/{day.day}"):
        for end in range(5 if typed[0].isdecimal() else 3, len(typed) + 1):
            begun = date_beginnings(typed[:end])
            assert any(day.isoformat().startswith(one) for one in begun), (typed[:end], begun)


@pytest.mark.parametrize("era", ERAS[1:], ids=[era.name for era in ERAS[1:]])
def test_the_day_before_an_era_belongs_to_the_one_before(era: object) -> None:
    first: date = era.first  # type: ignore[attr-defined]
    before = first - timedelta(days=1)
    assert era_of(first) is era
    assert era_of(before) is ERAS[ERAS.index(era) - 1]  # type: ignore[arg-type]
    with pytest.raises(OutsideEraError) as wrong:
        read_date(f"{era.letter}1.{before.month}.{before.day}")  # type: ignore[attr-defined]
    assert wrong.value.right == in_era(before)


@pytest.mark.parametrize(
    "typed", ["85-4-1", "1985-13-1", "1985-02-30", "昭和0年1月1日", "S60", "S60.4", "60.4.1", "S-1.1.1"]
)
def test_what_is_no_date_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_date(typed)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("14:30", time(14, 30)), ("1430", time(14, 30)), ("930", time(9, 30)), ("9", time(9)), ("14時", time(14)),
        ("14時30分", time(14, 30)), ("14時半", time(14, 30)), ("午後2時半", time(14, 30)), ("2:30pm", time(14, 30)),
        ("１４：３０", time(14, 30)), (" 8 : 05 ", time(8, 5)), ("午前9時", time(9)), ("", None),
    ],
)  # fmt: skip
def test_a_time_is_understood_in_every_writing(typed: str, read: time | None) -> None:
    assert read_time(typed) == read


@pytest.mark.parametrize("typed", ["24:00", "12:60", "noon", "14:3:0", "12345", "-1"])
def test_what_is_no_time_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_time(typed)


@pytest.mark.parametrize("typed", ["", "abc", "12", "090", "高橋", "S", "0000"])
def test_what_is_no_date_has_no_beginning(typed: str) -> None:
    assert date_beginnings(typed) == ()
