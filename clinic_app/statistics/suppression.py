"""Decides which cells are hidden: those of 1 to 9 clients, and others so that those cannot be computed.

For each small cell the cheapest way is sought in which it could just as well be 9, and in which it could be 1, while
everything stays non-negative and adds up. A shown cell that has to move for it is hidden from then on. One thread and
a fixed order: the same counts always hide the same cells.
"""

import math
from typing import Any

import highspy
import numpy as np

from clinic_app.domain.release import HIDE_BELOW
from clinic_app.statistics.system import System
from clinic_app.statistics.tables import Key

ZERO_WEIGHT, TOTAL_WEIGHT = 1000.0, 1e5
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
            if goal != count:
                movement.protect(cell, goal - count)
    first = frozenset(small) & system.shown
    return first, frozenset(movement.hidden & system.shown) - first


class _Movement:
    """The linear program: how far each cell moves up and down from its count while everything still adds up."""

    def __init__(self, system: System) -> None:
        self.cells = sorted(system.values)
        self.place = {cell: number for number, cell in enumerate(self.cells)}
        self._values = [system.values[cell] for cell in self.cells]
        self.hidden = {cell for cell in self.cells if cell not in system.shown or is_small(system.values[cell])}
        self._solver = _solver(_program(system, self.place, self._values))
        for cell in self.cells:
            self._price(cell)
        total = self.place["all", ()]
        for place in (total, *(self.place[cell] for cell in system.known)):
            self._bound(place, 0.0, 0.0, 0.0)  # how many clients there are is always said, and some is known

    def protect(self, cell: Key, change: float) -> None:
        """Let a cell move by this much, and hide what moves with it."""
        place = self.place[cell]
        self._bound(place, max(change, 0.0), max(change, 0.0), max(-change, 0.0))
        self._solver.changeColBounds(2 * place + 1, max(-change, 0.0), max(-change, 0.0))
        self._solver.run()
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise UnprotectableError
        moved = np.asarray(self._solver.getSolution().col_value).reshape(-1, 2).max(axis=1) > MOVED
        for number in np.flatnonzero(moved):
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
        if not cell[1]:
            weight = TOTAL_WEIGHT
        if cell in self.hidden:
            weight = 0.0
        self._solver.changeColCost(2 * place, weight)
        self._solver.changeColCost(2 * place + 1, weight)


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
