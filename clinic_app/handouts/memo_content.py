"""Chooses the words of a referral memo: positive screening items, pain and what to tell the doctor. No type name."""

from datetime import date

from clinic_app.domain.assessment import Assessment
from clinic_app.domain.clinic import ClinicProfile
from clinic_app.domain.finding import Catalogue
from clinic_app.domain.proposal import Proposal
from clinic_app.domain.text import Language
from clinic_app.domain.visit import Variant
from clinic_app.handouts.content import MemoContent, Person
from clinic_app.i18n import texts
from clinic_app.rules.ruleset import RuleSet

STOP_RUNNING = ("bone_stress", "young_extension")  # "refer, stop running / stop sport" (CLINICAL.md 3)
NOT_FOR_DOCTORS = ("irritable",)  # only a rule of our own plan


def memo_content(  # noqa: PLR0913 - one flat call for the action, all but three by name
    assessment: Assessment,
    proposal: Proposal,
    rule_set: RuleSet,
    *,
    client_name: str,
    kana: str,
    date: date,
    trainer: str,
    clinic: ClinicProfile,
    language: Language = "ja",
    variant: Variant = "standard",
) -> MemoContent:
    """Everything the memo says; raises `ValueError` unless the outcome is `refer`."""
    if proposal.outcome != "refer" or proposal.urgency is None:
        raise ValueError(f"a memo belongs to the outcome refer, not {proposal.outcome}")
    catalogue = rule_set.catalogue
    also = tuple(item for item in proposal.caution if item not in NOT_FOR_DOCTORS)
    return MemoContent(
        language=language,
        urgency=proposal.urgency,
        person=Person(client_name, kana, date, trainer),
        clinic=clinic,
        age=assessment.client.age,
        findings=tuple(
            words
            for item in (*proposal.urgent, *proposal.refer)
            for words in _finding(assessment, catalogue, item, language)
        ),
        also=tuple(words for item in also for words in _finding(assessment, catalogue, item, language)),
        pain=_pain(assessment, catalogue, language),
        stop_running=any(item in STOP_RUNNING for item in proposal.refer),
        variant=variant,
    )


def _finding(assessment: Assessment, catalogue: Catalogue, item_id: str, language: Language) -> tuple[str, ...]:
    """One item in words; of a group also its positive parts, except those answered in writing and not aloud."""
    item = catalogue.screening_by_id[item_id]
    label = item.label.in_language(language)
    answers = assessment.screening.get(item_id)
    if not item.parts or not isinstance(answers, dict):
        return (label,)
    positive = [
        part.label.in_language(language)
        for part in item.parts
        if answers.get(part.id) == "yes" and part.id not in item.on_paper
    ]
    return ("\n".join((label, *(f"– {part}" for part in positive))),)


def _pain(assessment: Assessment, catalogue: Catalogue, language: Language) -> tuple[str, ...]:
    """Where, how strong and since when, as far as it is known."""
    _ = texts("handouts", language)
    lines: list[str] = []
    regions = catalogue.by_path["pain_drawing"]
    sides = {"left": _("left"), "centre": "", "right": _("right")}
    marks = [
        (f"{regions.choice(mark.region).label.in_language(language)} {sides[mark.side]}").strip()
        for mark in assessment.pain_drawing
    ]
    if marks:
        lines.append(_("Where: {places}").format(places=_(", ").join(marks)))
    strengths = [
        (_("now {value}"), assessment.nrs.now),
        (_("worst on a run {value}"), assessment.nrs.worst_run),
        (_("7-day average {value}"), assessment.nrs.average_7d),
    ]
    known = [text.format(value=value) for text, value in strengths if value is not None]
    if known:
        lines.append(_("Pain (0 to 10): {values}").format(values=_(", ").join(known)))
    if assessment.weeks_since_onset is not None:
        lines.append(_("Since: about {weeks:g} weeks").format(weeks=round(assessment.weeks_since_onset, 1)))
    if assessment.weekly_km is not None:
        lines.append(_("Running: {km:g} km a week").format(km=assessment.weekly_km))
    return tuple(lines)
