"""The facts of a period as columns of numbers: filled page by page, then one client each.

Who a client is stays a number that counts them once; it is not kept beyond that.
"""

from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from clinic_app.domain.case_fact import BETWEEN_LINES, BETWEEN_WORDS, KEYS, LETTERS_OF_ZERO, PACKED, WORDS

Ints = npt.NDArray[np.int32]
Letters = npt.NDArray[np.int16]
Bools = npt.NDArray[np.bool_]
RECHECK_ONLY = 2  # among `tables.COURSE`
_ZEROS = np.array(LETTERS_OF_ZERO, np.int16)


class Page(Protocol):
    """Some facts in the same order, as texts: of the columns `KEYS`, `PACKED` and `WORDS`."""

    @property
    def size(self) -> int:
        """How many facts these are."""

    @property
    def keys(self) -> str:
        """The keys of each fact, with a space between all numbers."""

    @property
    def packed(self) -> str:
        """A letter for each small number of each fact."""

    @property
    def words(self) -> Sequence[str]:
        """A text for each group of `WORDS`, with a line for each fact."""


class Facts:
    """The visits of one period. Words are kept as places in a list of what occurs."""

    def __init__(self, pages: Iterable[Page]) -> None:
        keys, numbers = [], []
        groups = [_Words(names) for names in WORDS]
        for page in pages:
            if page.size:
                keys.append(np.fromstring(page.keys, np.int32, sep=" ").reshape(page.size, len(KEYS)))
                numbers.append(_unpacked(page))
                for group, lines in zip(groups, page.words, strict=True):
                    group.add(lines, page.size)
        self._columns: dict[str, Ints] = {**_columns(KEYS, keys), **_columns(PACKED, numbers)}
        self.vocabulary: dict[str, tuple[str, ...]] = {}
        for group in groups:
            for name, occurring, column in group.columns():
                self._columns[name], self.vocabulary[name] = column, occurring

    def __getitem__(self, name: str) -> Ints:
        column: Ints = self._columns[name]
        return column

    def __len__(self) -> int:
        return len(self._columns["client_seq"])


class _Seen(dict[str, int]):
    """What occurs, each with its place in the order of first sight; looked up once, new or not."""

    def __missing__(self, word: str) -> int:
        self[word] = place = len(self)
        return place


class _Words:
    """A group of columns whose words stand together in a line: as places among the lines that occur."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self._names, self._seen = names, _Seen()
        self._pages: list[Ints] = [np.empty(0, np.int32)]

    def add(self, lines: str, size: int) -> None:
        """Take in a page."""
        self._pages.append(np.fromiter(map(self._seen.__getitem__, lines.split(BETWEEN_LINES)), np.int32, size))

    def columns(self) -> Iterator[tuple[str, tuple[str, ...], Ints]]:
        """Each column: its name, the words that occur in it, and for each fact the place of its word among them."""
        whole = np.concatenate(self._pages)
        for number, name in enumerate(self._names):
            occurring = _Seen()
            places = [occurring[line.split(BETWEEN_WORDS)[number]] for line in self._seen]
            yield name, tuple(occurring), np.array(places, np.int32)[whole]


class Clients:
    """Each client of the period once: their first visit in it, and the first time they came again to its episode.

    `case` and `recheck` hold places in the facts; `course` says for each client which of the two there are. `studio`
    is for each the place of a code: where the visit was by which they are counted.
    """

    def __init__(self, facts: Facts) -> None:
        order = np.lexsort((facts["visit_seq"], facts["day"], facts["client_seq"]))
        client = facts["client_seq"][order]
        begins = _begins(client)
        first = order[begins]
        which = np.cumsum(begins) - 1
        is_case = facts["first"][first] == 1
        again = (facts["first"][order] == 0) & (facts["episode_seq"][order] == facts["episode_seq"][first][which])
        came = order[again]
        came_who, where = np.unique(which[again], return_index=True)
        rechecked = np.zeros(len(first), bool)
        rechecked[came_who] = True
        # The first visit is a case or, being no first visit of its episode, a re-check itself: nobody is neither.
        self.first = first
        self.course: Ints = np.where(is_case, np.where(rechecked, 1, 0), 2).astype(np.int32)
        self.studio: Ints = facts["studio"][first]
        self._again = np.full(len(first), -1, order.dtype)
        self._again[came_who] = came[where]
        self._split()

    def _split(self) -> None:
        self.case = self.first[self.course != RECHECK_ONLY]
        self.recheck = self._again[self._again >= 0]

    def only(self, chosen: Bools) -> "Clients":
        """Some of them."""
        some = copy(self)
        some.first, some.course, some.studio = self.first[chosen], self.course[chosen], self.studio[chosen]
        some._again = self._again[chosen]
        some._split()
        return some

    def __len__(self) -> int:
        return len(self.first)


def _unpacked(page: Page) -> Letters:
    """The numbers behind the letters, a row for each fact."""
    letters = np.frombuffer(page.packed.encode("utf-32-le"), np.uint32)
    return letters.reshape(page.size, len(PACKED)).astype(np.int16) - _ZEROS


def _columns(names: Sequence[str], pages: list[npt.NDArray[Any]]) -> dict[str, Ints]:
    whole = np.concatenate(pages) if pages else np.empty((0, len(names)), np.int32)
    return dict(zip(names, np.ascontiguousarray(whole.T), strict=True))


def _begins(sorted_ids: Ints) -> Bools:
    """Where another client begins."""
    begins = np.ones(len(sorted_ids), bool)
    begins[1:] = sorted_ids[1:] != sorted_ids[:-1]
    return begins
