"""What a session holds beside its document: measures of the course, re-tests, confirmed values. Plain Python.

Each entry is appended to the record before it is announced. One that the record does not take now stays here, is
shown as not saved, and goes with the next try, in its order.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from clinic_app import actions
from clinic_app.domain.assessment import TESTS, Assessment, Tests
from clinic_app.domain.checks import Problem
from clinic_app.domain.follow_up import Confirmation, Measure, OutcomeMeasure, Retest, measure_problems
from clinic_app.domain.history import History, Measured, history_of
from clinic_app.errors import Refused

if TYPE_CHECKING:
    from clinic_app.desktop.trainer.session import Session


class Course:
    """Belongs to one session; what it stores can be taken back like every entry."""

    def __init__(self, session: "Session", opened: actions.OpenedVisit) -> None:
        self.session = session
        self.measures: dict[str, OutcomeMeasure] = {one.measure: one for one in opened.measures}
        self.last: dict[str, OutcomeMeasure] = {one.measure: one for one in opened.previous_measures}
        self.retests: dict[str, Retest] = {one.test: one for one in opened.retests}
        self._confirmed: list[Confirmation] = list(opened.confirmations)
        self._waiting: list[Callable[[], object]] = []
        self._refused: Refused | None = None
        self._earlier: tuple[Measured, ...] | None = None

    # measures

    def measure(self, key: Measure) -> OutcomeMeasure:
        """What holds of one measure in this visit."""
        return self.measures.get(key, OutcomeMeasure(key))

    def put_measure(self, entered: OutcomeMeasure) -> Problem | None:
        """Record one measure; returns the refusal, if any, and then stores nothing."""
        refused = next(measure_problems(entered), None)
        if refused is not None:
            return refused
        before = self.measure(entered.measure)
        if entered != before:
            self.session.did(lambda: self._store_measure(before), lambda: self._store_measure(entered))
            self._store_measure(entered)
        return None

    def _store_measure(self, entered: OutcomeMeasure) -> None:
        context, visit_id = self.session.context, self.session.visit_id
        self.measures[entered.measure] = entered
        self._keep(
            lambda: actions.record_measures(
                context.record, visit_id, (entered,), actor=context.actor, recorded_by=context.person
            )
        )

    # re-tests

    def put_retest(self, test: str, tests: Tests) -> None:
        """Record a test carried out again; an empty one takes the re-test back."""
        now = self.retests.get(test)
        before = Tests() if now is None else now.tests
        if before != tests:
            self.session.did(lambda: self._store_retest(test, before), lambda: self._store_retest(test, tests))
            self._store_retest(test, tests)

    def _store_retest(self, test: str, tests: Tests) -> None:
        context, visit_id = self.session.context, self.session.visit_id
        if getattr(tests, test) is None:
            self.retests.pop(test, None)
        else:
            self.retests[test] = Retest(test, tests, context.person, context.clock())
        self._keep(
            lambda: actions.record_retest(
                context.record,
                visit_id,
                test,
                tests,
                evaluator=context.evaluator,
                actor=context.actor,
                entered_by=context.person,
            )
        )

    # confirmed values

    def confirmed(self, problem: Problem) -> bool:
        """Whether a value that is asked back was confirmed as it stands."""
        return any(one.answers(problem) for one in self._confirmed)

    def confirm(self, problem: Problem) -> None:
        """Say that a value which is asked back is right."""
        if not self.confirmed(problem):
            self.session.did(lambda: self._ask_again(problem), lambda: self._confirm(problem))
            self._confirm(problem)

    def _confirm(self, problem: Problem) -> None:
        context, visit_id = self.session.context, self.session.visit_id
        said = Confirmation(problem.path, problem.code, problem.values, context.person, context.clock())
        self._confirmed.append(said)
        self._keep(
            lambda: actions.confirm_value(
                context.record, visit_id, problem, actor=context.actor, confirmed_by=context.person
            )
        )

    def _ask_again(self, problem: Problem) -> None:
        context, visit_id = self.session.context, self.session.visit_id
        self._confirmed = [one for one in self._confirmed if not one.answers(problem)]
        self._keep(
            lambda: actions.take_confirmation_back(
                context.record, visit_id, problem, actor=context.actor, confirmed_by=context.person
            )
        )

    # the course so far

    def history(self) -> History:
        """The visits of this episode up to this one, this one as it stands now."""
        session = self.session
        if self._earlier is None:
            self._earlier = actions.earlier_in_episode(session.context.record, session.visit_id)
        now = Measured(session.visit, session.assessment, tuple(self.measures.values()), tuple(self.retests.values()))
        return history_of([*self._earlier, now], session.context.rule_set.catalogue.rotation)

    def retest_of(self, test: str) -> Assessment | None:
        """The document as the re-test of one test saw it; None when there is none."""
        retest = self.retests.get(test)
        return None if retest is None else msgspec.structs.replace(self.session.assessment, tests=retest.tests)

    def retested(self) -> tuple[str, ...]:
        """The tests that were carried out again, in the order of the session."""
        return tuple(test for test in TESTS if test in self.retests)

    # the record

    def _keep(self, action: Callable[[], object]) -> None:
        self._waiting.append(action)
        self.save()
        self.session.announce()

    def save(self) -> None:
        """Store what waits, in its order; what is refused stays and is shown as not saved."""
        while self._waiting:
            try:
                self._waiting[0]()
            except Refused as refused:
                self._refused = self.session.refused = refused.bare()
                return
            self._waiting.pop(0)
            if self.session.refused is self._refused:  # and no refusal of the document
                self.session.refused = None
