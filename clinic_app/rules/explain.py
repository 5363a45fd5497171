"""Says in a trainer's words what the rules saw and concluded: labels, values, reasons, levels, headline.

Words of findings and rules are data and come from the rule set; the words between them come from the catalogue
`messages`. What would change the result is computed in `flips`. Hidden outcomes have no reasons at all, so
nothing here can tell what a red flag hides.
"""

from clinic_app.domain.assessment import (
    DEAD_BUG,
    HINGE,
    ROTATION,
    SIDES,
    Assessment,
    DeadBugSide,
    HingeSide,
    RotationSide,
    Side,
    side,
)
from clinic_app.domain.finding import Catalogue
from clinic_app.domain.levels import is_complete, mean_degrees, side_level
from clinic_app.domain.proposal import Fact, Flip, Proposal, Reason
from clinic_app.domain.text import Language
from clinic_app.i18n import N_, texts
from clinic_app.rules.flips import flips, next_test
from clinic_app.rules.observe import DIFFERENCE, LEVELS, LUMBAR_EXTENSION
from clinic_app.rules.ruleset import RuleSet
from clinic_app.rules.sentences import line, sentence

__all__ = [
    "flip_text",
    "flips",
    "label",
    "level_reasons",
    "line",
    "next_test",
    "outcome_text",
    "reason_text",
    "sentence",
    "value_text",
]

OUTCOMES = {
    "leading": N_("Main tendency"),
    "mixed": N_("Combined tendencies"),
    "undetermined": N_("Judgement withheld"),
    "insufficient": N_("Not enough information"),
    "screening_incomplete": N_("Screening not finished"),
    "refer": N_("See a doctor first"),
    "urgent": N_("Urgent: go to a hospital now"),
}
NOT_DONE = {
    "no_time": N_("no time"),
    "declined": N_("declined"),
    "other_pain": N_("other pain"),
    "no_space": N_("no space"),
    "other": N_("other reason"),
}
ANSWERS = {
    "yes": N_("yes"),
    "no": N_("no"),
    "not_asked": N_("not asked"),
    "not_applicable": N_("not applicable"),
}
FAULT_STATES = {"persists": N_("persists after the cue"), "gone_after_cue": N_("gone after the cue")}


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
    """A value of a finding in words: はい, レベル1, 左右差10°以上; None is 未確認."""
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
    return _plain_value(value, language)


def _plain_value(value: Fact, language: Language) -> str:
    say = texts("messages", language)
    if isinstance(value, bool):
        return say(N_("seen")) if value else say(N_("not seen"))
    if value in ANSWERS:
        return say(ANSWERS[str(value)])
    return f"{value:g}" if isinstance(value, float) else str(value)


def reason_text(rule_set: RuleSet, reason: Reason, language: Language, assessment: Assessment | None = None) -> str:
    """One reason in the trainer's words; with the assessment, what was seen on each side is added."""
    said = rule_set.rule(reason.rule).reason.in_language(language)
    say = texts("messages", language)
    detail = ""
    if reason.finding == DIFFERENCE:
        detail = value_text(rule_set, DIFFERENCE, reason.observed, language)
    elif assessment is not None and reason.finding in LEVELS.values():
        detail = _sides_text(assessment, reason.finding.split(".")[1], rule_set.catalogue, language)
    return say(N_("{reason} ({detail})")).format(reason=said, detail=detail) if detail else said


def _sides_text(assessment: Assessment, test: str, catalogue: Catalogue, language: Language) -> str:
    """Why the test has its level: the sides at that level, each with its reasons."""
    say = texts("messages", language)
    rotation = assessment.tests.thoracic_rotation
    position = rotation.position if rotation is not None else None
    sides = [side_level(side(assessment, test, name), position, catalogue.rotation) for name in SIDES]
    worst = min((level for level in sides if level is not None), default=None)
    names = {"left": say(N_("left")), "right": say(N_("right"))}
    found = []
    for name, level in zip(SIDES, sides, strict=True):
        if level is not None and (test == ROTATION or (level == worst and level < 3)):
            why = say(N_(", ")).join(level_reasons(assessment, test, name, catalogue, language))
            found.append(say(N_("{side}: {why}")).format(side=names[name], why=why))
    return say(N_("; ")).join(found)


def level_reasons(
    assessment: Assessment, test: str, name: str, catalogue: Catalogue, language: Language
) -> tuple[str, ...]:
    """Why one side of a test has its level, most telling first; or why it has none."""
    recorded = side(assessment, test, name)
    if recorded is None or not is_complete(recorded):
        return (_why_missing(recorded, language),)
    if isinstance(recorded, HingeSide):
        return _hinge_reasons(recorded, catalogue, language)
    if isinstance(recorded, RotationSide):
        return (_rotation_reason(recorded, language),)
    return _dead_bug_reasons(recorded, catalogue, language)


def _why_missing(recorded: Side | None, language: Language) -> str:
    say = texts("messages", language)
    if recorded is None or (recorded.status == "not_done" and recorded.reason is None):
        return say(N_("not done"))
    if recorded.status == "not_done":
        return say(N_("not done ({reason})")).format(reason=say(NOT_DONE[recorded.reason or "other"]))
    return say(N_("stopped by pain")) if recorded.status == "stopped_by_pain" else say(N_("not finished"))


def _hinge_reasons(recorded: HingeSide, catalogue: Catalogue, language: Language) -> tuple[str, ...]:
    say, found = texts("messages", language), []
    lean = catalogue.by_path[f"tests.{HINGE}.lean"]
    leaned = f"{lean.label.in_language(language)} {lean.choice(recorded.lean or 'full').label.in_language(language)}"
    if recorded.lean == "unable":
        found.append(leaned)
    faults = catalogue.by_path[f"tests.{HINGE}.faults"]
    given = recorded.faults or {}
    for state, words in FAULT_STATES.items():
        for fault in faults.choices:
            if given.get(fault.id) == state:
                seen = fault.label.in_language(language)
                found.append(say(N_("{fault} [{state}]")).format(fault=seen, state=say(words)))
    if not recorded.gluteal_sensation:
        found.append(say(N_("not felt in buttocks and back of the thigh")))
    if recorded.lean == "partial":
        found.append(leaned)
    return tuple(found) or (say(N_("no fault, felt in the buttocks, full depth")),)


def _rotation_reason(recorded: RotationSide, language: Language) -> str:
    say, trials = texts("messages", language), recorded.degrees or []
    mean = f"{float(mean_degrees(recorded)):.1f}".removesuffix(".0")
    if len(trials) == 1:
        return say(N_("{degrees}°")).format(degrees=mean)
    each = say(N_(", ")).join(f"{trial:g}" for trial in trials)
    return say(N_("mean {degrees}° of {trials}")).format(degrees=mean, trials=each)


def _dead_bug_reasons(recorded: DeadBugSide, catalogue: Catalogue, language: Language) -> tuple[str, ...]:
    say, found = texts("messages", language), []
    if not recorded.holds_start:
        found.append(say(N_("does not hold the start for 5 s")))
    if recorded.failed_reps:
        found.append(say(N_("{count} of 5 repetitions failed after the cue")).format(count=recorded.failed_reps))
    for field, given in (("key_faults", recorded.key_faults), ("minor_faults", recorded.minor_faults)):
        finding = catalogue.by_path[f"tests.{DEAD_BUG}.{field}"]
        found += [choice.label.in_language(language) for choice in finding.choices if choice.id in (given or ())]
    return tuple(found) or (say(N_("no fault, the start is held")),)


def outcome_text(proposal: Proposal, rule_set: RuleSet, language: Language) -> str:
    """The headline: outcome, the causes where there are any, and how firm it is."""
    say = texts("messages", language)
    if proposal.outcome == "refer":
        return say(OUTCOMES["urgent" if proposal.urgency == "urgent" else "refer"])
    head = say(OUTCOMES[proposal.outcome])
    if not proposal.causes:
        return head
    names = [f"{rule_set.cause(key).mark}{rule_set.cause(key).name.in_language(language)}" for key in proposal.causes]
    marks = [
        say(word) for word, holds in ((N_("tied"), proposal.tied), (N_("provisional"), proposal.provisional)) if holds
    ]
    said = say(N_("{outcome}: {causes}")).format(outcome=head, causes=say(N_(" + ")).join(names))
    return say(N_("{reason} ({detail})")).format(reason=said, detail=say(N_(", ")).join(marks)) if marks else said


def flip_text(rule_set: RuleSet, flip: Flip, language: Language) -> str:
    """One change and what it leads to: 反らすと痛い: いいえ → 判定保留."""
    say = texts("messages", language)
    to = value_text(rule_set, flip.finding, flip.to, language)
    if flip.finding == DIFFERENCE:
        said = N_("below {degrees}") if not flip.to else N_("{degrees} or more")
        limit = flip.to or _difference_limit(rule_set)
        to = say(said).format(degrees=value_text(rule_set, DIFFERENCE, limit, language))
    result = say(OUTCOMES[flip.outcome])
    if flip.causes:
        marks = "".join(rule_set.cause(key).mark for key in flip.causes)
        result = say(N_("{outcome}: {causes}")).format(outcome=result, causes=marks)
    name = label(rule_set, flip.finding, language)
    return say(N_("{finding}: {value} → {result}")).format(finding=name, value=to, result=result)


def _difference_limit(rule_set: RuleSet) -> float:
    """From how many degrees the rules speak of a one-sided rotation."""
    found = (rule.when.at_least for rule in rule_set.rules.rule if rule.when.finding == DIFFERENCE)
    return next((limit for limit in found if limit is not None), 0.0)
