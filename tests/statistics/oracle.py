"""What somebody who has the files can work out: reads them back from disk and asks scipy. Nothing of ours counts here.

The equations are those that the words of the tables tell: rows and columns add up to what stands beside "All".
"""

import csv
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import lil_array

ALL = "All"
SEVERAL = "(several possible)"
EVERY_STUDIO, REST = "All studios", "the rest"
HEAD = ["Table", "Title", "Who is counted", "Rows", "Row", "Columns", "Column", "Value shown"]
Cell = tuple[str, frozenset[tuple[str, str]]]


class Parsed(NamedTuple):
    """The numbers of one file; None where one is hidden. `equations` name a whole and its parts."""

    cells: dict[Cell, int | None]
    equations: list[tuple[Cell, list[Cell]]]


def read_csv(path: Path) -> Parsed:
    """The counts of an exported file, in the English words that stand in it."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        head, *lines = list(csv.reader(file))
    assert head == HEAD
    return _parsed(lines)


def read_studios(path: Path) -> dict[str, Parsed]:
    """The counts of a file with several studios, by the name of the studio; those for all are among them."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        head, *lines = list(csv.reader(file))
    assert head == ["Studio of the company", *HEAD]
    return {
        studio: _parsed([line[1:] for line in lines if line[0] == studio]) for studio in {line[0] for line in lines}
    }


def together(studios: dict[str, Parsed], *, understand: bool = False) -> Parsed:
    """All tables of a company at once: who has those for all and those of some studios knows what is left for the rest.

    The studios without tables are one rest, of which nothing is written: all minus the others.
    """
    whole = studios[EVERY_STUDIO]
    wise = understood(whole) if understand else whole
    nobody = {cell for cell, number in wise.cells.items() if number == 0 and whole.cells.get(cell) != 0}
    cells, equations = dict(wise.cells), list(wise.equations)
    every = {cell for line, parts in wise.equations for cell in (line, *parts)} | set(wise.cells)
    names = [*(name for name in studios if name != EVERY_STUDIO), REST]
    for name in names:
        shown = studios[name].cells if name in studios else {}
        cells |= {within(name, cell): number for cell, number in shown.items()}
        cells |= {within(name, cell): 0 for cell in nobody}
        equations += [(within(name, line), [within(name, part) for part in parts]) for line, parts in wise.equations]
    equations += [(cell, [within(name, cell) for name in names]) for cell in every]
    return Parsed(cells, equations)


def within(studio: str, cell: Cell) -> Cell:
    """The same cell among the clients of one studio."""
    return cell[0], cell[1] | {("Studio", studio)}


def _parsed(lines: list[list[str]]) -> Parsed:
    tables: dict[str, list[list[str]]] = defaultdict(list)
    for line in lines:
        if line[0] not in ("minutes", "changes"):
            tables[line[0]].append(line)
    cells: dict[Cell, int | None] = {}
    equations: list[tuple[Cell, list[Cell]]] = []
    for rows in tables.values():
        _read_table(rows, cells, equations)
    return Parsed(cells, equations + _groups(cells))


def _read_table(rows: list[list[str]], cells: dict[Cell, int | None], equations: list[tuple[Cell, list[Cell]]]) -> None:
    _, _, base, axis, _, across, _, _ = rows[0]
    several = SEVERAL in axis
    names = list(dict.fromkeys(row[4] for row in rows))
    columns = list(dict.fromkeys(row[6] for row in rows))

    def cell(row: str, column: str, said: str = "yes") -> Cell:
        having = set() if row == ALL else {(f"{axis}: {row}", said)} if several else {(axis, row)}
        return base, frozenset(having | ({(across, column)} if across and column != ALL else set()))

    for row in rows:
        place = cell(row[4], row[6])
        number = None if row[7] == "x" else int(row[7])
        assert cells.setdefault(place, number) == number, "the same cell is shown here and hidden there"
    for column in columns:
        if several:
            equations += [
                (cell(ALL, column), [cell(row, column), cell(row, column, "no")]) for row in names if row != ALL
            ]
        else:
            equations.append((cell(ALL, column), [cell(row, column) for row in names if row != ALL]))
    if across:
        for said in ("yes", "no") if several else ("yes",):
            equations += [
                (cell(row, ALL, said), [cell(row, column, said) for column in columns if column != ALL])
                for row in names
            ]


def _groups(cells: dict[Cell, int | None]) -> list[tuple[Cell, list[Cell]]]:
    """Who came first, who came again, and who did both: the groups are parts of all clients."""
    bases = {base.split(" ")[1]: base for base, _ in cells}
    every = next(base for base in bases.values() if "closed visit" in base)
    kinds = {pair for _, having in cells for pair in having if pair[0] == "Type, as decided"}
    courses = {
        "began an episode": ("first visit only", "first visit and re-check"),
        "came back": ("first visit and re-check", "re-check only"),
    }
    found = []
    for base in {base for base, _ in cells}:
        for words, parts in courses.items():
            if words in base:
                found += [
                    ((base, having), [(every, having | {("Visits in the period", part)}) for part in parts])
                    for having in (frozenset(), *(frozenset({kind}) for kind in kinds))
                ]
    return found


KIND, PROPOSED, SCREENING = "Type, as decided", "Type, as proposed", "Screening"
DECISION, REASON = "Decision on the proposal", "Reason for another decision"
NO_TYPE, SENT = {"not determined", "seeing a doctor first"}, {"see a doctor first", "see a doctor at once"}
UNDECIDED = {"left undecided", "no decision entered"}


def understood(parsed: Parsed, *, is_first: bool = False) -> Parsed:
    """The same files in the hands of somebody who knows what the words mean: who can be what, and who cannot.

    `is_first` says that it is known to be the first period of the studio, in which nobody can have come only again.
    """
    cells, equations = dict(parsed.cells), list(parsed.equations)
    base = next(base for base, _ in cells if "began an episode" in base)
    values: dict[str, list[str]] = defaultdict(list)
    for axis, name in sorted({pair for where, having in cells if where == base for pair in having}):
        values[axis].append(name)
    for one, other in ((KIND, DECISION), (KIND, SCREENING), (DECISION, REASON), (PROPOSED, SCREENING)):
        for first, second in ((one, other), (other, one)) if values[one] else ():
            for name in values[first]:
                parts = [(base, frozenset({(first, name), (second, each)})) for each in values[second]]
                equations.append(((base, frozenset({(first, name)})), parts))
                zeros = [each for each in values[second] if impossible({first: name, second: each})]
                cells |= {(base, frozenset({(first, name), (second, each)})): 0 for each in zeros}
    for name in values[PROPOSED]:
        same = (base, frozenset({(PROPOSED, name), (KIND, name)}))
        if name not in NO_TYPE and "mixed" not in name and same in cells:
            equations.append((same, [(base, frozenset({(KIND, name), (DECISION, "as proposed")}))]))
    if is_first:
        again = ("Visits in the period", "re-check only")
        cells |= {cell: 0 for whole, parts in equations for cell in (whole, *parts) if again in cell[1]}
    return Parsed(cells, equations)


def impossible(has: dict[str, str]) -> bool:
    """Whether nobody can be both, by what the program lets a trainer enter."""
    kind, proposed, sent = has.get(KIND), has.get(PROPOSED), has.get(SCREENING) in SENT
    match has:
        case {"Decision on the proposal": decision, "Reason for another decision": reason}:
            return (decision == "decided otherwise") == (reason == "not decided otherwise")
        case {"Decision on the proposal": decision}:
            if decision == "decided otherwise":
                return kind in NO_TYPE
            return kind == "seeing a doctor first" if decision == "as proposed" else kind not in NO_TYPE
    return ((kind or proposed) == "seeing a doctor first") != sent


def bounds(parsed: Parsed, asked: Iterable[Cell]) -> dict[Cell, tuple[float, float]]:
    """How low and how high each asked cell can be by everything that is shown."""
    every = set(parsed.cells) | {cell for whole, parts in parsed.equations for cell in (whole, *parts)}
    places = {cell: number for number, cell in enumerate(sorted(every, key=lambda one: (one[0], sorted(one[1]))))}
    matrix = lil_array((len(parsed.equations), len(places)))
    for row, (whole, parts) in enumerate(parsed.equations):
        matrix[row, places[whole]] -= 1
        for part in parts:
            matrix[row, places[part]] += 1
    fixed = matrix.tocsr()
    limits = [(0.0, None)] * len(places)
    for cell, number in parsed.cells.items():
        if number is not None:
            limits[places[cell]] = (float(number), float(number))
    low, high = np.full(len(places), np.inf), np.full(len(places), -np.inf)
    found = {}
    for cell in asked:
        for sign in (1.0, -1.0):
            place = places[cell]
            if (low[place] <= 1) if sign > 0 else (high[place] >= 9):
                continue
            goal = np.zeros(len(places))
            goal[place] = sign
            answer = linprog(goal, A_eq=fixed, b_eq=np.zeros(len(parsed.equations)), bounds=limits, method="highs")
            if answer.status == 3:
                high[place] = np.inf
                continue
            assert answer.status == 0, answer.message
            np.minimum(low, answer.x, out=low)
            np.maximum(high, answer.x, out=high)
        found[cell] = (float(low[places[cell]]), float(high[places[cell]]))
    return found


def narrowed(parsed: Parsed, truth: dict[Cell, int]) -> dict[Cell, tuple[float, float]]:
    """The small counts of which the files tell more than "1 to 9"."""
    small = [cell for cell, count in truth.items() if 0 < count < 10]
    shown = {cell: (float(count), float(count)) for cell in small if (count := parsed.cells.get(cell)) is not None}
    found = bounds(parsed, [cell for cell in small if cell not in shown])
    return shown | {cell: (low, high) for cell, (low, high) in found.items() if low > 1 + 1e-6 or high < 9 - 1e-6}
