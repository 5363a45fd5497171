"""Made-up findings: what a trainer would have seen for each story, visit by visit. Pure; nothing is stored here."""

import random
from typing import Any

from clinic_app.demo.people import Person, Story
from clinic_app.domain.assessment import DEAD_BUG, HINGE, ROTATION, SIDES, Assessment, from_plain, to_plain
from clinic_app.domain.finding import Catalogue

# Levels of hip hinge, thoracic rotation and dead bug at the first visit.
_LEVELS: dict[Story, tuple[int, int, int]] = {
    "gluteal": (1, 3, 3),
    "thoracic": (3, 1, 3),
    "trunk": (3, 3, 1),
    "gluteal_thoracic": (1, 1, 3),
    "gluteal_trunk": (1, 3, 1),
    "mild": (2, 3, 2),
    "good": (3, 3, 3),
    "irritable": (1, 2, 2),
    "short_of_time": (1, 2, 3),
}
_GLUTEAL = {"pain_on_extension": "yes", "pain_on_extension_rotation": "yes", "pain_point": "paravertebral_point"}
_THORACIC = {"pain_on_flexion": "yes", "pain_on_rotation": "yes", "tight_ache": "yes", "pain_point": "broad_band"}
_TRUNK = {"pain_on_sitting": "yes", "pain_on_rising": "yes", "pain_point": "psis", "pain_on_flexion": "no"}
_INTERVIEWS: dict[Story, dict[str, str]] = {
    "gluteal": {**_GLUTEAL, "desk_work": "yes", "pain_on_flexion": "no"},
    "thoracic": {**_THORACIC, "pain_on_extension": "no"},
    "trunk": _TRUNK,
    "gluteal_thoracic": {**_THORACIC, **_GLUTEAL, "desk_work": "yes"},
    "gluteal_trunk": {**_GLUTEAL, **_TRUNK},
    "mild": {"tight_ache": "yes", "pain_on_rising": "no"},
    "good": {"desk_work": "no", "pain_on_rotation": "no"},
}
_POSTURES: dict[Story, tuple[str, ...]] = {
    "gluteal": ("increased_lordosis", "anterior_pelvic_shift"),
    "thoracic": ("sway_back",),
    "trunk": ("increased_lordosis", "single_leg_pelvic_drop"),
    "gluteal_thoracic": ("anterior_pelvic_shift", "sway_back"),
    "gluteal_trunk": ("increased_lordosis", "single_leg_pelvic_drop"),
}
_TESTS_OF: dict[Story, tuple[str, ...]] = {"short_of_time": (HINGE, ROTATION)}
_LIKE: dict[Story, Story] = {"irritable": "gluteal", "short_of_time": "gluteal"}
POSTURES = ("increased_lordosis", "anterior_pelvic_shift", "sway_back", "single_leg_pelvic_drop")


def findings(
    opened: Assessment, person: Person, recovery: int, catalogue: Catalogue, chance: random.Random
) -> Assessment:
    """The document of one visit, from the one that opening made; `recovery` counts the steps to the better so far."""
    plain = to_plain(opened)
    story = _LIKE.get(person.story, person.story)
    plain["client"]["age_at_onset"] = min(person.onset_age, opened.client.age)
    plain["weeks_since_onset"] = person.weeks + 3 * recovery
    plain["weekly_km"] = person.weekly_km
    plain["nrs"] = _pain(person.story, recovery, chance)
    plain["screening"] = screening(person.story, catalogue)
    plain["interview"] = {"desk_work": chance.choice(("yes", "no")), **_INTERVIEWS.get(story, {})}
    if recovery >= 2:  # what hurt at first hurts no more
        plain["interview"] = {key: "no" if value == "yes" else value for key, value in plain["interview"].items()}
    plain["posture"] = {key: "yes" if key in _POSTURES.get(story, ()) else "no" for key in POSTURES}
    if person.story not in ("young", "late_onset", "bone_stress", "urgent", "interrupted"):
        plain["tests"] = _tests(person.story, recovery, chance)
    return from_plain(plain)


def screening(story: Story, catalogue: Catalogue) -> dict[str, Any]:
    """Every item answered no, but for what the story is about."""
    answers: dict[str, Any] = {}
    for item in catalogue.screening:
        if item.parts:
            answers[item.id] = {part.id: "no" for part in item.parts}
        elif not item.computed:
            answers[item.id] = "no"
    if story == "bone_stress":
        answers["bone_stress"] |= {"landing_unilateral": "yes", "load_spike": "yes"}
    elif story == "urgent":
        answers["bladder_bowel"] = "yes"
    elif story == "interrupted":
        del answers["visceral"], answers["special_condition"]
    return answers


def _pain(story: Story, recovery: int, chance: random.Random) -> dict[str, int]:
    now = max(0, (8 if story == "irritable" else chance.randint(3, 5)) - 2 * recovery)
    return {"now": now, "worst_run": min(10, now + chance.randint(1, 2)), "average_7d": max(0, now - 1)}


def _tests(story: Story, recovery: int, chance: random.Random) -> dict[str, Any]:
    if story == "stopped":
        stopped = {"status": "stopped_by_pain", "pain": {"before": 4, "during": 7, "after": 6}}
        rest = {name: {side: {"status": "not_done", "reason": "other_pain"} for side in SIDES} for name in (DEAD_BUG,)}
        return {HINGE: {side: dict(stopped) for side in SIDES}, **rest}
    hinge, rotation, dead_bug = (min(3, level + (recovery + 1) // 2) for level in _LEVELS[story])
    worse = chance.choice(SIDES)
    found: dict[str, Any] = {HINGE: {}, ROTATION: {"position": "lumbar_locked"}, DEAD_BUG: {}}
    for side in SIDES:
        better = 0 if side == worse else chance.randint(0, 1)
        found[HINGE][side] = hinge_side(min(3, hinge + better), chance)
        found[ROTATION][side] = rotation_side(min(3, rotation + better), chance)
        found[DEAD_BUG][side] = dead_bug_side(min(3, dead_bug + better), chance)
    kept = _TESTS_OF.get(story, (HINGE, ROTATION, DEAD_BUG))
    not_done = {"status": "not_done", "reason": "no_time"}
    return {name: test if name in kept else dict.fromkeys(SIDES, not_done) for name, test in found.items()}


def hinge_side(level: int, chance: random.Random) -> dict[str, Any]:
    """One side of the hip hinge at a level."""
    faults: dict[str, str] = {}
    if level <= 1:
        faults = {chance.choice(("lumbar_extension", "pelvic_shift", "alignment_lost")): "persists"}
    elif level == 2:
        faults = {chance.choice(("lumbar_extension", "knee_dominant")): "gone_after_cue"}
    lean = "unable" if level == 0 else "full" if level >= 2 else chance.choice(("full", "partial"))
    return {
        "status": "done",
        "lean": lean,
        "faults": faults,
        "gluteal_sensation": level >= 2,
        "pain": _side_pain(level),
    }


def rotation_side(level: int, chance: random.Random) -> dict[str, Any]:
    """Two trials of the thoracic rotation within the band of a level (hands and knees)."""
    low, high = ((17, 23), (27, 32), (36, 38), (42, 50))[level]
    first = chance.randint(low, high)
    return {"status": "done", "degrees": [first, min(high, first + chance.randint(0, 2))], "pain": _side_pain(level)}


def dead_bug_side(level: int, chance: random.Random) -> dict[str, Any]:
    """One leg of the dead bug at a level."""
    faults = [] if level == 3 else [chance.choice(("lumbar_lift", "pelvic_rotation"))]
    return {
        "status": "done",
        "holds_start": level > 0,
        "key_faults": faults,
        "failed_reps": (5, chance.randint(3, 4), chance.randint(0, 2), 0)[level],
        "minor_faults": ["breath_hold"] if level == 1 else [],
        "pain": _side_pain(level),
    }


def _side_pain(level: int) -> dict[str, int]:
    return {"before": 2, "during": 3, "after": 2} if level <= 1 else {"before": 1, "during": 1, "after": 1}
