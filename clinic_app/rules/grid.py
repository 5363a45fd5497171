"""The values of every finding that a rule set can tell apart, and which of them can stand together in one document.

Two ages between the same thresholds are the same to every rule, so that a few values of each finding stand for all:
one of each side of each threshold, every answer of a choice, and not asked (None). What holds between findings by the
nature of a document (an age at onset is never above the age) is here as `Constraint`s.
"""

import math
from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import product
from typing import Any

import msgspec

from clinic_app.domain.assessment import HINGE, ROTATION
from clinic_app.domain.checks import WEEKS_A_YEAR
from clinic_app.domain.finding import Catalogue
from clinic_app.domain.proposal import Fact
from clinic_app.rules.load import possible_answers, screening_paths
from clinic_app.rules.observe import AMENORRHOEA, COMPUTED, DIFFERENCE, LEVELS, LUMBAR_EXTENSION
from clinic_app.rules.ruleset import Condition, RuleSet

Value = Fact | None
Assignment = dict[str, Value]
MOST_DEGREES = 90.0
# What most clients bring: taken to stand for its neighbours wherever a rule does not tell them apart.
USUAL = {"client.age": 35, "client.age_at_onset": 35, "weeks_since_onset": 8, "nrs.now": 3, DIFFERENCE: 2.0}
_PRESENT = ("client.age",)


class Constraint(msgspec.Struct, frozen=True):
    """Two findings of which not every two values can stand in one document."""

    paths: tuple[str, str]
    holds: Callable[[Any, Any], bool]


def comparisons(condition: Condition) -> Iterator[Condition]:
    """Every comparison inside a condition."""
    if condition.finding is not None:
        yield condition
    for part in condition.parts:
        yield from comparisons(part)


class Grid:
    """The distinguishable values of one rule set."""

    def __init__(self, rule_set: RuleSet) -> None:
        self.rule_set, self.catalogue = rule_set, rule_set.catalogue
        document = rule_set.rules
        self.conditions = [rule.when for rule in document.rule]
        for rule in document.screening:
            self.conditions += [found for found in (rule.urgent, rule.refer, rule.caution) if found is not None]
        self._limits: dict[str, list[Condition]] = {}
        for condition in self.conditions:
            for part in comparisons(condition):
                self._limits.setdefault(part.finding or "", []).append(part)
        self._values: dict[str, tuple[Value, ...]] = {}

    @property
    def paths(self) -> tuple[str, ...]:
        """Every finding that some rule looks at."""
        return tuple(self._limits)

    def values(self, path: str) -> tuple[Value, ...]:
        """Values of a finding of which every other is the like, the usual one first, not asked last."""
        if path not in self._values:
            known = possible_answers(path, self.catalogue)
            if path == "client.sex":
                known = ("female", "male")  # who does not say is not known
            elif path == AMENORRHOEA:
                known = ("no", "yes", "not_applicable")
            elif known is not None and set(known) == {"yes", "no"}:
                known = ("no", "yes")
            found = known if known is not None else self._numbers(path)
            self._values[path] = tuple(found) if path in _PRESENT else (*found, None)
        return self._values[path]

    def range_of(self, path: str) -> tuple[float, float, float]:
        """Lowest and highest number that is not refused, and the step between numbers."""
        if path == DIFFERENCE:
            return 0.0, MOST_DEGREES, 0.1
        limits = self.catalogue.by_path[path].limits
        if limits is None:
            return -math.inf, math.inf, 1.0
        return limits.low, limits.high, 10.0**-limits.decimals

    def _numbers(self, path: str) -> tuple[float, ...]:
        low, high, step = self.range_of(path)
        limits = self._limits.get(path, [])
        edges = [edge for part in limits for edge in (part.at_least, part.at_most, part.above, part.below)]
        near = [edge + shift for edge in edges if edge is not None for shift in (0.0, -step, step)]
        seen: dict[tuple[bool, ...], float] = {}
        for number in (USUAL.get(path, low), *near, low, high):
            shown = round(number, 4) if step < 1 else int(number) if math.isfinite(number) else 0
            if low <= shown <= high:
                seen.setdefault(tuple(_compare(part, shown) for part in limits), shown)
        return tuple(seen.values())

    @cached_property
    def constraints(self) -> tuple[Constraint, ...]:
        """What holds between findings of every document that is not refused."""
        edges = self.catalogue.rotation.edges.values()
        room = {level: MOST_DEGREES - min((0, *edge)[level] for edge in edges) / 10 for level in range(4)}

        def apart(level: Any, difference: Any) -> bool:
            return (level is None) == (difference is None) and (level is None or difference <= room[level])

        return (
            Constraint((LEVELS[HINGE], LUMBAR_EXTENSION), _arches),
            Constraint((LEVELS[ROTATION], DIFFERENCE), apart),
            Constraint(("client.age", "client.age_at_onset"), lambda age, onset: onset is None or onset <= age),
            Constraint(
                ("client.age", "weeks_since_onset"),
                lambda age, weeks: weeks is None or weeks <= (age + 1) * WEEKS_A_YEAR,
            ),
            Constraint(("client.sex", AMENORRHOEA), lambda sex, answer: sex != "male" or answer is not None),
        )

    def assignments(self, paths: tuple[str, ...]) -> Iterator[Assignment]:
        """Every combination of values of some findings that one document can hold."""
        inside = [known for known in self.constraints if set(known.paths) <= set(paths)]
        for values in product(*(self.values(path) for path in paths)):
            assignment = dict(zip(paths, values, strict=True))
            if all(known.holds(*(assignment[path] for path in known.paths)) for known in inside):
                yield assignment

    def size(self, paths: tuple[str, ...]) -> int:
        """How many combinations `assignments` tries."""
        return math.prod(len(self.values(path)) for path in paths)


def _arches(level: Any, arches: Any) -> bool:
    """A back that arches is a fault, and with a fault the hip hinge is never good."""
    return (level is None) == (arches is None) and not (level == 3 and arches)


def _compare(part: Condition, number: float) -> bool:
    if part.at_least is not None:
        return number >= part.at_least
    if part.at_most is not None:
        return number <= part.at_most
    if part.above is not None:
        return number > part.above
    return part.below is not None and number < part.below


def observable(catalogue: Catalogue) -> frozenset[str]:
    """Every path that an assessment can fill: a rule over any other would wait for ever."""
    named = [finding.path for finding in catalogue.findings if not finding.section.startswith("tests.")]
    asked = [path for path in named if catalogue.by_path[path].type in ("yes_no", "choice", "number", "whole")]
    return frozenset((*asked, *screening_paths(catalogue), *COMPUTED))
