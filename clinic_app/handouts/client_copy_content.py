"""Chooses the words of a client's own copy: everything as a person reads it, in the order in which it happened.

Nothing here sets a line. Findings and reasons are told by `findings_in_words`; what a later rule set no longer knows
is told by its id rather than left out.
"""

from datetime import date, datetime

from clinic_app.domain.client_copy import ClientCopy, VisitCopy
from clinic_app.domain.clinic import ClinicProfile
from clinic_app.domain.consent import Consent
from clinic_app.domain.diary import Diary
from clinic_app.domain.follow_up import ACTIVITIES, MEASURES, OutcomeMeasure
from clinic_app.domain.history import with_retest
from clinic_app.domain.text import Language
from clinic_app.domain.visit import Plan
from clinic_app.handouts.findings_in_words import findings_lines, outcome_line, plan_lines, reason_lines, test_lines
from clinic_app.handouts.flow import Entry
from clinic_app.handouts.words import long_date
from clinic_app.i18n import N_, Texts, texts
from clinic_app.rules.ruleset import RuleSet

SEXES = {"female": N_("female"), "male": N_("male"), "unstated": N_("not stated")}
VISIT_KINDS = {"trial": N_("Trial visit"), "follow_up": N_("Follow-up")}
RESULTS = {
    "joined": N_("joined"),
    "thinking": N_("thinking it over"),
    "declined": N_("declined"),
    "not_offered": N_("not offered"),
}
DECISIONS = {
    "accepted": N_("The trainer agreed with the proposal"),
    "changed": N_("The trainer decided differently"),
    "none": N_("No type was chosen"),
}
REASONS = {
    "retest_changed": N_("the re-test changed the picture"),
    "movement_impression": N_("the impression of the movement"),
    "client_story": N_("what the client told"),
    "finding_unreliable": N_("a finding was not reliable"),
    "safety": N_("for safety"),
    "other": N_("another reason"),
}
CONSENTS = {"record": N_("Keeping the record"), "statistics": N_("Statistics that name nobody")}
MEASURE_NAMES: dict[str, str] = {
    "pgic": N_("All in all since the first visit (1 very much better, 7 very much worse)"),
    "longest_run_km": N_("Longest run without pain"),
    "days_missed": N_("Days without training because of the pain"),
}
PAPERS = {"sheet": N_("Home exercise sheet"), "memo": N_("Information for your doctor")}


def copy_entries(copy: ClientCopy, clinic: ClinicProfile, rule_set: RuleSet, language: Language) -> list[Entry]:
    """Everything, as headings, labelled lines and paragraphs."""
    _ = texts("handouts", language)
    entries = [
        Entry("text", _("Everything {studio} has written down about you.").format(studio=clinic.name)),
        Entry("title", _("About you")),
        *_profile(copy, language, _),
        Entry("title", _("Consent")),
        *_consents(copy.consents, language, _),
    ]
    if not copy.visits:
        entries += [Entry("title", _("Visits")), Entry("text", _("No visit yet."))]
    for visit in copy.visits:
        entries += _visit(visit, rule_set, language, _)
    return entries


def _profile(copy: ClientCopy, language: Language, _: Texts) -> list[Entry]:
    details = copy.client.details
    lines = [
        (_("Name"), details.name),
        (_("Kana"), details.kana),
        (_("Sex"), _(SEXES[details.sex])),
        (_("Birth date"), "" if details.birth_date is None else long_date(details.birth_date, language)),
        (_("Phone"), details.phone),
        (_("E-mail"), details.email),
        (_("Running since"), "" if details.running_since is None else str(details.running_since)),
        (_("Usual weekly distance"), "" if details.usual_weekly_km is None else f"{details.usual_weekly_km} km"),
        (_("Goal"), details.goal),
        (_("Day of the goal"), "" if details.goal_on is None else long_date(details.goal_on, language)),
        (_("Note"), details.note),
        (_("Registered on"), _when(copy.client.created_at, language)),
    ]
    return [Entry("pair", value, label) for label, value in lines if value.strip()]


def _consents(consents: tuple[Consent, ...], language: Language, _: Texts) -> list[Entry]:
    if not consents:
        return [Entry("text", _("No consent is written down yet."))]
    entries: list[Entry] = []
    for consent in consents:
        given = _("given on {day}") if consent.answer == "given" else _("refused on {day}")
        said = [given.format(day=long_date(consent.given_on, language))]
        if consent.guardian:
            said.append(_("parent or guardian: {name}").format(name=consent.guardian))
        if consent.withdrawn_on is not None:
            said.append(_("taken back on {day}").format(day=long_date(consent.withdrawn_on, language)))
        said.append(_("Wording {version}").format(version=consent.version))
        entries += [Entry("pair", _(" · ").join(said), _(CONSENTS[consent.kind])), Entry("note", consent.purpose)]
    return entries


def _visit(copy: VisitCopy, rule_set: RuleSet, language: Language, _: Texts) -> list[Entry]:
    """One visit, from who was there to what went home."""
    visit, assessment = copy.visit, copy.assessment.assessment
    title = f"{long_date(visit.done_on, language)}  {_(VISIT_KINDS[visit.kind])}"
    entries = [Entry("title", title), Entry("pair", visit.trainer, _("Trainer"))]
    if visit.entered_on is not None:
        entries.append(Entry("pair", long_date(visit.entered_on, language), _("Written down on")))
    if visit.result is not None:
        entries.append(Entry("pair", _(RESULTS[visit.result]), _("Result of the visit")))
    if copy.assessment.version > 1:
        said = _("corrected, version {number}").format(number=copy.assessment.version)
        entries.append(Entry("pair", said, _("Findings")))
    entries += _listed(_("What you told us and what was seen"), findings_lines(assessment, rule_set, language))
    entries += _listed(_("Movement tests"), test_lines(assessment, rule_set, language))
    for retest in copy.retests:
        again = test_lines(with_retest(assessment, retest), rule_set, language)
        entries += _listed(_("The same test again after the exercise"), again)
    entries += _listed(_("Course"), _measures(copy.measures, _))
    if copy.proposal is not None:
        entries.append(Entry("heading", _("What the rules proposed")))
        entries.append(Entry("text", outcome_line(copy.proposal.proposal, rule_set, language)))
        entries += [Entry("bullet", line) for line in reason_lines(copy.proposal, rule_set, language)]
    entries += _decisions(copy, rule_set, language, _)
    entries += _plan(copy.plan, rule_set, language, _)
    entries += _listed(_("14-day record"), [] if copy.diary is None else _diary(copy, copy.diary, language, _))
    if copy.handouts:
        entries.append(Entry("heading", _("Papers you were given")))
    for paper in copy.handouts:
        pages = _.plural("{count} page", "{count} pages", paper.pages)
        said = _(" · ").join((_when(paper.issued_at, language), pages, paper.approved_by))
        entries.append(Entry("pair", said, _(PAPERS[paper.kind])))
    for addition in copy.additions:
        entries.append(Entry("heading", _("Added on {day}").format(day=_when(addition.written_at, language))))
        entries += [Entry("text", addition.text), Entry("note", addition.written_by)]
    return entries


def _measures(measures: tuple[OutcomeMeasure, ...], _: Texts) -> list[tuple[str, str]]:
    """What is measured again at each visit; an activity by its own words."""
    lines = []
    for key in MEASURES:
        entered = next((one for one in measures if one.measure == key and one.value is not None), None)
        if entered is None or entered.value is None:
            continue
        name = entered.words.strip() or _(MEASURE_NAMES.get(key, key))
        unit = " / 10" if key in ACTIVITIES else {"longest_run_km": " km", "days_missed": _(" days")}.get(key, "")
        lines.append((name, f"{entered.value:g}{unit}"))
    return lines


def _listed(heading: str, lines: list[tuple[str, str]]) -> list[Entry]:
    return [Entry("heading", heading), *(Entry("pair", value, label) for label, value in lines)] if lines else []


def _decisions(copy: VisitCopy, rule_set: RuleSet, language: Language, _: Texts) -> list[Entry]:
    entries: list[Entry] = []
    for decision in copy.decisions:
        entries.append(Entry("heading", _("Decision")))
        causes = [cause for cause in rule_set.rules.cause if cause.id in decision.causes]
        known = [cause.name.in_language(language) for cause in causes]
        unknown = [cause for cause in decision.causes if cause not in {found.id for found in causes}]
        said = _(DECISIONS[decision.kind])
        if known or unknown:
            said = _("{decision}: {causes}").format(decision=said, causes=_(", ").join([*known, *unknown]))
        if decision.reason is not None:
            said += _(" ({reason})").format(reason=_(REASONS[decision.reason]))
        entries.append(Entry("text", said))
        if decision.note.strip():
            entries.append(Entry("pair", decision.note, _("Note")))
        entries.append(Entry("note", _(" · ").join((decision.decided_by, _when(decision.decided_at, language)))))
    return entries


def _plan(plan: Plan | None, rule_set: RuleSet, language: Language, _: Texts) -> list[Entry]:
    if plan is None:
        return []
    entries = [Entry("heading", _("Exercises at home")), Entry("pair", plan.code, _("Plan number"))]
    entries += [Entry("pair", said, name) for name, said in plan_lines(plan, rule_set, language)]
    if plan.recheck_on is not None:
        day = f"{long_date(plan.recheck_on, language)} {plan.recheck_time}".strip()
        entries.append(Entry("pair", day, _("Next re-assessment")))
    if plan.note.strip():
        entries.append(Entry("pair", plan.note, _("From your trainer")))
    entries.append(Entry("note", plan.approved_by))
    return entries


def _diary(copy: VisitCopy, diary: Diary, language: Language, _: Texts) -> list[tuple[str, str]]:
    """The strip that came back: on which of its days what was done, and which signal was drawn.

    Where no exercise went home there was nothing to tick, and so nothing was left empty.
    """
    asked = copy.plan is not None and any(item.goes_home for item in copy.plan.items)
    days = [
        (_("Done on day"), diary.days_ticked("1")),
        (_("Not done on day"), diary.days_ticked("0")),
        (_("Left empty on day"), diary.days_ticked("-") if asked else ()),
        (_("Blue"), diary.days_with("b")),
        (_("Yellow"), diary.days_with("y")),
        (_("Red"), diary.days_with("r")),
    ]
    back = [] if diary.at is None else [(_("Brought back on"), _when(diary.at, language))]
    return [*back, *((name, _(", ").join(map(str, found))) for name, found in days if found)]


def _when(at: datetime | date, language: Language) -> str:
    """The local day of a point in time."""
    return long_date(at.astimezone().date() if isinstance(at, datetime) else at, language)
