"""What a trainer measures beside the findings, tests again in the same session, and confirms when it is asked back."""

from msgspec.structs import replace

from clinic_app.actions.changed import Changed, changed
from clinic_app.actions.findings import NOT_POSSIBLE
from clinic_app.actions.visits import refuse_closed
from clinic_app.domain.assessment import SIDES, Tests, side
from clinic_app.domain.follow_up import Confirmation, OutcomeMeasure, Retest, measure_problems
from clinic_app.domain.history import with_retest
from clinic_app.domain.problem import Problem
from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.records.record import Record
from clinic_app.rules.evaluate import Evaluator

NOT_TESTED = N_("This test was not carried out in this session yet. Enter it as the test itself first.")
RED_FLAG = N_("A red flag stands: no test is repeated today.")


def record_measures(
    record: Record, visit_id: str, measures: tuple[OutcomeMeasure, ...], *, actor: str, recorded_by: str
) -> Changed[tuple[OutcomeMeasure, ...]]:
    """Append measures of an open visit and give back what holds now; an empty one takes the one before back."""
    for entered in measures:
        for problem in measure_problems(entered):
            raise Refused(NOT_POSSIBLE, path=problem.path)
    with record.unit_of_work() as work:
        refuse_closed(work.visits.get(visit_id))
        for entered in measures:
            row_id = work.new_id()
            work.follow_ups.add_measure(row_id, visit_id, entered, recorded_by, work.now)
            work.audit("record_measure", actor, row_id)
        holds = work.follow_ups.measures_of(visit_id)
        work.commit()
    return changed(holds, "measure")


def record_retest(  # noqa: PLR0913 - each is its own fact
    record: Record, visit_id: str, test: str, tests: Tests, *, evaluator: Evaluator, actor: str, entered_by: str
) -> Changed[tuple[Retest, ...]]:
    """Append a test carried out again in an open session; the first findings and the proposal stay as they are.

    `tests` holds this test alone, or nothing to take the re-test back. Gives back what holds of each test now.
    """
    with record.unit_of_work() as work:
        refuse_closed(work.visits.get(visit_id))
        retest = Retest(test, Tests(**{test: getattr(tests, test)}), entered_by, work.now)
        assessment = work.assessments.newest_of(visit_id).assessment
        if not retest.is_empty:
            proposal = evaluator.evaluate(assessment)
            if proposal.outcome == "refer":
                raise Refused(RED_FLAG)
            if all(side(assessment, test, name) is None for name in SIDES):
                raise Refused(NOT_TESTED)
        for problem in evaluator.problems(with_retest(assessment, retest), finished=False):
            if problem.kind == "refuse" and problem.path.startswith("tests."):
                raise Refused(NOT_POSSIBLE, path=problem.path)
        row_id = work.new_id()
        work.follow_ups.add_retest(row_id, visit_id, retest)
        work.audit("record_retest", actor, row_id)
        holds = work.follow_ups.retests_of(visit_id)
        work.commit()
    return changed(holds, "retest")


def confirm_value(
    record: Record, visit_id: str, problem: Problem, *, actor: str, confirmed_by: str
) -> Changed[tuple[Confirmation, ...]]:
    """Say that a value which was asked back is right. The question stands beside it, so another value asks anew."""
    return _confirm(record, visit_id, problem, actor, confirmed_by, stands=True)


def take_confirmation_back(
    record: Record, visit_id: str, problem: Problem, *, actor: str, confirmed_by: str
) -> Changed[tuple[Confirmation, ...]]:
    """Ask again what was confirmed."""
    return _confirm(record, visit_id, problem, actor, confirmed_by, stands=False)


def _confirm(  # noqa: PLR0913 - each is its own fact
    record: Record, visit_id: str, problem: Problem, actor: str, by: str, *, stands: bool
) -> Changed[tuple[Confirmation, ...]]:
    with record.unit_of_work() as work:
        refuse_closed(work.visits.get(visit_id))
        row_id = work.new_id()
        said = Confirmation(problem.path, problem.code, problem.values, by, work.now)
        work.follow_ups.confirm(row_id, visit_id, replace(said, stands=stands))
        work.audit("confirm_value", actor, row_id)
        holds = work.follow_ups.confirmations_of(visit_id)
        work.commit()
    return changed(holds, "confirmation")
