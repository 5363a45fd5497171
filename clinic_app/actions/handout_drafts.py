"""The words of a session's paper as it would be issued now: of the sheet, or with a red flag of the referral memo."""

from datetime import date

from msgspec.structs import replace

from clinic_app.actions.visits import OpenedVisit
from clinic_app.domain.clinic import ClinicProfile
from clinic_app.domain.history import with_retest
from clinic_app.domain.proposal import Proposal
from clinic_app.domain.real_change import Seen, pain_change, test_changes
from clinic_app.domain.text import Language
from clinic_app.domain.visit import Plan, Variant
from clinic_app.errors import Refused
from clinic_app.handouts import MemoContent, RetestChange, SheetContent, memo_content, sheet_content
from clinic_app.handouts.content import Measure
from clinic_app.i18n import N_
from clinic_app.rules.ruleset import RuleSet

NOT_READY = N_("Decide on the result before the sheet is made.")


def draft_content(  # noqa: PLR0913 - each is its own fact
    opened: OpenedVisit,
    rule_set: RuleSet,
    proposal: Proposal,
    clinic: ClinicProfile,
    *,
    person: str,
    language: Language,
    variant: Variant = "standard",
) -> SheetContent | MemoContent:
    """The words; nothing is set and nothing is stored. A sheet needs a plan and a decision."""
    assessment, details = opened.assessment.assessment, opened.client.details
    day = date.fromisoformat(assessment.date)
    if proposal.outcome == "refer":
        return memo_content(
            assessment,
            proposal,
            rule_set,
            client_name=details.name,
            kana=details.kana,
            date=day,
            trainer=person,
            clinic=clinic,
            language=language,
            variant=variant,
        )
    if opened.plan is None or opened.decision is None:
        raise Refused(NOT_READY)
    return sheet_content(
        assessment,
        proposal,
        rule_set,
        replace(opened.plan, items=tuple(item for item in opened.plan.items if item.goes_home)),
        client_name=details.name,
        kana=details.kana,
        date=day,
        trainer=person,
        clinic=clinic,
        language=language,
        variant=variant,
        causes=opened.decision.causes,
        retest=(*_pain_changes(opened.plan, rule_set), *_test_changes(opened, rule_set)),
    )


def _pain_changes(plan: Plan, rule_set: RuleSet) -> tuple[RetestChange, ...]:
    """Pain right before and after each exercise that has a test, where it really changed."""
    tests = {cause.exercise: cause.test for cause in rule_set.rules.cause}
    return tuple(
        RetestChange(tests[item.exercise], "pain", item.pain_before, item.pain_after)
        for item in plan.items
        if item.exercise in tests and item.pain_before is not None and item.pain_after is not None
        if pain_change(item.pain_before, item.pain_after) is not None
    )


def _test_changes(opened: OpenedVisit, rule_set: RuleSet) -> tuple[RetestChange, ...]:
    """Each side that was tested again after the exercise and really differs from the first time."""
    assessment, found = opened.assessment.assessment, []
    for retest in opened.retests:
        for change in test_changes(assessment, with_retest(assessment, retest), rule_set.catalogue.rotation):
            if change.verdict is not None:
                before, after = _shown(change.before), _shown(change.after)
                measure: Measure = "level" if change.before.degrees is None else "degrees"
                found.append(RetestChange(change.test, measure, before, after, change.side))
    return tuple(found)


def _shown(seen: Seen) -> float:
    """A number as it is printed: degrees rounded down to a tenth, so that they never look like a better band."""
    return seen.level if seen.degrees is None else int(seen.degrees * 10) / 10
