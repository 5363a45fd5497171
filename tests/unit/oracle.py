"""The policy once more, written straight from the clinical text and in another way than the program.

It knows no rule file and no compiled conditions: tables as they are printed, exact fractions, one document in, the
expected result out. Where program and oracle differ, one of them has misread the text.
"""

from fractions import Fraction
from typing import Any

Document = dict[str, Any]
G, T, C = "gluteal_support", "thoracic_stiffness", "trunk_weakness"
TEST_OF = {G: "hip_hinge", T: "thoracic_rotation", C: "dead_bug"}
CAUSE_OF = {test: cause for cause, test in TEST_OF.items()}

POSTURE = {
    "increased_lordosis": (1, 0, 1),
    "anterior_pelvic_shift": (1, 0, 0),
    "sway_back": (0, 2, 0),
    "single_leg_pelvic_drop": (1, 0, 1),
}
INTERVIEW = {
    ("pain_on_extension", "yes"): (1, 0, 0),
    ("pain_on_extension", "no"): (-2, 0, 0),
    ("pain_on_extension_rotation", "yes"): (1, 0, 0),
    ("pain_on_flexion", "yes"): (0, 1, 0),
    ("pain_on_rotation", "yes"): (0, 1, 0),
    ("pain_point", "psis"): (0, 0, 2),
    ("pain_point", "paravertebral_point"): (1, 0, -1),
    ("pain_point", "broad_band"): (0, 1, -1),
    ("tight_ache", "yes"): (0, 1, 0),
    ("pain_on_sitting", "yes"): (0, 0, 1),
    ("pain_on_rising", "yes"): (-1, 0, 1),
    ("unilateral_landing_pain", "yes"): (0, 0, 1),
    ("desk_work", "yes"): (1, 1, 0),
}
URGENT = (
    "saddle_numbness",
    "bladder_bowel",
    "bilateral_leg",
    "progressive_weakness",
    "major_trauma",
    "fever_severe_pain",
    "chest_abdomen_acute",
)
REFER = (
    "fever",
    "chest_pain_known",
    "rest_night_pain",
    "cancer_weight_nutrition",
    "steroid_immune_bone",
    "leg_radiation",
    "spinal_deformity",
    "visceral",
    "failed_trial",
)
GROUPS = {
    "bone_stress": ("landing_unilateral", "walking_or_night", "hop_pain_history", "bony_point", "load_spike"),
    "low_energy": ("amenorrhoea", "eating_problem", "past_stress_fracture", "rapid_weight_loss"),
    "inflammatory": ("gradual", "morning_or_late_night", "better_moving"),
}


def level(test: str, side: Document | None, position: str | None) -> int | None:  # noqa: PLR0911 - as printed
    """Level of one side as sections 2.1 to 2.3 state it."""
    if not side or side["status"] != "done":
        return None
    if test == "hip_hinge":
        states = list(side["faults"].values())
        if side["lean"] == "unable":
            return 0
        if states.count("persists") or len(states) > 1:
            return 1
        perfect = not states and side["gluteal_sensation"] and side["lean"] == "full"
        return 3 if perfect else 2
    if test == "thoracic_rotation":
        mean = mean_of(side)
        edges = (25, 35, 40) if position == "lumbar_locked" else (30, 40, 45)
        return sum(mean >= edge for edge in edges)
    if not side["holds_start"]:
        return 0
    if side["failed_reps"] >= 3:
        return 1
    return 2 if side["key_faults"] or len(side["minor_faults"]) > 1 else 3


def mean_of(side: Document) -> Fraction:
    """The mean of the trials, the numbers taken as they are written."""
    trials = [Fraction(str(degree)) for degree in side["degrees"]]
    return sum(trials, Fraction(0)) / len(trials)


def levels_of(document: Document) -> dict[str, int | None]:
    """The worse side of each test; None when a side is missing."""
    found: dict[str, int | None] = {}
    for test in TEST_OF.values():
        recorded = document.get("tests", {}).get(test) or {}
        sides = [level(test, recorded.get(name), recorded.get("position")) for name in ("left", "right")]
        found[test] = None if None in sides else min(sides)  # type: ignore[type-var]
    return found


def asymmetric(document: Document) -> bool:
    """Means that differ by 10 degrees or more, both sides done."""
    if levels_of(document)["thoracic_rotation"] is None:
        return False
    sides = document["tests"]["thoracic_rotation"]
    return abs(mean_of(sides["left"]) - mean_of(sides["right"])) >= 10


def points_of(document: Document) -> dict[str, tuple[int, int, int]]:
    """Capped points of the blocks test, posture and interview by cause."""
    levels = levels_of(document)
    found = {}
    for place, cause in enumerate((G, T, C)):
        own = levels[TEST_OF[cause]]
        test = 0 if own is None else (4, 3, 1, -2)[own]
        if cause == G and own is not None:
            hinge = document["tests"]["hip_hinge"]
            test += any("lumbar_extension" in hinge[name]["faults"] for name in ("left", "right"))
        if cause == T:
            test += asymmetric(document)
        posture = document.get("posture", {})
        stood = sum(row[place] for key, row in POSTURE.items() if posture.get(key) == "yes")
        interview = document.get("interview", {})
        told = sum(row[place] for (key, answer), row in INTERVIEW.items() if interview.get(key) == answer)
        if cause == C and document["client"]["sex"] == "female":
            told += 1
        found[cause] = (min(test, 4), min(stood, 2), min(told, 4))
    return found


def screen(document: Document) -> tuple[set[str], set[str], set[str], bool]:
    """Urgent, refer and caution ids, and whether something is still to be answered (section 3)."""
    given = document.get("screening", {})
    parts = {group: [given.get(group, {}).get(part) for part in names] for group, names in GROUPS.items()}
    if document["client"]["sex"] == "male" and parts["low_energy"][0] in (None, "not_asked"):
        parts["low_energy"][0] = "not_applicable"
    single = (*URGENT, *REFER, "special_condition")
    age, onset = document["client"]["age"], document["client"].get("age_at_onset")
    weeks, nrs = document.get("weeks_since_onset"), document.get("nrs", {})
    answers = [given.get(key) for key in single] + [answer for rows in parts.values() for answer in rows]
    shut = any(answer in (None, "not_asked") for answer in answers) or None in (onset, weeks, nrs.get("now"))

    urgent = {key for key in URGENT if given.get(key) == "yes"}
    refer = {key for key in REFER if given.get(key) == "yes"}
    caution = {"special_condition"} if given.get("special_condition") == "yes" else set()
    if onset is not None and not 20 <= onset <= 55:
        refer.add("onset_age")
    elif onset is not None and not 20 <= age <= 55:
        caution.add("onset_age")
    interview = document.get("interview", {})
    extends = "yes" in (interview.get("pain_on_extension"), interview.get("pain_on_extension_rotation"))
    if age < 20 and ((weeks is not None and weeks >= 2) or extends):
        refer.add("young_extension")
    bone, energy = parts["bone_stress"].count("yes"), parts["low_energy"].count("yes")
    if bone >= 2 or (bone and energy):
        refer.add("bone_stress")
    elif bone:
        caution.add("bone_stress")
    if energy:
        caution.add("low_energy")
    inflamed = parts["inflammatory"].count("yes")
    inflamed += onset is not None and onset < 40
    inflamed += weeks is not None and weeks >= 13
    if inflamed >= 4:
        refer.add("inflammatory")
    strong = any(nrs.get(key) is not None and nrs[key] >= 7 for key in ("now", "average_7d"))
    if strong or (weeks is not None and weeks < 1) or document.get("test_pain_settles") == "no":
        caution.add("irritable")
    cleared = refer & set((document.get("cleared_by_doctor") or {}).get("items", []))
    return urgent, refer - cleared, caution | cleared, shut


def expected(document: Document) -> dict[str, Any]:
    """The result object for a document that nothing refuses."""
    urgent, refer, caution, shut = screen(document)
    lists = {"urgent": sorted(urgent), "refer": sorted(refer), "caution": sorted(caution)}
    empty: dict[str, Any] = {
        "causes": [],
        "provisional": False,
        "tied": False,
        "confidence": None,
        "flags": [],
        "movement_findings": [],
        "plan": [],
    }
    if urgent or refer:
        hidden = {"outcome": "refer", "urgency": "urgent" if urgent else "refer", "points": None, "levels": None}
        return {**empty, **lists, **hidden}
    if shut:
        return {**empty, **lists, "outcome": "screening_incomplete", "points": None, "levels": None}
    levels, blocks = levels_of(document), points_of(document)
    totals = {cause: sum(rows) for cause, rows in blocks.items()}
    flags = []
    for cause in (G, T, C):
        own = levels[TEST_OF[cause]]
        if own == 3 and sum(blocks[cause][1:]) >= 4:
            flags.append(["contradiction", cause])
        if own is None and totals[cause] >= 3:
            flags.append(["pending", cause])
    seen = {**empty, **lists, "points": totals, "levels": levels, "flags": flags}
    missing = [test for test, own in levels.items() if own is None]
    if len(missing) == 3:
        return {**seen, "outcome": "insufficient"}
    eligible = [cause for cause in (G, T, C) if levels[TEST_OF[cause]] in (0, 1, 2)]
    eligible.sort(key=lambda cause: (-totals[cause], levels[TEST_OF[cause]]))
    if eligible and totals[eligible[0]] >= 5:
        seen |= _typed(eligible, totals, missing, flags)
        exercises = eligible if seen["outcome"] == "leading" else seen["causes"]
    else:
        seen |= {"outcome": "undetermined", "movement_findings": _findings(levels, asymmetric(document))}
        exercises = [CAUSE_OF[test] for test in seen["movement_findings"]]
    plan = [[TEST_OF[cause], _form(TEST_OF[cause], levels[TEST_OF[cause]])] for cause in exercises]
    return {**seen, "plan": [["comfort_walk", "standard"]] if "irritable" in caution else plan[:3]}


def _typed(eligible: list[str], totals: dict[str, int], missing: list[str], flags: list[list[str]]) -> dict[str, Any]:
    top = totals[eligible[0]]
    listed = [c for c in eligible if c == eligible[0] or (totals[c] >= 4 and totals[c] >= top - 2)]
    others = [total for cause, total in totals.items() if cause != eligible[0]]
    unlisted = [total for cause, total in totals.items() if cause not in listed]
    if not missing and top >= 7 and max(others) <= top - 4 and not flags:
        confidence = "high"
    elif missing or any(total >= top - 2 for total in unlisted) or "contradiction" in [kind for kind, _ in flags]:
        confidence = "low"
    else:
        confidence = "medium"
    values = [totals[cause] for cause in listed]
    return {
        "outcome": "mixed" if len(listed) > 1 else "leading",
        "causes": listed,
        "provisional": bool(missing),
        "tied": any(values.count(value) > 1 for value in values),
        "confidence": confidence,
    }


def _findings(levels: dict[str, int | None], uneven: bool) -> list[str]:
    for wanted in ((0, 1), (2,)):
        found = [test for rank in wanted for test in levels if levels[test] == rank]
        if found:
            break
    if uneven and "thoracic_rotation" not in found:
        found.append("thoracic_rotation")
    return found


def _form(test: str, own: int | None) -> str:
    assert own is not None
    return "easier" if own < (1 if test == "thoracic_rotation" else 2) else "standard"
