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
from clinic_app.statistics.stages import Stage, Tell, tell_nobody
from clinic_app.statistics.system import System
from clinic_app.statistics.tables import Key

ZERO_WEIGHT, TOTAL_WEIGHT = 1000.0, 1e5
STUDIOS_TOTAL_WEIGHT, FOR_ALL = 1e4, 3.0  # beside the tables of studios, those for all are kept as whole as can be
MOVED = 1e-6
LARGEST = float(HIDE_BELOW - 1)
ROUNDS = 4  # of asking for many cells at once; what is left then is asked for one by one
Numbers = npt.NDArray[np.float64]


class UnprotectableError(Exception):
    """A small cell that no hiding protects, which would be a fault of ours: the release must not exist."""


def is_small(count: int) -> bool:
    """Whether a count is hidden for itself."""
    return 0 < count < HIDE_BELOW


def hidden_cells(system: System, tell: Tell = tell_nobody) -> tuple[frozenset[Key], frozenset[Key]]:
    """The shown cells to hide, for themselves and to protect others. Cells that no table shows hide nothing."""
    movement = _Movement(system)
    small = [cell for cell in movement.cells if is_small(system.values[cell])]
    for done, cell in enumerate(sorted(small, key=lambda cell: (-system.values[cell], movement.place[cell]))):
        tell(Stage("hiding", done, len(small)))
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
        self.hidden = {cell for cell in self.cells if cell not in system.shown or is_small(system.values[cell])}
        most = np.array([bound for count in self._values for bound in (highspy.kHighsInf, float(count))])
        self._solver = _solver(_program(system, self.place, (1.0, -1.0), np.zeros(len(most)), most))
        self._asked = _Asked(system, self.place, self._values) if system.linked else None
        for cell in self.cells:
            self._price(cell)
        self._fixed = system.said | system.known  # how many clients there are is always said, and some is known
        for cell in sorted(self._fixed):
            self._bound(self.place[cell], 0.0, 0.0, 0.0)
        if self._asked is not None:
            free = [self.place[cell] for cell in sorted(self.hidden - self._fixed)]
            for place in free:
                self._asked.free(place)
            small = [place for place in free if is_small(self._values[place])]
            self._asked.ask_many(small, LARGEST, up=True)
            self._asked.ask_many(small, 1.0, up=False)

    def reached(self, cell: Key, goal: float) -> bool:
        """Whether a cell could already be this by what is hidden. Asked of many tables only, where most are."""
        place = self.place[cell]
        return self._asked is not None and self._asked.could_be(place, goal, up=goal > self._values[place])

    def protect(self, cell: Key, change: float) -> None:
        """Let a cell move by this much, and hide what moves with it."""
        place = self.place[cell]
        self._bound(place, max(change, 0.0), max(change, 0.0), max(-change, 0.0))
        self._solver.changeColBounds(2 * place + 1, max(-change, 0.0), max(-change, 0.0))
        self._solver.run()
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise UnprotectableError
        ways = np.asarray(self._solver.getSolution().col_value).reshape(-1, 2)
        for number in np.flatnonzero(ways.max(axis=1) > MOVED):
            other = self.cells[number]
            if other not in self.hidden:
                self.hidden.add(other)
                self._price(other)
                if self._asked is not None:
                    self._asked.free(int(number))
        if self._asked is not None:
            self._asked.take_in(self._values + ways[:, 0] - ways[:, 1])
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


class _Asked:
    """The same equations in which only what is hidden may change: what a cell could be; hides nothing.

    One answer is also a possible state of every other cell, which most often saves asking. What is possible once stays
    so: ever more may change. So many cells are asked for at once first, each to go as far as it has to if it can.
    """

    def __init__(self, system: System, place: dict[Key, int], values: list[int]) -> None:
        self.low, self.high = np.array(values, float), np.array(values, float)
        self._solver = _solver(_program(system, place, (1.0,), self.low, self.low))

    def free(self, place: int) -> None:
        """Let a cell change from now on."""
        self._bound(place, 0.0, highspy.kHighsInf)

    def ask_many(self, places: list[int], goal: float, *, up: bool) -> None:
        """Find states in which as many of these as possible reach the goal. All of them may change."""
        for _ in range(ROUNDS):
            places = [place for place in places if not self._known(place, goal, up=up)]
            for place in places:
                self._solver.changeColCost(place, -1.0 if up else 1.0)
                self._bound(place, *((0.0, goal) if up else (goal, highspy.kHighsInf)))
            self._solve()
            for place in places:
                self._solver.changeColCost(place, 0.0)
                self.free(place)

    def could_be(self, place: int, goal: float, *, up: bool) -> bool:
        """Whether a cell that may change could be this high or low."""
        if self._known(place, goal, up=up):
            return True
        self._bound(place, *((goal, highspy.kHighsInf) if up else (0.0, goal)))
        reached = self._solve()
        self.free(place)
        return reached

    def take_in(self, state: Numbers) -> None:
        """Remember one more possible state."""
        np.minimum(self.low, state, out=self.low)
        np.maximum(self.high, state, out=self.high)

    def _known(self, place: int, goal: float, *, up: bool) -> bool:
        return bool(self.high[place] >= goal - MOVED if up else self.low[place] <= goal + MOVED)

    def _solve(self) -> bool:
        self._solver.run()
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return False
        self.take_in(np.asarray(self._solver.getSolution().col_value))
        return True

    def _bound(self, place: int, least: float, most: float) -> None:
        self._solver.changeColBounds(place, least, most)


def _program(system: System, place: dict[Key, int], ways: tuple[float, ...], least: Numbers, most: Numbers) -> Any:
    """A column for each way in which a cell counts, with its bounds; a row for each equation."""
    program = highspy.HighsLp()
    rows, starts, index, value = len(system.equations), [0], [], []
    for whole, parts in system.equations:
        for cell, sign in ((whole, -1.0), *((part, 1.0) for part in parts)):
            for number, way in enumerate(ways):
                index.append(len(ways) * place[cell] + number)
                value.append(sign * way)
        starts.append(len(index))
    program.num_col_, program.num_row_ = len(least), rows
    program.col_cost_ = np.zeros(len(least))
    program.col_lower_, program.col_upper_ = least, most
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
