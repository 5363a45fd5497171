"""What must hold for every document: the result is the text's, and the text's promises are kept."""

import json
from typing import Any

import pytest
from conftest import propose
from hypothesis import assume, given
from hypothesis import strategies as st
from oracle import expected
from strategies import Document, dead_bug_sides, documents, hinge_sides, mirrored, rotation_sides

from clinic_app.domain.assessment import from_plain
from clinic_app.domain.levels import TestLevels
from clinic_app.domain.proposal import to_plain
from clinic_app.rules.evaluate import Evaluator

SIDES = {"hip_hinge": hinge_sides, "thoracic_rotation": rotation_sides, "dead_bug": dead_bug_sides}
CAUSES = {"hip_hinge": "gluteal_support", "thoracic_rotation": "thoracic_stiffness", "dead_bug": "trunk_weakness"}


def result_of(evaluator: Evaluator, document: Document) -> dict[str, Any]:
    shown: dict[str, Any] = json.loads(json.dumps(to_plain(propose(evaluator, document))))
    return shown


@given(document=documents())
def test_any_document_gets_what_the_text_says(evaluator: Evaluator, document: Document) -> None:
    wanted = expected(document)
    assert {key: result_of(evaluator, document).get(key) for key in wanted} == wanted


@given(document=documents(clear=True))
def test_a_document_behind_an_open_gate_gets_what_the_text_says(evaluator: Evaluator, document: Document) -> None:
    wanted = expected(document)
    assert wanted["points"] is not None
    assert {key: result_of(evaluator, document).get(key) for key in wanted} == wanted


@given(document=documents())
def test_the_same_document_gives_the_same_bytes(evaluator: Evaluator, document: Document) -> None:
    again = json.loads(json.dumps(document))
    assert json.dumps(result_of(evaluator, document)) == json.dumps(result_of(evaluator, again))


@given(document=documents())
def test_a_mirror_changes_nothing(evaluator: Evaluator, document: Document) -> None:
    assert result_of(evaluator, mirrored(document)) == result_of(evaluator, document)


@pytest.mark.parametrize("test", ["hip_hinge", "dead_bug"])
@given(data=st.data())
def test_a_worse_level_never_lowers_its_own_cause(evaluator: Evaluator, test: str, data: st.DataObject) -> None:
    document = data.draw(documents(clear=True, done=True))
    other = json.loads(json.dumps(document))
    other["tests"][test] = {name: data.draw(SIDES[test](done=True)) for name in ("left", "right")}
    if test == "hip_hinge":  # its own arching back is a finding beside the level
        for name in ("left", "right"):
            document["tests"][test][name]["faults"].pop("lumbar_extension", None)
            other["tests"][test][name]["faults"].pop("lumbar_extension", None)
    one, two = (propose(evaluator, d) for d in (document, other))
    assert one.levels is not None
    assert two.levels is not None
    assert one.points is not None
    assert two.points is not None
    assume(one.levels[test] != two.levels[test])
    better, worse = (one, two) if (one.levels[test] or 0) > (two.levels[test] or 0) else (two, one)
    assert (worse.points or {})[CAUSES[test]] >= (better.points or {})[CAUSES[test]]


@given(document=documents(clear=True, done=True), fewer=st.integers(1, 300))
def test_fewer_degrees_on_the_stiffer_side_never_lower_the_thorax(
    evaluator: Evaluator, document: Document, fewer: int
) -> None:
    before = propose(evaluator, document)
    rotation = document["tests"]["thoracic_rotation"]
    stiffer = min(("left", "right"), key=lambda name: sum(rotation[name]["degrees"]) / len(rotation[name]["degrees"]))
    rotation[stiffer]["degrees"] = [max(0, round(d - fewer / 10, 1)) for d in rotation[stiffer]["degrees"]]
    after = propose(evaluator, document)
    assert after.points is not None
    assert before.points is not None
    assert after.points["thoracic_stiffness"] >= before.points["thoracic_stiffness"]


@given(document=documents(clear=True))
def test_nothing_leads_without_its_own_abnormal_test_and_five_points(evaluator: Evaluator, document: Document) -> None:
    proposal = propose(evaluator, document)
    assert proposal.points is not None
    assert proposal.levels is not None
    for place, cause in enumerate(proposal.causes):
        level = proposal.levels[next(test for test, own in CAUSES.items() if own == cause)]
        assert level is not None
        assert level < 3
        assert proposal.points[cause] >= (4 if place else 5)


@given(document=documents())
def test_an_urgent_or_uncleared_refer_item_always_refers_and_hides_everything(
    evaluator: Evaluator, document: Document
) -> None:
    proposal = propose(evaluator, document)
    assert (proposal.outcome == "refer") == bool(proposal.urgent or proposal.refer)
    if proposal.outcome == "refer":
        assert (proposal.points, proposal.blocks, proposal.levels) == (None, None, None)
        assert (proposal.causes, proposal.flags, proposal.plan, proposal.reasons) == ((), (), (), ())
        assert proposal.movement_findings == ()


@given(document=documents(clear=True))
def test_the_plan_never_holds_more_than_three_exercises_nor_one_whose_test_was_stopped(
    evaluator: Evaluator, document: Document
) -> None:
    plan = propose(evaluator, document).plan
    assert len(plan) <= 3
    stopped = {
        test
        for test, sides in document["tests"].items()
        if any(sides.get(name, {}).get("status") == "stopped_by_pain" for name in ("left", "right"))
    }
    assert not stopped & {planned.exercise for planned in plan}


@given(document=documents(clear=True))
def test_points_are_the_capped_blocks_and_the_reasons_explain_them(evaluator: Evaluator, document: Document) -> None:
    proposal = propose(evaluator, document)
    caps = evaluator.rule_set.rules.caps
    assert proposal.points is not None
    assert proposal.blocks is not None
    for cause, blocks in proposal.blocks.items():
        assert proposal.points[cause] == sum(blocks.values())
        for block, points in blocks.items():
            given_points = sum(r.points for r in proposal.reasons if r.cause == cause and r.block == block)
            assert points == min(given_points, caps[block])


@given(document=documents(clear=True))
def test_a_missing_test_scores_nothing_and_is_never_normal(evaluator: Evaluator, document: Document) -> None:
    proposal = propose(evaluator, document)
    levels = TestLevels(from_plain(document), evaluator.rule_set.catalogue.rotation)
    assert proposal.levels == levels.tests
    assert proposal.blocks is not None
    for test, level in levels.tests.items():
        if level is None:
            assert proposal.blocks[CAUSES[test]]["tests"] == 0
            assert f"tests.{test}.level" in proposal.unasked
