"""Counts every cell of every table once, margins too. A cell is known by who is counted and by what they have."""

from collections.abc import Iterator, Mapping
from itertools import chain

import numpy as np
import numpy.typing as npt

from clinic_app.domain.case_fact import CHANGES, CODES, FINDINGS, MINUTES, MIXED, NO_CHANGE, OPEN, REFERRED, SETS
from clinic_app.statistics.facts import Clients, Facts, Ints
from clinic_app.statistics.tables import ANSWERS, COURSE, Key, Population, Spec, Vocabulary, key

Places = npt.NDArray[np.intp]
AGE3 = {"under_30": 0, "30s": 0, "40s": 1, "50s": 2, "60_up": 2}
AGE3_NAMES = ("under_40", "40s", "50_up")
TYPE_AXES = ("type", "proposed")


class Counts:
    """The clients of one period, counted."""

    def __init__(self, facts: Facts, clients: Clients, vocabulary: Vocabulary) -> None:
        self._facts, self.clients = facts, len(clients)
        self._places: dict[Population, Places] = {
            "all": clients.first,
            "case": clients.case,
            "recheck": clients.recheck,
        }
        self._course = clients.course
        self._known: dict[tuple[Population, str], Ints] = {}
        used = {kind for axis in ("episode_type", "proposed") for kind in facts.vocabulary[axis]}
        own = (*vocabulary.causes, MIXED, OPEN, REFERRED)
        self.types = (*vocabulary.causes, *sorted(used - set(own)), MIXED, OPEN, REFERRED)
        self._options = {
            "findings": FINDINGS,
            "rules": _with_used(vocabulary.rules, facts.vocabulary["rules"]),
            "taught": _with_used(vocabulary.exercises, facts.vocabulary["taught"]),
        }

    def categories(self, axis: str) -> tuple[str, ...]:
        """The rows or columns of an axis."""
        if axis in TYPE_AXES:
            return self.types
        if axis in ANSWERS:
            return self._options[axis]
        return {"course": COURSE, "age3": AGE3_NAMES}.get(axis) or CODES[axis]

    def size(self, population: Population) -> int:
        """How many clients a group has."""
        return len(self._places[population])

    def cells(self, spec: Spec) -> Iterator[tuple[Key, int]]:
        """Every cell of a table with its count, margins and total too; the same cell may stand in other tables."""
        yield key(spec.population), self.size(spec.population)
        if spec.rows in ANSWERS:
            yield from self._answer_cells(spec)
            return
        rows = self._codes(spec.population, spec.rows)
        yield from self._one_way(spec.population, spec.rows)
        if spec.columns:
            yield from self._one_way(spec.population, spec.columns)
            names, others = self.categories(spec.rows), self.categories(spec.columns)
            both = np.bincount(
                rows * len(others) + self._codes(spec.population, spec.columns), minlength=len(names) * len(others)
            ).reshape(len(names), len(others))
            for r, row in enumerate(names):
                for c, column in enumerate(others):
                    yield key(spec.population, **{spec.rows: row, spec.columns: column}), int(both[r, c])

    def values(self, population: Population, measure: str, kind: str | None) -> Ints:
        """The known values of one measure, of one type or of all."""
        values: Ints = self._facts[measure][self._places[population]]
        known = values != (0 if measure in MINUTES else NO_CHANGE)
        if kind is not None:
            known &= self._codes(population, "type") == self.types.index(kind)
        found: Ints = values[known]
        return found

    def _one_way(self, population: Population, axis: str) -> Iterator[tuple[Key, int]]:
        names = self.categories(axis)
        counts = np.bincount(self._codes(population, axis), minlength=len(names))
        for name, count in zip(names, counts, strict=True):
            yield key(population, **{axis: name}), int(count)

    def _answer_cells(self, spec: Spec) -> Iterator[tuple[Key, int]]:
        """For each answer those who gave it and those who did not: both can be found out from what is shown."""
        yield from self._one_way(spec.population, spec.columns)
        names = self.categories(spec.columns)
        totals = np.bincount(self._codes(spec.population, spec.columns), minlength=len(names))
        given = self._given(spec)
        for place, option in enumerate(self.categories(spec.rows)):
            for said, counts in (("yes", given[place]), ("no", totals - given[place])):
                own = {f"{spec.rows}:{option}": said}
                yield key(spec.population, **own), int(counts.sum())
                for name, count in zip(names, counts, strict=True):
                    yield key(spec.population, **own, **{spec.columns: name}), int(count)

    def _codes(self, population: Population, axis: str) -> Ints:
        """The category of each client of a group on one axis, as its place; looked up once."""
        known = self._known.get((population, axis))
        if known is None:
            known = self._known[population, axis] = self._look_up(population, axis)
        return known

    def _look_up(self, population: Population, axis: str) -> Ints:
        if axis == "course":
            return self._course
        places = self._places[population]
        if axis in TYPE_AXES:
            column = "episode_type" if axis == "type" else "proposed"
            words = [self.types.index(word) for word in self._facts.vocabulary[column]]
            return np.array(words, np.int32)[self._facts[column][places]]
        if axis == "age3":
            bands = [AGE3[name] for name in CODES["age"]]
            return np.array(bands, np.int32)[self._facts["age"][places]]
        codes: Ints = self._facts[axis][places]
        return codes

    def _given(self, spec: Spec) -> npt.NDArray[np.int64]:
        """How many gave each answer (rows) in each column. Those who gave the same answers are counted together."""
        words, columns = self._facts.vocabulary[spec.rows], len(self.categories(spec.columns))
        options = {option: place for place, option in enumerate(self.categories(spec.rows))}
        alike = self._facts[spec.rows][self._places[spec.population]] * np.int64(columns)
        alike += self._codes(spec.population, spec.columns)
        counts = np.bincount(alike, minlength=len(words) * columns).reshape(len(words), columns)
        said = [[options[option] for option in word.split()] for word in words]
        which = np.array(list(chain.from_iterable(said)), np.int64)
        of = np.repeat(np.arange(len(words)), [len(one) for one in said])
        given = [np.bincount(which, weights=column[of], minlength=len(options)) for column in counts.T]
        return np.array(given).T.astype(np.int64)


def measures_of(group: str) -> tuple[str, ...]:
    """The measures of one table of middle values."""
    return MINUTES if group == "minutes" else CHANGES


def median(values: Ints) -> float:
    """The middle value; of an even number the mean of the two in the middle."""
    return float(np.median(values))


def _with_used(known: tuple[str, ...], used: tuple[str, ...]) -> tuple[str, ...]:
    """The ids of the rule set in use, then those that an earlier one had and that occur."""
    found = {option for word in used for option in word.split()}
    return (*known, *sorted(found - set(known)))


def count(counts: Counts, specs: tuple[Spec, ...]) -> Mapping[Key, int]:
    """All cells of these tables."""
    return {cell: number for spec in specs for cell, number in counts.cells(spec)}


assert set(ANSWERS) == set(SETS)  # noqa: S101 - the two lists say the same
