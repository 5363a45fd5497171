"""What follows from a session as it stands: its exercises before anybody saved them, the visit as papers need it."""

from typing import TYPE_CHECKING

import msgspec

from clinic_app.actions import OpenedVisit
from clinic_app.domain.visit import PlanItem

if TYPE_CHECKING:
    from clinic_app.desktop.trainer.session import Session


def drafted_items(session: "Session") -> tuple[PlanItem, ...]:
    """The plan's exercises: as saved, else as they follow from the decision."""
    decided = session.decided
    if decided is None or session.proposal.hidden:
        return ()
    if session.plan is not None:
        return session.plan.items
    planned = session.proposal.plan
    if decided.kind == "changed":
        evaluator = session.context.evaluator
        caution = session.screened.caution
        planned = evaluator.policy.plan_for(decided.causes, evaluator.levels(session.facts), caution)
    return tuple(fresh_item(session, entry.exercise, entry.form) for entry in planned)


def fresh_item(session: "Session", exercise: str, form: str) -> PlanItem:
    """An exercise in a form with the dose and cue of the rule set, in the client's language."""
    data = session.context.rule_set.exercises[exercise].forms[form]  # type: ignore[index]
    cue = data.cue.in_language(session.client.details.language)
    return PlanItem(exercise, form, data.dose.reps, data.dose.sets, cue)


def as_opened(session: "Session", opened: OpenedVisit) -> OpenedVisit:
    """A visit as it stands now, of which this was opened."""
    return msgspec.structs.replace(
        opened,
        assessment=session.stored,
        decision=session.decided,
        plan=session.plan,
        handouts=session.handouts,
        retests=tuple(session.course.retests.values()),
    )
