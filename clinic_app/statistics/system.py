"""The one linear system of a release: every cell that is shown or can be computed from what is shown, once each.

An equation says that some cells add up to another. Tables with the same margin share it, the groups of clients hang
together by their course, and whoever did not give an answer is a cell as well although no table shows it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from clinic_app.statistics.counting import Counts, count
from clinic_app.statistics.known import agreements, known_zeros, related
from clinic_app.statistics.tables import ANSWERS, COURSE, COURSES_OF, Key, Population, Spec, key

_ANCHOR = Spec("all", "type", "course")  # ties the groups together, whether or not it is shown


@dataclass
class System:
    """Cells by key with their counts, which of them a table shows, and which add up to which.

    Of the `known` cells everybody knows that they hold nobody; the sizes `said` are written beside every release. It is
    `linked` where the tables of several studios hang together in it.
    """

    values: Mapping[Key, int]
    shown: frozenset[Key]
    equations: list[tuple[Key, tuple[Key, ...]]] = field(default_factory=list)
    known: frozenset[Key] = frozenset()
    said: frozenset[Key] = frozenset({key("all")})
    linked: bool = False


def system_of(counts: Counts, specs: tuple[Spec, ...]) -> System:
    """The system of these tables."""
    tying = (*specs, _ANCHOR, *related(specs))
    values = count(counts, tying)
    shown = frozenset(cell for spec in specs for row in layout(counts, spec) for cell in row)
    equations: dict[Key, set[tuple[Key, ...]]] = {}

    def adds_up(whole: Key, parts: tuple[Key, ...]) -> None:
        equations.setdefault(whole, set()).add(parts)

    for spec in tying:
        for whole, parts in _of_table(counts, spec):
            adds_up(whole, parts)
    for population, courses in COURSES_OF.items():
        for conditions in ({}, *({"type": kind} for kind in counts.types)):
            whole = key(population, **conditions)
            if whole in values:
                adds_up(whole, tuple(key("all", **conditions, course=course) for course in courses))
    for whole, parts in agreements(values):
        adds_up(whole, parts)
    listed = [(whole, parts) for whole, kinds in equations.items() for parts in sorted(kinds)]
    return System(values, shown, sorted(listed), known_zeros(values))


def layout(counts: Counts, spec: Spec) -> list[list[Key]]:
    """The cells of a table as it is shown: a row each and one for all, a column each and one for all."""
    population: Population = spec.population
    rows: list[dict[str, str]] = [
        {f"{spec.rows}:{name}": "yes"} if spec.rows in ANSWERS else {spec.rows: name}
        for name in counts.categories(spec.rows)
    ]
    columns: list[dict[str, str]] = []
    if spec.columns:
        columns = [{spec.columns: name} for name in counts.categories(spec.columns)]
    return [[key(population, **row, **column) for column in (*columns, {})] for row in (*rows, {})]


def _of_table(counts: Counts, spec: Spec) -> list[tuple[Key, tuple[Key, ...]]]:
    population = spec.population
    columns = counts.categories(spec.columns) if spec.columns else ()
    across = [{}, *({spec.columns: name} for name in columns)]
    found = []
    if spec.rows in ANSWERS:
        for name in counts.categories(spec.rows):
            said = [{f"{spec.rows}:{name}": answer} for answer in ("yes", "no")]
            found += [
                (key(population, **column), tuple(key(population, **one, **column) for one in said))
                for column in across
            ]
            found += [
                (key(population, **one), tuple(key(population, **one, **{spec.columns: name}) for name in columns))
                for one in said
            ]
    else:
        rows = counts.categories(spec.rows)
        found += [
            (key(population, **column), tuple(key(population, **{spec.rows: name}, **column) for name in rows))
            for column in across
        ]
        if columns:
            found += [
                (
                    key(population, **{spec.rows: row}),
                    tuple(key(population, **{spec.rows: row, spec.columns: name}) for name in columns),
                )
                for row in rows
            ]
    if columns:
        found.append((key(population), tuple(key(population, **{spec.columns: name}) for name in columns)))
    return found


assert set(COURSE) == {course for courses in COURSES_OF.values() for course in courses}  # noqa: S101
