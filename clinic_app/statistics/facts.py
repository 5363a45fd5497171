"""The facts of a period as columns of numbers: filled page by page, then one client each.

Who a client is stays a number that counts them once; it is not kept beyond that.
"""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Protocol

import numpy as np
import numpy.typing as npt

from clinic_app.domain.case_fact import NUMBERS, WORDS

Ints = npt.NDArray[np.int32]
Bools = npt.NDArray[np.bool_]


class Page(Protocol):
    """At most 500 facts: the columns of `NUMBERS` (days counted from year 1), and those of `WORDS`."""

    @property
    def numbers(self) -> Sequence[tuple[int, ...]]:
        """A tuple for each fact."""

    @property
    def words(self) -> Sequence[tuple[str, ...]]:
        """A tuple for each fact, in the same order."""


class Facts:
    """The visits of one period. Words are kept as places in a list of what occurs."""

    def __init__(self, pages: Iterable[Page]) -> None:
        numbers, words = [], []
        seen: list[dict[str, int]] = [{} for _ in WORDS]
        for page in pages:
            count = len(page.numbers)
            flat = np.fromiter(chain.from_iterable(page.numbers), np.int32, count * len(NUMBERS))
            numbers.append(flat.reshape(count, len(NUMBERS)))
            columns = zip(*page.words, strict=True) if count else ()
            coded = [
                [known.setdefault(word, len(known)) for word in column]
                for known, column in zip(seen, columns, strict=False)
            ]
            words.append(np.array(coded, np.int32).T.reshape(count, len(WORDS)))
        table = np.concatenate(numbers) if numbers else np.empty((0, len(NUMBERS)), np.int32)
        coded_words = np.concatenate(words) if words else np.empty((0, len(WORDS)), np.int32)
        self._columns: dict[str, Ints] = {
            **dict(zip(NUMBERS, table.T, strict=True)),
            **dict(zip(WORDS, coded_words.T, strict=True)),
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


def _begins(sorted_ids: Ints) -> Bools:
    """Where another client begins."""
    begins = np.ones(len(sorted_ids), bool)
    begins[1:] = sorted_ids[1:] != sorted_ids[:-1]
    return begins
