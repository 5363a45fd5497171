"""The account of a case: its full text, every rule's state, plausible changes first, pairs where single ones fail."""

from itertools import combinations
from typing import Any

import pytest
from conftest import CASES
from explanations import explanation, file_of
from hypothesis import given
from strategies import Document, documents

from clinic_app.domain.assessment import from_plain
from clinic_app.domain.proposal import PLAUSIBILITIES
from clinic_app.domain.text import LANGUAGES
from clinic_app.rules.conditions import compile_condition
from clinic_app.rules.evaluate import Evaluator
from clinic_app.rules.explain import (
    account_of,
    account_text,
    doubts,
    flips,
    item_states,
    next_test,
    next_text,
    pair_flips,
    pair_text,
    rule_states,
)
from clinic_app.rules.observe import DIFFERENCE, LEVELS, LUMBAR_EXTENSION, observe

ROTATION = LEVELS["thoracic_rotation"]


def named(case: str) -> Document:
    found: Document = next(row["input"] for row in CASES if row["input"]["case"] == case)
    return found


@pytest.mark.parametrize("case", CASES, ids=[case["input"]["case"] for case in CASES])
def test_the_explanation_of_a_worked_case_stands_word_for_word(evaluator: Evaluator, case: dict[str, Any]) -> None:
    assert explanation(evaluator, case["input"]) == file_of(case["input"]).read_text(encoding="utf-8")


@given(document=documents())
def test_every_rule_and_every_screening_item_has_a_state_that_its_condition_gives(
    evaluator: Evaluator, document: Document
) -> None:
    rule_set, facts = evaluator.rule_set, observe(from_plain(document), evaluator.rule_set.catalogue)
    words = {True: "matched", False: "not_matched", None: "undecided"}
    states = rule_states(rule_set, facts)
    assert [state.rule for state in states] == [rule.id for rule in rule_set.rules.rule]
    for state, rule in zip(states, rule_set.rules.rule, strict=True):
        assert state.state == words[compile_condition(rule.when)(facts)]
        assert bool(state.missing) == (state.state == "undecided")
    cleared = from_plain(document).cleared_by_doctor
    screened = evaluator.gate.screen(facts, cleared)
    found = {state.item: state.category for state in item_states(rule_set, facts, cleared) if state.category}
    expected = {key: kind for kind in ("urgent", "refer", "caution") for key in getattr(screened, kind)}
    assert found == expected


@given(document=documents())
def test_every_account_can_be_said_and_a_hidden_one_names_no_cause(evaluator: Evaluator, document: Document) -> None:
    assessment = from_plain(document)
    account = account_of(evaluator, assessment)
    for language in LANGUAGES:
        said = account_text(evaluator.rule_set, account, assessment, language)
        assert "{" not in said
        if account.proposal.hidden:
            assert not set("①②③") & set(said)


@given(document=documents(clear=True))
def test_pairs_are_all_two_changes_that_only_together_change_the_result(
    evaluator: Evaluator, document: Document
) -> None:
    facts = observe(from_plain(document), evaluator.rule_set.catalogue)
    now = evaluator.propose(facts)
    singles = {(flip.finding, flip.to) for flip in flips(evaluator, facts)}
    found = {frozenset((c.finding, c.to) for c in pair.changes) for pair in pair_flips(evaluator, facts)}
    answers = [(path, value) for path in evaluator.varied for value in evaluator.varied[path] if value != facts[path]]
    answers = [(path, value) for path, value in answers if path not in (LUMBAR_EXTENSION, DIFFERENCE)]
    for one, other in combinations([answer for answer in answers if answer not in singles], 2):
        if one[0] == other[0]:
            continue
        changed = {**facts, one[0]: one[1], other[0]: other[1]}
        if changed[LEVELS["hip_hinge"]] == 3:
            changed[LUMBAR_EXTENSION] = False
        then = evaluator.propose(changed)
        assert (frozenset((one, other)) in found) == ((then.outcome, then.causes) != (now.outcome, now.causes))


def test_pairs_can_be_said_and_stop_when_nobody_waits_for_them(evaluator: Evaluator) -> None:
    facts = observe(from_plain(named("08-all-normal")), evaluator.rule_set.catalogue)
    assert flips(evaluator, facts) == ()
    pairs = pair_flips(evaluator, facts)
    assert (
        pair_text(evaluator.rule_set, pairs[0], "ja") == "ヒップヒンジ: レベル0、かつ反らすと痛い: はい → 主な傾向: ①"
    )
    assert pair_flips(evaluator, facts, cancelled=lambda: True) == ()


def test_a_doubted_measurement_comes_first_and_one_near_a_band_before_answers(
    evaluator: Evaluator, clear_case: dict[str, Any]
) -> None:
    rotation = clear_case["tests"]["thoracic_rotation"]
    rotation |= {
        "left": {"status": "done", "degrees": [29]},
        "right": {"status": "done", "degrees": [34.9]},
    }
    clear_case["interview"] |= {"tight_ache": "yes", "pain_on_flexion": "yes", "pain_on_extension": "no"}
    clear_case["posture"]["sway_back"] = "yes"
    assessment = from_plain(clear_case)
    near = doubts(evaluator, assessment)
    assert {value for path, value in near if path == ROTATION} == {0, 1}
    assert (DIFFERENCE, None) in near  # 5.9 degrees apart, the limit is 10
    facts = observe(assessment, evaluator.rule_set.catalogue)
    ranks = [PLAUSIBILITIES.index(flip.why) for flip in flips(evaluator, facts, None, near)]
    assert ranks == sorted(ranks)
    rotation["left"]["notes"] = ["pelvis_turns"]
    doubted = flips(evaluator, facts, None, doubts(evaluator, from_plain(clear_case)))
    assert (doubted[0].finding, doubted[0].why) == (ROTATION, "doubted")


@pytest.mark.parametrize(
    ("degrees", "reached"),
    [
        ((34.0, 50), {1, 2}),
        ((34.0, 36), {1, 2}),
        ((31, 31), {1, 2}),
        ((30.9, 31), {0, 1, 2}),
        ((29, 50), {0, 1}),
        ((46, 46), {3}),
    ],
)
def test_a_level_is_near_when_less_than_a_real_change_away(
    evaluator: Evaluator, clear_case: dict[str, Any], degrees: tuple[float, float], reached: set[int]
) -> None:
    sides = ({"status": "done", "degrees": [value]} for value in degrees)
    clear_case["tests"]["thoracic_rotation"] |= dict(zip(("left", "right"), sides, strict=True))
    near = doubts(evaluator, from_plain(clear_case))
    assert {value for path, value in near if path == ROTATION} == reached


def test_the_reason_for_the_next_question_tells_where_its_answers_lead(evaluator: Evaluator) -> None:
    said = {
        "05-dead-bug-missing": (
            "デッドバグ: 「レベル3」なら判定保留 / それ以外なら主な傾向は③",
            "Dead bug: if level 3, judgement is withheld; otherwise ③ leads",
        ),
        "19-provisional-mixed": (
            "立ち上がりで痛い: 「はい」なら主な傾向は③ / 「いいえ」なら③と①の複合",
            "Pain on standing up: if yes, ③ leads; if no, ③ and ① combined",
        ),
    }
    for case, (japanese, english) in said.items():
        facts = observe(from_plain(named(case)), evaluator.rule_set.catalogue)
        following = next_test(evaluator, facts)
        assert following is not None
        assert next_text(evaluator.rule_set, following, "ja") == japanese
        assert next_text(evaluator.rule_set, following, "en") == english
