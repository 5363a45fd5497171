"""Hypothesis strategies for whole valid assessment documents, as plain dicts."""

from typing import Any

from hypothesis import strategies as st
from oracle import GROUPS, INTERVIEW, POSTURE, REFER, URGENT

Document = dict[str, Any]
FAULTS = ("lumbar_extension", "lumbar_flexion", "knee_dominant", "alignment_lost", "pelvic_shift")
REGIONS = (("midline", "centre"), ("psis", "left"), ("psis", "right"), ("buttock", "left"), ("sacrum", "centre"))
NRS = st.integers(0, 10)
ANSWER = st.sampled_from(("yes", "no", "not_asked", None))
_SINGLE = (*URGENT, *REFER, "special_condition")


def _known(given: Document) -> Document:
    return {key: value for key, value in given.items() if value is not None}


@st.composite
def hinge_sides(draw: st.DrawFn, *, done: bool = False) -> Document:
    """One side of the hip hinge; always done when `done`."""
    status = "done" if done else draw(st.sampled_from(("done", "done", "done", "not_done", "stopped_by_pain")))
    if status == "not_done":
        return {"status": status, "reason": draw(st.sampled_from(("no_time", "declined", "other_pain")))}
    states = draw(st.lists(st.sampled_from((None, None, None, "gone_after_cue", "persists")), min_size=5, max_size=5))
    return {
        "status": status,
        "lean": draw(st.sampled_from(("full", "full", "partial", "unable"))),
        "faults": _known(dict(zip(FAULTS, states, strict=True))),
        "gluteal_sensation": draw(st.booleans()),
        "pain": _known({"before": draw(NRS), "during": draw(st.none() | NRS)}),
    }


@st.composite
def rotation_sides(draw: st.DrawFn, *, done: bool = False) -> Document:
    """One side of the rotation, most often near the edges of the bands."""
    status = "done" if done else draw(st.sampled_from(("done", "done", "done", "not_done", "stopped_by_pain")))
    if status == "not_done":
        return {"status": status, "reason": "no_space"}
    tenths = st.integers(0, 900) | st.integers(230, 470)
    degrees = [value / 10 if value % 10 else value // 10 for value in draw(st.lists(tenths, min_size=1, max_size=3))]
    return {"status": status, "degrees": degrees, "notes": draw(st.sampled_from(([], ["pelvis_turns"])))}


@st.composite
def dead_bug_sides(draw: st.DrawFn, *, done: bool = False) -> Document:
    """One leg of the dead bug."""
    status = "done" if done else draw(st.sampled_from(("done", "done", "done", "not_done", "stopped_by_pain")))
    if status == "not_done":
        return {"status": status, "reason": "other"}
    key_faults = draw(st.lists(st.sampled_from(("lumbar_lift", "pelvic_rotation")), unique=True))
    return {
        "status": status,
        "holds_start": draw(st.sampled_from((True, True, True, False))),
        "key_faults": key_faults,
        "failed_reps": draw(st.integers(0, 5)) if key_faults else 0,
        "minor_faults": draw(st.lists(st.sampled_from(("rib_flare", "breath_hold", "position_lost")), unique=True)),
    }


@st.composite
def movement_tests(draw: st.DrawFn, *, done: bool = False) -> Document:
    """The three tests, some of them missing unless `done`."""

    def both(sides: st.SearchStrategy[Document]) -> Document | None:
        names = ("left", "right") if done else draw(st.sampled_from((("left", "right"),) * 5 + (("left",), ())))
        return {name: draw(sides) for name in names} or None

    rotation = both(rotation_sides(done=done))
    if rotation is not None:
        rotation["position"] = draw(st.sampled_from(("lumbar_locked", "seated", "half_kneeling")))
    hinge, dead_bug = both(hinge_sides(done=done)), both(dead_bug_sides(done=done))
    return _known({"hip_hinge": hinge, "thoracic_rotation": rotation, "dead_bug": dead_bug})


@st.composite
def screenings(draw: st.DrawFn, *, clear: bool = False) -> Document:
    """All answered "no" but for a few items, which may be anything unless `clear`."""
    given: Document = dict.fromkeys(_SINGLE, "no")
    given |= {group: dict.fromkeys(parts, "no") for group, parts in GROUPS.items()}
    if clear:
        return given
    odd = draw(st.lists(st.tuples(st.sampled_from(_SINGLE), ANSWER), max_size=2))
    for key, answer in odd:
        given[key] = answer
    parts = [(group, part) for group, names in GROUPS.items() for part in names]
    for (group, part), answer in draw(st.lists(st.tuples(st.sampled_from(parts), ANSWER), max_size=4)):
        given[group][part] = answer
    return {key: _known(value) if isinstance(value, dict) else value for key, value in _known(given).items()}


@st.composite
def documents(draw: st.DrawFn, *, clear: bool = False, done: bool = False) -> Document:
    """A whole valid document; with `clear` the gate is open, with `done` all three tests count."""
    age = draw(st.integers(20, 55) if clear else st.integers(6, 110) | st.integers(18, 57))
    onset = draw(st.integers(20, age) if clear else st.none() | st.integers(0, age) | st.just(age))
    weeks = draw(st.sampled_from((0.5, 1, 2, 8, 12.9, 13, 40)))
    points = ("psis", "paravertebral_point", "broad_band", "other", "not_asked", None)
    keys = dict.fromkeys(key for key, _ in INTERVIEW if key != "pain_point")
    interview = {key: draw(ANSWER) for key in keys} | {"pain_point": draw(st.sampled_from(points))}
    sex = draw(st.sampled_from(("female", "male", "unstated")))
    document: Document = {
        "format": "clinic-app/assessment/1",
        "date": "2026-11-22",
        "client": _known({"sex": sex, "age": age, "age_at_onset": onset}),
        "weeks_since_onset": weeks if clear else draw(st.none() | st.just(weeks)),
        "nrs": _known({"now": draw(NRS if clear else st.none() | NRS), "average_7d": draw(st.none() | NRS)}),
        "test_pain_settles": draw(st.sampled_from(("yes", "no", None))),
        "screening": draw(screenings(clear=clear)),
        "interview": _known(interview),
        "posture": _known({key: draw(ANSWER) for key in POSTURE}),
        "tests": draw(movement_tests(done=done)),
        "pain_drawing": [{"region": r, "side": s} for r, s in draw(st.lists(st.sampled_from(REGIONS), max_size=2))],
    }
    if not clear and draw(st.booleans()):
        items = draw(st.lists(st.sampled_from((*REFER, "onset_age", "bone_stress", "young_extension", "irritable"))))
        document["cleared_by_doctor"] = {"items": items, "by": "整形外科", "date": "2026-11-20", "limits": ""}
    return _known(document)


def mirrored(document: Document) -> Document:
    """The same person seen in a mirror."""
    swapped = {"left": "right", "right": "left"}

    def turn(value: Any) -> Any:
        if isinstance(value, dict):
            turned = {swapped.get(key, key): turn(part) for key, part in value.items()}
            return {**turned, "side": swapped.get(turned["side"], turned["side"])} if "side" in turned else turned
        return [turn(part) for part in value] if isinstance(value, list) else value

    turned: Document = turn(document)
    return turned
