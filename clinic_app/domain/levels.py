"""Levels of the three movement tests, 3 (good) to 0 (poor), computed from what the trainer ticked.

Source: CLINICAL.md 2.1-2.3. A test counts only when both sides are done and complete; otherwise its level is
None, which is *missing* and not the same as normal. Degrees carry at most one decimal and are compared as whole
tenths, so that a mean never falls on the wrong side of a band by binary rounding.
"""

from fractions import Fraction

from clinic_app.domain.assessment import (
    DEAD_BUG,
    HINGE,
    ROTATION,
    Assessment,
    DeadBugSide,
    HingeSide,
    RotationSide,
    Side,
)
from clinic_app.domain.finding import Rotation


def is_complete(side: Side | None) -> bool:
    """Whether a side is done with all the fields that its level needs."""
    if side is None or side.status != "done":
        return False
    if isinstance(side, RotationSide):
        return bool(side.degrees)
    return (hinge_level(side) if isinstance(side, HingeSide) else dead_bug_level(side)) is not None


def hinge_level(side: HingeSide) -> int | None:
    """Level of one side of the hip hinge (CLINICAL.md 2.1); None while a field is missing."""
    lean, faults, felt = side.lean, side.faults, side.gluteal_sensation
    if lean is None or faults is None or felt is None:
        return None
    if lean == "unable":
        return 0
    if faults:
        return 1 if len(faults) > 1 or "persists" in faults.values() else 2
    return 3 if felt and lean == "full" else 2


def dead_bug_level(side: DeadBugSide) -> int | None:
    """Level of one leg of the dead bug (CLINICAL.md 2.3); None while a field is missing."""
    holds, key, failed, minor = side.holds_start, side.key_faults, side.failed_reps, side.minor_faults
    if holds is None or key is None or failed is None or minor is None:
        return None
    if not holds:
        return 0
    if failed >= 3:
        return 1
    return 2 if key or len(minor) > 1 else 3


def _tenths(side: RotationSide) -> tuple[int, int]:
    """Sum of the trials in whole tenths of a degree, and their number: the mean without any rounding."""
    trials = side.degrees or ()
    return sum([round(trial * 10) for trial in trials]), len(trials)


def mean_degrees(side: RotationSide) -> Fraction:
    """Exact mean of the trials of one side, in degrees."""
    total, count = _tenths(side)
    return Fraction(total, 10 * count)


def rotation_level(side: RotationSide, edges: tuple[int, int, int]) -> int | None:
    """Band of one side as a level: 3 normal, 2 borderline, 1 limited, 0 marked (CLINICAL.md 2.2).

    `edges` are the lower edges of limited, borderline and normal in tenths of a degree.
    """
    total, count = _tenths(side)
    if not count:
        return None
    limited, borderline, normal = edges
    return (total >= limited * count) + (total >= borderline * count) + (total >= normal * count)


def side_level(side: Side | None, position: str | None, rotation: Rotation) -> int | None:
    """Level of one side, or None while the side is missing or not complete."""
    if side is None or side.status != "done":
        return None
    if isinstance(side, HingeSide):
        return hinge_level(side)
    if isinstance(side, DeadBugSide):
        return dead_bug_level(side)
    return None if position is None else rotation_level(side, rotation.edges[position])


class TestLevels:
    """The levels of one assessment by test and side, the worse side, and the difference of the rotation."""

    __test__ = False  # pytest would take the name for a test class
    __slots__ = ("difference", "lumbar_extension", "sides", "tests")

    def __init__(self, assessment: Assessment, rotation: Rotation) -> None:
        self.sides: dict[str, tuple[int | None, int | None]] = {}
        self.tests: dict[str, int | None] = {}
        tests = assessment.tests
        position = tests.thoracic_rotation.position if tests.thoracic_rotation is not None else None
        for name, test in ((HINGE, tests.hip_hinge), (ROTATION, tests.thoracic_rotation), (DEAD_BUG, tests.dead_bug)):
            left = right = worse = None
            if test is not None:
                left = side_level(test.left, position, rotation)
                right = side_level(test.right, position, rotation)
                if left is not None and right is not None:
                    worse = left if left < right else right
            self.sides[name] = (left, right)
            self.tests[name] = worse
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
        return abs(left * right_count - right * left_count) / (10 * left_count * right_count)
