"""One test carried out again in the same session: its findings, entered like those of the test. Plain Python.

The first findings and the proposal stay as they are. The rotation is measured in the position of the first time,
because degrees are never compared across positions.
"""

from typing import TYPE_CHECKING, Any

import msgspec

from clinic_app.desktop.trainer.document_paths import value_at
from clinic_app.desktop.trainer.side_entries import Plain, with_field, with_status
from clinic_app.domain import assessment as document
from clinic_app.domain.assessment import ROTATION, Assessment
from clinic_app.domain.checks import Problem
from clinic_app.domain.levels import TestLevels
from clinic_app.domain.real_change import Seen, SideChange, seen_side, test_changes

if TYPE_CHECKING:
    from clinic_app.desktop.context import Context
    from clinic_app.desktop.trainer.session import Session


class Retest:
    """What the cards of a test show and enter while it is carried out again."""

    def __init__(self, session: "Session", test: str) -> None:
        self.session, self.test = session, test

    @property
    def context(self) -> "Context":
        """The surroundings of the page."""
        return self.session.context

    @property
    def assessment(self) -> Assessment:
        """The session's document with this test as it went the second time, and no other."""
        found = self.session.course.retest_of(self.test)
        return found or msgspec.structs.replace(self.session.assessment, tests=document.Tests())

    @property
    def levels(self) -> TestLevels:
        """The levels of the second time."""
        return TestLevels(self.assessment, self._rotation)

    @property
    def _rotation(self) -> Any:
        return self.context.rule_set.catalogue.rotation

    def _plain(self) -> Plain:
        return document.to_plain(self.assessment)

    def value(self, path: str) -> Any:
        """The recorded value at a path."""
        found = value_at(self._plain(), path)
        if found is None and path == f"tests.{ROTATION}.position":
            return self.session.value(path)
        return found

    def objections_below(self, prefix: str) -> list[Problem]:
        """What is wrong, unfinished, or asked back below a path."""
        found = self.context.evaluator.problems(self.assessment, finished=False)
        return [problem for problem in found if problem.path.startswith(prefix)]

    def put_side(self, test: str, side: str, field: str, value: Any) -> Problem | None:
        """Record one field of one side; returns the refusal, if any."""
        return self._accept(with_field(self._plain(), test, side, field, value))

    def set_status(self, test: str, side: str, status: str | None) -> Problem | None:
        """Say how a side went."""
        return self._accept(with_status(self._plain(), test, side, status))

    def last_side(self, test: str, side: str) -> Seen | None:
        """What the side came to the first time, in this session."""
        return seen_side(self.session.assessment, self.session.levels, test, side)

    def confirmed(self, problem: Problem) -> bool:
        """Whether an odd value was confirmed."""
        return self.session.course.confirmed(_of_retest(problem))

    def confirm(self, problem: Problem) -> None:
        """Say that an odd value is right."""
        self.session.course.confirm(_of_retest(problem))

    def changes(self) -> tuple[SideChange, ...]:
        """The sides that were measured both times, before and after."""
        return test_changes(self.session.assessment, self.assessment, self._rotation)

    def _accept(self, changed: Plain) -> Problem | None:
        where = f"tests.{self.test}"
        again = (changed.get("tests") or {}).get(self.test)
        if isinstance(again, dict) and again.get("position") is None:
            position = self.session.value(f"{where}.position") if self.test == ROTATION else None
            sides = [key for key in again if key != "position"]
            if position is not None and sides:
                again["position"] = position
        if isinstance(again, dict) and set(again) <= {"position"}:
            changed["tests"] = {}
        entered = document.from_plain(changed)
        refused = [p for p in self.context.evaluator.problems(entered, finished=False) if p.kind == "refuse"]
        if refused:
            return refused[0]
        self.session.course.put_retest(self.test, entered.tests)
        return None


def _of_retest(problem: Problem) -> Problem:
    """The question as one of the re-test: the same number may be odd once and right the other time."""
    return msgspec.structs.replace(problem, path=f"retest.{problem.path}")
