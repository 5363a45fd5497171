"""Everything that any assessment can come to under one rule set, found without trying every assessment.

The argument. A proposal reads its findings through a *summary* alone: the state of the gate, the level of each test,
and points by block and cause. A summary is made by adding: every rule adds its points, every screening item its
category. Two findings that no condition and no constraint holds together are independent, so what they add can be
combined freely.
Findings fall into such independent *parts* (most hold a single one); each part is tried out over its grid of
distinguishable values (`grid`), and the summaries of all assessments are the sums of one contribution from each part.
Within a part, a finding that only one condition looks at is eliminated first. Sums that no later part can change are
capped at once; when all of a cause are final they are added up to its total, which is what the policy reads, and of
the story (posture and interview) only remains whether it contradicts a good test. A shut gate hides all points, so that
behind it only the gate is kept. Each summary keeps the values that led to it.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import product

import msgspec

from clinic_app.domain.proposal import BLOCKS
from clinic_app.rules.conditions import Check, compile_condition
from clinic_app.rules.grid import Assignment, Constraint, Grid
from clinic_app.rules.load import screening_paths
from clinic_app.rules.observe import LEVELS
from clinic_app.rules.policy import GOOD
from clinic_app.rules.ruleset import RuleSet
from clinic_app.rules.screening import NEEDED

URGENT, REFER, OPEN_ITEMS = 1, 2, 4
SHUT = URGENT | REFER | OPEN_ITEMS
UNSET, MISSING = -2, -1
CLEARED = "cleared_by_doctor"  # stands among the findings of a witness for the items that its note names


class Summary(msgspec.Struct, frozen=True):
    """What a proposal is made of. `cells` are points block by block, cause by cause; `levels` in the order of causes.

    In a finished state the cells of the tests hold the totals, and those of posture are 1 where the story, though the
    test is good, reaches the limit of a contradiction.
    """

    gate: int
    levels: tuple[int, ...]
    cells: tuple[int, ...]


Found = dict[Summary, Assignment]
Table = dict[tuple[object, ...], Found]
Factor = Callable[[Assignment], Iterable[tuple[Summary, Assignment]]]


class _Part(msgspec.Struct):
    """Findings that hang together: their paths, the conditions over several of them, and the constraints."""

    paths: tuple[str, ...]
    factors: list[tuple[tuple[str, ...], Factor]]
    constraints: list[Constraint]


class Reach:
    """All summaries of one rule set with a witness each; `open_states` are those behind an open gate."""

    def __init__(self, rule_set: RuleSet, grid: Grid) -> None:
        self.rule_set, self.grid = rule_set, grid
        document = rule_set.rules
        self._causes = [cause.id for cause in document.cause]
        self._width = len(self._causes)
        self._caps = [document.caps[block] for block in BLOCKS]
        self._nothing = Summary(0, (UNSET,) * self._width, (0,) * (len(BLOCKS) * self._width))
        self._unary: dict[str, list[Factor]] = {}
        self._joint: list[tuple[tuple[str, ...], Factor]] = []
        self._collect()
        self.parts = [self._try_out(part) for part in self._parts()]
        self._stages: list[dict[Summary, tuple[Summary, Assignment]]] = []
        self.states = self._combine()

    def _collect(self) -> None:
        """Every rule, item and need as a function of its findings."""
        for rule in self.rule_set.rules.rule:
            self._add(rule.when.findings(), self._scoring(compile_condition(rule.when), rule.block, rule.points))
        for item in self.rule_set.rules.screening:
            checks = [
                (category, compile_condition(condition))
                for category in ("urgent", "refer", "caution")
                if (condition := getattr(item, category)) is not None
            ]
            found = (getattr(item, category) for category, _ in checks)
            paths = tuple(dict.fromkeys(path for condition in found for path in condition.findings()))
            self._add(paths, self._screening(item.id, checks))
        for path in (*screening_paths(self.rule_set.catalogue), *NEEDED):
            self._add((path,), self._needed(path))
        for place, cause in enumerate(self.rule_set.rules.cause):
            self._add((LEVELS[cause.test],), self._level(LEVELS[cause.test], place))

    def _add(self, paths: tuple[str, ...], factor: Factor) -> None:
        if len(paths) == 1:
            self._unary.setdefault(paths[0], []).append(factor)
        else:
            self._joint.append((paths, factor))

    def _scoring(self, check: Check, block: str, points: dict[str, int]) -> Factor:
        cells = list(self._nothing.cells)
        for cause_id, value in points.items():
            cells[BLOCKS.index(block) * self._width + self._causes.index(cause_id)] += value
        held = msgspec.structs.replace(self._nothing, cells=tuple(cells))
        return lambda given: [(held if check(given) else self._nothing, {})]

    def _screening(self, item: str, checks: list[tuple[str, Check]]) -> Factor:
        gates = {"urgent": [(URGENT, False)], "refer": [(REFER, False), (0, True)], "caution": [(0, False)]}

        def found(given: Assignment) -> Iterator[tuple[Summary, Assignment]]:
            category = next((category for category, check in checks if check(given)), None)
            for gate, cleared in gates[category] if category is not None else [(0, False)]:
                note: Assignment = {f"{CLEARED}.{item}": "yes"} if cleared else {}
                yield msgspec.structs.replace(self._nothing, gate=gate), note

        return found

    def _needed(self, path: str) -> Factor:
        open_item = msgspec.structs.replace(self._nothing, gate=OPEN_ITEMS)
        return lambda given: [(open_item if given[path] is None else self._nothing, {})]

    def _level(self, path: str, place: int) -> Factor:
        def found(given: Assignment) -> Iterator[tuple[Summary, Assignment]]:
            levels = list(self._nothing.levels)
            levels[place] = MISSING if given[path] is None else int(given[path] or 0)
            yield msgspec.structs.replace(self._nothing, levels=tuple(levels)), {}

        return found

    def _parts(self) -> list[_Part]:
        """Findings joined by conditions or constraints, found by union."""
        paths = list(dict.fromkeys([*self._unary, *(path for joint, _ in self._joint for path in joint)]))
        constraints = [known for known in self.grid.constraints if set(known.paths) <= set(paths)]
        owner = {path: path for path in paths}

        def root(path: str) -> str:
            while owner[path] != path:
                path = owner[path]
            return path

        for joined in (*(joint for joint, _ in self._joint), *(known.paths for known in constraints)):
            for path in joined[1:]:
                owner[root(path)] = root(joined[0])
        parts: dict[str, _Part] = {}
        for path in paths:
            part = parts.setdefault(root(path), _Part((), [], []))
            part.paths = (*part.paths, path)
        for joint, factor in self._joint:
            parts[root(joint[0])].factors.append((joint, factor))
        for known in constraints:
            parts[root(known.paths[0])].constraints.append(known)
        return list(parts.values())

    def _try_out(self, part: _Part) -> Found:
        """Everything a part can add. A finding with one condition and no constraint is eliminated within it."""
        used: dict[str, int] = dict.fromkeys(part.paths, 0)
        for paths in (*(joint for joint, _ in part.factors), *(known.paths for known in part.constraints)):
            for path in paths:
                used[path] += 1
        bound = {path for known in part.constraints for path in known.paths}
        shared = tuple(path for path in part.paths if used[path] != 1 or path in bound)
        tables = [(joint, self._table(joint, factor, shared)) for joint, factor in part.factors]
        found: Found = {}
        for values in product(*(self.grid.values(path) for path in shared)):
            given = dict(zip(shared, values, strict=True))
            if not all(known.holds(*(given[path] for path in known.paths)) for known in part.constraints):
                continue
            sums: Found = {self._nothing: given}
            for path in shared:
                sums = self._sum(sums, self._alone(path, given))
            for joint, table in tables:
                sums = self._sum(sums, table[tuple(given[path] for path in joint if path in given)])
            for summary, witness in sums.items():
                found.setdefault(summary, witness)
        return found

    def _table(
        self, joint: tuple[str, ...], factor: Factor, shared: tuple[str, ...]
    ) -> dict[tuple[object, ...], Found]:
        """What a condition and its own findings add, by the values of the findings it shares with others."""
        own = [path for path in joint if path not in shared]
        outer = [path for path in joint if path in shared]
        table: Table = {}
        for key in product(*(self.grid.values(path) for path in outer)):
            found = table.setdefault(key, {})
            for values in product(*(self.grid.values(path) for path in own)):
                inner = dict(zip(own, values, strict=True))
                given = {**dict(zip(outer, key, strict=True)), **inner}
                sums: Found = {summary: {**inner, **note} for summary, note in factor(given)}
                for path in own:
                    sums = self._sum(sums, self._alone(path, given))
                for summary, witness in sums.items():
                    found.setdefault(summary, witness)
        return table

    def _alone(self, path: str, given: Assignment) -> Found:
        """What one finding adds by itself."""
        sums: Found = {self._nothing: {}}
        for factor in self._unary.get(path, ()):
            sums = self._sum(sums, dict(factor(given)))
        return sums

    def _sum(self, first: Found, second: Found) -> Found:
        if len(second) == 1 and self._nothing in second and not second[self._nothing]:
            return first
        found: Found = {}
        for one, witness in first.items():
            for other, more in second.items():
                found.setdefault(self._joined(one, other), {**witness, **more})
        return found

    def _joined(self, one: Summary, other: Summary) -> Summary:
        nothing = self._nothing
        if other is nothing:
            return one
        if gate := one.gate | other.gate:
            return Summary(gate, nothing.levels, nothing.cells)
        levels = one.levels
        if other.levels != nothing.levels:
            levels = tuple([max(first, second) for first, second in zip(levels, other.levels, strict=True)])
        return Summary(0, levels, tuple([first + second for first, second in zip(one.cells, other.cells, strict=True)]))

    def _combine(self) -> dict[Summary, None]:
        """The sums of all parts: those with tests last, so that the story is settled before them."""
        self.parts.sort(key=lambda part: any(max(summary.levels) > UNSET for summary in part))
        touched = [
            {cell for summary in part for cell, points in enumerate(summary.cells) if points} for part in self.parts
        ]
        complete_at = [self._complete_at(cause, touched) for cause in range(self._width)]
        states: dict[Summary, None] = {self._nothing: None}
        settled: set[int] = set()
        for place, part in enumerate(self.parts):
            stage: dict[Summary, tuple[Summary, Assignment]] = {}
            later = set().union(*touched[place + 1 :])
            now = {cell for cell in range(len(self._nothing.cells)) if cell not in later} - settled
            settled |= now
            final = [cause for cause, complete in enumerate(complete_at) if complete == place]
            for state in states:
                for summary, given in part.items():
                    stage.setdefault(self._settle(self._joined(state, summary), now, final), (state, given))
            self._stages.append(stage)
            states = dict.fromkeys(stage)
        return states

    def _complete_at(self, cause: int, touched: list[set[int]]) -> int:
        """The part after which nothing changes of a cause: its last points, or the level of its test."""
        cells = self._cells_of(cause)
        last = max((place for place, changed in enumerate(touched) if not changed.isdisjoint(cells)), default=0)
        levels = (place for place, part in enumerate(self.parts) if any(found.levels[cause] > UNSET for found in part))
        return max(last, *levels)

    def _cells_of(self, cause: int) -> range:
        """The cells of one cause, block by block."""
        return range(cause, len(BLOCKS) * self._width, self._width)

    def _settle(self, state: Summary, now: set[int], final: list[int]) -> Summary:
        """Cap the sums that no later part changes; of causes that are complete keep what the policy reads."""
        if state.gate or not (now or final):
            return state
        cells = list(state.cells)
        for cell in now:
            cells[cell] = min(cells[cell], self._caps[cell // self._width])
        for cause in final:
            tests, posture, interview = self._cells_of(cause)
            story = cells[posture] + cells[interview]
            contradicts = state.levels[cause] == GOOD and story >= self.rule_set.rules.policy.contradiction
            cells[tests], cells[posture], cells[interview] = cells[tests] + story, int(contradicts), 0
        return Summary(0, state.levels, tuple(cells))

    def witness(self, state: Summary) -> Assignment:
        """The findings that lead to a state."""
        found: Assignment = {}
        for stage in reversed(self._stages):
            state, given = stage[state]
            found |= given
        return found

    def most(self) -> list[int]:
        """The highest sum of every cell before the caps, behind an open gate."""
        open_parts = [[summary for summary in part if not summary.gate] for part in self.parts]
        cells = range(len(self._nothing.cells))
        return [sum(max(summary.cells[cell] for summary in part) for part in open_parts if part) for cell in cells]

    def by_tests_alone(self, cause: int) -> tuple[int, Assignment]:
        """The most points that a cause can have from its tests, capped, when its own test is not good; and how."""
        sum_of = 0
        witness: Assignment = {}
        for part in self.parts:
            usable = {summary: given for summary, given in part.items() if not summary.gate}
            bad = {summary: given for summary, given in usable.items() if MISSING < summary.levels[cause] < GOOD}
            if not bad and any(summary.levels[cause] != UNSET for summary in usable):
                return 0, {}
            if best := max(bad or usable, key=lambda summary: summary.cells[cause], default=None):
                sum_of += best.cells[cause]
                witness |= part[best] if best.cells[cause] else {}
        return min(sum_of, self._caps[0]), witness
