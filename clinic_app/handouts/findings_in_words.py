"""An assessment, a proposal and a plan as labelled lines of plain words, whole: for the client's own copy.

Words come from the rule set; an id that a later rule set no longer has stands as it is.
"""

from typing import Any

from clinic_app.domain.assessment import ROTATION, SIDES, TESTS, Assessment, side, to_plain
from clinic_app.domain.levels import TestLevels
from clinic_app.domain.proposal import Proposal, Reason
from clinic_app.domain.text import Language
from clinic_app.domain.visit import Plan, PlanItem, StoredProposal
from clinic_app.i18n import N_, Texts, texts
from clinic_app.rules.explain import ANSWERS, label, level_reasons, outcome_text, reason_text, value_text
from clinic_app.rules.ruleset import RuleSet

Line = tuple[str, str]
TEACH_BACK = {"can_do": N_("can do it"), "with_cue": N_("with a cue"), "not_yet": N_("not yet")}


def findings_lines(assessment: Assessment, rule_set: RuleSet, language: Language) -> list[Line]:
    """Numbers and choices one by one; yes and no gathered under their answer, screening apart from the rest."""
    plain, _, say = to_plain(assessment), texts("handouts", language), texts("messages", language)
    lines: list[Line] = []
    gathered: dict[tuple[str, str], list[str]] = {}
    for path, value in _flat(plain):
        section = path.partition(".")[0]
        if section == "tests" or path in ("client.name", "client.kana", "date", "format", "case"):
            continue
        if section in ("pain_drawing", "cleared_by_doctor"):
            continue
        if value in ANSWERS:
            gathered.setdefault((section, value), []).append(_label(rule_set, path, language))
        else:
            lines.append((_label(rule_set, path, language), _value(rule_set, path, value, language)))
    lines += _drawing(assessment, rule_set, language, _)
    if assessment.cleared_by_doctor is not None:
        word = assessment.cleared_by_doctor
        lines.append((_("Doctor's word"), _(", ").join(part for part in (word.by, word.date, word.limits) if part)))
    for section, heading in (
        ("interview", _("Questions")),
        ("posture", _("Posture")),
        ("screening", _("Questions for safety")),
    ):
        for answer, words in ANSWERS.items():
            if found := gathered.get((section, answer)):
                said = "\n".join(f"– {one}" for one in found) if answer == "yes" else " / ".join(found)
                lines.append((_("{section}: {answer}").format(section=heading, answer=say(words)), said))
    return lines


def test_lines(assessment: Assessment, rule_set: RuleSet, language: Language) -> list[Line]:
    """Each side of each test: its level, why, and the pain."""
    _, catalogue = texts("handouts", language), rule_set.catalogue
    levels, lines = TestLevels(assessment, catalogue.rotation), []
    names = {"left": _("Left"), "right": _("Right")}
    for test in TESTS:
        if getattr(assessment.tests, test) is None:
            continue
        for which, level in zip(SIDES, levels.sides[test], strict=True):
            why = _(", ").join(level_reasons(assessment, test, which, catalogue, language))
            if level is not None:
                why = _("level {level} (0 to 3; 3 is good): {why}").format(level=level, why=why)
            name = catalogue.protocols[test].name.in_language(language)
            name = _("{test}, {side}").format(test=name, side=names[which])
            lines.append((name, "\n".join([why, *_extras(assessment, test, which, rule_set, language)])))
    return lines


test_lines.__test__ = False  # type: ignore[attr-defined]  # pytest would take the name for a test


def outcome_line(proposal: Proposal, rule_set: RuleSet, language: Language) -> str:
    """The headline of a proposal; by its ids when the rule set in use no longer knows its causes."""
    try:
        return outcome_text(proposal, rule_set, language)
    except (KeyError, StopIteration):
        return " ".join((proposal.outcome, *proposal.causes))


def reason_lines(stored: StoredProposal, rule_set: RuleSet, language: Language) -> list[str]:
    """What spoke for and against; nothing where a red flag hides it."""
    _ = texts("handouts", language)
    said = (_reason(reason, stored, rule_set, language, _) for reason in stored.proposal.reasons)
    return list(dict.fromkeys(said))  # what speaks for two types is told once


def plan_lines(plan: Plan, rule_set: RuleSet, language: Language) -> list[Line]:
    """Each exercise with its form, dose, cue and how it was taught back."""
    _ = texts("handouts", language)
    return [_item(item, rule_set, language, _) for item in plan.items]


def _reason(reason: Reason, stored: StoredProposal, rule_set: RuleSet, language: Language, _: Texts) -> str:
    try:
        said = reason_text(rule_set, reason, language, stored.assessment)
    except (KeyError, StopIteration):
        said = f"{reason.rule}: {reason.observed}"
    return (_("for: {reason}") if reason.points > 0 else _("against: {reason}")).format(reason=said)


def _item(item: PlanItem, rule_set: RuleSet, language: Language, _: Texts) -> Line:
    exercise = rule_set.exercises.get(item.exercise)
    form = None if exercise is None else next((f for key, f in exercise.forms.items() if key == item.form), None)
    name = item.exercise if exercise is None else exercise.name.in_language(language)
    said = [item.form if form is None else form.name.in_language(language)]
    said.append(_("{reps} repetitions, {sets} sets").format(reps=item.reps, sets=item.sets))
    if item.cue.strip():
        said.append(_("cue: {cue}").format(cue=item.cue))
    if item.teach_back is not None:
        said.append(_(TEACH_BACK[item.teach_back]))
    if item.pain_before is not None and item.pain_after is not None:
        said.append(
            _("pain before and after: {before} → {after}").format(before=item.pain_before, after=item.pain_after)
        )
    return name, _(" · ").join(said)


def _flat(plain: dict[str, Any], prefix: str = "") -> list[tuple[str, Any]]:
    """Every answer of a document with its path."""
    found = []
    for key, value in plain.items():
        path = f"{prefix}{key}"
        found += _flat(value, f"{path}.") if isinstance(value, dict) else [(path, value)]
    return found


def _label(rule_set: RuleSet, path: str, language: Language) -> str:
    try:
        return label(rule_set, path, language)
    except KeyError:
        return path


def _value(rule_set: RuleSet, path: str, value: Any, language: Language) -> str:
    if isinstance(value, list):
        return ", ".join(_value(rule_set, path, one, language) for one in value)
    return value_text(rule_set, path, value, language)


def _drawing(assessment: Assessment, rule_set: RuleSet, language: Language, _: Texts) -> list[Line]:
    if not assessment.pain_drawing:
        return []
    sides = {"left": _("left"), "centre": "", "right": _("right")}
    marks = [
        f"{_value(rule_set, 'pain_drawing', mark.region, language)} {sides[mark.side]}".strip()
        for mark in assessment.pain_drawing
    ]
    return [(_label(rule_set, "pain_drawing", language), _(", ").join(marks))]


def _extras(assessment: Assessment, test: str, which: str, rule_set: RuleSet, language: Language) -> list[str]:
    """What a side has beside its level: the position, notes, and pain before, during and after."""
    _, recorded = texts("handouts", language), side(assessment, test, which)
    if recorded is None:
        return []
    lines = []
    rotation = assessment.tests.thoracic_rotation
    if test == ROTATION and rotation is not None and rotation.position is not None:
        lines.append(_value(rule_set, f"tests.{ROTATION}.position", rotation.position, language))
    notes = getattr(recorded, "notes", None)
    if notes:
        lines.append(_value(rule_set, f"tests.{ROTATION}.notes", notes, language))
    pain = recorded.pain
    if pain is not None:
        words = (
            (_("before {value}"), pain.before),
            (_("during {value}"), pain.during),
            (_("after {value}"), pain.after),
        )
        known = [text.format(value=value) for text, value in words if value is not None]
        lines.append(_("Pain (0 to 10): {values}").format(values=_(", ").join(known)))
    return lines
