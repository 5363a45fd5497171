"""The gate stands before everything: each sentence of the clinical text about it is one test."""

from typing import Any

import pytest
from conftest import propose
from hypothesis import given
from oracle import GROUPS, REFER, URGENT, screen
from strategies import Document, documents

from clinic_app.domain.assessment import from_plain
from clinic_app.rules.evaluate import Evaluator
from clinic_app.rules.load import screening_paths
from clinic_app.rules.observe import observe

NOTE = {"by": "整形外科", "date": "2026-11-20", "limits": ""}


@given(document=documents())
def test_every_document_falls_into_the_categories_of_the_text(evaluator: Evaluator, document: Document) -> None:
    assessment = from_plain(document)
    facts = observe(assessment, evaluator.rule_set.catalogue)
    screened = evaluator.gate.screen(facts, assessment.cleared_by_doctor)
    urgent, refer, caution, shut = screen(document)
    assert (set(screened.urgent), set(screened.refer), set(screened.caution)) == (urgent, refer, caution)
    assert bool(screened.unanswered) == shut


@pytest.mark.parametrize("item", URGENT)
def test_an_urgent_item_is_urgent_and_no_note_unlocks_it(
    evaluator: Evaluator, clear_case: dict[str, Any], item: str
) -> None:
    clear_case["screening"][item] = "yes"
    proposal = propose(evaluator, clear_case)
    assert (proposal.outcome, proposal.urgency, proposal.urgent) == ("refer", "urgent", (item,))
    clear_case["cleared_by_doctor"] = {**NOTE, "items": [item]}
    assert any(p.kind == "refuse" for p in evaluator.problems(from_plain(clear_case)))


@pytest.mark.parametrize("item", REFER)
def test_a_refer_item_refers_until_a_doctor_clears_it(
    evaluator: Evaluator, clear_case: dict[str, Any], item: str
) -> None:
    clear_case["screening"][item] = "yes"
    proposal = propose(evaluator, clear_case)
    assert (proposal.outcome, proposal.urgency, proposal.refer) == ("refer", "refer", (item,))
    clear_case["cleared_by_doctor"] = {**NOTE, "items": [item]}
    cleared = propose(evaluator, clear_case)
    assert (cleared.outcome, cleared.refer, cleared.caution) == ("leading", (), (item,))


def test_urgent_wins_over_refer(evaluator: Evaluator, clear_case: dict[str, Any]) -> None:
    clear_case["screening"] |= {"fever": "yes", "saddle_numbness": "yes"}
    proposal = propose(evaluator, clear_case)
    assert (proposal.urgency, proposal.urgent, proposal.refer) == ("urgent", ("saddle_numbness",), ("fever",))


def test_any_unanswered_item_keeps_the_gate_shut(evaluator: Evaluator, clear_case: dict[str, Any]) -> None:
    for path in screening_paths(evaluator.rule_set.catalogue):
        if path == "screening.low_energy.amenorrhoea":  # absent means not applicable for a man
            continue
        for state in (None, "not_asked"):
            document = from_plain(clear_case)
            screening = {k: dict(v) if isinstance(v, dict) else v for k, v in document.screening.items()}
            keys = path.split(".")[1:]
            place = screening if len(keys) == 1 else screening[keys[0]]
            if state is None:
                del place[keys[-1]]
            else:
                place[keys[-1]] = state
            proposal = propose(evaluator, {**clear_case, "screening": screening})
            assert (proposal.outcome, proposal.unasked) == ("screening_incomplete", (path,))
            assert proposal.points is None


@pytest.mark.parametrize("missing", ["client.age_at_onset", "weeks_since_onset", "nrs.now"])
def test_onset_time_and_pain_are_needed_too(evaluator: Evaluator, clear_case: dict[str, Any], missing: str) -> None:
    *way, last = missing.split(".")
    place = clear_case
    for key in way:
        place = place[key]
    del place[last]
    proposal = propose(evaluator, clear_case)
    assert (proposal.outcome, proposal.unasked) == ("screening_incomplete", (missing,))


def test_a_positive_item_refers_although_others_are_not_asked(evaluator: Evaluator, clear_case: dict[str, Any]) -> None:
    clear_case["screening"] = {"leg_radiation": "yes"}
    assert propose(evaluator, clear_case).outcome == "refer"


def test_a_cleared_item_no_longer_opens_that_exception(evaluator: Evaluator, clear_case: dict[str, Any]) -> None:
    clear_case["screening"] = {"leg_radiation": "yes"}
    clear_case["cleared_by_doctor"] = {**NOTE, "items": ["leg_radiation"]}
    proposal = propose(evaluator, clear_case)
    assert (proposal.outcome, proposal.caution) == ("screening_incomplete", ("leg_radiation",))


def test_a_note_answers_no_item_and_has_no_effect_on_one_that_is_not_positive(
    evaluator: Evaluator, clear_case: dict[str, Any]
) -> None:
    plain = propose(evaluator, clear_case)
    clear_case["cleared_by_doctor"] = {**NOTE, "items": ["fever", "bone_stress", "irritable"]}
    assert propose(evaluator, clear_case) == plain
    del clear_case["screening"]["fever"]
    assert propose(evaluator, clear_case).outcome == "screening_incomplete"


def test_a_named_caution_item_stays_a_caution(evaluator: Evaluator, clear_case: dict[str, Any]) -> None:
    clear_case["nrs"]["now"] = 8
    clear_case["cleared_by_doctor"] = {**NOTE, "items": ["irritable"]}
    proposal = propose(evaluator, clear_case)
    assert proposal.caution == ("irritable",)
    assert [planned.exercise for planned in proposal.plan] == ["comfort_walk"]


@pytest.mark.parametrize(
    ("age", "onset", "refer", "caution"),
    [
        (42, 19, True, False),
        (42, 20, False, False),
        (60, 55, False, True),
        (60, 56, True, False),
        (55, 55, False, False),
        (56, 40, False, True),
    ],
)
def test_onset_age_counts_first_and_todays_age_is_a_caution(
    evaluator: Evaluator, clear_case: dict[str, Any], age: int, onset: int, refer: bool, caution: bool
) -> None:
    clear_case["client"] |= {"age": age, "age_at_onset": onset}
    proposal = propose(evaluator, clear_case)
    assert ("onset_age" in proposal.refer, "onset_age" in proposal.caution) == (refer, caution)


@pytest.mark.parametrize(
    ("age", "weeks", "answers", "refers"),
    [
        (19, 2, {}, True),
        (19, 1.9, {}, False),
        (19, 1.9, {"pain_on_extension": "yes"}, True),
        (19, 1.9, {"pain_on_extension_rotation": "yes"}, True),
        (20, 8, {"pain_on_extension": "yes"}, False),
    ],
)
def test_a_young_back_is_referred(
    evaluator: Evaluator, clear_case: dict[str, Any], age: int, weeks: float, answers: dict[str, str], refers: bool
) -> None:
    clear_case["client"] |= {"age": age, "age_at_onset": age}
    clear_case |= {"weeks_since_onset": weeks, "interview": answers}
    assert ("young_extension" in propose(evaluator, clear_case).refer) == refers


@pytest.mark.parametrize(
    ("bone", "energy", "refer", "caution"),
    [
        (0, 0, [], []),
        (1, 0, [], ["bone_stress"]),
        (2, 0, ["bone_stress"], []),
        (1, 1, ["bone_stress"], ["low_energy"]),
        (0, 2, [], ["low_energy"]),
        (5, 4, ["bone_stress"], ["low_energy"]),
    ],
)
def test_bone_stress_counts_with_low_energy(
    evaluator: Evaluator, clear_case: dict[str, Any], bone: int, energy: int, refer: list[str], caution: list[str]
) -> None:
    clear_case["client"]["sex"] = "female"
    for group, count in (("bone_stress", bone), ("low_energy", energy)):
        for place, part in enumerate(GROUPS[group]):
            clear_case["screening"][group][part] = "yes" if place < count else "no"
    proposal = propose(evaluator, clear_case)
    assert (list(proposal.refer), list(proposal.caution)) == (refer, caution)


@pytest.mark.parametrize(
    ("onset", "weeks", "positive", "refers"),
    [(39, 13, 2, True), (39, 13, 1, False), (40, 13, 3, True), (40, 12.9, 3, False), (39, 12.9, 3, True)],
)
def test_four_of_five_signs_are_inflammatory(
    evaluator: Evaluator, clear_case: dict[str, Any], onset: int, weeks: float, positive: int, refers: bool
) -> None:
    clear_case["client"]["age_at_onset"] = onset
    clear_case["weeks_since_onset"] = weeks
    for part in GROUPS["inflammatory"][:positive]:
        clear_case["screening"]["inflammatory"][part] = "yes"
    assert ("inflammatory" in propose(evaluator, clear_case).refer) == refers


@pytest.mark.parametrize(
    ("part", "irritable"),
    [
        ({"nrs": {"now": 6, "average_7d": 6}}, False),
        ({"nrs": {"now": 7}}, True),
        ({"nrs": {"now": 3, "average_7d": 7}}, True),
        ({"nrs": {"now": 3, "worst_run": 10}}, False),
        ({"weeks_since_onset": 0.99}, True),
        ({"weeks_since_onset": 1}, False),
        ({"test_pain_settles": "no"}, True),
        ({"test_pain_settles": "yes"}, False),
    ],
)
def test_an_irritable_back_only_rests_and_walks(
    evaluator: Evaluator, clear_case: dict[str, Any], part: dict[str, Any], irritable: bool
) -> None:
    proposal = propose(evaluator, {**clear_case, **part})
    assert ("irritable" in proposal.caution) == irritable
    assert ([planned.exercise for planned in proposal.plan] == ["comfort_walk"]) == irritable


def test_a_man_need_not_be_asked_about_periods_but_a_woman_must(
    evaluator: Evaluator, clear_case: dict[str, Any]
) -> None:
    del clear_case["screening"]["low_energy"]["amenorrhoea"]
    assert propose(evaluator, clear_case).outcome == "leading"
    for sex in ("female", "unstated"):
        clear_case["client"]["sex"] = sex
        assert propose(evaluator, clear_case).outcome == "screening_incomplete"
    clear_case["screening"]["low_energy"]["amenorrhoea"] = "not_applicable"
    assert propose(evaluator, clear_case).outcome == "leading"


def test_the_memo_waits_for_every_urgent_item(evaluator: Evaluator, clear_case: dict[str, Any]) -> None:
    clear_case["screening"]["fever"] = "yes"
    del clear_case["screening"]["bladder_bowel"]
    proposal = propose(evaluator, clear_case)
    assert proposal.outcome == "refer"
    assert evaluator.gate.unanswered_urgent(proposal.unasked) == ("screening.bladder_bowel",)
