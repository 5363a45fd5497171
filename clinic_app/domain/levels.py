"""Levels of the three movement tests, 3 (good) to 0 (poor), computed from what the trainer ticked.

Source: CLINICAL.md 2.1-2.3. A test counts only when both sides are done and complete; otherwise its level is
None, which is *missing* and not the same as normal. Degrees carry at most one decimal and are compared as whole
tenths, so that a mean never falls on the wrong side of a band by binary rounding.
"""

from fractions import Fraction

from clinic_app.domain.assessment import (
    HINGE,
    ROTATION,
    TESTS,
    Assessment,
    DeadBugSide,
    HingeSide,
    RotationSide,
    Side,
)
from clinic_app.domain.finding import Bands, Rotation


def is_complete(side: Side | None) -> bool:
    """Whether a side is done with all the fields that its level needs."""
    if side is None or side.status != "done":
        return False
    if isinstance(side, HingeSide):
        return side.lean is not None and side.faults is not None and side.gluteal_sensation is not None
    if isinstance(side, RotationSide):
        return bool(side.degrees)
    return not (
        side.holds_start is None or side.key_faults is None or side.failed_reps is None or side.minor_faults is None
    )


def hinge_level(side: HingeSide) -> int:
    """Level of one complete side of the hip hinge (CLINICAL.md 2.1)."""
    faults = side.faults or {}
    if side.lean == "unable":
        return 0
    if len(faults) >= 2 or "persists" in faults.values():
        return 1
    if faults or not side.gluteal_sensation or side.lean == "partial":
        return 2
    return 3


def dead_bug_level(side: DeadBugSide) -> int:
    """Level of one complete leg of the dead bug (CLINICAL.md 2.3)."""
    failed = side.failed_reps or 0
    if not side.holds_start:
        return 0
    if failed >= 3:
        return 1
    if side.key_faults or len(side.minor_faults or ()) >= 2:
        return 2
    return 3


def _tenths(side: RotationSide) -> tuple[int, int]:
    """Sum of the trials in whole tenths of a degree, and ten times their number: the mean as a fraction."""
    trials = side.degrees or []
    return sum([round(trial * 10) for trial in trials]), 10 * len(trials)


def mean_degrees(side: RotationSide) -> Fraction:
    """Exact mean of the trials of one side, in degrees."""
    return Fraction(*_tenths(side))


def rotation_level(side: RotationSide, bands: Bands) -> int:
    """Band of one side as a level: 3 normal, 2 borderline, 1 limited, 0 marked (CLINICAL.md 2.2)."""
    total, count = _tenths(side)
    level = 0
    for edge in (bands.limited, bands.borderline, bands.normal):
        if total * 10 < round(edge * 10) * count:
            break
        level += 1
    return level


def side_level(side: Side | None, position: str | None, rotation: Rotation) -> int | None:
    """Level of one side, or None while the side is missing or not complete."""
    if side is None or not is_complete(side):
        return None
    if isinstance(side, HingeSide):
        return hinge_level(side)
    if isinstance(side, DeadBugSide):
        return dead_bug_level(side)
    return None if position is None else rotation_level(side, rotation.bands[position])


class TestLevels:
    """The levels of one assessment by test and side, the worse side, and the difference of the rotation."""

    __test__ = False  # pytest would take the name for a test class
    __slots__ = ("difference", "lumbar_extension", "sides", "tests")

    def __init__(self, assessment: Assessment, rotation: Rotation) -> None:
        self.sides: dict[str, tuple[int | None, int | None]] = {}
        self.tests: dict[str, int | None] = {}
        rotated = assessment.tests.thoracic_rotation
        position = rotated.position if rotated is not None else None
        for name, test in zip(TESTS, (assessment.tests.hip_hinge, rotated, assessment.tests.dead_bug), strict=True):
            left = right = None
            if test is not None:
                left = side_level(test.left, position, rotation)
                right = side_level(test.right, position, rotation)
            self.sides[name] = (left, right)
            self.tests[name] = None if left is None or right is None else min(left, right)
        self.lumbar_extension = self._lumbar_extension(assessment)
        self.difference = self._difference(assessment)

    def _lumbar_extension(self, assessment: Assessment) -> bool | None:
        """Whether the back arched on either side, before or after the cue; None while the test is missing."""
        hinge = assessment.tests.hip_hinge
        if hinge is None or self.tests[HINGE] is None or hinge.left is None or hinge.right is None:
            return None
        return "lumbar_extension" in (hinge.left.faults or {}) or "lumbar_extension" in (hinge.right.faults or {})

    def _difference(self, assessment: Assessment) -> float | None:
        """Difference of the two means in degrees; None while the test is missing.

        One division of whole numbers, rounded correctly: a comparison with a limit in tenths is as exact as with
        a fraction, because a fraction that differs from the limit never rounds onto it.
        """
        test = assessment.tests.thoracic_rotation
        if test is None or self.tests[ROTATION] is None or test.left is None or test.right is None:
            return None
        (left, left_count), (right, right_count) = _tenths(test.left), _tenths(test.right)
        return abs(left * right_count - right * left_count) / (left_count * right_count)
