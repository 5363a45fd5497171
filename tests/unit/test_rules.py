"""The rule set as data: every rule fires, every cap binds, unknown is never no, and a wrong file is refused."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from clinic_app.bootstrap.factory import factory_texts
from clinic_app.domain.assessment import from_plain
from clinic_app.rules.conditions import compile_condition
from clinic_app.rules.evaluate import Evaluator
from clinic_app.rules.load import RuleSetError, load_rule_set, possible_answers, text_hash
from clinic_app.rules.observe import DIFFERENCE, observe
from clinic_app.rules.ruleset import Condition
from clinic_app.rules.states import rule_states

YES, NO, UNKNOWN = {"a": "yes"}, {"a": "no"}, dict[str, Any]()
RULES = "rules/factory.toml"


@pytest.fixture(scope="module")
def factory() -> dict[str, str]:
    return factory_texts()


def witness(evaluator: Evaluator, condition: Condition) -> dict[str, Any]:
    """Facts for which one comparison holds."""
    assert condition.finding is not None
    if condition.is_ is not None:
        return {condition.finding: condition.is_}
    assert condition.at_least is not None
    return {condition.finding: condition.at_least}


def test_every_rule_fires_for_some_input_and_is_silent_for_another(evaluator: Evaluator) -> None:
    for rule in evaluator.rule_set.rules.rule:
        facts = witness(evaluator, rule.when)
        states = {state.rule: state for state in rule_states(evaluator.rule_set, facts)}
        assert states[rule.id].state == "matched"
        assert states[rule.id].observed == facts
        path = rule.when.finding
        assert path is not None
        others = possible_answers(path, evaluator.rule_set.catalogue) or (0.0,)
        other = next(value for value in others if value != facts[path])
        assert {s.rule: s for s in rule_states(evaluator.rule_set, {path: other})}[rule.id].state == "not_matched"
        unknown = {s.rule: s for s in rule_states(evaluator.rule_set, {})}[rule.id]
        assert (unknown.state, unknown.missing) == ("undecided", (path,))


def test_every_cap_binds_for_at_least_one_cause(evaluator: Evaluator) -> None:
    causes = [cause.id for cause in evaluator.rule_set.rules.cause]
    most = {block: dict.fromkeys(causes, 0) for block in evaluator.rule_set.rules.caps}
    for block, sums in most.items():
        for cause in causes:
            best: dict[str, int] = {}
            for rule in evaluator.rule_set.rules.rule:
                if rule.block == block and rule.points.get(cause, 0) > 0 and rule.when.finding is not None:
                    best[rule.when.finding] = max(best.get(rule.when.finding, 0), rule.points[cause])
            sums[cause] = sum(best.values())
    for block, cap in evaluator.rule_set.rules.caps.items():
        assert max(most[block].values()) > cap


def test_every_screening_item_reaches_each_of_its_categories(evaluator: Evaluator) -> None:
    for rule in evaluator.rule_set.rules.screening:
        for category in ("urgent", "refer"):
            condition = getattr(rule, category)
            if condition is not None and condition.finding is not None:
                screened = evaluator.gate.screen({condition.finding: "yes"})
                assert rule.id in getattr(screened, category)


@pytest.mark.parametrize(
    ("facts", "is_yes"),
    [(YES, True), (NO, False), (UNKNOWN, None)],
)
def test_a_comparison_with_something_not_asked_is_undecided(facts: dict[str, Any], is_yes: bool | None) -> None:
    assert compile_condition(Condition(finding="a", is_="yes"))(facts) is is_yes


def test_bounds_hold_at_their_edge() -> None:
    for words, inside, outside in (
        ({"at_least": 10}, 10, 9.9),
        ({"at_most": 10}, 10, 10.1),
        ({"above": 10}, 10.1, 10),
        ({"below": 10}, 9.9, 10),
    ):
        check = compile_condition(Condition(finding="a", **words))
        assert (check({"a": inside}), check({"a": outside}), check({})) == (True, False, None)


@pytest.mark.parametrize("same", [True, False], ids=["one answer for all", "different answers"])
@pytest.mark.parametrize("group", ["all", "any", "count"])
def test_groups_follow_three_valued_logic(group: str, same: bool) -> None:
    parts = tuple(Condition(finding=key, is_="yes" if same or key != "c" else "no") for key in "abc")
    made = {"all": Condition(all_=parts), "any": Condition(any_=parts), "count": Condition(count=2, of=parts)}[group]
    needed = {"all": 3, "any": 1, "count": 2}[group]
    check = compile_condition(made)
    for row in range(27):
        values = [("yes", "no", None)[row // 3**place % 3] for place in range(3)]
        wanted = ["yes", "yes", "yes" if same else "no"]
        held = sum(value == want for value, want in zip(values, wanted, strict=True))
        unknown = values.count(None)
        expected = True if held >= needed else None if held + unknown >= needed else False
        assert check({k: v for k, v in zip("abc", values, strict=True) if v is not None}) is expected


def test_a_sex_that_is_not_stated_scores_nothing_and_is_not_asked_again(
    evaluator: Evaluator, clear_case: dict[str, Any]
) -> None:
    clear_case["client"]["sex"] = "unstated"
    clear_case["screening"]["low_energy"]["amenorrhoea"] = "not_applicable"
    proposal = evaluator.evaluate(from_plain(clear_case))
    assert "client.sex" not in proposal.unasked
    assert "interview-female" not in [reason.rule for reason in proposal.reasons]


def test_facts_leave_out_what_is_not_known(evaluator: Evaluator) -> None:
    plain = {"format": "clinic-app/assessment/1", "date": "2026-11-22", "client": {"sex": "unstated", "age": 30}}
    document = from_plain({**plain, "interview": {"desk_work": "not_asked"}})
    facts = observe(document, evaluator.rule_set.catalogue)
    assert {path for path, value in facts.items() if value is not None} == {"client.age"}
    assert facts[DIFFERENCE] is None


def replaced(before: str, after: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        assert before in text
        return text.replace(before, after, 1)

    return change


SWAY_POINTS = "points = { thoracic_stiffness = 2 }"
FEVER = 'id = "fever"\ngroup = "general"'
WRONG = [
    (RULES, replaced("[header]", "[header"), "", "line"),
    (RULES, replaced('id = "factory"', "id = 3"), "", ""),
    (RULES, replaced("interview = 4", 'interview = "many"'), "caps", "whole number"),
    (RULES, replaced("[caps]", "[limits]"), "limits", "unknown"),
    (RULES, replaced('finding = "posture.sway_back"', 'finding = "posture.swayback"'), "posture-sway-back", "swayback"),
    (
        RULES,
        replaced('"interview.desk_work", is = "yes"', '"interview.desk_work", is = "often"'),
        "interview-desk-work",
        "often",
    ),
    (RULES, replaced(SWAY_POINTS, "points = { thorax = 2 }"), "posture-sway-back", "thorax"),
    (
        RULES,
        replaced(SWAY_POINTS, "points = { thoracic_stiffness = 0 }"),
        "posture-sway-back",
        "0 points",
    ),
    (RULES, replaced(SWAY_POINTS, "points = {}"), "posture-sway-back", "no points"),
    (RULES, replaced('id = "posture-sway-back"', 'id = "posture-lordosis"'), "posture-lordosis", "twice"),
    (RULES, replaced('exercise = "dead_bug"', 'exercise = "plank"'), "trunk_weakness", "plank"),
    (RULES, replaced('test = "dead_bug"', 'test = "plank"'), "trunk_weakness", "plank"),
    (RULES, replaced('comfort = ["comfort_walk"', 'comfort = ["nap"'), "plan.comfort", "nap"),
    (RULES, replaced('[[screening]]\nid = "visceral"', '[[screening]]\nid = "organ"'), "visceral", "no category"),
    (RULES, replaced("count = 4, of", "count = 6, of"), "screening", "not possible"),
    (RULES, replaced('reason = { ja = "立位でスウェイバック"', 'reason = { ja = " "'), "rule", "blank"),
    (RULES, replaced(', en = "Sway back in standing"', ""), "reason.en", "missing"),
    (RULES, replaced("at_least = 10 }", 'at_least = 10, is = "yes" }'), "rule", "one comparison"),
    ("findings/posture.toml", replaced('id = "sway_back"', 'id = "increased_lordosis"'), "increased_lordosis", "twice"),
    ("findings/intake.toml", replaced("low = 6, high = 110", "low = 110, high = 6"), "finding", "above the highest"),
    ("findings/intake.toml", replaced('type = "whole"', 'type = "hole"'), "finding", "hole"),
    ("findings/thoracic_rotation.toml", replaced("normal = 40", "normal = 30"), "rotation", "must fall"),
    (
        "findings/screening.toml",
        replaced(FEVER, FEVER.replace("general", "none")),
        "screening.fever",
        "none",
    ),
    ("exercises/dead_bug.toml", replaced("[forms.standard]", "[forms.usual]"), "forms", "usual"),
    ("findings/thoracic_rotation.toml", replaced("seated = {", "kneeling = {"), "rotation.bands", "half_kneeling"),
    (RULES, replaced("\nposture = 2", ""), "caps", "posture"),
    (RULES, replaced('comfort_when = "irritable"', 'comfort_when = "tired"'), "plan.comfort_when", "tired"),
    (RULES, replaced('"comfort_walk", "standard"', '"comfort_walk", "harder"'), "plan.comfort", "harder"),
]


@pytest.mark.parametrize(("file", "change", "place", "reason"), WRONG, ids=[f"{row[2]}-{row[3]}" for row in WRONG])
def test_a_wrong_rule_set_is_refused_with_file_place_and_reason(
    factory: dict[str, str], file: str, change: Callable[[str], str], place: str, reason: str
) -> None:
    with pytest.raises(RuleSetError) as refusal:
        load_rule_set({**factory, file: change(factory[file])})
    error = refusal.value
    assert error.file in (file, file.split("/", maxsplit=1)[0])
    assert place in error.place
    assert reason in error.reason
    assert str(error).startswith(error.file)


def test_exactly_one_rule_file_is_needed(factory: dict[str, str]) -> None:
    with pytest.raises(RuleSetError, match="exactly one"):
        load_rule_set({name: text for name, text in factory.items() if name != RULES})
    with pytest.raises(RuleSetError, match="exactly one"):
        load_rule_set({**factory, "rules/second.toml": factory[RULES]})


def test_a_picture_that_does_not_exist_is_refused(factory: dict[str, str]) -> None:
    with pytest.raises(RuleSetError, match="pose"):
        load_rule_set(factory, poses=set())


def test_the_hash_tells_every_text_apart(factory: dict[str, str]) -> None:
    assert load_rule_set(factory).ref.hash == text_hash(dict(reversed(factory.items())))
    assert text_hash({"a": "bc"}) != text_hash({"ab": "c"})


def test_the_policy_is_data(factory: dict[str, str], clear_case: dict[str, Any]) -> None:
    stricter = {**factory, RULES: replaced("lead = 5", "lead = 11")(factory[RULES])}
    assert Evaluator(load_rule_set(stricter)).evaluate(from_plain(clear_case)).outcome == "undetermined"


def test_a_condition_knows_its_findings_once_each() -> None:
    one = Condition(finding="a", is_="yes")
    assert Condition(all_=(one, Condition(any_=(one, Condition(finding="b", below=1))))).findings() == ("a", "b")


@pytest.mark.parametrize(
    "words", [{}, {"finding": "a"}, {"is_": "yes"}, {"all_": (), "finding": "a", "is_": 1}, {"count": 1}]
)
def test_a_condition_without_sense_is_refused(words: dict[str, Any]) -> None:
    with pytest.raises((ValueError, msgspec.ValidationError)):
        Condition(**words)
