"""The facts of a period as columns of numbers: filled page by page, then one client each.

Who a client is stays a number that counts them once; it is not kept beyond that.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from clinic_app.domain.case_fact import KEYS, LETTER_OF_ZERO, PACKED, WORDS

Ints = npt.NDArray[np.int32]
Letters = npt.NDArray[np.int16]
Bools = npt.NDArray[np.bool_]


class Page(Protocol):
    """At most 500 facts in the same order, as texts: of the columns `KEYS`, `PACKED` and `WORDS`."""

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
        """A text for each of `WORDS`, with a line for each fact."""


class Facts:
    """The visits of one period. Words are kept as places in a list of what occurs."""

    def __init__(self, pages: Iterable[Page]) -> None:
        keys, numbers, words = [], [], []
        seen: list[dict[str, int]] = [{} for _ in WORDS]
        for page in pages:
            if page.size:
                keys.append(np.fromstring(page.keys, np.int32, sep=" ").reshape(page.size, len(KEYS)))
                numbers.append(_unpacked(page))
                words.append(_coded(page, seen))
        self._columns: dict[str, Ints] = {
            **_columns(KEYS, keys),
            **_columns(PACKED, numbers),
            **_columns(WORDS, words),
        }
        self.vocabulary = {name: tuple(known) for name, known in zip(WORDS, seen, strict=True)}

    def __getitem__(self, name: str) -> Ints:
        column: Ints = self._columns[name]
        return column

    def __len__(self) -> int:
        return len(self._columns["client_seq"])


class Clients:
    """Each client of the period once: their first visit in it, and the first time they came again to its episode.

    `case` and `recheck` hold places in the facts; `course` says for each client which of the two there are.
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
        self.case = first[is_case]
        self.recheck = came[where]
        self.course: Ints = np.where(is_case, np.where(rechecked, 1, 0), 2).astype(np.int32)

    def __len__(self) -> int:
        return len(self.first)


def _unpacked(page: Page) -> Letters:
    """The numbers behind the letters, a row for each fact."""
    letters = np.frombuffer(page.packed.encode("utf-32-le"), np.uint32)
    return letters.reshape(page.size, len(PACKED)).astype(np.int16) - np.int16(LETTER_OF_ZERO)


def _coded(page: Page, seen: list[dict[str, int]]) -> Ints:
    """The words of each fact as places in a list of what occurs; what is new is added to it."""
    coded = np.empty((page.size, len(WORDS)), np.int32)
    for place, (known, text) in enumerate(zip(seen, page.words, strict=True)):
        words = text.split("\n")
        for word in sorted(set(words).difference(known)):
            known[word] = len(known)
        coded[:, place] = np.fromiter(map(known.__getitem__, words), np.int32, page.size)
    return coded


def _columns(names: Sequence[str], pages: list[npt.NDArray[Any]]) -> dict[str, Ints]:
    whole = np.concatenate(pages) if pages else np.empty((0, len(names)), np.int32)
    return dict(zip(names, np.ascontiguousarray(whole.T), strict=True))


def _begins(sorted_ids: Ints) -> Bools:
    """Where another client begins."""
    begins = np.ones(len(sorted_ids), bool)
    begins[1:] = sorted_ids[1:] != sorted_ids[:-1]
    return begins
