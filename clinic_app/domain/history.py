"""The course of one episode: what was measured at each visit, side by side, and where the change is real.

Each value is compared with the last one before it that can be compared with it, so that a visit at which something
was not measured hides nothing; `since_first` compares the last value with the first. A re-test of the same session
stands beside the value it was tested against and is never a value of its own. Unknown stays unknown: it is no zero,
and never normal.
"""

from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, Literal

import msgspec

from clinic_app.domain.assessment import ROTATION, SIDES, TESTS, Assessment, side
from clinic_app.domain.finding import Rotation
from clinic_app.domain.follow_up import ACTIVITIES, OutcomeMeasure, Retest
from clinic_app.domain.levels import TestLevels
from clinic_app.domain.real_change import Seen, Verdict, activity_change, pain_change, seen_side, side_change
from clinic_app.domain.visit import Visit

PAIN_ROWS = ("nrs.now", "nrs.worst_run", "nrs.average_7d")
ACTIVITY_ROW = "activity"
ONE_ACTIVITY = "activity."  # and the client's own words
PLAIN_ROWS = ("pgic", "weekly_km", "longest_run_km", "days_missed")
SIDE_ROWS = tuple((test, name) for test in TESTS for name in SIDES)
State = Literal["known", "not_done", "stopped_by_pain", "unknown"]


class Measured(msgspec.Struct, frozen=True):
    """One visit with everything that was measured in it."""

    visit: Visit
    assessment: Assessment
    measures: tuple[OutcomeMeasure, ...] = ()
    retests: tuple[Retest, ...] = ()


class Again(msgspec.Struct, frozen=True):
    """The re-test of a side in the same session, and whether it differs really from the test before it."""

    number: float
    level: int
    verdict: Verdict | None


class Cell(msgspec.Struct, frozen=True):
    """One value of one visit. `verdict`: a real change against the last value before that can be compared."""

    state: State = "unknown"
    number: float | None = None
    level: int | None = None
    position: str | None = None
    verdict: Verdict | None = None
    again: Again | None = None


class Row(msgspec.Struct, frozen=True):
    """One measure through all visits.

    `key` is a path, `activity` for their mean, `activity.<words>` for one of them, or `tests.<test>.<side>`.
    `since_first`: a real change from the first known value to the last. Without one, `is_compared` tells "no real
    change" from values that nothing is laid down for, or that cannot be compared.
    """

    key: str
    cells: tuple[Cell, ...]
    since_first: Verdict | None = None
    is_compared: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is known."""
        return all(cell.state == "unknown" for cell in self.cells)


class Point(msgspec.Struct, frozen=True):
    """One column: a visit and its day."""

    visit_id: str
    day: date
    late: bool


class History(msgspec.Struct, frozen=True):
    """The visits of one episode, oldest first, and the rows that go through them."""

    points: tuple[Point, ...]
    rows: tuple[Row, ...]

    def row(self, key: str) -> Row:
        """The row of one measure."""
        return next(row for row in self.rows if row.key == key)


def with_retest(assessment: Assessment, retest: Retest) -> Assessment:
    """The assessment as the re-test saw it: its one test, and no other."""
    return msgspec.structs.replace(assessment, tests=retest.tests)


def history_of(visits: Sequence[Measured], rotation: Rotation) -> History:
    """The course of these visits of one episode, given oldest first."""
    points = tuple(Point(one.visit.id, one.visit.done_on, one.visit.entered_on is not None) for one in visits)
    rows = [_numbers(path, [_at(one.assessment, path) for one in visits], _pain) for path in PAIN_ROWS]
    rows += [_activity(visits), *_single_activities(visits)]
    rows += [_numbers(key, [_plain(one, key) for one in visits], _never) for key in PLAIN_ROWS]
    rows += [_side_row(visits, rotation, test, name) for test, name in SIDE_ROWS]
    return History(points, tuple(rows))


def activities_of(measures: Sequence[OutcomeMeasure]) -> dict[str, int]:
    """The activities that were scored, by the client's own words."""
    scored = [one for one in measures if one.measure in ACTIVITIES and one.value is not None]
    return {one.words.strip(): round(one.value) for one in scored if one.value is not None and one.words.strip()}


def _at(assessment: Assessment, path: str) -> float | None:
    found: Any = assessment
    for part in path.split("."):
        found = getattr(found, part)
    number: float | None = found
    return number


def _plain(one: Measured, key: str) -> float | None:
    if key == "weekly_km":
        return one.assessment.weekly_km
    return next((measure.value for measure in one.measures if measure.measure == key), None)


def _pain(before: float, after: float) -> Verdict | None:
    return pain_change(round(before), round(after))


def _never(_before: float, _after: float) -> Verdict | None:
    """No amount of it is laid down as a real change."""
    return None


def _numbers(key: str, values: list[float | None], compare: Callable[[float, float], Verdict | None]) -> Row:
    cells: list[Cell] = []
    last: float | None = None
    for value in values:
        verdict = compare(last, value) if last is not None and value is not None else None
        cells.append(Cell() if value is None else Cell("known", value, verdict=verdict))
        last = last if value is None else value
    known = [value for value in values if value is not None]
    several = len(known) > 1
    return Row(key, tuple(cells), compare(known[0], known[-1]) if several else None, several and compare is not _never)


def _activity(visits: Sequence[Measured]) -> Row:
    """The mean of the activities; only the same activities are compared."""
    scored = [activities_of(one.measures) for one in visits]
    cells = []
    for place, activities in enumerate(scored):
        earlier = [found for found in scored[:place] if found.keys() == activities.keys()]
        verdict = activity_change(_mean(earlier[-1]), _mean(activities)) if activities and earlier else None
        cells.append(Cell("known", float(_mean(activities)), verdict=verdict) if activities else Cell())
    known = [activities for activities in scored if activities]
    alike = len(known) > 1 and known[0].keys() == known[-1].keys()
    since = activity_change(_mean(known[0]), _mean(known[-1])) if alike else None
    return Row(ACTIVITY_ROW, tuple(cells), since, alike)


def _single_activities(visits: Sequence[Measured]) -> list[Row]:
    """Each activity by its words, as first named, without a verdict: a real change is laid down for their mean only."""
    scored = [activities_of(one.measures) for one in visits]
    named = dict.fromkeys(words for activities in scored for words in activities)
    return [_numbers(f"{ONE_ACTIVITY}{words}", [found.get(words) for found in scored], _never) for words in named]


def _mean(activities: dict[str, int]) -> Fraction:
    return Fraction(sum(activities.values()), len(activities))


def _side_row(visits: Sequence[Measured], rotation: Rotation, test: str, name: str) -> Row:
    seen = [seen_side(one.assessment, TestLevels(one.assessment, rotation), test, name) for one in visits]
    cells = []
    for place, (one, now) in enumerate(zip(visits, seen, strict=True)):
        if now is None:
            recorded = side(one.assessment, test, name)
            status = None if recorded is None else recorded.status
            cells.append(Cell(status if status in ("not_done", "stopped_by_pain") else "unknown"))
            continue
        earlier = [found for found in seen[:place] if found is not None and found.position == now.position]
        verdict = side_change(earlier[-1], now) if earlier else None
        again = _again(one, rotation, test, name, now)
        cells.append(Cell("known", now.number, now.level, now.position, verdict, again))
    known = [found for found in seen if found is not None]
    alike = len(known) > 1 and known[0].position == known[-1].position
    return Row(f"tests.{test}.{name}", tuple(cells), side_change(known[0], known[-1]) if alike else None, alike)


def _again(one: Measured, rotation: Rotation, test: str, name: str, first: Seen) -> Again | None:
    retest = next((found for found in one.retests if found.test == test and not found.is_empty), None)
    if retest is None:
        return None
    document = with_retest(one.assessment, retest)
    seen = seen_side(document, TestLevels(document, rotation), test, name)
    if seen is None or (test == ROTATION and seen.position != first.position):
        return None
    return Again(seen.number, seen.level, side_change(first, seen))
