"""What is hidden: enough that no small count can be worked out, by anybody, from anything that is shown."""

import itertools
import random

import msgspec
import pytest

from clinic_app.domain.release import HIDE_BELOW, Cell, Release
from clinic_app.statistics.audit import leaks
from clinic_app.statistics.facts import Clients, Facts
from clinic_app.statistics.making import count_clients, make_release
from clinic_app.statistics.suppression import hidden_cells
from clinic_app.statistics.system import System, system_of
from clinic_app.statistics.tables import Key, specs_for
from tests.statistics.made_up import VOCABULARY, by_chance, making, pages, released
from tests.statistics.oracle import Parsed, bounds


def linked(chance: random.Random) -> System:
    """Two or three tables over the same clients that share margins, with counts around the threshold."""
    axes = {name: chance.randint(2, 4) for name in "abc"[: chance.randint(2, 3)]}
    scale = chance.choice((2, 5, 12, 40))
    values: dict[Key, int] = {("all", ()): 0}
    equations: list[tuple[Key, tuple[Key, ...]]] = []
    joint = {place: int(chance.expovariate(1 / scale)) for place in itertools.product(*map(range, axes.values()))}

    def cell(**having: int) -> Key:
        key = ("all", tuple(sorted((axis, str(place)) for axis, place in having.items())))
        names = list(axes)
        values[key] = sum(
            count for place, count in joint.items() if all(place[names.index(one)] == at for one, at in having.items())
        )
        return key

    for axis, size in axes.items():
        equations.append((cell(), tuple(cell(**{axis: place}) for place in range(size))))
    for one, other in itertools.combinations(axes, 2):
        for first, second in ((one, other), (other, one)):
            equations += [
                (cell(**{first: at}), tuple(cell(**{first: at, second: place}) for place in range(axes[second])))
                for at in range(axes[first])
            ]
    return System(values, frozenset(values), sorted(equations))


def as_shown(system: System, hidden: frozenset[Key]) -> Parsed:
    """The system as somebody sees it."""
    cells = {cell: None if cell in hidden else count for cell, count in system.values.items()}
    names = {cell: (cell[0], frozenset(cell[1])) for cell in cells}
    return Parsed(
        {names[cell]: number for cell, number in cells.items()},
        [(names[whole], [names[part] for part in parts]) for whole, parts in system.equations],
    )


def too_narrow(system: System, hidden: frozenset[Key]) -> list[tuple[Key, tuple[float, float]]]:
    parsed = as_shown(system, hidden)
    small = {(cell[0], frozenset(cell[1])): cell for cell, count in system.values.items() if 0 < count < HIDE_BELOW}
    return [
        (small[cell], (low, high))
        for cell, (low, high) in bounds(parsed, small).items()
        if low > 1 + 1e-6 or high < HIDE_BELOW - 1 - 1e-6
    ]


def test_in_a_thousand_linked_table_sets_no_small_count_can_be_worked_out() -> None:
    chance = random.Random(8)  # noqa: S311 - made up
    alone, small = 0, 0
    for _ in range(1000):
        system = linked(chance)
        first, second = hidden_cells(system)
        small += len(first)
        assert all((cell in first) == (0 < count < HIDE_BELOW) for cell, count in system.values.items())
        assert too_narrow(system, first | second) == []
        alone += bool(second)
    assert small > 5000
    assert alone > 500, "too few sets in which hiding the small ones alone would not do: the test proves little"


def test_hiding_the_small_ones_alone_is_not_enough_and_the_oracle_sees_it() -> None:
    chance = random.Random(9)  # noqa: S311 - made up
    seen = 0
    for _ in range(40):
        system = linked(chance)
        first, second = hidden_cells(system)
        seen += bool(second) and bool(too_narrow(system, first))
    assert seen > 15


def test_small_tables_of_whole_numbers_leave_every_count_from_one_to_nine_possible() -> None:
    """By brute force over all tables of whole numbers, not by bounds over real ones."""
    chance, tried = random.Random(10), 0  # noqa: S311 - made up
    while tried < 8:
        joint = [[chance.choice((0, 2, 5, 11)) for _ in range(3)] for _ in range(3)]
        system = three_by_three(joint)
        first, second = hidden_cells(system)
        hidden = first | second
        inner = [("all", (("a", str(row)), ("b", str(column)))) for row in range(3) for column in range(3)]
        if not any(cell in first for cell in inner) or sum(cell in hidden for cell in inner) > 5:
            continue
        tried += 1
        possible = whole_tables(system, hidden, inner)
        for cell in inner:
            if cell in first:
                values = {table[inner.index(cell)] for table in possible}
                assert set(range(1, HIDE_BELOW)) <= values, (joint, cell, sorted(values))


def three_by_three(joint: list[list[int]]) -> System:
    values: dict[Key, int] = {("all", ()): sum(map(sum, joint))}
    equations: list[tuple[Key, tuple[Key, ...]]] = []
    for row in range(3):
        values["all", (("a", str(row)),)] = sum(joint[row])
        values["all", (("b", str(row)),)] = sum(line[row] for line in joint)
        for column in range(3):
            values["all", (("a", str(row)), ("b", str(column)))] = joint[row][column]
    for place in range(3):
        for axis, other in (("a", "b"), ("b", "a")):
            parts = tuple(("all", tuple(sorted(((axis, str(place)), (other, str(at)))))) for at in range(3))
            equations.append((("all", ((axis, str(place)),)), parts))  # type: ignore[arg-type]
    equations += [(("all", ()), tuple(("all", ((axis, str(place)),)) for place in range(3))) for axis in "ab"]
    return System(values, frozenset(values), sorted(equations))


def whole_tables(system: System, hidden: frozenset[Key], inner: list[Key]) -> list[tuple[int, ...]]:
    """Every table of whole numbers that fits what is shown."""
    total = system.values["all", ()]
    choices = [range(min(total, 40) + 1) if cell in hidden else (system.values[cell],) for cell in inner]
    margins = [
        ([inner.index(part) for part in parts], system.values[whole])
        for whole, parts in system.equations
        if len(whole[1]) == 1 and whole not in hidden
    ]
    found: list[tuple[int, ...]] = []

    def go(done: tuple[int, ...]) -> None:
        for places, goal in margins:
            there = sum(done[place] for place in places if place < len(done))
            if there > goal or (max(places) < len(done) and there != goal):
                return
        if sum(done) > total:
            return
        if len(done) == len(inner):
            if sum(done) == total:
                found.append(done)
            return
        for value in choices[len(done)]:
            go((*done, value))

    go(())
    return found


@pytest.mark.parametrize("clients", [50, 80, 149, 150, 260, 400, 900])
def test_a_release_of_any_size_passes_the_audit_and_shows_no_small_count(clients: int) -> None:
    for seed in range(3 if clients < 400 else 1):
        release = released(clients, seed)
        numbers = [cell.number for table in release.tables for row in table.cells for cell in row]
        assert not [number for number in numbers if number is not None and 0 < number < HIDE_BELOW]
        assert release.manifest.clients == clients
        assert release.manifest.cells_hidden_first > 0


def test_the_same_facts_give_the_same_bytes() -> None:
    assert msgspec.json.encode(released(450, 4)) == msgspec.json.encode(released(450, 4))


@pytest.mark.parametrize("size", [1, 7, 2000])
def test_nor_does_it_matter_in_which_pages_they_are_read(size: int) -> None:
    one, other = (make_release(pages(by_chance(60, 4), each), making()) for each in (size, 500))
    assert msgspec.json.encode(one) == msgspec.json.encode(other)


def planted(release: Release) -> list[tuple[Release, str]]:
    """The release with one hidden cell shown again, for every table that hides one."""
    counts = count_clients(pages(by_chance(170, 4)), VOCABULARY)
    system = system_of(counts, specs_for(170))
    found = []
    for number, table in enumerate(release.tables):
        rows = [list(row) for row in table.cells]
        for r, row in enumerate(rows):
            hidden = [c for c, cell in enumerate(row) if cell.state == "hidden"]
            if hidden:
                place = (*_of(table.rows, r), *(_of(table.columns, hidden[0]) if table.columns else ()))
                count = system.values[table.population, tuple(sorted(place))]  # type: ignore[index]
                row[hidden[0]] = Cell("shown", count) if count else Cell("zero")
                break
        else:
            continue
        altered = msgspec.structs.replace(table, cells=tuple(map(tuple, rows)))
        tables = (*release.tables[:number], altered, *release.tables[number + 1 :])
        found.append((msgspec.structs.replace(release, tables=tables), table.id))
    return found


def _of(axis: object, place: int) -> tuple[tuple[str, str], ...]:
    if place == len(axis.categories):  # type: ignore[attr-defined]
        return ()
    one = axis.categories[place].id  # type: ignore[attr-defined]
    return ((f"{axis.id}:{one}", "yes"),) if axis.kind == "answers" else ((axis.id, one),)  # type: ignore[attr-defined]


def test_a_planted_leak_is_caught_wherever_it_is_planted() -> None:
    release = released(170, 4)
    truth = system_of(count_clients(pages(by_chance(170, 4)), VOCABULARY), specs_for(170)).values
    assert leaks(release, truth) == ()
    cases = planted(release)
    assert len(cases) > 12
    missed = [name for altered, name in cases if not leaks(altered, truth)]
    assert missed == []


def test_a_median_of_too_few_is_a_leak() -> None:
    release = released(60, 1)
    counts = count_clients(pages(by_chance(60, 1)), VOCABULARY)
    truth = system_of(counts, specs_for(60)).values
    table = release.medians[0]
    few = next(number for number, row in enumerate(table.values) if set(row) == {None})
    values = (*table.values[:few], (5.0,) * len(table.values[few]), *table.values[few + 1 :])
    altered = msgspec.structs.replace(table, values=values)
    assert leaks(msgspec.structs.replace(release, medians=(altered, *release.medians[1:])), truth)


def test_a_client_counts_once_however_often_they_came() -> None:
    visits = [visit for _ in range(3) for visit in by_chance(60, 2)]
    facts = Facts(pages(visits))
    clients = Clients(facts)
    assert len(facts) == len(visits)
    assert len(clients) == 60
    assert make_release(pages(visits), making()).manifest.clients == 60
