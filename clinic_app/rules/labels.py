"""Names findings, values, conditions and outcomes in a trainer's words.

Words of findings and rules are data and come from the rule set; only the words between them are in the catalogue
`messages`. Whole explanations are put together in `explain`, `changes` and `account`.
"""

from clinic_app.domain.assessment import HINGE, ROTATION
from clinic_app.domain.proposal import Fact, Outcome, Proposal
from clinic_app.domain.text import Language, Text
from clinic_app.i18n import N_, texts
from clinic_app.rules.observe import DIFFERENCE, LEVELS, LUMBAR_EXTENSION
from clinic_app.rules.ruleset import Condition, RuleSet

OUTCOMES = {
    "leading": N_("Main tendency"),
    "mixed": N_("Combined tendencies"),
    "undetermined": N_("Judgement withheld"),
    "insufficient": N_("Not enough information"),
    "screening_incomplete": N_("Screening not finished"),
    "refer": N_("See a doctor first"),
    "urgent": N_("Urgent: go to a hospital now"),
}
ANSWERS = {
    "yes": N_("yes"),
    "no": N_("no"),
    "not_asked": N_("not asked"),
    "not_applicable": N_("not applicable"),
}


def label(rule_set: RuleSet, path: str, language: Language) -> str:
    """The name of a finding, a screening item or a computed fact by its path."""
    say, catalogue = texts("messages", language), rule_set.catalogue
    if path == LUMBAR_EXTENSION:
        fault = catalogue.by_path[f"tests.{HINGE}.faults"].choice("lumbar_extension").label.in_language(language)
        return f"{catalogue.protocols[HINGE].short.in_language(language)}: {fault}"
    if path == DIFFERENCE:
        name = catalogue.protocols[ROTATION].short.in_language(language)
        return say(N_("{test}: difference between sides")).format(test=name)
    section, _, rest = path.partition(".")
    if section == "tests" and path not in catalogue.by_path:
        return catalogue.protocols[rest.split(".")[0]].name.in_language(language)
    if section == "screening":
        item_id, _, part_id = rest.partition(".")
        item = catalogue.screening_by_id[item_id]
        found = next((part.label for part in item.parts if part.id == part_id), item.label)
        return found.in_language(language)
    return catalogue.by_path[path].label.in_language(language)


def value_text(rule_set: RuleSet, path: str, value: Fact | None, language: Language) -> str:
    """A value of a finding in words: はい, レベル1, 17歳; None is 未確認."""
    say = texts("messages", language)
    if value is None:
        return say(N_("not done")) if path.startswith("tests.") else say(ANSWERS["not_asked"])
    if path in LEVELS.values():
        return say(N_("level {level}")).format(level=value)
    if path == DIFFERENCE:
        return say(N_("{degrees}°")).format(degrees=f"{float(value):.1f}".removesuffix(".0"))
    finding = rule_set.catalogue.by_path.get(path)
    if finding is not None and value in finding.choice_ids:
        return finding.choice(str(value)).label.in_language(language)
    return _plain_value(value, finding.unit if finding is not None else None, language)


def _plain_value(value: Fact, unit: Text | None, language: Language) -> str:
    say = texts("messages", language)
    if isinstance(value, bool):
        return say(N_("seen")) if value else say(N_("not seen"))
    if value in ANSWERS:
        return say(ANSWERS[str(value)])
    return (f"{value:g}" if isinstance(value, float) else str(value)) + _unit(unit, language)


def _unit(unit: Text | None, language: Language) -> str:
    """A unit as it follows its number: 17歳, 3 km/週, 17 years."""
    if unit is None:
        return ""
    said = unit.in_language(language)
    return said if not said[0].isascii() or said[0] in "°%" else f" {said}"


def condition_text(rule_set: RuleSet, condition: Condition, language: Language) -> str:
    """A condition in words, as it stands in the table of a rule set."""
    if condition.finding is not None:
        return _comparison(rule_set, condition, condition.finding, language)
    if len(condition.parts) == 1:
        return condition_text(rule_set, condition.parts[0], language)
    say = texts("messages", language)
    needed = 1 if condition.any_ is not None else condition.count
    answers = {part.is_ for part in condition.parts}
    if needed is not None and answers in ({"yes"}, {"no"}):
        names = say(N_("; ")).join(label(rule_set, part.finding or "", language) for part in condition.parts)
        answer = say(ANSWERS[str(answers.pop())])
        return say(N_('{count} or more answered "{answer}": {findings}')).format(
            count=needed, answer=answer, findings=names
        )
    parts = [_inner(rule_set, part, language) for part in condition.parts]
    if needed is not None and needed > 1:
        return say(N_("{count} or more of: {parts}")).format(count=needed, parts=say(N_("; ")).join(parts))
    return say(N_(" and ") if needed is None else N_(" or ")).join(parts)


def _inner(rule_set: RuleSet, part: Condition, language: Language) -> str:
    """A condition inside another one: a group of its own in brackets."""
    said = condition_text(rule_set, part, language)
    return said if len(part.parts) < 2 else texts("messages", language)(N_("[{parts}]")).format(parts=said)


def _comparison(rule_set: RuleSet, condition: Condition, path: str, language: Language) -> str:
    say, name = texts("messages", language), label(rule_set, path, language)
    if condition.is_ is not None:
        value = value_text(rule_set, path, condition.is_, language)
        return say(N_("{finding}: {value}")).format(finding=name, value=value)
    bounds = (
        (condition.at_least, N_("{value} or more")),
        (condition.at_most, N_("{value} or less")),
        (condition.above, N_("over {value}")),
        (condition.below, N_("below {value}")),
    )
    limit, words = next((limit, words) for limit, words in bounds if limit is not None)
    value = say(words).format(value=value_text(rule_set, path, limit, language))
    return say(N_("{finding}: {value}")).format(finding=name, value=value)


def result_text(rule_set: RuleSet, outcome: Outcome, causes: tuple[str, ...], language: Language) -> str:
    """An outcome with the marks of its causes: 主な傾向: ①."""
    say = texts("messages", language)
    said = say(OUTCOMES[outcome])
    if not causes:
        return said
    marks = "".join(rule_set.cause(key).mark for key in causes)
    return say(N_("{outcome}: {causes}")).format(outcome=said, causes=marks)


def outcome_text(proposal: Proposal, rule_set: RuleSet, language: Language) -> str:
    """The headline: outcome, the causes where there are any, and how firm it is."""
    say = texts("messages", language)
    if proposal.outcome == "refer":
        return say(OUTCOMES["urgent" if proposal.urgency == "urgent" else "refer"])
    head = say(OUTCOMES[proposal.outcome])
    if not proposal.causes:
        return head
    names = [f"{rule_set.cause(key).mark} {rule_set.cause(key).name.in_language(language)}" for key in proposal.causes]
    marks = [
        say(word) for word, holds in ((N_("tied"), proposal.tied), (N_("provisional"), proposal.provisional)) if holds
    ]
    said = say(N_("{outcome}: {causes}")).format(outcome=head, causes=say(N_(" + ")).join(names))
    return say(N_("{reason} ({detail})")).format(reason=said, detail=say(N_(", ")).join(marks)) if marks else said
