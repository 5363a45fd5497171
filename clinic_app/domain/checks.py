"""What is refused in an assessment, what is not finished, and what is asked back.

`problems` returns them all, each with the path of the value, a code and its parameters; the sentences for the
codes live with the interface texts. Source of every limit: CLINICAL.md 2, 2.6 and 3; numbers are catalogue data.

Kinds: `refuse` never enters the record or the command line. `unfinished` is normal while a trainer types (a done
side without all its fields) and refused in a finished document. `confirm` is kept when the trainer says so.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, Literal

import msgspec

from clinic_app.domain.assessment import (
    ANSWERS,
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

Kind = Literal["refuse", "unfinished", "confirm"]
WEEKS_A_YEAR = 365.25 / 7
PAIN_STOP, PAIN_RISE = 5, 3
LOAD_SPIKE_PERCENT = 30
LONGEST_TEXT = 1000


class Problem(msgspec.Struct, frozen=True):
    """One thing wrong with one value: where, which sentence, and the numbers or words for it."""

    path: str
    code: str
    kind: Kind = "refuse"
    values: dict[str, str] = {}


def problems(assessment: Assessment, catalogue: Catalogue, *, finished: bool = True) -> list[Problem]:
    """All problems of an assessment in document order.

    With `finished=False` the session is still being entered: what is merely unfinished keeps its kind
    `unfinished`; otherwise it is refused.
    """
    found = list(_problems(assessment, catalogue))
    if not finished:
        return found
    return [msgspec.structs.replace(p, kind="refuse") if p.kind == "unfinished" else p for p in found]


def _problems(assessment: Assessment, catalogue: Catalogue) -> Iterator[Problem]:
    yield from _valid_date(assessment.date, "date")
    yield from _texts(assessment)
    yield from _numbers(assessment, catalogue)
    yield from _ages(assessment)
    yield from _pain_drawing(assessment, catalogue)
    yield from _screening(assessment, catalogue)
    yield from _clearance(assessment, catalogue)
    yield from _answers(assessment.interview, "interview", catalogue)
    yield from _answers(assessment.posture, "posture", catalogue)
    yield from _tests(assessment, catalogue)
    yield from _contradictions(assessment)


def _valid_date(text: str, path: str) -> Iterator[Problem]:
    try:
        date.fromisoformat(text)
    except ValueError:
        yield Problem(path, "no_such_date", values={"value": text})


def _texts(assessment: Assessment) -> Iterator[Problem]:
    client, note = assessment.client, assessment.cleared_by_doctor
    given = {"case": assessment.case, "client.name": client.name, "client.kana": client.kana}
    if note is not None:
        given |= {"cleared_by_doctor.by": note.by, "cleared_by_doctor.limits": note.limits}
    for path, text in given.items():
        if len(text) > LONGEST_TEXT:
            yield Problem(path, "too_long", values={"value": str(len(text)), "limit": str(LONGEST_TEXT)})


def brief(text: str) -> str:
    """A text from outside as it may stand in a message: on one line, printable, and never long."""
    shown = text if len(text) <= 60 else f"{text[:57]}..."
    return shown if shown.isprintable() else "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in shown)


def number_problems(value: float, finding: Finding, path: str) -> Iterator[Problem]:
    """Limits and questions of one number; also used by a field while it is typed.

    Digits after the point are counted for trials and whole numbers. Any other number may carry more than its
    field offers: three days are 0.428571 weeks, a marathon is 42.195 km.
    """
    shown = f"{value:g}" if abs(value) < 1e6 else brief(str(value))
    if finding.limits is not None:
        limits = finding.limits
        if value < limits.low:
            yield Problem(path, "below", values={"value": shown, "limit": f"{limits.low:g}"})
            return
        if value > limits.high:
            yield Problem(path, "above", values={"value": shown, "limit": f"{limits.high:g}"})
            return
        if finding.type != "number" and _decimals(value) > limits.decimals:
            yield Problem(path, "decimals", values={"value": brief(str(value)), "limit": str(limits.decimals)})
            return
    if finding.confirm is not None and finding.confirm.asks(value):
        yield Problem(path, "unusual", "confirm", {"value": shown})


def _decimals(value: float) -> int:
    exponent = Decimal(repr(value)).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _numbers(assessment: Assessment, catalogue: Catalogue) -> Iterator[Problem]:
    for finding in catalogue.findings:
        if finding.type not in ("number", "whole") or finding.section.startswith("tests."):
            continue
        owner: Any = getattr(assessment, finding.section) if finding.section else assessment
        value = getattr(owner, finding.id)
        if value is not None:
            yield from number_problems(value, finding, finding.path)


def _ages(assessment: Assessment) -> Iterator[Problem]:
    client, weeks = assessment.client, assessment.weeks_since_onset
    if client.age_at_onset is not None and client.age_at_onset > client.age:
        values = {"value": str(client.age_at_onset), "limit": str(client.age)}
        yield Problem("client.age_at_onset", "onset_above_age", values=values)
    if weeks is not None and weeks > (client.age + 1) * WEEKS_A_YEAR:
        yield Problem("weeks_since_onset", "onset_before_birth", values={"value": f"{weeks:g}"})


def _pain_drawing(assessment: Assessment, catalogue: Catalogue) -> Iterator[Problem]:
    regions = {choice.id: choice for choice in catalogue.by_path["pain_drawing"].choices}
    for index, mark in enumerate(assessment.pain_drawing):
        path = f"pain_drawing[{index}]"
        region = regions.get(mark.region)
        if region is None:
            yield Problem(f"{path}.region", "unknown_id", values={"value": brief(mark.region)})
        elif region.sides == (mark.side == "centre"):
            yield Problem(f"{path}.side", "wrong_side", values={"value": mark.side})


def _answers(given: dict[str, Any], section: str, catalogue: Catalogue) -> Iterator[Problem]:
    for key, value in given.items():
        path = f"{section}.{brief(key)}"
        finding = catalogue.by_path.get(f"{section}.{key}")
        if finding is None:
            yield Problem(path, "unknown_id", values={"value": brief(key)})
            continue
        allowed = (*finding.choice_ids, "not_asked") if finding.type == "choice" else ANSWERS
        yield from _one_of(value, allowed, path)


def _one_of(value: Any, allowed: tuple[str, ...], path: str) -> Iterator[Problem]:
    if not isinstance(value, str) or value not in allowed:
        yield Problem(path, "not_a_choice", values={"value": _shown(value), "allowed": ", ".join(allowed)})


def _shown(value: Any) -> str:
    """A value as JSON in a message."""
    return brief(value) if isinstance(value, str) else brief(msgspec.json.encode(value).decode())


def _screening(assessment: Assessment, catalogue: Catalogue) -> Iterator[Problem]:
    for key, value in assessment.screening.items():
        path = f"screening.{brief(key)}"
        item = catalogue.screening_by_id.get(key)
        if item is None:
            yield Problem(path, "unknown_id", values={"value": brief(key)})
        elif item.computed:
            yield Problem(path, "computed")
        elif not item.parts:
            yield from _one_of(value, ANSWERS, path)
        elif not isinstance(value, dict):
            yield Problem(path, "needs_parts", values={"allowed": ", ".join(part.id for part in item.parts)})
        else:
            parts = {part.id for part in item.parts}
            for part, answer in value.items():
                if part not in parts:
                    yield Problem(f"{path}.{brief(part)}", "unknown_id", values={"value": brief(part)})
                else:
                    allowed = (*ANSWERS, "not_applicable") if part in item.on_paper else ANSWERS
                    yield from _one_of(answer, allowed, f"{path}.{part}")


def _clearance(assessment: Assessment, catalogue: Catalogue) -> Iterator[Problem]:
    note = assessment.cleared_by_doctor
    if note is None:
        return
    for index, key in enumerate(note.items):
        if key not in catalogue.screening_by_id:
            yield Problem(f"cleared_by_doctor.items[{index}]", "unknown_id", values={"value": brief(key)})
    if not note.by.strip():
        yield Problem("cleared_by_doctor.by", "missing")
    wrong = list(_valid_date(note.date, "cleared_by_doctor.date"))
    yield from wrong
    if not wrong and note.date > assessment.date:
        yield Problem("cleared_by_doctor.date", "after_assessment", values={"value": note.date})


def _tests(assessment: Assessment, catalogue: Catalogue) -> Iterator[Problem]:
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
            yield from _one_of(state, FAULT_STATES, f"{path}.faults.{key}")


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


def _contradictions(assessment: Assessment) -> Iterator[Problem]:
    interview = assessment.interview
    bone = assessment.screening.get("bone_stress")
    bone = bone if isinstance(bone, dict) else {}
    if interview.get("pain_on_extension") == "no" and interview.get("pain_on_extension_rotation") == "yes":
        yield Problem("interview.pain_on_extension", "extension_disagrees", "confirm")
    landing = (interview.get("unilateral_landing_pain"), bone.get("landing_unilateral"))
    if landing in (("yes", "no"), ("no", "yes")):
        yield Problem("interview.unilateral_landing_pain", "landing_disagrees", "confirm")
    if interview.get("pain_point") == "broad_band" and bone.get("bony_point") == "yes":
        yield Problem("interview.pain_point", "point_disagrees", "confirm")
    change = assessment.weekly_km_change_percent
    if bone.get("load_spike") == "no" and change is not None and change >= LOAD_SPIKE_PERCENT:
        yield Problem("screening.bone_stress.load_spike", "load_disagrees", "confirm", {"value": f"{change:g}"})
