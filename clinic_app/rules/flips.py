"""What would change the result: single changed findings, or pairs of them, and the question that separates best.

Screening answers are never varied: nobody should be told which answer to a red flag opens the gate. All is
computed from block sums (`points.Scales.changed`), well within a frame; pairs belong on a thread (`pair_flips`).
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import combinations
from typing import Any

from clinic_app.domain.assessment import HINGE, Clearance
from clinic_app.domain.proposal import PLAUSIBILITIES, Change, Fact, Flip, NextTest, Outcome, PairFlip, Plausibility
from clinic_app.rules.conditions import Facts
from clinic_app.rules.doubts import ANY, Doubts
from clinic_app.rules.evaluate import Evaluator
from clinic_app.rules.observe import DIFFERENCE, LEVELS, LUMBAR_EXTENSION
from clinic_app.rules.policy import GOOD

Result = tuple[Outcome, tuple[str, ...]]
_LEVEL_PATHS = frozenset(LEVELS.values())
_WITH_A_TEST = (LUMBAR_EXTENSION, DIFFERENCE)
_RANK = {why: rank for rank, why in enumerate(PLAUSIBILITIES)}
NO_DOUBTS: Doubts = {}


def flips(
    evaluator: Evaluator, facts: Facts, cleared: Clearance | None = None, doubted: Doubts = NO_DOUBTS
) -> tuple[Flip, ...]:
    """Every single change of one finding that changes outcome or causes, the most plausible first.

    `doubted` comes from `doubts` and is what only the document knows. Empty where the outcome is hidden.
    """
    return what_changes(evaluator, facts, cleared, doubted)[0]


def next_test(evaluator: Evaluator, facts: Facts, cleared: Clearance | None = None) -> NextTest | None:
    """The unasked item or missing test whose answers lead to the most different results.

    How well a question separates is the chance that two of its answers lead to different results, all answers
    being equally likely; among equals a missing test goes first, and it is worth doing even when it separates
    nothing.
    """
    return what_changes(evaluator, facts, cleared)[1]


def what_changes(
    evaluator: Evaluator, facts: Facts, cleared: Clearance | None = None, doubted: Doubts = NO_DOUBTS
) -> tuple[tuple[Flip, ...], NextTest | None]:
    """Flips and next test together, every change being computed once."""
    if evaluator.gate.screen(facts, cleared).outcome is not None:
        return (), None
    varied = _Varied(evaluator, facts, cleared)
    now = varied.now
    found: list[Flip] = []
    best: tuple[tuple[float, bool], NextTest] | None = None
    for path in evaluator.varied:
        observed = facts.get(path)
        answers = []
        for value in varied.answers(path):
            outcome, causes = varied.result({path: value})
            why = _plausibility(evaluator, path, observed, value, doubted)
            answers.append(Flip(path, observed, value, outcome, causes, why))
        found += [flip for flip in answers if (flip.outcome, flip.causes) != now]
        if observed is None and path not in _WITH_A_TEST:
            score = (_separation(answers), path in _LEVEL_PATHS)
            if score > (0.0, False) and (best is None or score > best[0]):
                best = (score, NextTest(path, tuple(answers)))
    found.sort(key=lambda flip: _RANK[flip.why])
    return tuple(found), best[1] if best is not None else None


def pair_flips(
    evaluator: Evaluator,
    facts: Facts,
    cleared: Clearance | None = None,
    doubted: Doubts = NO_DOUBTS,
    cancelled: Callable[[], bool] | None = None,
) -> tuple[PairFlip, ...]:
    """Every pair of changes of which neither alone changes the result but both together do, most plausible first.

    The smallest change where `flips` finds none. Takes up to 150 ms, so call it from a thread; once `cancelled`
    says so, what was found until then is dropped and nothing is returned.
    """
    if evaluator.gate.screen(facts, cleared).outcome is not None:
        return ()
    varied = _Varied(evaluator, facts, cleared)
    silent = [
        Change(path, facts.get(path), value, _plausibility(evaluator, path, facts.get(path), value, doubted))
        for path in evaluator.varied
        for value in varied.answers(path)
        if varied.result({path: value}) == varied.now
    ]
    found: list[PairFlip] = []
    for place, (first, second) in enumerate(combinations(silent, 2)):
        if cancelled is not None and place % 64 == 0 and cancelled():
            return ()
        if first.finding == second.finding or not varied.goes_together(first, second):
            continue
        outcome, causes = varied.result({first.finding: first.to, second.finding: second.to})
        if (outcome, causes) != varied.now:
            found.append(PairFlip((first, second), outcome, causes))
    found.sort(key=lambda pair: sum(_RANK[change.why] for change in pair.changes))
    return tuple(found)


def _separation(answers: list[Flip]) -> float:
    counts: dict[Result, int] = {}
    for answer in answers:
        key = (answer.outcome, answer.causes)
        counts[key] = counts.get(key, 0) + 1
    return 1 - sum([(count / len(answers)) ** 2 for count in counts.values()]) if len(counts) > 1 else 0.0


def _plausibility(evaluator: Evaluator, path: str, observed: Fact | None, value: Fact, doubted: Doubts) -> Plausibility:
    """How easily a finding may be otherwise than recorded (see `Plausibility`)."""
    if observed is None:
        return "not_asked"
    known = doubted.get((path, ANY)) or doubted.get((path, value))
    if known is not None:
        return known
    if path in evaluator.weak:
        return "weak"
    if path in _LEVEL_PATHS:
        return "neighbour" if abs(int(observed) - int(value)) == 1 else "far"
    return "neighbour" if path in _WITH_A_TEST else "answer"


class _Varied:
    """One set of facts behind an open gate, weighed once, of which a few findings can be changed."""

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

    def goes_together(self, first: Change, second: Change) -> bool:
        """Whether both changes can be true at once: a good hip hinge has no arching back."""
        together = {first.finding: first.to, second.finding: second.to}
        return not (together.get(LEVELS[HINGE]) == GOOD and together.get(LUMBAR_EXTENSION))

    def result(self, given: Mapping[str, Fact]) -> Result:
        """Outcome and causes with a few findings changed."""
        evaluator, facts = self._evaluator, self._facts
        changed: Facts | None = None
        for path in given:
            if path in evaluator.gate.paths:
                changed = changed or {**facts, **given}
                if evaluator.gate.closes(path, changed, self._cleared):
                    return "refer", ()
        changes: dict[str, Any] = dict(given)
        levels = self._levels
        if not _LEVEL_PATHS.isdisjoint(given):
            levels = evaluator.levels({**facts, **given})
            if given.get(LEVELS[HINGE]) == GOOD and facts.get(LUMBAR_EXTENSION):
                changes[LUMBAR_EXTENSION] = False
        sums = evaluator.scales.changed(self._sums, facts, changes)
        if sums is self._sums and levels is self._levels:
            return self.now
        return self._rank(levels, evaluator.scales.totals(sums))

    def _rank(self, levels: list[int | None], totals: list[int]) -> Result:
        return self._evaluator.decided(tuple(levels), tuple(totals))
