"""When a difference between two measurements is a real change (CLINICAL.md 2.2 and 6), and which way."""

from fractions import Fraction
from typing import Any

import pytest

from clinic_app.domain.assessment import Assessment, from_plain
from clinic_app.domain.follow_up import OutcomeMeasure, measure_problems
from clinic_app.domain.real_change import (
    Seen,
    Verdict,
    activity_change,
    pain_change,
    side_change,
    test_changes,
)
from clinic_app.rules.evaluate import Evaluator


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        (4, 2, "better"),
        (2, 4, "worse"),
        (4, 3, None),  # 25 %
        (3, 2, "better"),  # a third
        (10, 8, "better"),
        (9, 8, None),
        (5, 5, None),
        (0, 1, None),
        (0, 2, "worse"),
        (1, 0, "better"),
    ],
)
def test_pain_changes_by_two_points_or_thirty_percent(before: int, after: int, verdict: Verdict | None) -> None:
    assert pain_change(before, after) == verdict


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        (Fraction(35), Fraction(41), "better"),
        (Fraction(353, 10), Fraction(412, 10), None),  # 5.9
        (Fraction(412, 10), Fraction(352, 10), "worse"),
        (Fraction(1034, 30), Fraction(1214, 30), "better"),  # means of three trials, exactly 6
    ],
)
def test_degrees_change_really_from_six_on_exactly(before: Fraction, after: Fraction, verdict: Verdict | None) -> None:
    seen = [Seen(2, degrees, "seated") for degrees in (before, after)]
    assert side_change(seen[0], seen[1]) == verdict


def test_a_band_that_is_crossed_by_less_is_no_real_change() -> None:
    assert side_change(Seen(2, Fraction(39), "seated"), Seen(3, Fraction(45), "seated")) == "better"
    assert side_change(Seen(2, Fraction(44), "seated"), Seen(3, Fraction(45), "seated")) is None


def test_degrees_of_different_positions_are_never_compared() -> None:
    assert side_change(Seen(1, Fraction(30), "seated"), Seen(3, Fraction(50), "lumbar_locked")) is None


def test_one_level_is_a_real_change_and_two_points_of_activity() -> None:
    assert side_change(Seen(1), Seen(2)) == "better"
    assert side_change(Seen(2), Seen(1)) == "worse"
    assert side_change(Seen(2), Seen(2)) is None
    assert activity_change(Fraction(13, 3), Fraction(19, 3)) == "better"
    assert activity_change(Fraction(13, 3), Fraction(6)) is None


def _document(**tests: Any) -> Assessment:
    head = {"format": "clinic-app/assessment/1", "date": "2026-11-22", "client": {"sex": "female", "age": 42}}
    return from_plain({**head, "tests": tests})


def _hinge(*faults: str) -> dict[str, Any]:
    return {"status": "done", "lean": "full", "faults": dict.fromkeys(faults, "persists"), "gluteal_sensation": True}


def test_only_sides_that_were_measured_both_times_are_compared(evaluator: Evaluator) -> None:
    rotation = evaluator.rule_set.catalogue.rotation
    before = _document(hip_hinge={"left": _hinge("lumbar_extension"), "right": {"status": "not_done"}})
    after = _document(hip_hinge={"left": _hinge(), "right": _hinge()})
    found = test_changes(before, after, rotation)
    assert [(one.test, one.side, one.before.level, one.after.level, one.verdict) for one in found] == [
        ("hip_hinge", "left", 1, 3, "better")
    ]


def test_a_measure_outside_its_scale_is_refused() -> None:
    def codes(entered: OutcomeMeasure) -> list[str]:
        return [problem.code for problem in measure_problems(entered)]

    assert codes(OutcomeMeasure("activity_1", 11, "階段")) == ["above"]
    assert codes(OutcomeMeasure("pgic", 0)) == ["below"]
    assert codes(OutcomeMeasure("activity_2", 3.5, "歩く")) == ["decimals"]
    assert codes(OutcomeMeasure("activity_3", 3, "長" * 61)) == ["too_long"]
    assert codes(OutcomeMeasure("longest_run_km", 12.5)) == []
    assert codes(OutcomeMeasure("days_missed")) == []
