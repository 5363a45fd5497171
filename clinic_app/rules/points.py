"""Weighs facts by the rules of one set: points by cause and block, what matched, what is waited for.

Most rules compare one finding with one answer. They are kept by finding and answer, so that weighing asks each
finding once and a single changed answer costs a few additions; only the others are evaluated as conditions.
"""

from collections.abc import Mapping
from typing import Any

import msgspec

from clinic_app.domain.proposal import BLOCKS, Block, Reason
from clinic_app.rules.conditions import Check, Facts, compile_condition
from clinic_app.rules.observe import COMPUTED, LEVELS
from clinic_app.rules.ruleset import Rule, RuleSet

Sums = list[int]
_NOTHING: tuple["Hit", ...] = ()


class Hit(msgspec.Struct, frozen=True):
    """A rule as it matched: its place in the rule file, its reasons, and the cells of the sums it adds to."""

    order: int
    reasons: tuple[Reason, ...]
    cells: tuple[tuple[int, int], ...]


class Weighed(msgspec.Struct):
    """Points of one set of facts: `sums` before the caps (block by block, cause by cause), and what matched."""

    sums: Sums
    hits: list[Hit]
    waiting: tuple[str, ...]


class _Conditional(msgspec.Struct, frozen=True):
    """A rule that is more than one finding compared with one answer."""

    order: int
    rule: Rule
    check: Check
    paths: tuple[str, ...]
    cells: tuple[tuple[int, int], ...]


class Scales:
    """The compiled rules of one rule set."""

    def __init__(self, rule_set: RuleSet) -> None:
        document = rule_set.rules
        self.causes = [cause.id for cause in document.cause]
        self._caps = [document.caps[block] for block in BLOCKS]
        self._answers: dict[str, dict[Any, tuple[Hit, ...]]] = {}
        self._others: list[_Conditional] = []
        waited: dict[str, None] = {}
        for order, rule in enumerate(document.rule):
            self._add(order, rule)
            waited.update(dict.fromkeys(rule.when.findings()))
        self._tables = list(self._answers.values())
        self._asked = list(self._answers)
        self._waited = [path for path in waited if path in LEVELS.values() or _is_asked(path)]
        self.paths = frozenset(waited)

    def _add(self, order: int, rule: Rule) -> None:
        width = len(self.causes)
        start = BLOCKS.index(rule.block) * width
        cells = tuple((start + self.causes.index(cause_id), points) for cause_id, points in rule.points.items())
        path, value = rule.when.finding, rule.when.is_
        if path is None or value is None:
            check = compile_condition(rule.when)
            self._others.append(_Conditional(order, rule, check, rule.when.findings(), cells))
            return
        hit = Hit(order, _reasons(rule, path, value), cells)
        answers = self._answers.setdefault(path, {})
        answers[value] = (*answers.get(value, ()), hit)

    def weigh(self, facts: Facts) -> Weighed:
        """Points of all matched rules, ordered as their findings stand in the rule file."""
        sums = [0] * (len(BLOCKS) * len(self.causes))
        hits: list[Hit] = []
        get = facts.get
        for answers, value in zip(self._tables, map(get, self._asked), strict=True):
            if value in answers:
                hits += answers[value]
        for other in self._others:
            if other.check(facts):
                path = other.paths[0]
                hits.append(Hit(other.order, _reasons(other.rule, path, get(path)), other.cells))
                hits.sort(key=_order)
        for hit in hits:
            for cell, points in hit.cells:
                sums[cell] += points
        return Weighed(sums, hits, tuple([path for path in self._waited if get(path) is None]))

    def changed(self, sums: Sums, facts: Facts, changes: Mapping[str, Any]) -> Sums:
        """The sums after a few findings changed, without weighing the rest again; `sums` itself when none matters."""
        gone: list[Hit] = []
        come: list[Hit] = []
        for path, value in changes.items():
            answers = self._answers.get(path)
            if answers is not None:
                gone += answers.get(facts.get(path), _NOTHING)
                come += answers.get(value, _NOTHING)
        others = [other for other in self._others if not changes.keys().isdisjoint(other.paths)]
        if not (gone or come or others):
            return sums
        after = sums.copy()
        for hit in gone:
            for cell, points in hit.cells:
                after[cell] -= points
        for hit in come:
            for cell, points in hit.cells:
                after[cell] += points
        for other in others:
            difference = bool(other.check({**facts, **changes})) - bool(other.check(facts))
            for cell, points in other.cells:
                after[cell] += difference * points
        return after

    def blocks(self, sums: Sums) -> dict[str, dict[Block, int]]:
        """Capped points by cause and block."""
        most_tests, most_posture, most_interview = self._caps
        return {
            cause: {
                "tests": tests if tests < most_tests else most_tests,
                "posture": posture if posture < most_posture else most_posture,
                "interview": interview if interview < most_interview else most_interview,
            }
            for cause, (tests, posture, interview) in self._by_cause(sums)
        }

    def totals(self, sums: Sums) -> list[int]:
        """Capped totals in the order of the causes."""
        most_tests, most_posture, most_interview = self._caps
        return [
            (tests if tests < most_tests else most_tests)
            + (posture if posture < most_posture else most_posture)
            + (interview if interview < most_interview else most_interview)
            for _, (tests, posture, interview) in self._by_cause(sums)
        ]

    def _by_cause(self, sums: Sums) -> list[tuple[str, Sums]]:
        width = len(self.causes)
        return [(cause, sums[place::width]) for place, cause in enumerate(self.causes)]


def _order(hit: Hit) -> int:
    return hit.order


def _is_asked(path: str) -> bool:
    """Whether a finding can be asked for: a client who does not state their sex has answered."""
    return path not in COMPUTED and path != "client.sex"


def _reasons(rule: Rule, path: str, observed: Any) -> tuple[Reason, ...]:
    return tuple(
        Reason(rule.id, cause_id, points, rule.block, path, observed) for cause_id, points in rule.points.items()
    )
