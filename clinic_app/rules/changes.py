"""The sentences for what would change the result: single changes, pairs, and why a question is worth asking next."""

from clinic_app.domain.proposal import Change, Fact, Flip, NextTest, Outcome, PairFlip
from clinic_app.domain.text import Language
from clinic_app.i18n import N_, texts
from clinic_app.rules.labels import label, result_text, value_text
from clinic_app.rules.observe import DIFFERENCE
from clinic_app.rules.ruleset import RuleSet

WHY = {
    "doubted": N_("marked as a doubtful measurement"),
    "not_asked": N_("not asked yet"),
    "near_edge": N_("within the error of measurement"),
    "weak": N_("rated by eye"),
    "neighbour": "",
    "answer": "",
    "far": "",
}
NOT_TESTED_YET = N_("not done yet")
LEADS = {
    "leading": N_("{causes} leads"),
    "mixed": N_("{causes} combined"),
    "undetermined": N_("judgement is withheld"),
    "insufficient": N_("there is not enough information"),
    "screening_incomplete": N_("the screening is not finished"),
    "refer": N_("seeing a doctor comes first"),
}


def flip_text(rule_set: RuleSet, flip: Flip, language: Language) -> str:
    """One change and what it leads to: 反らすと痛い: いいえ → 判定保留."""
    say = texts("messages", language)
    result = result_text(rule_set, flip.outcome, flip.causes, language)
    name, to = label(rule_set, flip.finding, language), _to_text(rule_set, flip.finding, flip.to, language)
    return say(N_("{finding}: {value} → {result}")).format(finding=name, value=to, result=result)


def pair_text(rule_set: RuleSet, pair: PairFlip, language: Language) -> str:
    """Two changes that only together lead to something else."""
    say = texts("messages", language)
    first, second = (_change_text(rule_set, change, language) for change in pair.changes)
    both = say(N_("{first} and {second}")).format(first=first, second=second)
    result = result_text(rule_set, pair.outcome, pair.causes, language)
    return say(N_("{changes} → {result}")).format(changes=both, result=result)


def why_text(change: Flip | Change, language: Language) -> str:
    """Why this change is plausible, in a few words; empty for one that would simply be another answer."""
    words = WHY[change.why]
    if change.why == "not_asked" and change.finding.startswith("tests."):
        words = NOT_TESTED_YET
    return texts("messages", language)(words) if words else ""


def _change_text(rule_set: RuleSet, change: Change, language: Language) -> str:
    name, to = label(rule_set, change.finding, language), _to_text(rule_set, change.finding, change.to, language)
    return texts("messages", language)(N_("{finding}: {value}")).format(finding=name, value=to)


def _to_text(rule_set: RuleSet, path: str, to: Fact, language: Language) -> str:
    """The other value in words; a difference between sides is told by its limit."""
    if path != DIFFERENCE:
        return value_text(rule_set, path, to, language)
    say = texts("messages", language)
    limit = value_text(rule_set, DIFFERENCE, to or _difference_limit(rule_set), language)
    return say(N_("{degrees} or more") if to else N_("below {degrees}")).format(degrees=limit)


def _difference_limit(rule_set: RuleSet) -> float:
    """From how many degrees the rules speak of a one-sided rotation."""
    found = (rule.when.at_least for rule in rule_set.rules.rule if rule.when.finding == DIFFERENCE)
    return next((limit for limit in found if limit is not None), 0.0)


def next_text(rule_set: RuleSet, following: NextTest, language: Language) -> str:
    """What a question would decide, answers with the same result together, the last ones as "otherwise"."""
    say, name = texts("messages", language), label(rule_set, following.finding, language)
    groups: dict[tuple[Outcome, tuple[str, ...]], list[Fact]] = {}
    for answer in following.leads_to:
        groups.setdefault((answer.outcome, answer.causes), []).append(answer.to)
    if len(groups) == 1:
        (result,) = groups
        words = N_("{finding}: the result stays the same ({result}) but stands on firmer ground")
        return say(words).format(finding=name, result=_leads(rule_set, *result, language))
    # What most answers lead to is said last, as what happens otherwise.
    ordered = sorted(groups.items(), key=lambda group: len(group[1]))
    parts = []
    for place, (result, values) in enumerate(ordered):
        leads = _leads(rule_set, *result, language)
        if place == len(ordered) - 1 and len(values) > 1:
            parts.append(say(N_("otherwise {result}")).format(result=leads))
            continue
        said = say(N_(" or ")).join(value_text(rule_set, following.finding, value, language) for value in values)
        parts.append(say(N_("if {values}, {result}")).format(values=said, result=leads))
    return say(N_("{finding}: {parts}")).format(finding=name, parts=say(N_("; ")).join(parts))


def _leads(rule_set: RuleSet, outcome: Outcome, causes: tuple[str, ...], language: Language) -> str:
    marks = ("と" if language == "ja" else " and ").join(rule_set.cause(key).mark for key in causes)
    return texts("messages", language)(LEADS[outcome]).format(causes=marks)
