"""What a trainer does with a plan: agree on at most three exercises, under the rules of the outcome."""

from datetime import date, datetime

from msgspec.structs import replace

from clinic_app.actions.changed import Changed, changed
from clinic_app.actions.proposals import standing_proposal
from clinic_app.actions.visits import refuse_closed
from clinic_app.domain.assessment import SIDES, Assessment, side
from clinic_app.domain.plan_code import new_plan_code, read_plan_code
from clinic_app.domain.proposal import Proposal
from clinic_app.domain.visit import Plan, PlanItem
from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.records.fault_sentences import STALE
from clinic_app.records.record import Record, UnitOfWork
from clinic_app.rules.evaluate import Evaluator
from clinic_app.rules.ruleset import RuleSet

RED_FLAG = N_("A red flag stands: no plan goes home today. Give the referral memo instead.")
SCREENING_OPEN = N_("Finish the red-flag screening before the plan is saved.")
NO_TEST = N_("Carry out at least one movement test before the plan is saved.")
TOO_MANY = N_("A plan holds at most {most} exercises; more are rarely kept up.")
NONE_CHOSEN = N_("Choose at least one exercise for the plan.")
TWICE = N_("The same exercise stands in the plan twice.")
UNKNOWN_FORM = N_("The exercise {exercise} has no form {form} in this rule set.")
DOSE = N_("The dose must be 1 to {most} repetitions and 1 to {sets} sets.")
ONLY_COMFORT = N_(
    "The pain is too irritable for loaded exercise: the plan holds only comfortable postures and walking."
)
ONLY_EASIER = N_("The test of {exercise} was stopped by pain: only its easier form may go home.")
RECHECK_PAST = N_("The day of the re-assessment lies before the visit.")
MOST_REPS, MOST_SETS = 100, 10


def save_plan(  # noqa: PLR0913 - each is its own fact
    record: Record,
    visit_id: str,
    *,
    items: tuple[PlanItem, ...],
    evaluator: Evaluator,
    actor: str,
    approved_by: str,
    recheck_on: date | None = None,
    recheck_time: str = "",
    note: str = "",
    back_to_running: bool = False,
    printed_name: str = "",
    seen: tuple[Plan | None] | None = None,
) -> Changed[Plan]:
    """Save the plan of an open session. One that went home is kept as it is and a new one takes its place.

    `seen` holds the plan on which the new one was built; refused when somebody else has saved one since.
    `approved_by` is the name read beside it later; the audit keeps the id, `actor`.
    """
    with record.unit_of_work() as work:
        visit = refuse_closed(work.visits.get(visit_id))
        if seen is not None and _version(work.plans.newest_of(visit_id)) != _version(seen[0]):
            raise Refused(STALE)
        stored = standing_proposal(work, visit_id)
        _refuse_by_outcome(stored.proposal, items)
        _refuse_by_rules(stored.proposal, stored.assessment, items, evaluator.rule_set)
        if recheck_on is not None and recheck_on < visit.done_on:
            raise Refused(RECHECK_PAST)
        plan = Plan(
            id=work.new_id(),
            visit_id=visit_id,
            code="",
            items=items,
            recheck_on=recheck_on,
            approved_by=approved_by,
            saved_at=work.now,
            recheck_time=recheck_time,
            note=note,
            back_to_running=back_to_running,
            printed_name=printed_name,
        )
        plan = _write(work, plan)
        work.audit("save_plan", actor, plan.id)
        work.commit()
    return changed(plan, "plan")


def plan_of(record: Record, visit_id: str) -> Plan | None:
    """The plan of a visit that holds, as it is written down now."""
    with record.reading() as work:
        return work.plans.newest_of(visit_id)


def _version(plan: Plan | None) -> tuple[str, datetime] | None:
    return None if plan is None else (plan.id, plan.saved_at)


def find_plan(record: Record, typed_code: str) -> Plan | None:
    """The plan whose code a person read from a strip; None when it is no code of ours."""
    code = read_plan_code(typed_code)
    if code is None:
        return None
    with record.reading() as work:
        return work.plans.find(code)


def _refuse_by_outcome(proposal: Proposal, items: tuple[PlanItem, ...]) -> None:
    if proposal.urgent or proposal.refer or proposal.outcome == "refer":
        raise Refused(RED_FLAG)
    if proposal.outcome == "screening_incomplete":
        raise Refused(SCREENING_OPEN)
    if proposal.outcome == "insufficient":
        raise Refused(NO_TEST)
    if not items and proposal.plan:
        raise Refused(NONE_CHOSEN)


def _refuse_by_rules(
    proposal: Proposal, assessment: Assessment, items: tuple[PlanItem, ...], rule_set: RuleSet
) -> None:
    policy = rule_set.rules.plan
    if len(items) > policy.most:
        raise Refused(TOO_MANY, most=policy.most)
    if len({item.exercise for item in items}) < len(items):
        raise Refused(TWICE)
    stopped = {cause.exercise for cause in rule_set.rules.cause if _stopped_by_pain(assessment, cause.test)}
    for item in items:
        exercise = rule_set.exercises.get(item.exercise)
        if exercise is None or item.form not in exercise.forms:
            raise Refused(UNKNOWN_FORM, exercise=item.exercise, form=item.form)
        if policy.comfort_when in proposal.caution and item.exercise != policy.comfort[0]:
            raise Refused(ONLY_COMFORT)
        if item.exercise in stopped and not item.form.startswith("easier"):
            raise Refused(ONLY_EASIER, exercise=item.exercise)
        if not (1 <= item.reps <= MOST_REPS and 1 <= item.sets <= MOST_SETS):
            raise Refused(DOSE, most=MOST_REPS, sets=MOST_SETS)


def _stopped_by_pain(assessment: Assessment, test: str) -> bool:
    sides = [side(assessment, test, name) for name in SIDES]
    return any(found is not None and found.status == "stopped_by_pain" for found in sides)


def _write(work: UnitOfWork, plan: Plan) -> Plan:
    """Over the visit's last plan while that is still here, else as a new one with its own code."""
    last = work.plans.newest_of(plan.visit_id)
    if last is not None and not work.handouts.any_of_plan(last.id):
        return work.plans.change(replace(plan, id=last.id, code=last.code))
    return work.plans.add(replace(plan, code=_unused_code(work)))


def _unused_code(work: UnitOfWork) -> str:
    while True:
        code = new_plan_code(work.random)
        if work.plans.with_code(code) is None:
            return code
