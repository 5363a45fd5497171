"""What a visit is measured by beside its findings, what was tested again in it, and which odd values were confirmed.

All three are appended and never changed: the newest entry of its kind holds, an empty one takes the others back.
Pain and weekly distance are not here: they stand in the assessment document. Sources: CLINICAL.md 2.6 and 6.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Literal

import msgspec

from clinic_app.domain.assessment import Tests
from clinic_app.domain.problem import Problem

Measure = Literal["activity_1", "activity_2", "activity_3", "pgic", "longest_run_km", "days_missed"]
ACTIVITIES: tuple[Measure, ...] = ("activity_1", "activity_2", "activity_3")
RUNNING: tuple[Measure, ...] = ("longest_run_km", "days_missed")
MEASURES: tuple[Measure, ...] = (*ACTIVITIES, "pgic", *RUNNING)
# Lowest and highest value, and how many digits may follow the point.
LIMITS: dict[Measure, tuple[float, float, int]] = {
    **dict.fromkeys(ACTIVITIES, (0, 10, 0)),
    "pgic": (1, 7, 0),
    "longest_run_km": (0, 200, 1),
    "days_missed": (0, 366, 0),
}
LONGEST_WORDS = 60


class OutcomeMeasure(msgspec.Struct, frozen=True):
    """One measure of a visit. `words` is the client's own wording of an activity; without words and value: none."""

    measure: Measure
    value: float | None = None
    words: str = ""


class Retest(msgspec.Struct, frozen=True):
    """One test carried out again in the same session; `tests` holds this test alone, in the form of the document."""

    test: str
    tests: Tests
    entered_by: str
    entered_at: datetime

    @property
    def is_empty(self) -> bool:
        """Whether it was taken back."""
        return getattr(self.tests, self.test) is None


class Confirmation(msgspec.Struct, frozen=True):
    """A value that was asked back and is right: the question as it stood, with the numbers that it named.

    It holds for these numbers only; another value asks anew.
    """

    path: str
    code: str
    values: dict[str, str]
    confirmed_by: str
    confirmed_at: datetime
    stands: bool = True

    def answers(self, problem: Problem) -> bool:
        """Whether this is the answer to that question."""
        asked = (problem.path, problem.code, problem.values)
        return self.stands and asked == (self.path, self.code, self.values)


def measure_problems(entered: OutcomeMeasure) -> Iterator[Problem]:
    """What is refused in one measure; its path is the measure."""
    low, high, decimals = LIMITS[entered.measure]
    value = entered.value
    if len(entered.words) > LONGEST_WORDS:
        values = {"value": str(len(entered.words)), "limit": str(LONGEST_WORDS)}
        yield Problem(entered.measure, "too_long", values=values)
    if value is None:
        return
    if value < low:
        yield Problem(entered.measure, "below", values={"value": f"{value:g}", "limit": f"{low:g}"})
    elif value > high:
        yield Problem(entered.measure, "above", values={"value": f"{value:g}", "limit": f"{high:g}"})
    elif round(value, decimals) != value:
        yield Problem(entered.measure, "decimals", values={"value": f"{value:g}", "limit": str(decimals)})
