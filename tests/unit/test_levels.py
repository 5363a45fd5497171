"""Levels are exact at every edge, and every combination of faults has the level the text gives it."""

from itertools import combinations, product
from typing import Any

import pytest
from oracle import level as oracle_level

from clinic_app.domain.assessment import DeadBugSide, HingeSide, RotationSide, from_plain
from clinic_app.domain.levels import TestLevels, side_level
from clinic_app.rules.evaluate import Evaluator

FAULTS = ("lumbar_extension", "lumbar_flexion", "knee_dominant", "alignment_lost", "pelvic_shift")
EDGES = {"lumbar_locked": (25, 35, 40), "seated": (30, 40, 45), "half_kneeling": (30, 40, 45)}


def rotation(evaluator: Evaluator, position: str, *degrees: float) -> int | None:
    side = RotationSide("done", degrees=list(degrees))
    return side_level(side, position, evaluator.rule_set.catalogue.rotation)


@pytest.mark.parametrize("position", EDGES)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_band_begins_exactly_at_its_edge(evaluator: Evaluator, position: str, place: int) -> None:
    edge = EDGES[position][place]
    assert rotation(evaluator, position, edge) == place + 1
    assert rotation(evaluator, position, edge - 0.1) == place
    assert rotation(evaluator, position, edge - 0.1, edge, edge + 0.1) == place + 1
    assert rotation(evaluator, position, edge - 0.1, edge, edge) == place


def test_means_are_compared_as_written_and_not_in_binary(evaluator: Evaluator) -> None:
    assert (35.3 + 33.4 + 36.3) / 3 < 35  # what binary floating point makes of it
    assert rotation(evaluator, "lumbar_locked", 35.3, 33.4, 36.3) == 2


@pytest.mark.parametrize(
    ("left", "right", "difference"),
    [([40], [50], 10), ([40.1], [50], 9.9), ([35.3, 33.4, 36.3], [45], 10), ([35.3, 33.4, 36.4], [45], None)],
)
def test_the_difference_between_sides_is_exact_at_ten_degrees(
    evaluator: Evaluator, clear_case: dict[str, Any], left: list[float], right: list[float], difference: float | None
) -> None:
    clear_case["tests"]["thoracic_rotation"]["left"]["degrees"] = left
    clear_case["tests"]["thoracic_rotation"]["right"]["degrees"] = right
    levels = TestLevels(from_plain(clear_case), evaluator.rule_set.catalogue.rotation)
    assert levels.difference is not None
    if difference is None:
        assert levels.difference < 10
    else:
        assert levels.difference == difference
    asymmetric = any(r.rule == "test-rotation-asymmetry" for r in evaluator.evaluate(from_plain(clear_case)).reasons)
    assert asymmetric == (levels.difference >= 10)


def test_every_side_of_the_hip_hinge_has_its_level(evaluator: Evaluator) -> None:
    for lean, felt, count in product(("full", "partial", "unable"), (True, False), range(4)):
        for names in combinations(FAULTS, count):
            for states in product(("gone_after_cue", "persists"), repeat=count):
                faults = dict(zip(names, states, strict=True))
                side = HingeSide("done", lean=lean, faults=faults, gluteal_sensation=felt)  # type: ignore[arg-type]
                plain = {"status": "done", "lean": lean, "faults": faults, "gluteal_sensation": felt}
                computed = side_level(side, None, evaluator.rule_set.catalogue.rotation)
                assert computed == oracle_level("hip_hinge", plain, None)


def test_every_leg_of_the_dead_bug_has_its_level(evaluator: Evaluator) -> None:
    minor = ("rib_flare", "breath_hold", "position_lost")
    for holds, key, failed, count in product((True, False), (0, 1, 2), range(6), range(4)):
        key_faults = ["lumbar_lift", "pelvic_rotation"][:key]
        side = DeadBugSide(
            "done", holds_start=holds, key_faults=key_faults, failed_reps=failed, minor_faults=list(minor[:count])
        )
        plain = {
            "status": "done",
            "holds_start": holds,
            "key_faults": key_faults,
            "failed_reps": failed,
            "minor_faults": minor[:count],
        }
        computed = side_level(side, None, evaluator.rule_set.catalogue.rotation)
        assert computed == oracle_level("dead_bug", plain, None)


@pytest.mark.parametrize("test", ["hip_hinge", "thoracic_rotation", "dead_bug"])
@pytest.mark.parametrize("status", ["not_done", "stopped_by_pain", None])
def test_one_missing_side_makes_the_test_missing(
    evaluator: Evaluator, clear_case: dict[str, Any], test: str, status: str | None
) -> None:
    clear_case["tests"][test]["left"] = {"status": status} if status else None
    levels = TestLevels(from_plain(clear_case), evaluator.rule_set.catalogue.rotation)
    assert levels.tests[test] is None
    assert levels.sides[test][1] is not None
    if test == "hip_hinge":
        assert levels.lumbar_extension is None


def test_a_side_without_all_its_fields_has_no_level_yet(evaluator: Evaluator, clear_case: dict[str, Any]) -> None:
    for test, field in (
        ("hip_hinge", "gluteal_sensation"),
        ("thoracic_rotation", "degrees"),
        ("dead_bug", "minor_faults"),
    ):
        del clear_case["tests"][test]["left"][field]
    levels = TestLevels(from_plain(clear_case), evaluator.rule_set.catalogue.rotation)
    assert set(levels.tests.values()) == {None}


def test_degrees_without_a_position_have_no_level(evaluator: Evaluator, clear_case: dict[str, Any]) -> None:
    del clear_case["tests"]["thoracic_rotation"]["position"]
    levels = TestLevels(from_plain(clear_case), evaluator.rule_set.catalogue.rotation)
    assert levels.tests["thoracic_rotation"] is None
