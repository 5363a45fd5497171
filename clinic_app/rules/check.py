"""Checks a rule set before it may speak: reads it, looks at every rule, and proves what holds for every input.

`check(texts)` returns all faults, none for a sound set. In order: the text and its shape (`load`), the header and how
it follows the version in use, every rule and screening item over its own grid (`rule_faults`), and, once these are
sound, the caps and the policy over everything that any assessment can reach (`reach`, `proof`).
"""

from collections.abc import Iterator, Mapping

from clinic_app.domain.proposal import BLOCKS
from clinic_app.rules.fault import Fault, line_of
from clinic_app.rules.grid import Assignment, Grid
from clinic_app.rules.load import RuleSetError, load_rule_set
from clinic_app.rules.proof import Proof
from clinic_app.rules.reach import Reach
from clinic_app.rules.rule_faults import rule_faults
from clinic_app.rules.ruleset import RuleSet
from clinic_app.rules.witness import document_of

MOST_EXERCISES = 3  # adherence fell from 86 % at two to 54 % at four exercises, Eckard 2015


def check(texts: Mapping[str, str], in_use: RuleSet | None = None) -> list[Fault]:
    """All faults of a rule set given as texts by file name; `in_use` is the one that it would follow."""
    try:
        rule_set = load_rule_set(texts)
    except RuleSetError as error:
        return [unreadable(error, texts)]
    return [*check_rule_set(rule_set, texts, in_use)]


def unreadable(error: RuleSetError, texts: Mapping[str, str]) -> Fault:
    """The refusal of texts that are no rule set as a fault with its line."""
    file = next((name for name in texts if name.startswith(error.file)), error.file)
    line = error.line or line_of(texts.get(file, ""), error.place)
    return Fault("load", error.file, error.place, line=line, error=error)


def check_rule_set(rule_set: RuleSet, texts: Mapping[str, str], in_use: RuleSet | None = None) -> Iterator[Fault]:
    """The faults of a rule set that could be read."""
    file = next(name for name in texts if name.startswith("rules/"))

    def fault(kind: str, place: str, values: dict[str, str], witness: Assignment | None) -> Fault:
        document = None if witness is None else document_of(witness, rule_set.catalogue)
        return Fault(kind, file, place, values, line_of(texts[file], place), document)

    for kind, place, values in _header_faults(rule_set, in_use):
        yield fault(kind, place, values, None)
    grid = Grid(rule_set)
    found = list(rule_faults(rule_set, grid))
    for kind, place, values, witness in found:
        yield fault(kind, place, values, witness)
    if any(kind in ("unobservable", "wide") for kind, *_ in found):
        return  # over these no proof can be led
    reach = Reach(rule_set, grid)
    for kind, place, values in _cap_faults(rule_set, reach):
        yield fault(kind, place, values, {})
    for number, cause in enumerate(rule_set.rules.cause):
        points, alone = reach.by_tests_alone(number)
        if points >= rule_set.rules.policy.lead:
            yield fault("tests_alone", "policy.lead", {"cause": cause.id}, alone)
    for shown in Proof(rule_set, reach).findings:
        witness = None if shown.state is None else reach.witness(shown.state)
        yield fault(shown.kind, shown.place, shown.values, witness)


def _header_faults(rule_set: RuleSet, in_use: RuleSet | None) -> Iterator[tuple[str, str, dict[str, str]]]:
    header, rules = rule_set.rules.header, rule_set.rules
    if header.lifecycle == "retired":
        yield "retired", "header.lifecycle", {}
    if not header.version.strip():
        yield "version_blank", "header.version", {}
    if rules.plan.most > MOST_EXERCISES:
        yield "too_many_exercises", "plan.most", {"most": str(rules.plan.most)}
    tests: dict[str, str] = {}
    for cause in rules.cause:
        if cause.test in tests:
            yield "same_test", cause.id, {"cause": cause.id, "other": tests[cause.test], "test": cause.test}
        tests.setdefault(cause.test, cause.id)
    if in_use is None or in_use.ref.id != rule_set.ref.id or in_use.ref.hash == rule_set.ref.hash:
        return
    before = in_use.rules.header
    if before.version == header.version:
        values = {"version": header.version, "example": f"{header.version}.1"}
        yield "version_reused", "header.version", values
    if header.date < before.date:
        yield "date_back", "header.date", {"date": str(header.date), "other": str(before.date)}
    known = {rule.id: rule for rule in in_use.rules.rule}
    for rule in rules.rule:
        if rule.id in known and set(rule.when.findings()).isdisjoint(known[rule.id].when.findings()):
            yield "id_reused", rule.id, {"rule": rule.id, "other": ", ".join(known[rule.id].when.findings())}


def _cap_faults(rule_set: RuleSet, reach: Reach) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Caps above everything that any cause can reach."""
    width, most = len(rule_set.rules.cause), reach.most()
    for place, block in enumerate(BLOCKS):
        highest, cap = max(most[place * width : (place + 1) * width]), rule_set.rules.caps[block]
        if highest <= cap:
            yield (
                "cap",
                f"caps.{block}",
                {
                    "cap": str(cap),
                    "block": block,
                    "most": str(highest),
                    "less": str(highest - 1),
                },
            )
