"""Says in a trainer's words why a rule counts and why a side of a test has its level: what was seen, left and right."""

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
from clinic_app.domain.proposal import Reason
from clinic_app.domain.text import Language
from clinic_app.i18n import N_, texts
from clinic_app.rules.labels import value_text
from clinic_app.rules.observe import DIFFERENCE, LEVELS
from clinic_app.rules.ruleset import RuleSet

NOT_DONE = {
    "no_time": N_("no time"),
    "declined": N_("declined"),
    "other_pain": N_("other pain"),
    "no_space": N_("no space"),
    "other": N_("other reason"),
}
FAULT_STATES = {"persists": N_("persists after the cue"), "gone_after_cue": N_("gone after the cue")}


def reason_text(rule_set: RuleSet, reason: Reason, language: Language, assessment: Assessment | None = None) -> str:
    """One reason in the trainer's words; with the assessment, what was seen on each side is added."""
    said = rule_set.rule(reason.rule).reason.in_language(language)
    say = texts("messages", language)
    detail = ""
    if reason.finding == DIFFERENCE:
        detail = value_text(rule_set, DIFFERENCE, reason.observed, language)
    elif assessment is not None and reason.finding in LEVELS.values():
        detail = sides_text(assessment, reason.finding.split(".")[1], rule_set.catalogue, language)
    return say(N_("{reason} ({detail})")).format(reason=said, detail=detail) if detail else said


def sides_text(assessment: Assessment, test: str, catalogue: Catalogue, language: Language) -> str:
    """Why the test has its level: the sides at that level, each with its reasons."""
    say = texts("messages", language)
    rotation = assessment.tests.thoracic_rotation
    position = rotation.position if rotation is not None else None
    sides = [side_level(side(assessment, test, name), position, catalogue.rotation) for name in SIDES]
    worst = min((level for level in sides if level is not None), default=None)
    names = {"left": say(N_("left")), "right": say(N_("right"))}
    found = {}
    for name, level in zip(SIDES, sides, strict=True):
        if level is not None and (test == ROTATION or (level == worst and level < 3)):
            found[names[name]] = say(N_(", ")).join(level_reasons(assessment, test, name, catalogue, language))
    if len(found) == len(SIDES) and len(set(found.values())) == 1:  # the same words twice are read twice
        found = {say(N_("both sides")): next(iter(found.values()))}
    return say(N_("; ")).join(say(N_("{side}: {why}")).format(side=name, why=why) for name, why in found.items())


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
