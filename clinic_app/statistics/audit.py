"""The second opinion on a release, by other code than that which hid the cells: it reads the finished tables.

It sets up anew what adds up to what, as somebody would who has the release in hand, and asks for every count of 1 to 9
how low and how high it could be by what is shown. A release that tells more than "1 to 9" of one of them must not
exist.
"""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any, NamedTuple

import highspy
import numpy as np

from clinic_app.domain.release import HIDE_BELOW, Axis, MedianTable, Release, Table
from clinic_app.statistics.known import RELATED, RELATED_TO_PROPOSALS, agreements, known_zeros
from clinic_app.statistics.stages import Stage, Tell, tell_nobody
from clinic_app.statistics.tables import Key

Conditions = frozenset[tuple[str, str]]
Place = tuple[str, Conditions]  # who is counted, and what they have
Rules = list[tuple[Place, list[Place]]]  # what adds up to what
GROUPS = {"case": ("case_only", "case_and_recheck"), "recheck": ("case_and_recheck", "recheck_only")}
NOBODY: Conditions = frozenset()
STUDIO = "studio"
NEAR = 1e-6
NINE = float(HIDE_BELOW - 1)
TOGETHER = 4  # times that all counts are asked for at once, before those that are left one by one


class Leak(NamedTuple):
    """What a release would tell: which cell, and why."""

    place: Place
    why: str


def leaks(release: Release, truth: Mapping[Key, int], tell: Tell = tell_nobody) -> tuple[Leak, ...]:
    """Everything a release tells that it must not; `truth` holds the counts it was made from."""
    counts: dict[Place, int] = {_place(cell): count for cell, count in truth.items()}
    shown: dict[Place, int | None] = {}
    found: list[Leak] = []
    for where, clients, tables, medians in _parts(release):
        found += chain.from_iterable(_read(table, where, shown, counts) for table in tables)
        if shown.get(("all", where), clients) != clients:
            found.append(Leak(("all", where), "the number of clients"))
        found += _medians(medians, release.manifest.medians_from, where, shown)
    if found:
        return tuple(found)
    rules = []
    studios, by_studio = _by_studio(truth)
    for where, own in by_studio.items():
        rules += [_there(rule, where) for rule in (*_equations(release.tables, counts), *_meant(own))]
        shown |= {(who, having | where): 0 for who, having in map(_place, known_zeros(own))}
    if studios:
        rules += [((who, having), [(who, having | where) for where in studios]) for who, having in _of_all(rules)]
    small = [place for place, count in counts.items() if 0 < count < HIDE_BELOW]
    return tuple(_too_narrow(rules, shown, counts, sorted(small, key=_order), tell))


def _parts(release: Release) -> Iterator[tuple[Conditions, int, tuple[Table, ...], tuple[MedianTable, ...]]]:
    """The tables for all, and those of each studio: where they were counted, and how many clients."""
    yield NOBODY, release.manifest.clients, release.tables, release.medians
    for one in release.slices:
        yield frozenset({(STUDIO, one.studio.code)}), one.clients, one.tables, one.medians


def _by_studio(truth: Mapping[Key, int]) -> tuple[list[Conditions], dict[Conditions, dict[Key, int]]]:
    """The counts apart: of all, of each studio, and of the rest without tables, which can be found by subtracting."""
    found: dict[Conditions, dict[Key, int]] = {NOBODY: {}}
    for (who, conditions), count in truth.items():
        where = frozenset(pair for pair in conditions if pair[0] == STUDIO)
        found.setdefault(where, {})[who, tuple(pair for pair in conditions if pair[0] != STUDIO)] = count
    return sorted((where for where in found if where), key=sorted), found


def _there(rule: tuple[Place, list[Place]], where: Conditions) -> tuple[Place, list[Place]]:
    (who, having), parts = rule
    return (who, having | where), [(one, has | where) for one, has in parts]


def _of_all(rules: Rules) -> list[Place]:
    places = {place for whole, parts in rules for place in (whole, *parts)}
    return sorted((place for place in places if not any(axis == STUDIO for axis, _ in place[1])), key=_order)


def _place(cell: Key) -> Place:
    return cell[0], frozenset(cell[1])


def _order(place: Place) -> tuple[str, list[tuple[str, str]]]:
    return place[0], sorted(place[1])


def _read(table: Table, where: Conditions, shown: dict[Place, int | None], counts: Mapping[Place, int]) -> list[Leak]:
    """Enter the numbers of a table; a cell shown here and hidden elsewhere, a small or a wrong number is a leak."""
    found = []
    for r, row in enumerate(table.cells):
        for c, cell in enumerate(row):
            place = table.population, _of(table.rows, r) | _of(table.columns, c) | where
            number = cell.number
            if shown.setdefault(place, number) != number:
                found.append(Leak(place, "shown in one table and not in another"))
            if number is not None and 0 < number < HIDE_BELOW:
                found.append(Leak(place, "a small count"))
            if number is not None and number != counts.get(place):
                found.append(Leak(place, "a wrong count"))
    return found


def _of(axis: Axis | None, place: int) -> Conditions:
    if axis is None or place == len(axis.categories):
        return NOBODY
    category = axis.categories[place].id
    return frozenset({(f"{axis.id}:{category}", "yes") if axis.kind == "answers" else (axis.id, category)})


def _medians(
    medians: tuple[MedianTable, ...], least: int, where: Conditions, shown: Mapping[Place, int | None]
) -> list[Leak]:
    """A middle value needs a number of clients that is shown and large enough."""
    found = []
    for table in medians:
        for r, row in enumerate(table.values):
            place = table.population, _of(table.rows, r) | where
            behind = shown.get(place)
            if any(value is not None for value in row) and (behind is None or behind < least):
                found.append(Leak(place, "a median of too few"))
    return found


def _equations(tables: tuple[Table, ...], counts: Mapping[Place, int]) -> Rules:
    """What adds up to what: rows, columns, those who gave an answer and those who did not, and the groups."""
    found = []
    for table in tables:
        who, columns = table.population, table.columns
        width = 1 if columns is None else len(columns.categories) + 1
        height = len(table.rows.categories)
        for c in range(width):
            column = _of(columns, c) if columns is not None else NOBODY
            if table.rows.kind == "parts":
                found.append(((who, column), [(who, _of(table.rows, r) | column) for r in range(height)]))
                continue
            for category in table.rows.categories:
                both = [frozenset({(f"{table.rows.id}:{category.id}", said)}) for said in ("yes", "no")]
                found.append(((who, column), [(who, one | column) for one in both]))
        if columns is not None:
            sides = dict.fromkeys(side for r in range(height + 1) for side in _sides(table.rows, r))
            found += [((who, side), [(who, side | _of(columns, c)) for c in range(width - 1)]) for side in sides]
    kinds = {category for _, conditions in counts for axis, category in conditions if axis == "type"}
    havings = (NOBODY, *(frozenset({("type", kind)}) for kind in sorted(kinds)))
    for who, courses in GROUPS.items():
        found += [((who, own), [("all", own | {("course", course)}) for course in courses]) for own in havings]
    every = [("all", frozenset({("course", course)})) for course in ("case_only", "case_and_recheck", "recheck_only")]
    return [*found, (("all", NOBODY), every)]


def _meant(truth: Mapping[Key, int]) -> Rules:
    """What hangs together by the meaning of the words: tables that nobody is shown but everybody can think of."""
    found = [(_place(whole), [_place(part) for part in parts]) for whole, parts in agreements(truth)]
    for spec in (*RELATED, *RELATED_TO_PROPOSALS):
        axes = tuple(sorted((spec.rows, spec.columns)))
        joint = [cell for cell in truth if cell[0] == "case" and tuple(axis for axis, _ in cell[1]) == axes]
        for place in (0, 1):
            wholes = dict.fromkeys(cell[1][place] for cell in joint)
            found += [
                (("case", frozenset({whole})), [_place(cell) for cell in joint if cell[1][place] == whole])
                for whole in wholes
            ]
    return found


def _sides(axis: Axis, place: int) -> list[Conditions]:
    """The conditions of a row, and of those who are not in it where answers do not add up."""
    having = _of(axis, place)
    if axis.kind == "parts" or not having:
        return [having]
    return [having, frozenset({(next(iter(having))[0], "no")})]


def _too_narrow(
    rules: Rules,
    shown: Mapping[Place, int | None],
    counts: Mapping[Place, int],
    small: list[Place],
    tell: Tell,
) -> list[Leak]:
    places = sorted({place for whole, parts in rules for place in (whole, *parts)} | set(counts), key=_order)
    number = {place: index for index, place in enumerate(places)}
    states = _States(rules, number, [shown.get(place) for place in places])
    asked = [number[place] for place in small]
    for _ in range(TOGETHER):
        tell(Stage("checking", 0, len(small)))
        states.stretch(asked)
    found = []
    for done, place in enumerate(small):
        tell(Stage("checking", done, len(small)))
        index = number[place]
        if not (states.one(index) and states.nine(index)):
            found.append(Leak(place, "between {:g} and {:g}".format(*states.ends(index))))
    return found


class _States:
    """What the counts could be by all that is shown. Each answer is a possible state of every count: often enough."""

    def __init__(self, rules: Rules, number: dict[Place, int], fixed: list[int | None]) -> None:
        self._least = [0.0 if value is None else float(value) for value in fixed]
        self._most = [highspy.kHighsInf if value is None else float(value) for value in fixed]
        self._solver = _solver(rules, number, fixed)
        self._low, self._high = np.full(len(fixed), np.inf), np.full(len(fixed), -np.inf)

    def stretch(self, indexes: list[int]) -> None:
        """Look for states in which many of these are one, and for such in which many are nine."""
        for wanted, reached in ((1.0, self._is_one), (-1.0, self._is_nine)):
            left = [index for index in indexes if not reached(index) and self._least[index] != self._most[index]]
            for index in left:
                self._solver.changeColCost(index, wanted)
                self._bound(index, *((1.0, self._most[index]) if wanted > 0 else (0.0, NINE)))
            self._solved()
            for index in left:
                self._solver.changeColCost(index, 0.0)
                self._bound(index, self._least[index], self._most[index])

    def one(self, index: int) -> bool:
        """Whether it could be one, or less."""
        return self._is_one(index) or self._within(index, self._least[index], 1.0)

    def nine(self, index: int) -> bool:
        """Whether it could be nine, or more."""
        return self._is_nine(index) or self._within(index, NINE, self._most[index])

    def ends(self, index: int) -> tuple[float, float]:
        """How low and how high it could be at most, to say how much is told."""
        for wanted in (1.0, -1.0):
            self._solver.changeColCost(index, wanted)
            self._solved()
            self._solver.changeColCost(index, 0.0)
        return float(self._low[index]), float(self._high[index])

    def _is_one(self, index: int) -> bool:
        return bool(self._low[index] <= 1 + NEAR)

    def _is_nine(self, index: int) -> bool:
        return bool(self._high[index] >= NINE - NEAR)

    def _within(self, index: int, least: float, most: float) -> bool:
        if least > most:
            return False
        self._bound(index, least, most)
        found = self._solved()
        self._bound(index, self._least[index], self._most[index])
        return found

    def _bound(self, index: int, least: float, most: float) -> None:
        self._solver.changeColBounds(index, least, most)

    def _solved(self) -> bool:
        """Whether there is such a state. What the solver cannot say is none, and that is a leak."""
        self._solver.run()
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return False
        state = np.asarray(self._solver.getSolution().col_value)
        np.minimum(self._low, state, out=self._low)
        np.maximum(self._high, state, out=self._high)
        return True


def _solver(rules: Rules, number: dict[Place, int], fixed: list[int | None]) -> Any:
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = len(number), len(rules)
    program.col_cost_ = np.zeros(len(number))
    program.col_lower_ = np.array([0.0 if value is None else float(value) for value in fixed])
    program.col_upper_ = np.array([highspy.kHighsInf if value is None else float(value) for value in fixed])
    program.row_lower_ = program.row_upper_ = np.zeros(len(rules))
    starts, index, sign = [0], [], []
    for whole, parts in rules:
        index += [number[whole], *(number[part] for part in parts)]
        sign += [-1.0, *(1.0 for _ in parts)]
        starts.append(len(index))
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    program.a_matrix_.start_ = np.array(starts, np.int32)
    program.a_matrix_.index_ = np.array(index, np.int32)
    program.a_matrix_.value_ = np.array(sign)
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    for name, setting in (("output_flag", False), ("threads", 1), ("random_seed", 0), ("presolve", "off")):
        solver.setOptionValue(name, setting)
    solver.passModel(program)
    return solver
