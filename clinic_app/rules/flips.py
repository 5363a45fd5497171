"""What would change the result: single changed findings, and the question that separates best.

Screening answers are never varied: nobody should be told which answer to a red flag opens the gate. All is
computed from block sums (`points.Scales.changed`), well within a frame.
"""

from collections.abc import Iterator
from typing import Any

from clinic_app.domain.assessment import HINGE, Clearance
from clinic_app.domain.proposal import Fact, Flip, NextTest, Outcome
from clinic_app.rules.conditions import Facts
from clinic_app.rules.evaluate import Evaluator
from clinic_app.rules.observe import DIFFERENCE, LEVELS, LUMBAR_EXTENSION
from clinic_app.rules.policy import GOOD

Result = tuple[Outcome, tuple[str, ...]]
_LEVEL_PATHS = frozenset(LEVELS.values())
_WITH_A_TEST = (LUMBAR_EXTENSION, DIFFERENCE)


def flips(evaluator: Evaluator, facts: Facts, cleared: Clearance | None = None) -> tuple[Flip, ...]:
    """Every single change of one finding that changes outcome or causes, the most plausible first.

    Unasked findings come first, then neighbouring levels and what goes with a test, then other answers, then
    far levels. Empty where the outcome is hidden.
    """
    return what_changes(evaluator, facts, cleared)[0]


def next_test(evaluator: Evaluator, facts: Facts, cleared: Clearance | None = None) -> NextTest | None:
    """The unasked item or missing test whose answers lead to the most different results.

    How well a question separates is the chance that two of its answers lead to different results, all answers
    being equally likely; among equals a missing test goes first, and it is worth doing even when it separates
    nothing.
    """
    return what_changes(evaluator, facts, cleared)[1]


def what_changes(
    evaluator: Evaluator, facts: Facts, cleared: Clearance | None = None
) -> tuple[tuple[Flip, ...], NextTest | None]:
    """Flips and next test together, every change being computed once."""
    if evaluator.gate.screen(facts, cleared).outcome is not None:
        return (), None
    varied = _Varied(evaluator, facts, cleared)
    now = varied.now
    found: list[tuple[int, Flip]] = []
    best: tuple[tuple[float, bool], NextTest] | None = None
    for path in evaluator.varied:
        observed = facts.get(path)
        answers = [Flip(path, observed, value, *varied.result(path, value)) for value in varied.answers(path)]
        found += [(_far(flip), flip) for flip in answers if (flip.outcome, flip.causes) != now]
        if observed is None and path not in _WITH_A_TEST:
            score = (_separation(answers), path in _LEVEL_PATHS)
            if score > (0.0, False) and (best is None or score > best[0]):
                best = (score, NextTest(path, tuple(answers)))
    found.sort(key=_first)
    return tuple([flip for _, flip in found]), best[1] if best is not None else None


def _first(entry: tuple[int, Flip]) -> int:
    return entry[0]


def _separation(answers: list[Flip]) -> float:
    counts: dict[Result, int] = {}
    for answer in answers:
        key = (answer.outcome, answer.causes)
        counts[key] = counts.get(key, 0) + 1
    return 1 - sum([(count / len(answers)) ** 2 for count in counts.values()]) if len(counts) > 1 else 0.0


def _far(flip: Flip) -> int:
    """How far-fetched a change is, 0 (only not asked) to 3."""
    if flip.observed is None:
        return 0
    if flip.finding in _LEVEL_PATHS:
        return 1 if abs(int(flip.observed) - int(flip.to)) == 1 else 3
    return 1 if flip.finding in _WITH_A_TEST else 2


class _Varied:
    """One set of facts behind an open gate, weighed once, whose findings can be changed one at a time."""

    def __init__(self, evaluator: Evaluator, facts: Facts, cleared: Clearance | None) -> None:
        self._evaluator, self._facts, self._cleared = evaluator, facts, cleared
        self._sums = evaluator.scales.weigh(facts).sums
        self._levels = evaluator.levels(facts)
        self.now = self._rank(self._levels, evaluator.scales.totals(self._sums))

    def answers(self, path: str) -> Iterator[Fact]:
        """The other answers the finding may have."""
        observed = self._facts.get(path)
        if path == DIFFERENCE:
            limit = self._evaluator.asymmetry_limit
            if observed is not None and limit is not None:
                yield 0.0 if observed >= limit else limit
        elif path != LUMBAR_EXTENSION or self._may_arch():
            for value in self._evaluator.varied[path]:
                if value != observed:
                    yield value

    def _may_arch(self) -> bool:
        """A back that arches is a fault, and with a fault the hip hinge is never good."""
        level = self._facts.get(LEVELS[HINGE])
        return level is not None and level < GOOD

    def result(self, path: str, value: Fact) -> Result:
        """Outcome and causes with one finding changed."""
        evaluator, facts = self._evaluator, self._facts
        if path in evaluator.gate.paths and evaluator.gate.closes(path, {**facts, path: value}, self._cleared):
            return "refer", ()
        changes: dict[str, Any] = {path: value}
        levels = self._levels
        if path in _LEVEL_PATHS:
            levels = evaluator.levels({**facts, path: value})
            if path == LEVELS[HINGE] and value == GOOD and facts.get(LUMBAR_EXTENSION):
                changes[LUMBAR_EXTENSION] = False  # a good hip hinge has no arching back
        sums = evaluator.scales.changed(self._sums, facts, changes)
        if sums is self._sums and levels is self._levels:
            return self.now
        return self._rank(levels, evaluator.scales.totals(sums))

    def _rank(self, levels: list[int | None], totals: list[int]) -> Result:
        return self._evaluator.decided(tuple(levels), tuple(totals))
