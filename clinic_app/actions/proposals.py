"""What happens with a proposal: it is made from the findings as they stand, and the trainer decides on it."""

from clinic_app.actions.changed import Changed, changed
from clinic_app.actions.visits import refuse_closed
from clinic_app.domain.proposal import Proposal
from clinic_app.domain.visit import ChangeReason, Decision, DecisionKind, StoredProposal
from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.records.record import Record, UnitOfWork
from clinic_app.rules.evaluate import Evaluator

NO_PROPOSAL = N_("There is no proposal yet for this session.")
OUTDATED = N_("The findings have changed since this proposal was made. Look at the new proposal first.")
REASON_MISSING = N_("Choose why you decide differently from the proposal.")
CAUSES_MISSING = N_("Choose which tendency you see instead.")
RED_FLAG_STANDS = N_("A red flag stands: seeing a doctor comes first, and no type can be chosen.")


def propose(record: Record, visit_id: str, evaluator: Evaluator, *, actor: str) -> Changed[StoredProposal]:
    """Make the proposal for the findings as they stand; the same one is not stored twice in a row."""
    with record.unit_of_work() as work:
        refuse_closed(work.visits.get(visit_id))
        stored = work.assessments.newest_of(visit_id)
        proposal = evaluator.evaluate(stored.assessment)
        last = work.proposals.newest_of(visit_id)
        if last is not None and last.assessment == stored.assessment and last.proposal == proposal:
            return changed(last)
        made = StoredProposal(work.new_id(), visit_id, stored.id, proposal, stored.assessment, work.now)
        made = work.proposals.add(made)
        work.audit("propose", actor, made.id)
        work.commit()
    return changed(made, "proposal")


def decide_on_proposal(  # noqa: PLR0913 - each is its own fact
    record: Record,
    proposal_id: str,
    *,
    kind: DecisionKind,
    actor: str,
    decided_by: str,
    causes: tuple[str, ...] = (),
    reason: ChangeReason | None = None,
    note: str = "",
) -> Changed[Decision]:
    """Append what the trainer decided; a decision on findings that have changed since is refused.

    `causes` and `reason` are needed when `kind` is changed, and left aside otherwise. `decided_by` is the name that
    is read beside the decision years later, when the person may have left; the audit keeps the id, `actor`.
    """
    with record.unit_of_work() as work:
        visit_id = work.proposals.get(proposal_id).visit_id
        refuse_closed(work.visits.get(visit_id))
        stored = standing_proposal(work, visit_id)
        if stored.id != proposal_id:
            raise Refused(OUTDATED)
        decision = work.decisions.add(
            Decision(
                id=work.new_id(),
                visit_id=visit_id,
                proposal_id=proposal_id,
                kind=kind,
                causes=_decided_causes(stored.proposal, kind, causes, reason),
                decided_by=decided_by,
                decided_at=work.now,
                reason=reason if kind == "changed" else None,
                note=note,
            )
        )
        work.audit("decide_on_proposal", actor, decision.id)
        work.commit()
    return changed(decision, "decision")


def standing_proposal(work: UnitOfWork, visit_id: str) -> StoredProposal:
    """The proposal that was made from the findings as they stand now."""
    stored = work.proposals.newest_of(visit_id)
    if stored is None:
        raise Refused(NO_PROPOSAL)
    if stored.assessment != work.assessments.newest_of(visit_id).assessment:
        raise Refused(OUTDATED)
    return stored


def _decided_causes(
    proposal: Proposal, kind: DecisionKind, causes: tuple[str, ...], reason: ChangeReason | None
) -> tuple[str, ...]:
    if kind == "accepted":
        return proposal.causes
    if kind == "none":
        return ()
    if proposal.outcome == "refer":
        raise Refused(RED_FLAG_STANDS)
    if reason is None:
        raise Refused(REASON_MISSING)
    if not causes or causes == proposal.causes:
        raise Refused(CAUSES_MISSING)
    return causes
