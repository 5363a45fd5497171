"""Made-up findings for the sessions of `made_up_sessions`: parts of an assessment document, and no record."""

from collections.abc import Callable
from typing import Any

from clinic_app.domain.assessment import DEAD_BUG, HINGE, ROTATION, SIDES
from clinic_app.domain.finding import Catalogue

Plain = dict[str, Any]
NORMAL: dict[str, Plain] = {
    HINGE: {"status": "done", "lean": "full", "faults": {}, "gluteal_sensation": True},
    ROTATION: {"status": "done", "degrees": [46, 47]},
    DEAD_BUG: {"status": "done", "holds_start": True, "key_faults": [], "failed_reps": 0, "minor_faults": []},
}
WEAK: dict[str, Plain] = {
    HINGE: {
        "status": "done",
        "lean": "partial",
        "faults": {"lumbar_extension": "persists", "pelvic_shift": "gone_after_cue"},
        "gluteal_sensation": False,
        "pain": {"before": 2, "during": 3, "after": 2},
    },
    ROTATION: {
        "status": "done",
        "degrees": [27, 28.5, 26],
        "notes": ["pelvis_turns"],
        "pain": {"before": 1, "during": 2, "after": 1},
    },
    DEAD_BUG: {
        "status": "done",
        "holds_start": True,
        "key_faults": ["lumbar_lift"],
        "failed_reps": 3,
        "minor_faults": ["rib_flare", "breath_hold"],
        "pain": {"before": 2, "during": 2, "after": 2},
    },
}
INTERVIEW = {
    "pain_on_extension": "yes",
    "pain_on_extension_rotation": "yes",
    "pain_on_flexion": "no",
    "pain_on_rotation": "yes",
    "pain_point": "paravertebral_point",
    "tight_ache": "yes",
    "pain_on_sitting": "no",
    "pain_on_rising": "no",
    "unilateral_landing_pain": "no",
    "desk_work": "yes",
}
POSTURE = {"increased_lordosis": "yes", "anterior_pelvic_shift": "yes", "sway_back": "no"}
ASKED: Plain = {
    "client": {"age_at_onset": 41},
    "weeks_since_onset": 9,
    "nrs": {"now": 4, "worst_run": 6, "average_7d": 3},
    "test_pain_settles": "yes",
    "weekly_km": 45,
    "weekly_km_change_percent": 10,
    "years_running": 6,
    "interview": INTERVIEW,
    "posture": {**POSTURE, "single_leg_pelvic_drop": "no"},
    "pain_drawing": [{"region": "paravertebral", "side": "left"}, {"region": "midline", "side": "centre"}],
}
NOT_DONE: Plain = {"status": "not_done", "reason": "no_time"}
STOPPED: Plain = {"status": "stopped_by_pain", "pain": {"before": 3, "during": 7, "after": 5}}


def screened(catalogue: Catalogue, **changed: Any) -> Plain:
    """Asked and screened; `changed` are screening answers that are not no."""
    answers: Plain = {}
    for item in catalogue.screening:
        if item.parts:
            answers[item.id] = {part.id: "no" for part in item.parts} | changed.get(item.id, {})
        elif not item.computed:
            answers[item.id] = changed.get(item.id, "no")
    return {**ASKED, "screening": answers}


def both_sides(hinge: Plain, rotation: Plain, dead_bug: Plain) -> Plain:
    """The three tests, both sides alike."""
    tests = {HINGE: hinge, ROTATION: rotation, DEAD_BUG: dead_bug}
    found: Plain = {test: dict.fromkeys(SIDES, side) for test, side in tests.items()}
    found[ROTATION] = {"position": "lumbar_locked", **found[ROTATION]}
    return {"tests": found}


def tested(catalogue: Catalogue) -> Plain:
    return {**screened(catalogue), **both_sides(WEAK[HINGE], NORMAL[ROTATION], NORMAL[DEAD_BUG])}


def half_asked(catalogue: Catalogue) -> Plain:
    """Some questions answered, one of them to be confirmed; the screening begun."""
    asked = {key: ASKED[key] for key in ("client", "weeks_since_onset")}
    begun = {"saddle_numbness": "no", "bladder_bowel": "no", "bilateral_leg": "no"}
    return {**asked, "nrs": {"now": 8}, "weekly_km": 170, "interview": {"desk_work": "yes"}, "screening": begun}


def half_tested(catalogue: Catalogue) -> Plain:
    """Every test begun, each with something that is asked back."""
    tests = {
        HINGE: {
            "left": {**WEAK[HINGE], "faults": {}, "pain": {"before": 2, "during": 6, "after": 3}},
            "right": {"status": "done", "lean": "full"},
        },
        ROTATION: {
            "position": "lumbar_locked",
            "left": {"status": "done", "degrees": [68]},
            "right": {"status": "done", "degrees": [38, 39]},
        },
        DEAD_BUG: {"left": {"status": "done", "holds_start": False}},
    }
    return {**screened(catalogue), "tests": tests}


def not_done(catalogue: Catalogue) -> Plain:
    return {**screened(catalogue), **both_sides(NOT_DONE, WEAK[ROTATION], NOT_DONE)}


def stopped(catalogue: Catalogue) -> Plain:
    """One test stopped by pain on a side, the next not begun because of it."""
    found = both_sides(STOPPED, STOPPED, WEAK[DEAD_BUG])
    found["tests"][HINGE] = {"left": STOPPED, "right": {"status": "not_done", "reason": "other_pain"}}
    found["tests"][ROTATION]["right"] = NORMAL[ROTATION]
    return {**screened(catalogue), **found}


def all_sides(sides: Plain, **changed: Any) -> Callable[[Catalogue], Plain]:
    """Every test with the same side of a kind; `changed` are parts of the document that differ."""
    return lambda catalogue: {
        **screened(catalogue),
        **both_sides(sides[HINGE], sides[ROTATION], sides[DEAD_BUG]),
        **changed,
    }


COURSE: tuple[Plain, ...] = (
    {
        **ASKED,
        "nrs": {"now": 6, "worst_run": 8, "average_7d": 5},
        **both_sides(WEAK[HINGE], WEAK[ROTATION], WEAK[DEAD_BUG]),
    },
    {**ASKED, **both_sides(WEAK[HINGE], {"status": "done", "degrees": [33]}, NORMAL[DEAD_BUG])},
    {**ASKED, "nrs": {"now": 3, "worst_run": 5}, **both_sides(NORMAL[HINGE], NORMAL[ROTATION], NOT_DONE)},
)
