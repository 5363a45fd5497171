"""What is refused, unfinished or asked back in the sides of the three movement tests (CLINICAL.md 2.1-2.3, 2.6)."""

from collections.abc import Iterator
from typing import Any

from clinic_app.domain.assessment import (
    DEAD_BUG,
    FAULT_STATES,
    HINGE,
    ROTATION,
    SIDES,
    TESTS,
    Assessment,
    DeadBugSide,
    HingeSide,
    RotationSide,
    Side,
    SidePain,
)
from clinic_app.domain.finding import Catalogue, Finding
from clinic_app.domain.levels import TestLevels, mean_degrees
from clinic_app.domain.problem import Problem, brief, number_problems, one_of

PAIN_STOP, PAIN_RISE = 5, 3


def side_problems(assessment: Assessment, catalogue: Catalogue) -> Iterator[Problem]:
    """All problems of the tests, in document order."""
    for test in TESTS:
        recorded = getattr(assessment.tests, test)
        if recorded is None:
            continue
        path = f"tests.{test}"
        sides = [(f"{path}.{name}", getattr(recorded, name)) for name in SIDES]
        has_degrees = any(isinstance(side, RotationSide) and side.degrees for _, side in sides)
        if has_degrees and recorded.position is None:
            yield Problem(f"{path}.position", "missing", "unfinished")
        for side_path, side in sides:
            if side is not None:
                yield from _side(side, side_path, test, catalogue, assessment)
    yield from _sides_apart(assessment, catalogue)


def _side(side: Side, path: str, test: str, catalogue: Catalogue, assessment: Assessment) -> Iterator[Problem]:
    yield from _side_pain(side, path, catalogue)
    if side.status == "not_done":
        yield from _not_done(side, path)
        return
    if side.reason is not None:
        yield Problem(f"{path}.reason", "reason_only_when_not_done")
    if isinstance(side, HingeSide):
        yield from _hinge_side(side, path, catalogue)
    elif isinstance(side, RotationSide):
        yield from _rotation_side(side, path, catalogue, assessment)
    else:
        yield from _dead_bug_side(side, path, catalogue)
    if side.status == "done":
        yield from _unfinished_fields(side, path)


def _not_done(side: Side, path: str) -> Iterator[Problem]:
    if side.reason is None:
        yield Problem(f"{path}.reason", "reason_not_given", "confirm")
    for name in side.__struct_fields__:
        if name not in ("status", "reason", "pain") and getattr(side, name) is not None:
            yield Problem(f"{path}.{name}", "side_not_done")
    for name in ("during", "after"):
        if side.pain is not None and getattr(side.pain, name) is not None:
            yield Problem(f"{path}.pain.{name}", "side_not_done")


_REQUIRED: dict[type[Any], tuple[str, ...]] = {
    HingeSide: ("lean", "faults", "gluteal_sensation"),
    RotationSide: ("degrees",),
    DeadBugSide: ("holds_start", "key_faults", "failed_reps", "minor_faults"),
}


def _unfinished_fields(side: Side, path: str) -> Iterator[Problem]:
    for name in _REQUIRED[type(side)]:
        if getattr(side, name) is None:
            yield Problem(f"{path}.{name}", "missing", "unfinished")


def _ids(given: list[str], finding: Finding, path: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, key in enumerate(given):
        if key not in finding.choice_ids:
            yield Problem(f"{path}[{index}]", "unknown_id", values={"value": brief(key)})
        elif key in seen:
            yield Problem(f"{path}[{index}]", "twice", values={"value": key})
        seen.add(key)


def _hinge_side(side: HingeSide, path: str, catalogue: Catalogue) -> Iterator[Problem]:
    finding = catalogue.by_path[f"tests.{HINGE}.faults"]
    for key, state in (side.faults or {}).items():
        if key not in finding.choice_ids:
            yield Problem(f"{path}.faults.{brief(key)}", "unknown_id", values={"value": brief(key)})
        else:
            yield from one_of(state, FAULT_STATES, f"{path}.faults.{key}")


def _rotation_side(side: RotationSide, path: str, catalogue: Catalogue, assessment: Assessment) -> Iterator[Problem]:
    yield from _ids(side.notes or [], catalogue.by_path[f"tests.{ROTATION}.notes"], f"{path}.notes")
    if side.degrees is None:
        return
    if not 1 <= len(side.degrees) <= 3:
        yield Problem(f"{path}.degrees", "trials", values={"value": str(len(side.degrees))})
    finding = catalogue.by_path[f"tests.{ROTATION}.degrees"]
    test = assessment.tests.thoracic_rotation
    bands = catalogue.rotation.bands.get(test.position) if test is not None and test.position is not None else None
    for index, trial in enumerate(side.degrees):
        where = f"{path}.degrees[{index}]"
        yield from number_problems(trial, finding, where)
        if bands is not None and trial > bands.confirm_above:
            yield Problem(where, "pelvis_turns", "confirm", {"value": f"{trial:g}"})


def _dead_bug_side(side: DeadBugSide, path: str, catalogue: Catalogue) -> Iterator[Problem]:
    yield from _ids(side.key_faults or [], catalogue.by_path[f"tests.{DEAD_BUG}.key_faults"], f"{path}.key_faults")
    yield from _ids(
        side.minor_faults or [], catalogue.by_path[f"tests.{DEAD_BUG}.minor_faults"], f"{path}.minor_faults"
    )
    if side.failed_reps is None:
        return
    finding = catalogue.by_path[f"tests.{DEAD_BUG}.failed_reps"]
    yield from number_problems(side.failed_reps, finding, f"{path}.failed_reps")
    if side.failed_reps > 0 and not side.key_faults:
        yield Problem(f"{path}.failed_reps", "no_key_fault", "unfinished", {"value": str(side.failed_reps)})


def _side_pain(side: Side, path: str, catalogue: Catalogue) -> Iterator[Problem]:
    pain = side.pain
    if pain is None:
        return
    scale = catalogue.by_path["nrs.now"]
    for name in ("before", "during", "after"):
        value = getattr(pain, name)
        if value is not None:
            yield from number_problems(value, scale, f"{path}.pain.{name}")
    if side.status == "done" and reached_stop(pain):
        yield Problem(f"{path}.status", "pain_reached_stop", "confirm")


def reached_stop(pain: SidePain) -> bool:
    """Whether pain reached 5 or rose by 3 during or after a side: the moment to stop (CLINICAL.md 2).

    The rise is counted from before the test, or from during it when nobody asked before.
    """
    peak = max((value for value in (pain.during, pain.after) if value is not None), default=None)
    if peak is None:
        return False
    start = pain.before if pain.before is not None else pain.during
    return peak >= PAIN_STOP or (start is not None and peak - start >= PAIN_RISE)


def _sides_apart(assessment: Assessment, catalogue: Catalogue) -> Iterator[Problem]:
    test = assessment.tests.thoracic_rotation
    if test is not None and test.position is not None and test.position not in catalogue.rotation.bands:
        return
    try:
        levels = TestLevels(assessment, catalogue.rotation)
    except (TypeError, ValueError, OverflowError):  # refused values already have their own problem
        return
    for name, (left, right) in levels.sides.items():
        if left is not None and right is not None and abs(left - right) >= 2:
            yield Problem(f"tests.{name}", "sides_apart", "confirm", {"left": str(left), "right": str(right)})
    if levels.difference is not None and levels.difference > catalogue.rotation.confirm_difference:
        assert test is not None  # noqa: S101 - a difference exists only with both sides
        assert test.left is not None  # noqa: S101
        assert test.right is not None  # noqa: S101
        values = {"left": f"{float(mean_degrees(test.left)):.1f}", "right": f"{float(mean_degrees(test.right)):.1f}"}
        yield Problem(f"tests.{ROTATION}", "degrees_apart", "confirm", values)
