"""What an assessment may not hold, and what is asked back: every line of the table, with the path of the value."""

from typing import Any

import pytest
from conftest import CASES

from clinic_app.domain.assessment import from_plain
from clinic_app.rules.evaluate import Evaluator

HINGE = "tests.hip_hinge.left"
ROTATION = "tests.thoracic_rotation.left"
BUG = "tests.dead_bug.left"
DONE_HINGE = {"status": "done", "lean": "full", "faults": {}, "gluteal_sensation": True}
NOT_DONE = {"status": "not_done", "reason": "no_time"}
DONE_BUG = {"status": "done", "holds_start": True, "key_faults": [], "failed_reps": 0, "minor_faults": []}


def changed(document: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """The document with one value set; missing parts on the way are made."""
    *way, last = path.split(".")
    place = document
    for key in way:
        place = place.setdefault(key, {})
    place[last] = value
    return document


def found(evaluator: Evaluator, document: dict[str, Any], kind: str, finished: bool = True) -> list[tuple[str, str]]:
    listed = evaluator.problems(from_plain(document), finished=finished)
    return [(problem.path, problem.code) for problem in listed if problem.kind == kind]


REFUSED = [
    ("client.age", 5, "client.age", "below"),
    ("client.age", 111, "client.age", "above"),
    ("client.age", int("9" * 300), "client.age", "above"),
    ("client.age_at_onset", -1, "client.age_at_onset", "below"),
    ("client.age_at_onset", 43, "client.age_at_onset", "onset_above_age"),
    ("client.name", "a" * 1001, "client.name", "too_long"),
    ("date", "2026-02-30", "date", "no_such_date"),
    ("weeks_since_onset", -0.1, "weeks_since_onset", "below"),
    ("weeks_since_onset", 44 * 52.18, "weeks_since_onset", "onset_before_birth"),
    ("weekly_km", -1, "weekly_km", "below"),
    ("weekly_km", 400.5, "weekly_km", "above"),
    ("nrs.now", -1, "nrs.now", "below"),
    ("nrs.now", 11, "nrs.now", "above"),
    ("nrs.worst_run", 11, "nrs.worst_run", "above"),
    ("nrs.average_7d", 11, "nrs.average_7d", "above"),
    (f"{ROTATION}.degrees", [48, -0.1], f"{ROTATION}.degrees[1]", "below"),
    (f"{ROTATION}.degrees", [90.1], f"{ROTATION}.degrees[0]", "above"),
    (f"{ROTATION}.degrees", [48.25], f"{ROTATION}.degrees[0]", "decimals"),
    (f"{ROTATION}.degrees", [], f"{ROTATION}.degrees", "trials"),
    (f"{ROTATION}.degrees", [40, 41, 42, 43], f"{ROTATION}.degrees", "trials"),
    (f"{ROTATION}.notes", ["wobbles"], f"{ROTATION}.notes[0]", "unknown_id"),
    (f"{ROTATION}.notes", ["breath_held", "breath_held"], f"{ROTATION}.notes[1]", "twice"),
    ("tests.thoracic_rotation.position", None, "tests.thoracic_rotation.position", "missing"),
    (HINGE, {"status": "done"}, f"{HINGE}.lean", "missing"),
    (HINGE, {**DONE_HINGE, "faults": {"wobble": "persists"}}, f"{HINGE}.faults.wobble", "unknown_id"),
    (HINGE, {**DONE_HINGE, "faults": {"pelvic_shift": "yes"}}, f"{HINGE}.faults.pelvic_shift", "not_a_choice"),
    (HINGE, {**DONE_HINGE, "reason": "no_time"}, f"{HINGE}.reason", "reason_only_when_not_done"),
    (
        HINGE,
        {**NOT_DONE, "faults": {"pelvic_shift": "persists"}},
        f"{HINGE}.faults",
        "side_not_done",
    ),
    (HINGE, {**NOT_DONE, "lean": "full"}, f"{HINGE}.lean", "side_not_done"),
    (
        HINGE,
        {**NOT_DONE, "pain": {"during": 3}},
        f"{HINGE}.pain.during",
        "side_not_done",
    ),
    (ROTATION, {**NOT_DONE, "degrees": [40]}, f"{ROTATION}.degrees", "side_not_done"),
    (BUG, {**NOT_DONE, "key_faults": []}, f"{BUG}.key_faults", "side_not_done"),
    (BUG, {**DONE_BUG, "failed_reps": 1}, f"{BUG}.failed_reps", "no_key_fault"),
    (BUG, {**DONE_BUG, "failed_reps": 6, "key_faults": ["lumbar_lift"]}, f"{BUG}.failed_reps", "above"),
    (BUG, {**DONE_BUG, "key_faults": ["rib_flare"]}, f"{BUG}.key_faults[0]", "unknown_id"),
    (BUG, {**DONE_BUG, "pain": {"after": 11}}, f"{BUG}.pain.after", "above"),
    ("interview.pain_on_stairs", "yes", "interview.pain_on_stairs", "unknown_id"),
    ("interview.desk_work", "maybe", "interview.desk_work", "not_a_choice"),
    ("interview.desk_work", True, "interview.desk_work", "not_a_choice"),
    ("interview.desk_work", None, "interview.desk_work", "not_a_choice"),
    ("interview.desk_work", "not_applicable", "interview.desk_work", "not_a_choice"),
    ("interview.pain_point", "yes", "interview.pain_point", "not_a_choice"),
    ("posture.sway_back", ["yes"], "posture.sway_back", "not_a_choice"),
    ("screening.headache", "no", "screening.headache", "unknown_id"),
    ("screening.fever", "not_applicable", "screening.fever", "not_a_choice"),
    ("screening.onset_age", "no", "screening.onset_age", "computed"),
    ("screening.irritable", "no", "screening.irritable", "computed"),
    ("screening.young_extension", "no", "screening.young_extension", "computed"),
    ("screening.bone_stress", "no", "screening.bone_stress", "needs_parts"),
    ("screening.bone_stress.limp", "no", "screening.bone_stress.limp", "unknown_id"),
    ("screening.inflammatory.onset_below_40", "yes", "screening.inflammatory.onset_below_40", "unknown_id"),
    ("screening.low_energy.eating_problem", "not_applicable", "screening.low_energy.eating_problem", "not_a_choice"),
    ("pain_drawing", [{"region": "toe", "side": "left"}], "pain_drawing[0].region", "unknown_id"),
    ("pain_drawing", [{"region": "midline", "side": "left"}], "pain_drawing[0].side", "wrong_side"),
    ("pain_drawing", [{"region": "groin", "side": "centre"}], "pain_drawing[0].side", "wrong_side"),
]


@pytest.mark.parametrize(("path", "value", "place", "code"), REFUSED, ids=[f"{row[2]}-{row[3]}" for row in REFUSED])
def test_a_wrong_value_is_refused_at_its_path(
    evaluator: Evaluator, clear_case: dict[str, Any], path: str, value: Any, place: str, code: str
) -> None:
    assert (place, code) in found(evaluator, changed(clear_case, path, value), "refuse")


NOTE = {"items": ["onset_age"], "by": "整形外科", "date": "2026-11-10", "limits": ""}
NOTES = [
    ({"items": ["saddle_numbness"]}, "cleared_by_doctor.items[0]", "urgent_cannot_be_cleared"),
    ({"items": ["onset_age", "headache"]}, "cleared_by_doctor.items[1]", "unknown_id"),
    ({"items": ["landing_unilateral"]}, "cleared_by_doctor.items[0]", "unknown_id"),
    ({"by": " "}, "cleared_by_doctor.by", "missing"),
    ({"date": "2026-11-23"}, "cleared_by_doctor.date", "after_assessment"),
    ({"date": "2026-13-01"}, "cleared_by_doctor.date", "no_such_date"),
]


@pytest.mark.parametrize(("part", "place", "code"), NOTES)
def test_a_note_that_cannot_clear_is_refused(
    evaluator: Evaluator, clear_case: dict[str, Any], part: dict[str, Any], place: str, code: str
) -> None:
    clear_case["cleared_by_doctor"] = {**NOTE, **part}
    assert (place, code) in found(evaluator, clear_case, "refuse")


@pytest.mark.parametrize("items", [["onset_age"], ["bone_stress", "special_condition", "irritable"], ["fever"]])
def test_a_note_may_name_any_item_that_is_not_urgent(
    evaluator: Evaluator, clear_case: dict[str, Any], items: list[str]
) -> None:
    clear_case["cleared_by_doctor"] = {**NOTE, "items": items, "date": "2026-11-22"}
    assert found(evaluator, clear_case, "refuse") == []


EXTENSION = {"pain_on_extension": "no", "pain_on_extension_rotation": "yes"}
ASKED_BACK = [
    ("client.age", 80, "client.age", "unusual"),
    ("nrs.now", 7, "nrs.now", "unusual"),
    ("weekly_km", 160.1, "weekly_km", "unusual"),
    ("weekly_km_change_percent", 30, "weekly_km_change_percent", "unusual"),
    (f"{ROTATION}.degrees", [9.9], f"{ROTATION}.degrees[0]", "unusual"),
    (f"{ROTATION}.degrees", [65.1], f"{ROTATION}.degrees[0]", "pelvis_turns"),
    (f"{ROTATION}.degrees", [21.9], "tests.thoracic_rotation", "degrees_apart"),
    (f"{ROTATION}.degrees", [30], "tests.thoracic_rotation", "sides_apart"),
    (HINGE, {**DONE_HINGE, "pain": {"before": 1, "during": 4}}, f"{HINGE}.status", "pain_reached_stop"),
    (HINGE, {**DONE_HINGE, "pain": {"during": 1, "after": 4}}, f"{HINGE}.status", "pain_reached_stop"),
    (HINGE, {**DONE_HINGE, "pain": {"before": 4, "during": 5}}, f"{HINGE}.status", "pain_reached_stop"),
    (HINGE, {**DONE_HINGE, "pain": {"before": 7}}, f"{HINGE}.pain.before", "unusual"),
    (HINGE, {"status": "not_done"}, f"{HINGE}.reason", "reason_not_given"),
    (BUG, {**DONE_BUG, "holds_start": False}, "tests.dead_bug", "sides_apart"),
    (
        "interview",
        EXTENSION,
        "interview.pain_on_extension",
        "extension_disagrees",
    ),
    ("interview", {"unilateral_landing_pain": "yes"}, "interview.unilateral_landing_pain", "landing_disagrees"),
]


@pytest.mark.parametrize(("path", "value", "place", "code"), ASKED_BACK, ids=[f"{r[2]}-{r[3]}" for r in ASKED_BACK])
def test_an_unlikely_value_is_asked_back_and_not_refused(
    evaluator: Evaluator, clear_case: dict[str, Any], path: str, value: Any, place: str, code: str
) -> None:
    document = changed(clear_case, path, value)
    assert (place, code) in found(evaluator, document, "confirm")
    assert found(evaluator, document, "refuse") == []


def test_pain_of_four_that_rose_by_two_is_no_reason_to_stop(evaluator: Evaluator, clear_case: dict[str, Any]) -> None:
    document = changed(clear_case, HINGE, {**DONE_HINGE, "pain": {"before": 2, "during": 4, "after": 3}})
    assert (f"{HINGE}.status", "pain_reached_stop") not in found(evaluator, document, "confirm")


def test_a_load_that_rose_by_a_third_contradicts_no_sudden_rise(
    evaluator: Evaluator, clear_case: dict[str, Any]
) -> None:
    clear_case["weekly_km_change_percent"] = 33.3333
    assert ("screening.bone_stress.load_spike", "load_disagrees") in found(evaluator, clear_case, "confirm")
    assert found(evaluator, clear_case, "refuse") == []


def test_a_wide_area_contradicts_one_point_of_bone(evaluator: Evaluator, clear_case: dict[str, Any]) -> None:
    clear_case["interview"]["pain_point"] = "broad_band"
    clear_case["screening"]["bone_stress"]["bony_point"] = "yes"
    assert ("interview.pain_point", "point_disagrees") in found(evaluator, clear_case, "confirm")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("weeks_since_onset", 3 / 7),
        ("weeks_since_onset", 12),
        ("weekly_km", 42.195),
        ("client.age_at_onset", 0),
        ("screening.low_energy.amenorrhoea", "not_applicable"),
        (f"{ROTATION}.degrees", [0]),
        (f"{ROTATION}.degrees", [90]),
        (f"{ROTATION}.degrees", [35.3, 33.4, 36.3]),
    ],
)
def test_a_possible_value_is_never_refused(
    evaluator: Evaluator, clear_case: dict[str, Any], path: str, value: Any
) -> None:
    assert found(evaluator, changed(clear_case, path, value), "refuse") == []


@pytest.mark.parametrize("case", CASES, ids=[case["input"]["case"] for case in CASES])
def test_no_worked_case_is_refused(evaluator: Evaluator, case: dict[str, Any]) -> None:
    assert found(evaluator, case["input"], "refuse") == []


def test_what_is_still_being_typed_is_unfinished_and_not_refused(
    evaluator: Evaluator, clear_case: dict[str, Any]
) -> None:
    document = changed(clear_case, HINGE, {"status": "done", "lean": "full"})
    assert found(evaluator, document, "refuse", finished=False) == []
    paths = [path for path, _ in found(evaluator, document, "unfinished", finished=False)]
    assert paths == [f"{HINGE}.faults", f"{HINGE}.gluteal_sensation"]


@pytest.mark.parametrize("odd", [["yes"], {"a": 1}, 3, 1.5, None])
@pytest.mark.parametrize(
    "path",
    [
        "screening.bone_stress.landing_unilateral",
        "screening.bone_stress",
        "interview.unilateral_landing_pain",
        "interview.pain_point",
        f"{HINGE}.faults.lumbar_extension",
    ],
)
def test_no_odd_answer_breaks_the_checks(evaluator: Evaluator, clear_case: dict[str, Any], path: str, odd: Any) -> None:
    assert found(evaluator, changed(clear_case, path, odd), "refuse")


def test_a_hundred_thousand_repeated_faults_are_told_in_a_moment(
    evaluator: Evaluator, clear_case: dict[str, Any]
) -> None:
    document = changed(clear_case, BUG, {**DONE_BUG, "key_faults": ["lumbar_lift"] * 100_000})
    assert len(found(evaluator, document, "refuse")) == 99_999
