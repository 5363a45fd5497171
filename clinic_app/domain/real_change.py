"""When a difference between two measurements is a real change, and which way. Source: CLINICAL.md 2.2 and 6.

Less than that lies within the error of measuring, and nobody may read a change into it. Degrees are compared exactly
and only within one position. A band of the rotation that is crossed by fewer degrees is no real change either.
"""

from fractions import Fraction
from typing import Literal

import msgspec

from clinic_app.domain.assessment import ROTATION, SIDES, TESTS, Assessment, RotationSide, side
from clinic_app.domain.finding import Rotation
from clinic_app.domain.levels import TestLevels, mean_degrees

Verdict = Literal["better", "worse"]
REAL_DEGREES = 6
REAL_LEVELS = 1
REAL_ACTIVITY = 2
REAL_PAIN = 2
REAL_PAIN_TENTHS = 3  # of the pain before: 30 %


class Seen(msgspec.Struct, frozen=True):
    """What one side of a test came to: its level, or with degrees their mean and the position."""

    level: int
    degrees: Fraction | None = None
    position: str | None = None

    @property
    def number(self) -> float:
        """The number that is compared."""
        return self.level if self.degrees is None else float(self.degrees)


class SideChange(msgspec.Struct, frozen=True):
    """One side of one test before and after. `verdict` is None while the difference is not a real change."""

    test: str
    side: Literal["left", "right"]
    before: Seen
    after: Seen
    verdict: Verdict | None


def pain_change(before: int, after: int) -> Verdict | None:
    """NRS: two points, or 30 % of the pain before; less is better."""
    difference = abs(after - before)
    if not difference or (difference < REAL_PAIN and difference * 10 < before * REAL_PAIN_TENTHS):
        return None
    if not before and difference < REAL_PAIN:  # a share of nothing says nothing
        return None
    return "better" if after < before else "worse"


def activity_change(before: Fraction, after: Fraction) -> Verdict | None:
    """Mean of the activities, 0 to 10; more is better."""
    return _more_is_better(before, after, REAL_ACTIVITY)


def side_change(before: Seen, after: Seen) -> Verdict | None:
    """One side of a test; degrees of different positions are never compared."""
    if before.degrees is None or after.degrees is None:
        return _more_is_better(Fraction(before.level), Fraction(after.level), REAL_LEVELS)
    if before.position != after.position:
        return None
    return _more_is_better(before.degrees, after.degrees, REAL_DEGREES)


def seen_side(assessment: Assessment, levels: TestLevels, test: str, name: str) -> Seen | None:
    """What one side came to; None while it is missing, stopped or not complete."""
    level = levels.sides[test][SIDES.index(name)]
    if level is None:
        return None
    recorded, rotation = side(assessment, test, name), assessment.tests.thoracic_rotation
    if test != ROTATION or not isinstance(recorded, RotationSide) or rotation is None:
        return Seen(level)
    return Seen(level, mean_degrees(recorded), rotation.position)


def test_changes(before: Assessment, after: Assessment, rotation: Rotation) -> tuple[SideChange, ...]:
    """Every side that was measured both times and can be compared, real change or not."""
    found = []
    levels = TestLevels(before, rotation), TestLevels(after, rotation)
    for test in TESTS:
        for name in SIDES:
            first, second = seen_side(before, levels[0], test, name), seen_side(after, levels[1], test, name)
            if first is None or second is None or first.position != second.position:
                continue
            which: Literal["left", "right"] = "left" if name == "left" else "right"
            found.append(SideChange(test, which, first, second, side_change(first, second)))
    return tuple(found)


test_changes.__test__ = False  # type: ignore[attr-defined]  # pytest would take the name for a test


def _more_is_better(before: Fraction, after: Fraction, real: int) -> Verdict | None:
    if abs(after - before) < real:
        return None
    return "better" if after > before else "worse"
