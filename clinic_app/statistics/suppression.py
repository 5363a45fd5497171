"""Decides which cells are hidden: those of 1 to 9 clients, and others so that those cannot be computed.

For each small cell the cheapest way is sought in which it could just as well be 9, and in which it could be 1, while
everything stays non-negative and adds up. A shown cell that has to move for it is hidden from then on. One thread and
a fixed order: the same counts always hide the same cells.
"""

import math
from typing import Any

import highspy
import numpy as np
import numpy.typing as npt

from clinic_app.domain.release import HIDE_BELOW
from clinic_app.statistics.system import System
from clinic_app.statistics.tables import Key

ZERO_WEIGHT, TOTAL_WEIGHT = 1000.0, 1e5
STUDIOS_TOTAL_WEIGHT, FOR_ALL = 1e4, 3.0  # beside the tables of studios, those for all are kept as whole as can be
MOVED = 1e-6
LARGEST = float(HIDE_BELOW - 1)


class UnprotectableError(Exception):
    """A small cell that no hiding protects, which would be a fault of ours: the release must not exist."""


def is_small(count: int) -> bool:
    """Whether a count is hidden for itself."""
    return 0 < count < HIDE_BELOW


def hidden_cells(system: System) -> tuple[frozenset[Key], frozenset[Key]]:
    """The shown cells to hide, for themselves and to protect others. Cells that no table shows hide nothing."""
    movement = _Movement(system)
    small = [cell for cell in movement.cells if is_small(system.values[cell])]
    for cell in sorted(small, key=lambda cell: (-system.values[cell], movement.place[cell])):
        count = system.values[cell]
        for goal in (LARGEST, 1.0):
            if goal != count and not movement.reached(cell, goal):
                movement.protect(cell, goal - count)
    first = frozenset(small) & system.shown
    return first, frozenset(movement.hidden & system.shown) - first


class _Movement:
    """The linear program: how far each cell moves up and down from its count while everything still adds up."""

    def __init__(self, system: System) -> None:
        self.cells = sorted(system.values)
        self.place = {cell: number for number, cell in enumerate(self.cells)}
        self._values = [system.values[cell] for cell in self.cells]
        self._linked = system.linked
        self._low, self._high = np.array(self._values, float), np.array(self._values, float)
        self.hidden = {cell for cell in self.cells if cell not in system.shown or is_small(system.values[cell])}
        self._solver = _solver(_program(system, self.place, self._values))
        for cell in self.cells:
            self._price(cell)
        for cell in sorted(system.said | system.known):
            self._bound(self.place[cell], 0.0, 0.0, 0.0)  # how many clients there are is always said, and some is known

    def reached(self, cell: Key, goal: float) -> bool:
        """Whether a cell could already be this by what is hidden. Asked of many tables only: it saves most answers."""
        place = self.place[cell]
        if not self._linked:
            return False
        up = goal > self._values[place]
        return bool(self._high[place] >= goal - MOVED if up else self._low[place] <= goal + MOVED)

    def _take_in(self) -> npt.NDArray[np.bool_]:
        """Remember how far each cell came, and give which of them moved."""
        ways = np.asarray(self._solver.getSolution().col_value).reshape(-1, 2)
        reached = self._values + ways[:, 0] - ways[:, 1]
        np.maximum(self._high, reached, out=self._high)
        np.minimum(self._low, reached, out=self._low)
        moved: npt.NDArray[np.bool_] = ways.max(axis=1) > MOVED
        return moved

    def protect(self, cell: Key, change: float) -> None:
        """Let a cell move by this much, and hide what moves with it."""
        place = self.place[cell]
        self._bound(place, max(change, 0.0), max(change, 0.0), max(-change, 0.0))
        self._solver.changeColBounds(2 * place + 1, max(-change, 0.0), max(-change, 0.0))
        self._solver.run()
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise UnprotectableError
        for number in np.flatnonzero(self._take_in()):
            other = self.cells[number]
            if other not in self.hidden:
                self.hidden.add(other)
                self._price(other)
        self._bound(place, 0.0, highspy.kHighsInf, float(self._values[place]))

    def _bound(self, place: int, least: float, most_up: float, most_down: float) -> None:
        self._solver.changeColBounds(2 * place, least, most_up)
        self._solver.changeColBounds(2 * place + 1, 0.0, most_down)

    def _price(self, cell: Key) -> None:
        place = self.place[cell]
        count = self._values[place]
        weight = math.log2(count + 2) if count else ZERO_WEIGHT
        if self._linked:
            weight = self._linked_weight(cell, weight)
        elif not cell[1]:
            weight = TOTAL_WEIGHT
        if cell in self.hidden:
            weight = 0.0
        self._solver.changeColCost(2 * place, weight)
        self._solver.changeColCost(2 * place + 1, weight)

    @staticmethod
    def _linked_weight(cell: Key, weight: float) -> float:
        axes = [axis for axis, _ in cell[1]]
        if "studio" in axes:
            return STUDIOS_TOTAL_WEIGHT if len(axes) == 1 else weight
        return FOR_ALL * weight if axes else TOTAL_WEIGHT


def _program(system: System, place: dict[Key, int], values: list[int]) -> Any:
    """Two columns for each cell, up and down; a row for each equation."""
    program = highspy.HighsLp()
    columns, rows = 2 * len(values), len(system.equations)
    starts, index, value = [0], [], []
    for whole, parts in system.equations:
        for cell, sign in ((whole, -1.0), *((part, 1.0) for part in parts)):
            index += [2 * place[cell], 2 * place[cell] + 1]
            value += [sign, -sign]
        starts.append(len(index))
    program.num_col_, program.num_row_ = columns, rows
    program.col_cost_ = np.zeros(columns)
    program.col_lower_ = np.zeros(columns)
    program.col_upper_ = np.array([bound for count in values for bound in (highspy.kHighsInf, float(count))])
    program.row_lower_ = program.row_upper_ = np.zeros(rows)
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    program.a_matrix_.start_ = np.array(starts, np.int32)
    program.a_matrix_.index_ = np.array(index, np.int32)
    program.a_matrix_.value_ = np.array(value)
    return program


def _solver(program: Any) -> Any:
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    for name, setting in (("output_flag", False), ("threads", 1), ("random_seed", 0), ("presolve", "off")):
        solver.setOptionValue(name, setting)
    solver.passModel(program)
    return solver
