"""The check finds every planted fault, none in the shipped set, and agrees with trying every input of a small set."""

import json
from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from small_rules import rule, small_texts

from clinic_app.bootstrap.factory import factory_texts
from clinic_app.cli.assess import checked
from clinic_app.domain.assessment import Clearance
from clinic_app.domain.text import LANGUAGES
from clinic_app.rules.check import check
from clinic_app.rules.evaluate import Evaluator
from clinic_app.rules.fault import FAULTS, Fault
from clinic_app.rules.grid import Grid
from clinic_app.rules.load import load_rule_set
from clinic_app.rules.observe import LEVELS
from clinic_app.rules.proof import Proof
from clinic_app.rules.reach import OPEN_ITEMS, REFER, URGENT, Reach

Texts = dict[str, str]
SMALL, FACTORY = "rules/small.toml", "rules/factory.toml"
ALL_PATHS = ("tests.hip_hinge.level", "tests.thoracic_rotation.level", "tests.dead_bug.level")


def changed(before: str, after: str, texts: Texts | None = None) -> Texts:
    texts = texts or small_texts()
    assert before in texts[SMALL]
    return {**texts, SMALL: texts[SMALL].replace(before, after)}


def with_rule(when: str, points: str = "{ g = 1 }", block: str = "interview") -> Callable[[], Texts]:
    return lambda: small_texts(extra=rule("planted", block, when, points))


def wide() -> Texts:
    texts = factory_texts()
    paths = list(dict.fromkeys(line for line in texts[FACTORY].split('"') if line.startswith("interview.")))
    parts = ", ".join(f'{{ finding = "{path}", is = "yes" }}' for path in paths if path != "interview.pain_point")
    stood = ("sway_back", "increased_lordosis", "anterior_pelvic_shift")
    parts += "".join(f', {{ finding = "posture.{key}", is = "yes" }}' for key in stood)
    planted = rule("planted", "interview", f"{{ count = 3, of = [{parts}] }}", "{ trunk_weakness = 1 }")
    return {**texts, FACTORY: texts[FACTORY].replace("[[rule]]", f"{planted}[[rule]]", 1)}


A_YES, A_NO = '{ finding = "interview.a", is = "yes" }', '{ finding = "interview.a", is = "no" }'
URGENT_RED = 'urgent = { finding = "screening.red", is = "yes" }'
EITHER_RED = 'urgent = { any = [{ finding = "screening.red", is = "yes" }, { finding = "screening.red", is = "no" }] }'
PLANTED: dict[str, tuple[str, Callable[[], Texts]]] = {
    "unobservable": ("planted", with_rule('{ finding = "tests.hip_hinge.lean", is = "full" }')),
    "threshold": ("planted", with_rule('{ finding = "client.age", below = 3 }')),
    "dead": ("planted", with_rule(f"{{ all = [{A_YES}, {A_NO}] }}")),
    "duplicate": ("planted", with_rule(A_YES)),
    "contradictory": ("planted", with_rule(A_YES, "{ g = -1 }")),
    "unreachable": ("red", lambda: changed(URGENT_RED, f"{URGENT_RED}\n{URGENT_RED.replace('urgent', 'caution')}")),
    "wide": ("planted", wide),
    "cap": ("caps.posture", lambda: small_texts(caps="tests = 3\nposture = 9\ninterview = 2")),
    "worse_is_less": ("g-0", lambda: changed("points = { g = 4 }", "points = { g = 2 }")),
    "stiffer_is_less": (
        "planted",
        with_rule('{ finding = "tests.thoracic_rotation.difference", at_least = 10 }', "{ t = -1 }", "tests"),
    ),
    "tests_alone": ("policy.lead", lambda: small_texts(policy="lead = 3")),
    "not_one_outcome": ("policy", lambda: small_texts(policy="rival = 9")),
    "two_confidences": ("policy.high_ahead", lambda: small_texts(policy="high_ahead = 1")),
    "not_reached": ("policy.high_total", lambda: small_texts(policy="high_total = 50")),
    "never_leads": ("c", lambda: changed("g = 1, c = 2,", "g = 1,", changed("{ c = 2, t", "{ t"))),
    "shut": ("screening", lambda: changed(URGENT_RED, EITHER_RED)),
    "same_test": ("t", lambda: changed('test = "thoracic_rotation"', 'test = "hip_hinge"')),
    "too_many_exercises": ("plan.most", lambda: changed("most = 3", "most = 4")),
    "retired": ("header.lifecycle", lambda: changed('lifecycle = "active"', 'lifecycle = "retired"')),
    "version_blank": ("header.version", lambda: changed('version = "2026.11.3"', 'version = " "')),
}
AFTER_ANOTHER = {
    "version_reused": ("header.version", lambda: changed("rival = 4", "rival = 5")),
    "date_back": ("header.date", lambda: changed('date = "2026-11-22"', 'date = "2025-11-22"')),
    "id_reused": ("a-yes", lambda: changed(f"when = {A_YES}", 'when = { finding = "interview.b", is = "no" }')),
}
UNREADABLE = {
    "syntax": ("[header]", "[header", "", 5),
    "language missing": (', en = "words" }\nsource', " }\nsource", "rule[0].reason.en", None),
    "unknown finding": ('finding = "posture.p"', 'finding = "posture.q"', "p-yes", None),
    "unknown exercise": ('exercise = "dead_bug"', 'exercise = "plank"', "c", None),
    "unknown cause": ("points = { g = -1 }", "points = { x = -1 }", "a-no", None),
    "impossible answer": ('"interview.a", is = "no"', '"interview.a", is = "often"', "a-no", None),
    "lifecycle": ('lifecycle = "active"', 'lifecycle = "asleep"', "header.lifecycle", None),
    "date": ('date = "2026-11-22"', 'date = "soon"', "header.date", None),
    "misspelt key": ("rival_within", "rival_inside", "policy.rival_inside", None),
}


def found(texts: Texts, kind: str, place: str, **options: Any) -> Fault:
    faults = check(texts, **options)
    assert (kind, place) in [(fault.kind, fault.place) for fault in faults], [fault.sentence("en") for fault in faults]
    return next(fault for fault in faults if (fault.kind, fault.place) == (kind, place))


def test_the_shipped_rule_set_passes_clean() -> None:
    assert check(factory_texts()) == []


def test_the_small_rule_set_passes_clean_so_that_every_fault_below_is_the_planted_one() -> None:
    assert check(small_texts()) == []


def test_every_kind_of_fault_is_planted() -> None:
    assert PLANTED.keys() | AFTER_ANOTHER.keys() == FAULTS.keys()


@pytest.mark.parametrize("kind", PLANTED)
def test_a_planted_fault_is_found_with_its_place_its_line_and_a_witness_that_assess_accepts(kind: str) -> None:
    place, plant = PLANTED[kind]
    texts = plant()
    fault = found(texts, kind, place)
    assert fault.line is not None or place in ("screening", "policy")
    for language in LANGUAGES:
        assert place in fault.sentence(language)
        assert fault.expected(language)
    if fault.witness is not None:
        checked(json.dumps(fault.witness).encode(), Evaluator(load_rule_set(texts)))


@pytest.mark.parametrize("kind", AFTER_ANOTHER)
def test_what_a_new_version_may_not_do_is_found(kind: str) -> None:
    place, plant = AFTER_ANOTHER[kind]
    assert found(plant(), kind, place, in_use=load_rule_set(small_texts())).line is not None


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_text_that_cannot_be_read_is_found_with_file_line_place_and_what_was_expected(name: str) -> None:
    before, after, place, line = UNREADABLE[name]
    (fault,) = check(changed(before, after))
    assert fault.file == SMALL
    assert place in fault.place
    assert fault.line is not None
    assert line in (None, fault.line)
    for language in LANGUAGES:
        assert fault.sentence(language).startswith(SMALL)


def shown(texts: Texts, kind: str) -> tuple[dict[str, Any], Any]:
    """The witness of a planted fault and what the program proposes for it."""
    fault = found(texts, kind, PLANTED[kind][0])
    evaluator = Evaluator(load_rule_set(texts))
    return fault.witness or {}, evaluator.evaluate(checked(json.dumps(fault.witness).encode(), evaluator).assessment)


def test_the_witness_of_tests_alone_has_no_story_and_a_type() -> None:
    witness, proposal = shown(PLANTED["tests_alone"][1](), "tests_alone")
    assert proposal.outcome in ("leading", "mixed")
    assert not witness.get("interview")
    assert not witness.get("posture")


def test_the_witness_of_two_outcomes_has_two_causes_at_the_top() -> None:
    _, proposal = shown(PLANTED["not_one_outcome"][1](), "not_one_outcome")
    totals = sorted(proposal.points.values())
    assert totals[-1] == totals[-2]
    assert proposal.outcome == "leading"


def test_the_witness_of_a_duplicate_lets_both_rules_count() -> None:
    _, proposal = shown(PLANTED["duplicate"][1](), "duplicate")
    assert {"planted", "a-yes"} <= {reason.rule for reason in proposal.reasons}


def every_input() -> list[tuple[dict[str, Any], Clearance | None]]:
    """All inputs of the small rule set that its rules can tell apart."""
    yes_no = ("yes", "no", None)
    levels = (3, 2, 1, 0, None)
    rows = product(levels, levels, levels, yes_no, yes_no, yes_no, yes_no, yes_no, (35, 10), (35, None), (False, True))
    found = []
    for g, t, c, a, b, p, red, amber, age, onset, note in rows:
        if onset is not None and onset > age:
            continue
        facts = {"interview.a": a, "interview.b": b, "posture.p": p, "screening.red": red, "screening.amber": amber}
        facts |= dict(zip(ALL_PATHS, (g, t, c), strict=True)) | {"client.age": age, "client.age_at_onset": onset}
        cleared = Clearance(["amber"], "doctor", "2026-01-01") if note else None
        found.append(({**facts, "weeks_since_onset": 8, "nrs.now": 3}, cleared))
    return found


def test_trying_every_input_reaches_exactly_the_states_and_outcomes_that_the_check_derives() -> None:
    rule_set = load_rule_set(small_texts())
    evaluator, reach = Evaluator(rule_set), Reach(rule_set, Grid(rule_set))
    proof = Proof(rule_set, reach)
    tried, hidden, reached = set(), set(), set()
    for facts, cleared in every_input():
        proposal = evaluator.propose(facts, cleared)
        if proposal.hidden:
            hidden.add(proposal.urgency or proposal.outcome)
            continue
        assert proposal.points is not None
        assert proposal.levels is not None
        tried.add((*proposal.levels.values(), *proposal.points.values(), proposal.flags))
        reached |= {proposal.causes[0] if proposal.outcome == "leading" else proposal.outcome, proposal.outcome}
        reached |= {kind for kind, _ in proposal.flags}
        reached |= {f"{proposal.confidence} confidence"} if proposal.confidence else set()
    causes = [cause.id for cause in rule_set.rules.cause]
    derived = set()
    for summary in reach.states:
        if summary.gate == 0:
            state = proof.read(summary)
            flags = tuple((kind, causes[place]) for kind, place in proof.flags(state))
            derived.add((*state.levels, *state.totals, flags))
    assert derived == tried
    assert proof.reached == reached
    gates = {summary.gate for summary in reach.states}
    assert hidden == {"urgent", "refer", "screening_incomplete"}
    assert all(any(gate & bit for gate in gates) for bit in (URGENT, REFER, OPEN_ITEMS))


def test_every_derived_state_has_a_witness_that_reaches_it() -> None:
    rule_set = load_rule_set(small_texts())
    evaluator, reach = Evaluator(rule_set), Reach(rule_set, Grid(rule_set))
    proof = Proof(rule_set, reach)
    for summary in reach.states:
        if summary.gate == 0:
            findings = reach.witness(summary)
            noted = [path.split(".")[1] for path in findings if path.startswith("cleared_by_doctor.")]
            cleared = Clearance(noted, "doctor", "2026-01-01") if noted else None
            proposal = evaluator.propose(findings, cleared)
            assert proposal.points is not None
            assert list(proposal.points.values()) == proof.read(summary).totals
            assert [findings.get(path) for path in LEVELS.values()] == proof.read(summary).levels
