"""What a trainer does with findings: record them as they are seen, correct them after the session is closed."""

from clinic_app.actions.case_facts import refresh_case_facts
from clinic_app.actions.changed import Changed, changed
from clinic_app.actions.visits import refuse_closed
from clinic_app.domain.assessment import Assessment
from clinic_app.domain.visit import StoredAssessment
from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.records.record import Record
from clinic_app.rules.evaluate import Evaluator

NOT_POSSIBLE = N_("Not saved: the value at {path} is not possible. Check it and enter it again.")
STILL_OPEN = N_("This session is still open; enter the finding there.")


def record_findings(  # noqa: PLR0913 - each is its own fact
    record: Record,
    visit_id: str,
    assessment: Assessment,
    *,
    evaluator: Evaluator,
    revision: int,
    step: str,
    field: str = "",
    actor: str,
) -> Changed[StoredAssessment]:
    """Save the whole document and where the session stands; durable when this returns.

    Going to another field without entering anything is no entry for the audit.
    `revision` is that of the stored assessment the page shows; refused when it was saved elsewhere since.
    """
    _refuse_impossible(assessment, evaluator, finished=False)
    with record.unit_of_work() as work:
        work.assessments.fetch_with_visit(visit_id)
        refuse_closed(work.visits.move_to(visit_id, step, field))
        saved = work.assessments.rewrite(visit_id, assessment, revision, work.now)
        if saved.revision != revision:
            work.audit("record_findings", actor, saved.id, saved.revision)
        work.commit()
    return changed(saved, "assessment") if saved.revision != revision else changed(saved)


def note_place(record: Record, visit_id: str, *, step: str, field: str) -> Changed[None]:
    """Remember the step and field in use, so that the session reopens there. No entry, so nothing for the audit."""
    with record.unit_of_work() as work:
        refuse_closed(work.visits.move_to(visit_id, step, field))
        work.commit()
    return changed(None)


def correct_findings(  # noqa: PLR0913 - each is its own fact
    record: Record, visit_id: str, assessment: Assessment, *, evaluator: Evaluator, version: int, actor: str
) -> Changed[StoredAssessment]:
    """Append a corrected version to a closed session; `version` is the one the page shows."""
    _refuse_impossible(assessment, evaluator, finished=True)
    with record.unit_of_work() as work:
        visit = work.visits.get(visit_id)
        if visit.state == "open":
            raise Refused(STILL_OPEN)
        stored = StoredAssessment(work.new_id(), visit_id, version + 1, assessment, work.now)
        saved = work.assessments.append(stored)
        work.audit("correct_findings", actor, saved.id, saved.version)
        refresh_case_facts(work, visit.client_id)
        work.commit()
    return changed(saved, "assessment")


def _refuse_impossible(assessment: Assessment, evaluator: Evaluator, *, finished: bool) -> None:
    for problem in evaluator.problems(assessment, finished=finished):
        if problem.kind == "refuse":
            raise Refused(NOT_POSSIBLE, path=problem.path)
