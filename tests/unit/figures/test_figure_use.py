"""Every picture the program asks for is drawn, and nothing is drawn that nobody asks for."""

import re
import tomllib
from pathlib import Path
from typing import get_args

import pytest

from clinic_app.bootstrap.factory import factory_texts, poses
from clinic_app.domain.exercise import Exercise, Form
from clinic_app.figures import draw
from clinic_app.figures.pose import Cross
from clinic_app.rules.load import load_rule_set

ROOT = Path(__file__).parents[3]
POSES = poses()
RULE_SET = load_rule_set(factory_texts())
FORMS = [(exercise, form) for exercise in RULE_SET.exercises.values() for form in exercise.forms]

# The prefix with which a test's page asks for the picture of each choice of a finding.
FAULTS = {
    "hip_hinge": {"faults": "hinge"},
    "dead_bug": {"key_faults": "dead_bug", "minor_faults": "dead_bug"},
    "thoracic_rotation": {"notes": "rotation"},
}


def choices(test: str, finding: str) -> list[str]:
    content = tomllib.loads((ROOT / "resources" / "findings" / f"{test}.toml").read_text(encoding="utf-8"))
    return [choice["id"] for entry in content["finding"] if entry["id"] == finding for choice in entry["choices"]]


def pictures_of_faults() -> set[str]:
    asked = [(test, finding, prefix) for test, found in FAULTS.items() for finding, prefix in found.items()]
    return {f"{prefix}_{choice}" for test, finding, prefix in asked for choice in choices(test, finding)}


@pytest.mark.parametrize("exercise", ["hip_hinge", "thoracic_rotation", "dead_bug"])
def test_each_exercise_of_a_cause_has_all_four_forms(exercise: str) -> None:
    assert set(RULE_SET.exercises[exercise].forms) == set(get_args(Form))


@pytest.mark.parametrize(("exercise", "form"), FORMS, ids=[f"{e.id}-{f}" for e, f in FORMS])
def test_a_form_has_two_different_pictures_in_one_frame(exercise: Exercise, form: Form) -> None:
    start, end = (POSES[name] for name in (exercise.forms[form].start, exercise.forms[form].end))
    assert start.frame == end.frame
    assert (start.angles, start.pelvis, start.plants) != (end.angles, end.pelvis, end.plants)
    assert exercise.id == "comfort_walk" or end.arrows or start.arrows, "an arrow shows the way"


def test_every_fault_of_the_three_tests_has_its_picture() -> None:
    assert pictures_of_faults() <= POSES.keys()


@pytest.mark.parametrize("name", sorted(pictures_of_faults()))
def test_every_fault_is_marked_where_it_shows(name: str) -> None:
    pose = POSES[name]
    assert pose.arrows or pose.muscles or any(isinstance(prop, Cross) for prop in pose.props)


@pytest.mark.parametrize("name", sorted(pictures_of_faults()))
def test_the_mark_of_a_fault_can_be_seen_in_a_small_grey_print(name: str) -> None:
    drawing = draw(POSES[name])
    millimetre = max(drawing.width, drawing.height) / 30  # the picture printed 30 mm wide or high
    marks = [ring for shape in drawing.shapes if shape.fill in {"arrow", "highlight"} for ring in shape.rings]
    spans = []
    for axis in (0, 1):
        places = [point[axis] for ring in marks for point in ring]
        spans.append((max(places) - min(places)) / millimetre)
    assert min(spans) >= 1.0
    assert max(spans) >= 1.8


def test_every_pose_is_used() -> None:
    files = [
        *ROOT.glob("clinic_app/**/*.py"),
        *ROOT.glob("resources/exercises/*.toml"),
        *ROOT.glob("resources/rules/*"),
    ]
    named = {name for path in files for name in re.findall(r'"(\w+)"', path.read_text(encoding="utf-8"))}
    assert POSES.keys() <= named | pictures_of_faults()
