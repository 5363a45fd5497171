"""What would change the result: single changed findings, and the question that separates best.

Screening answers are never varied: nobody should be told which answer to a red flag opens the gate. All is
computed from block sums (`points.Scales.changed`), well within a frame.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from clinic_app.domain.assessment import HINGE, Clearance
from clinic_app.domain.proposal import Fact, Flip, NextTest, Outcome
from clinic_app.rules.conditions import Facts
from clinic_app.rules.evaluate import Evaluator
from clinic_app.rules.observe import DIFFERENCE, LEVELS, LUMBAR_EXTENSION
from clinic_app.rules.policy import GOOD

Result = tuple[Outcome, tuple[str, ...]]
_LEVEL_PATHS = frozenset(LEVELS.values())


def flips(evaluator: Evaluator, facts: Facts, cleared: Clearance | None = None) -> tuple[Flip, ...]:
    """Every single change of one finding that changes outcome or causes, the most plausible first.

    Unasked findings come first, then neighbouring levels and what goes with a test, then other answers, then
    far levels. Empty where the outcome is hidden.
    """
    varied = _Varied(evaluator, facts, cleared)
    if varied.hidden:
        return ()
    now = varied.result({})
    found: list[tuple[int, Flip]] = []
    for path in varied.paths:
        observed = facts.get(path)
        for value in varied.answers(path):
            outcome, causes = varied.result(varied.change(path, value))
            if (outcome, causes) != now:
                found.append((_far(path, observed, value), Flip(path, observed, value, outcome, causes)))
    return tuple([flip for _, flip in sorted(found, key=lambda entry: entry[0])])


def next_test(evaluator: Evaluator, facts: Facts, cleared: Clearance | None = None) -> NextTest | None:
    """The unasked item or missing test whose answers lead to the most different results.

    How well a question separates is the chance that two of its answers lead to different results, all answers
    being equally likely; among equals a missing test goes first, and it is worth doing even when it separates nothing.
    """
    varied = _Varied(evaluator, facts, cleared)
    if varied.hidden:
        return None
    best: tuple[tuple[float, bool], NextTest] | None = None
    for path in varied.paths:
        if facts.get(path) is not None or path in (LUMBAR_EXTENSION, DIFFERENCE):
            continue
        leads_to = tuple(
            [Flip(path, None, value, *varied.result(varied.change(path, value))) for value in varied.answers(path)]
        )
        score = (_separation(leads_to), path in _LEVEL_PATHS)
        if best is None or score > best[0]:
            best = (score, NextTest(path, leads_to))
    if best is None or best[0] == (0.0, False):
        return None
    return best[1]


def _separation(answers: tuple[Flip, ...]) -> float:
    counts: dict[Result, int] = {}
    for answer in answers:
        key = (answer.outcome, answer.causes)
        counts[key] = counts.get(key, 0) + 1
    return 1 - sum((count / len(answers)) ** 2 for count in counts.values())


def _far(path: str, observed: Any, value: Any) -> int:
    """How far-fetched a change is, 0 (only not asked) to 3."""
    if observed is None:
        return 0
    if path in _LEVEL_PATHS:
        return 1 if abs(observed - value) == 1 else 3
    return 1 if path in (LUMBAR_EXTENSION, DIFFERENCE) else 2


class _Varied:
    """One set of facts, weighed once, whose findings can be changed one at a time."""

    def __init__(self, evaluator: Evaluator, facts: Facts, cleared: Clearance | None) -> None:
        self._evaluator, self._facts, self._cleared = evaluator, facts, cleared
        self.hidden = evaluator.gate.screen(facts, cleared).outcome is not None
        self._sums = [] if self.hidden else evaluator.scales.weigh(facts).sums
        self._levels = evaluator.levels(facts)
        self.paths = tuple(evaluator.varied)

    def answers(self, path: str) -> Iterator[Fact]:
        """The other answers the finding may have."""
        observed = self._facts.get(path)
        if path == DIFFERENCE:
            yield from self._other_differences(observed)
        elif path != LUMBAR_EXTENSION or self._may_arch():
            yield from (value for value in self._evaluator.varied[path] if value != observed)

    def _other_differences(self, observed: Any) -> Iterator[Fact]:
        limit = self._evaluator.asymmetry_limit
        if observed is not None and limit is not None:
            yield 0.0 if observed >= limit else limit

    def _may_arch(self) -> bool:
        """A back that arches is a fault, and with a fault the hip hinge is never good."""
        level = self._facts.get(LEVELS[HINGE])
        return level is not None and level < GOOD

    def change(self, path: str, value: Fact) -> dict[str, Fact]:
        """What changes together: a good hip hinge has no arching back."""
        if path == LEVELS[HINGE] and value == GOOD and self._facts.get(LUMBAR_EXTENSION):
            return {path: value, LUMBAR_EXTENSION: False}
        return {path: value}

    def result(self, changes: Mapping[str, Fact]) -> Result:
        """Outcome and causes with these findings changed."""
        evaluator = self._evaluator
        if any(path in evaluator.gate.paths for path in changes):
            outcome = evaluator.gate.screen({**self._facts, **changes}, self._cleared).outcome
            if outcome is not None:
                return outcome, ()
        sums = evaluator.scales.changed(self._sums, self._facts, changes)
        levels = self._levels
        if any(path in _LEVEL_PATHS for path in changes):
            levels = evaluator.levels({**self._facts, **changes})
        ranking = evaluator.policy.rank(levels, evaluator.scales.totals(sums))
        causes = evaluator.scales.causes
        return ranking.outcome, tuple([causes[place] for place in ranking.listed])
