"""The whole account of one assessment: proposal, every rule's state, what would change it, what to ask next.

`account_text` says it as plain text, the form in which explanations are kept, compared and replayed. A hidden outcome
tells its screening items and nothing of points, types or what would open the gate.
"""

from collections.abc import Iterator

import msgspec

from clinic_app.domain.assessment import Assessment
from clinic_app.domain.proposal import Flip, ItemState, NextTest, PairFlip, Proposal, RuleState
from clinic_app.domain.text import Language
from clinic_app.i18n import N_, texts
from clinic_app.rules.changes import flip_text, next_text, pair_text, why_text
from clinic_app.rules.doubts import doubts
from clinic_app.rules.evaluate import Evaluator
from clinic_app.rules.flips import pair_flips, what_changes
from clinic_app.rules.labels import label, outcome_text
from clinic_app.rules.observe import observe
from clinic_app.rules.ruleset import RuleSet
from clinic_app.rules.states import item_state_text, item_states, rule_state_text, rule_states

SHOWN_PAIRS = 10
CONFIDENCE = {"high": N_("Confidence: high"), "medium": N_("Confidence: medium"), "low": N_("Confidence: low")}
FLAGS = {
    "contradiction": N_("{cause}: the story points there, but the test is good"),
    "pending": N_("{cause}: the story points there, the test is missing"),
}


class Account(msgspec.Struct, frozen=True):
    """Everything that can be said about one proposal; `pairs` only where no single change would do."""

    proposal: Proposal
    items: tuple[ItemState, ...]
    rules: tuple[RuleState, ...]
    flips: tuple[Flip, ...]
    pairs: tuple[PairFlip, ...]
    next_test: NextTest | None


def account_of(evaluator: Evaluator, assessment: Assessment) -> Account:
    """The account of a checked assessment; one still being entered is allowed too."""
    rule_set, cleared = evaluator.rule_set, assessment.cleared_by_doctor
    facts = observe(assessment, rule_set.catalogue)
    proposal = evaluator.propose(facts, cleared)
    items = tuple(item_states(rule_set, facts, cleared))
    if proposal.hidden:
        return Account(proposal, items, (), (), (), None)
    doubted = doubts(evaluator, assessment)
    flips, following = what_changes(evaluator, facts, cleared, doubted)
    pairs = () if flips else pair_flips(evaluator, facts, cleared, doubted)
    return Account(proposal, items, tuple(rule_states(rule_set, facts)), flips, pairs, following)


def account_text(rule_set: RuleSet, account: Account, assessment: Assessment, language: Language) -> str:
    """The account as lines of plain text, ending with a line feed."""
    return "\n".join(_lines(rule_set, account, assessment, language)) + "\n"


def _lines(rule_set: RuleSet, account: Account, assessment: Assessment, language: Language) -> Iterator[str]:
    say, proposal = texts("messages", language), account.proposal
    yield outcome_text(proposal, rule_set, language)
    if proposal.confidence is not None:
        yield say(CONFIDENCE[proposal.confidence])
    if not proposal.hidden:
        yield _points_text(rule_set, proposal, language)
    for kind, cause in proposal.flags:
        yield say(FLAGS[kind]).format(cause=rule_set.cause(cause).mark)
    yield from _plan_lines(rule_set, proposal, language)
    yield from _screening_lines(rule_set, account, language)
    for state, heading in (
        ("matched", N_("Rules that apply")),
        ("not_matched", N_("Rules that do not apply")),
        ("undecided", N_("Rules that are open, because something was not asked or not done")),
    ):
        rules = [rule_state_text(rule_set, rule, language, assessment) for rule in account.rules if rule.state == state]
        yield from _listed(say(heading), rules, language)
    yield from _change_lines(rule_set, account, language)


def _points_text(rule_set: RuleSet, proposal: Proposal, language: Language) -> str:
    say, points, blocks = texts("messages", language), proposal.points or {}, proposal.blocks or {}
    shown = []
    for cause in rule_set.rules.cause:
        cells = blocks[cause.id]
        words = N_("{cause} {total} (tests {tests}, posture {posture}, interview {interview})")
        shown.append(say(words).format(cause=cause.mark, total=points[cause.id], **cells))
    return say(N_("Points: {points}")).format(points=say(N_(", ")).join(shown))


def _plan_lines(rule_set: RuleSet, proposal: Proposal, language: Language) -> Iterator[str]:
    say, catalogue = texts("messages", language), rule_set.catalogue
    if proposal.movement_findings:
        names = [catalogue.protocols[test].short.in_language(language) for test in proposal.movement_findings]
        yield say(N_("Movement findings: {tests}")).format(tests=say(N_(", ")).join(names))
    planned = []
    for item in proposal.plan:
        exercise = rule_set.exercises[item.exercise]
        form = next(form for name, form in exercise.forms.items() if str(name) == item.form)
        name, formed = exercise.name.in_language(language), form.name.in_language(language)
        planned.append(say(N_("{finding}: {value}")).format(finding=name, value=formed))
    if planned:
        yield say(N_("Plan: {exercises}")).format(exercises=say(N_("; ")).join(planned))


def _screening_lines(rule_set: RuleSet, account: Account, language: Language) -> Iterator[str]:
    """What is positive or open in the screening; what is negative needs no words of its own."""
    say = texts("messages", language)
    held = [item_state_text(rule_set, item, language) for item in account.items if item.state == "matched"]
    yield from _listed(say(N_("Red flags that apply")), held, language)
    if account.proposal.outcome == "screening_incomplete":
        missing = [label(rule_set, path, language) for path in account.proposal.unasked]
        yield from _listed(say(N_("Not answered yet")), missing, language)
    if account.proposal.hidden:
        quiet = [item_state_text(rule_set, item, language) for item in account.items if item.state == "not_matched"]
        yield from _listed(say(N_("Red flags that do not apply")), quiet, language)


def _change_lines(rule_set: RuleSet, account: Account, language: Language) -> Iterator[str]:
    say = texts("messages", language)
    shown = []
    for flip in account.flips:
        said, why = flip_text(rule_set, flip, language), why_text(flip, language)
        shown.append(say(N_("{reason} ({detail})")).format(reason=said, detail=why) if why else said)
    yield from _listed(say(N_("What would change the result")), shown, language)
    pairs = [pair_text(rule_set, pair, language) for pair in account.pairs[:SHOWN_PAIRS]]
    yield from _listed(say(N_("No single change would do; these two together would")), pairs, language)
    if account.next_test is not None:
        yield from _listed(
            say(N_("What to look at next")), [next_text(rule_set, account.next_test, language)], language
        )


def _listed(heading: str, lines: list[str], language: Language) -> Iterator[str]:
    if lines:
        yield ""
        yield heading
        yield from (f"・{line}" if language == "ja" else f"- {line}" for line in lines)
