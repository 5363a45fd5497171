"""A release in its frozen form: what it holds, how it is read back, and the one way to anything that is shown."""

from datetime import UTC, date, datetime
from itertools import pairwise

import pytest

from clinic_app.domain.period import Period, period_of, read_period
from clinic_app.domain.release import (
    Axis,
    Category,
    Cell,
    Manifest,
    MedianTable,
    Release,
    Table,
)
from clinic_app.domain.release_view import show
from clinic_app.domain.text import Text
from clinic_app.errors import Refused
from clinic_app.statistics.payload import DAMAGED, NEWER, pack, unpack


def words(text: str) -> Text:
    return Text(ja=f"{text}(日)", en=text)


def axis(name: str, *categories: str) -> Axis:
    return Axis(name, words(name), tuple(Category(one, words(one)) for one in categories))


X, ZERO = Cell("hidden"), Cell("zero")


def n(value: int) -> Cell:
    return Cell("shown", value)


TABLE = Table(
    "type_by_sex",
    "case",
    words("Type by sex"),
    words("clients"),
    axis("type", "hip", "thorax"),
    axis("sex", "female", "male"),
    ((n(30), X, n(40)), (ZERO, X, X), (n(30), n(20), n(50))),
)
MEDIANS = MedianTable(
    "minutes",
    "case",
    words("Minutes"),
    words("clients"),
    axis("type", "hip"),
    axis("step", "intake"),
    ((None,), (7.5,)),
)
MANIFEST = Manifest(datetime(2027, 1, 4, 9, tzinfo=UTC), "0.1.0", ("factory 1",), 50, 6, 1, 2)
RELEASE = Release("00000000-0000-4000-8000-000000000001", Period(2026, 2), (TABLE,), (MEDIANS,), MANIFEST)


def test_periods_follow_each_other_without_gap_or_overlap() -> None:
    for scheme in ("half_years", "years"):
        periods = [period_of(date(2023, 1, 1), scheme)]
        for _ in range(9):
            periods.append(periods[-1].next)
        assert all((after.first - before.last).days == 1 for before, after in pairwise(periods))
        assert all(read_period(period.id) == period for period in periods)
        assert all(period_of(day, scheme) == period for period in periods for day in (period.first, period.last))


@pytest.mark.parametrize("text", ["", "26", "2026-H3", "2026-H", "２０２６", "2026-1", "0000"])
def test_what_is_no_period_is_none(text: str) -> None:
    assert read_period(text) is None


def test_a_release_comes_back_as_it_was_with_the_same_bytes() -> None:
    payload, fingerprint = pack(RELEASE)
    assert unpack(payload, fingerprint) == (RELEASE, fingerprint)
    assert pack(RELEASE) == (payload, fingerprint)


def test_every_changed_byte_of_a_release_is_noticed() -> None:
    payload, fingerprint = pack(RELEASE)
    for place in range(0, len(payload), 7):
        altered = payload[:place] + bytes([payload[place] ^ 1]) + payload[place + 1 :]
        with pytest.raises(Refused) as caught:
            unpack(altered, fingerprint)
        assert caught.value.message in (DAMAGED, NEWER)
    for cut in (0, 1, len(payload) // 2, len(payload) - 1):
        with pytest.raises(Refused, match="cannot be read"):
            unpack(payload[:cut])


def test_a_release_that_is_whole_but_another_one_is_refused() -> None:
    other, _ = pack(Release("other", Period(2025), (), (), MANIFEST))
    with pytest.raises(Refused, match="cannot be read"):
        unpack(other, pack(RELEASE)[1])


def test_hidden_cells_are_shown_as_a_mark_without_a_number() -> None:
    grid = show(TABLE, "en")
    assert grid.columns == ("female", "male", "All")
    assert grid.rows == ("hip", "thorax", "All")
    assert [[cell.text for cell in row] for row in grid.values] == [
        ["30", "x", "40"],
        ["0", "x", "x"],
        ["30", "20", "50"],
    ]
    assert [cell.number for row in grid.values for cell in row if cell.hidden] == [None] * 3
    assert grid.any_hidden


def test_a_share_needs_both_of_its_counts() -> None:
    by_row = [[cell.text for cell in row] for row in show(TABLE, "ja", "row_shares").values]
    assert by_row == [["75.0%", "x", "100.0%"], ["x", "x", "x"], ["60.0%", "40.0%", "100.0%"]]
    by_column = [[cell.text for cell in row] for row in show(TABLE, "ja", "column_shares").values]
    assert by_column == [["100.0%", "x", "80.0%"], ["0.0%", "x", "x"], ["100.0%", "100.0%", "100.0%"]]


def test_a_median_that_is_not_there_is_no_zero() -> None:
    grid = show(MEDIANS, "en")
    assert [[cell.number for cell in row] for row in grid.values] == [[None], [7.5]]
    assert grid.values[0][0].text == "…"
