"""Chooses the words of a take-home sheet from what was recorded, proposed, decided and planned.

Only choosing: how it looks is the sheet's part. Texts of causes, rules and exercises come from the rule set.
"""

from datetime import date
from fractions import Fraction

from clinic_app.domain.assessment import ROTATION, TESTS, Assessment, RotationSide, side
from clinic_app.domain.clinic import ClinicProfile
from clinic_app.domain.exercise import Dose, Exercise
from clinic_app.domain.levels import TestLevels, mean_degrees
from clinic_app.domain.proposal import Proposal, Reason
from clinic_app.domain.text import Language
from clinic_app.domain.visit import Plan, PlanItem, Variant
from clinic_app.handouts.content import (
    HomeExercise,
    Person,
    Recheck,
    RetestChange,
    SheetContent,
    SideResult,
    Standing,
    Tendency,
    TestResult,
)
from clinic_app.i18n import texts
from clinic_app.rules.ruleset import RuleSet

MOST_REASONS = 3
UNEVEN = 10  # degrees between the sides (CLINICAL.md 2.2)
FULL_TURN = 60.0  # degrees at the end of the rotation bar; more than this is drawn as full


def sheet_content(  # noqa: PLR0913 - one flat call for the action, all but four by name
    assessment: Assessment,
    proposal: Proposal,
    rule_set: RuleSet,
    plan: Plan,
    *,
    client_name: str,
    kana: str,
    date: date,
    trainer: str,
    clinic: ClinicProfile,
    language: Language = "ja",
    variant: Variant = "standard",
    causes: tuple[str, ...] | None = None,
    retest: tuple[RetestChange, ...] | None = None,
) -> SheetContent:
    """Everything the sheet says; `causes` is what the trainer decided, the proposal's own when None.

    Raises `ValueError` for an outcome that hides its points (refer, screening unfinished): a memo goes home then.
    """
    if proposal.hidden:
        raise ValueError(f"no sheet may be made while the outcome is {proposal.outcome}")
    decided = proposal.causes if causes is None else causes
    levels = TestLevels(assessment, rule_set.catalogue.rotation)
    names = test_names(rule_set, language)
    watched = () if decided else proposal.movement_findings
    return SheetContent(
        language=language,
        variant=variant,
        person=Person(plan.printed_name or client_name, kana, date, trainer),
        clinic=clinic,
        standing=_standing(decided, levels, proposal),
        tendencies=tuple(_tendency(rule_set, cause, language) for cause in decided),
        watched=tuple(names[test] for test in watched),
        tests=tuple(_test(assessment, levels, rule_set, test, language) for test in TESTS),
        changes=tuple(_change(change, names, language) for change in retest or ()),
        reasons=_reasons(proposal, rule_set, decided, watched, language),
        exercises=tuple(_exercise(rule_set, item, language) for item in plan.items),
        recheck=Recheck(plan.recheck_on, plan.recheck_time),
        plan_code=plan.code,
        comfort=any(item.exercise == rule_set.rules.plan.comfort[0] for item in plan.items),
        note=plan.note,
        running=plan.back_to_running,
    )


def _standing(decided: tuple[str, ...], levels: TestLevels, proposal: Proposal) -> Standing:
    if not decided:
        return "insufficient" if proposal.outcome == "insufficient" else "undetermined"
    if len(decided) > 1:
        return "mixed"
    return "provisional" if None in levels.tests.values() else "leading"


def _tendency(rule_set: RuleSet, cause_id: str, language: Language) -> Tendency:
    cause = rule_set.cause(cause_id)
    if cause.client is None:  # a studio's rule set from before these words existed
        return Tendency(cause.name.in_language(language), cause.mechanism.in_language(language))
    words = cause.client
    return Tendency(words.headline.in_language(language), words.body.in_language(language), words.pose)


def test_names(rule_set: RuleSet, language: Language) -> dict[str, str]:
    """What a client calls each test: the name of the exercise that goes with it, else the test's own."""
    names = {test: protocol.name.in_language(language) for test, protocol in rule_set.catalogue.protocols.items()}
    for cause in rule_set.rules.cause:
        names[cause.test] = rule_set.exercises[cause.exercise].name.in_language(language)
    return names


def _test(assessment: Assessment, levels: TestLevels, rule_set: RuleSet, test: str, language: Language) -> TestResult:
    """One test in words; degrees have a scale of their own, by the position they were measured in."""
    _ = texts("handouts", language)
    name = test_names(rule_set, language)[test]
    words = rule_set.catalogue.protocols[test].levels
    sides = []
    for which, level in zip(("left", "right"), levels.sides[test], strict=True):
        recorded = side(assessment, test, which)
        if recorded is None or level is None:
            stopped = recorded is not None and recorded.status == "stopped_by_pain"
            sides.append(SideResult("stopped_by_pain" if stopped else "not_done"))
            continue
        word = words[str(level)].in_language(language)
        degrees, share = _degrees(recorded) if isinstance(recorded, RotationSide) else ("", level / 3)
        sides.append(SideResult("done", level, word, degrees, share))
    left, right = sides
    norm, scale = None, _("Level 0 to 3; 3 is good")
    position = assessment.tests.thoracic_rotation.position if assessment.tests.thoracic_rotation else None
    if test == ROTATION:
        bands = rule_set.catalogue.rotation.bands
        normal = (bands[position] if position in bands else next(iter(bands.values()))).normal
        norm, scale = normal / FULL_TURN, _("{degrees:g}° or more is good").format(degrees=normal)
    uneven = test == ROTATION and (levels.difference or 0) >= UNEVEN
    return TestResult(test, name, left, right, levels.tests[test] is not None, scale, norm, uneven)


def _degrees(recorded: RotationSide) -> tuple[str, float]:
    """The mean as printed and its share of the bar; rounded down, so that it never looks like a better band."""
    mean: Fraction = mean_degrees(recorded)
    tenths = int(mean * 10)
    text = f"{tenths // 10}" if tenths % 10 == 0 else f"{tenths / 10:.1f}"
    return f"{text}°", min(1.0, float(mean) / FULL_TURN)


def _change(change: RetestChange, names: dict[str, str], language: Language) -> str:
    _ = texts("handouts", language)
    label = {"pain": _("{test}: pain"), "degrees": _("{test}: range"), "level": _("{test}: level")}[change.measure]
    unit = "°" if change.measure == "degrees" else ""
    where = {"left": _(" (left)"), "right": _(" (right)"), None: ""}[change.side]
    test = names.get(change.test, change.test)
    return f"{label.format(test=test)}{where} {change.before:g}{unit} → {change.after:g}{unit}"


def _reasons(
    proposal: Proposal, rule_set: RuleSet, decided: tuple[str, ...], watched: tuple[str, ...], language: Language
) -> tuple[str, ...]:
    """At most three reasons a client understands: the strongest of each cause and block before a second one."""
    wanted = decided or tuple(cause.id for cause in rule_set.rules.cause if cause.test in watched)
    said = [r for r in proposal.reasons if r.points > 0 and r.cause in wanted and rule_set.rule(r.rule).client]
    if not decided:
        said = [reason for reason in said if reason.block == "tests"]
    chosen: list[Reason] = []
    while said and len(chosen) < MOST_REASONS:
        taken_causes = [r.cause for r in chosen]
        taken = [(r.cause, r.block) for r in chosen]
        best = min(
            said,
            key=lambda r: (
                taken_causes.count(r.cause) if len(wanted) > 1 else 0,
                taken.count((r.cause, r.block)),
                ("tests", "posture", "interview").index(r.block),
                -r.points,
                wanted.index(r.cause),
            ),
        )
        chosen.append(best)
        said = [r for r in said if r.rule != best.rule]
    ordered = sorted(chosen, key=lambda r: (("tests", "posture", "interview").index(r.block), wanted.index(r.cause)))
    return tuple(text.in_language(language) for r in ordered if (text := rule_set.rule(r.rule).client))


def _exercise(rule_set: RuleSet, item: PlanItem, language: Language) -> HomeExercise:
    exercise: Exercise = rule_set.exercises[item.exercise]
    form = next((form for name, form in exercise.forms.items() if name == item.form), exercise.forms["standard"])
    return HomeExercise(
        name=exercise.name.in_language(language),
        form=form.name.in_language(language),
        dose=_dose(item, form.dose, language),
        purpose=exercise.purpose.in_language(language),
        start=form.start,
        end=form.end,
        steps=tuple(step.in_language(language) for step in form.steps),
        points=tuple(point.in_language(language) for point in form.points),
        cue=_cue(item.cue.strip(), exercise, language) or form.cue.in_language(language),
        avoid=tuple(line.in_language(language) for line in exercise.avoid),
    )


def _cue(said: str, exercise: Exercise, language: Language) -> str:
    """The cue that worked; one of ours that was kept in the other language is said in this one."""
    ours = (form.cue for form in exercise.forms.values())
    return next((cue.in_language(language) for cue in ours if said in (cue.ja, cue.en)), said)


def _dose(item: PlanItem, planned: Dose, language: Language) -> str:
    """The agreed dose in the exercise's own unit; a changed amount replaces its label."""
    if (item.reps, item.sets) == (planned.reps, planned.sets):
        return planned.in_language(language)
    return Dose(item.reps, item.sets, planned.unit, planned.each_side).in_language(language)
