"""What became of every rule and of every screening item: it matched, it did not and why, or it is undecided.

Undecided always names what was not asked or not done. Screening items are judged by their first category that holds.
"""

from clinic_app.domain.assessment import Assessment, Clearance
from clinic_app.domain.proposal import Category, Fact, ItemState, RuleState, State
from clinic_app.domain.text import Language, Text
from clinic_app.i18n import N_, texts
from clinic_app.rules.conditions import Facts, compile_condition
from clinic_app.rules.labels import label, value_text
from clinic_app.rules.observe import LEVELS
from clinic_app.rules.reasons import sides_text
from clinic_app.rules.ruleset import Condition, RuleSet

_Judged = tuple[State, dict[str, Fact], tuple[str, ...]]
_CATEGORIES: tuple[Category, ...] = ("urgent", "refer", "caution")
CATEGORIES = {"urgent": N_("urgent"), "refer": N_("see a doctor"), "caution": N_("caution")}


def rule_states(rule_set: RuleSet, facts: Facts) -> list[RuleState]:
    """Every rule's state with what was observed and what is missing, in the order of the rules."""
    return [RuleState(rule.id, *_judged(rule.when, facts)) for rule in rule_set.rules.rule]


def item_states(rule_set: RuleSet, facts: Facts, cleared: Clearance | None = None) -> list[ItemState]:
    """Every screening item's state, in the order in which they are asked."""
    rules = {rule.id: rule for rule in rule_set.rules.screening}
    found = []
    for item in rule_set.catalogue.screening:
        rule = rules[item.id]
        judged: _Judged | None = None
        for category in _CATEGORIES:
            condition = getattr(rule, category)
            if condition is None:
                continue
            state, observed, missing = _judged(condition, facts)
            if state == "matched":
                eased = category == "refer" and cleared is not None and item.id in cleared.items
                found.append(ItemState(item.id, state, observed, missing, "caution" if eased else category, eased))
                break
            if judged is None or (state == "undecided" and judged[0] != "undecided"):
                judged = state, observed, missing
        else:
            assert judged is not None  # noqa: S101 - every item has a category
            found.append(ItemState(item.id, *judged))
    return found


def _judged(condition: Condition, facts: Facts) -> _Judged:
    held = compile_condition(condition)(facts)
    paths = condition.findings()
    observed = {path: facts[path] for path in paths if facts.get(path) is not None}
    missing = tuple(path for path in paths if facts.get(path) is None)
    state: State = "matched" if held else "undecided" if held is None else "not_matched"
    return state, observed, missing if held is None else ()


def rule_state_text(
    rule_set: RuleSet, state: RuleState, language: Language, assessment: Assessment | None = None
) -> str:
    """One rule's state as a sentence with what was observed, its source and its id."""
    say, rule = texts("messages", language), rule_set.rule(state.rule)
    reason = rule.reason.in_language(language)
    if state.state == "undecided":
        missing = _missing(rule_set, state, reason, language)
        return say(N_("{reason}: open ({missing}) [{rule}]")).format(reason=reason, missing=missing, rule=rule.id)
    if state.state == "not_matched":
        observed = _named(rule_set, state, reason, language)
        words = N_("{reason}: does not apply ({observed}) [{rule}]")
        return say(words).format(reason=reason, observed=observed, rule=rule.id)
    points = " ".join(f"{rule_set.cause(key).mark}{value:+d}" for key, value in rule.points.items())
    source = rule.source.in_language(language) if isinstance(rule.source, Text) else rule.source
    observed = _observed(rule_set, state, language, assessment)
    words = N_("{reason} ({observed}): {points}. Source: {source} [{rule}]")
    if observed in reason:  # "Dead bug is good (level 3)" has said it already
        words = N_("{reason}: {points}. Source: {source} [{rule}]")
    return say(words).format(reason=reason, observed=observed, points=points, source=source, rule=rule.id)


def item_state_text(rule_set: RuleSet, state: ItemState, language: Language) -> str:
    """One screening item's state as a sentence; answers of its parts are named when it has some."""
    say, item = texts("messages", language), rule_set.catalogue.screening_by_id[state.item]
    name = item.label.in_language(language)
    if state.state == "undecided":
        missing = _missing(rule_set, state, name, language)
        return say(N_("{finding}: open ({missing})")).format(finding=name, missing=missing)
    said = say(CATEGORIES[state.category]) if state.category is not None else say(N_("does not apply"))
    if state.cleared:
        said = say(N_("{category}, cleared by a doctor")).format(category=said)
    detail = _answers(rule_set, state, name, language)
    return say(N_("{finding}: {value} ({detail})")).format(finding=name, value=said, detail=detail)


def _answers(rule_set: RuleSet, state: ItemState, heading: str, language: Language) -> str:
    """The answers that count, by name; plain noes are told together."""
    say = texts("messages", language)
    telling = {path: value for path, value in state.observed.items() if value not in ("no", "not_applicable")}
    if not telling and len(state.observed) > 1:
        return say(N_("all no"))
    if state.state == "matched" or len(telling) == len(state.observed) or not telling:
        return _named(rule_set, ItemState(state.item, state.state, telling or state.observed), heading, language)
    named = _named(rule_set, ItemState(state.item, state.state, telling), heading, language)
    return say(N_("{answers}, all else no")).format(answers=named)


def _observed(rule_set: RuleSet, state: RuleState, language: Language, assessment: Assessment | None) -> str:
    """What was seen: of a test the sides that gave its level, of a rule over one finding the bare value."""
    path = next(iter(state.observed))
    if len(state.observed) > 1:
        return _named(rule_set, state, "", language)
    if assessment is not None and path in LEVELS.values():
        sides = sides_text(assessment, path.split(".")[1], rule_set.catalogue, language)
        if sides:
            return sides
    return value_text(rule_set, path, state.observed[path], language)


def _named(rule_set: RuleSet, state: RuleState | ItemState, heading: str, language: Language) -> str:
    """Each observed value with its name, without it where the heading has just said it."""
    named = (_pair(rule_set, path, value, heading, language) for path, value in state.observed.items())
    return texts("messages", language)(N_(", ")).join(named)


def _missing(rule_set: RuleSet, state: RuleState | ItemState, heading: str, language: Language) -> str:
    named = (_pair(rule_set, path, None, heading, language) for path in state.missing)
    return texts("messages", language)(N_(", ")).join(named)


def _pair(rule_set: RuleSet, path: str, value: Fact | None, heading: str, language: Language) -> str:
    name, said = label(rule_set, path, language), value_text(rule_set, path, value, language)
    if name == heading:
        return said
    return texts("messages", language)(N_("{finding}: {value}")).format(finding=name, value=said)
