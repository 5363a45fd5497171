"""Questions that do not depend on each other, asked of a server in one way there and back, whoever wrote them.

Each reading is begun and put aside at its first question; what all of them want to know goes out at once, and they are
begun anew with the answers, until none has a question left. So a page costs as many ways as its longest reading has
questions that follow from each other, and no store has to know of the others.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from clinic_app.records.pipelined import Statement, ask, here

MOST_ROUNDS = 12  # a reading that asks something else each time it is begun is left to itself


class _WaitsError(Exception):
    """A reading waits for its answer."""


class _Answer:
    """What a server said, to be read once: as much of a driver's cursor as a reading looks at."""

    arraysize = 1

    def __init__(self, description: Any, rows: list[Any]) -> None:
        self.description, self.rowcount, self._rows = description, len(rows), iter(rows)

    def fetchone(self) -> Any:
        return next(self._rows, None)

    def fetchmany(self, size: int = 1) -> list[Any]:
        return [row for row, _ in zip(self._rows, range(size), strict=False)]

    def fetchall(self) -> list[Any]:
        return list(self._rows)

    def close(self) -> None:
        self._rows = iter(())


class _Known(NamedTuple):
    question: Statement
    description: Any
    rows: list[Any]


class _Round:
    """The answers so far, and the questions that wait."""

    def __init__(self) -> None:
        self.known: list[_Known] = []
        self.wanted: list[Statement] = []

    def answer(self, statement: str, parameters: Any) -> _Answer:
        """A known answer; else the reading waits."""
        question = (statement, parameters)
        for known in self.known:
            if known.question == question:
                return _Answer(known.description, known.rows)
        if question not in self.wanted:
            self.wanted.append(question)
        raise _WaitsError

    def go(self, engine: Engine) -> None:
        """Ask what is wanted."""
        here.gathering = None
        cursors = ask(engine, self.wanted)
        asked = zip(self.wanted, cursors, strict=True)
        self.known += [_Known(question, cursor.description, cursor.fetchall()) for question, cursor in asked]
        self.wanted = []


def together(engine: Engine, asks: tuple[Callable[[], Any], ...]) -> tuple[Any, ...]:
    """What each reading gives, in order. They may read and nothing else, and are begun several times on a server.

    Of a file each is asked by itself: that costs nothing.
    """
    done: dict[int, Any] = {}
    if engine.dialect.name != "postgresql":
        pass
    elif getattr(here, "gathering", None) is not None:  # part of a larger one, which asks
        if not _begun(asks, done):
            raise _WaitsError
    else:
        gathered = _Round()
        try:
            for _ in range(MOST_ROUNDS):
                here.gathering = gathered
                if _begun(asks, done):
                    break
                gathered.go(engine)
        except DBAPIError:
            pass  # one of them was refused: each is asked by itself below, and says so
        finally:
            here.gathering = None
    return tuple(done[place] if place in done else asking() for place, asking in enumerate(asks))


def _begun(asks: tuple[Callable[[], Any], ...], done: dict[int, Any]) -> bool:
    """Begin what has not ended yet; says whether nothing waits any more."""
    for place, asking in enumerate(asks):
        if place not in done:
            try:
                done[place] = asking()
            except _WaitsError:
                continue
    return len(done) == len(asks)
