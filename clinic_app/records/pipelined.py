"""Fewer ways to a server and back: what need not wait for an answer goes out together with what follows.

A transaction begins in the same breath as its first statement, and ends with its COMMIT in the same breath as the last
ones (`end_with`). A reading begins none at all: a server shows every statement what is durable then. Questions that do
not depend on each other are asked together (`together`).
"""

import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol

from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session

Statement = tuple[str, Mapping[str, Any]]
here = threading.local()  # `gathering`: what stands between the readings of this thread and the line
_BEGINS = "begins"  # in the connection's own notes: a transaction is open here, and the server has not heard of it


class Gathering(Protocol):
    """What stands between a reading and the line while questions are gathered."""

    def answer(self, statement: str, parameters: Any) -> Any:
        """A cursor with the answer to a question; raises where it was not asked yet."""


def listen(engine: Engine) -> None:
    """Begin the transactions of an engine whose driver begins none by itself."""
    event.listen(engine, "begin", _on_begin)
    event.listen(engine, "do_execute", _on_execute)
    event.listen(engine, "do_executemany", _on_execute_many)


def end_with(session: Session, statements: Iterable[Statement]) -> None:
    """Run the last statements of a transaction and its COMMIT without waiting in between; nothing when one fails."""
    session.connection().exec_driver_sql("COMMIT", execution_options={"before": tuple(statements), "cursors": []})


def ask(engine: Engine, statements: Iterable[Statement]) -> list[Any]:
    """Ask several questions at once; gives the driver's cursors."""
    cursors: list[Any] = []
    with engine.execution_options(reading=True).connect() as connection:
        connection.exec_driver_sql("SELECT 1", execution_options={"before": tuple(statements), "cursors": cursors})
    return cursors


def _on_begin(connection: Connection) -> None:
    connection.info[_BEGINS] = not connection.get_execution_options().get("reading", False)


def _on_execute(cursor: Any, statement: str, parameters: Any, context: Any) -> bool:
    options, begins = context.execution_options, _begins(context)
    before, reads = options.get("before", ()), options.get("reading", False)
    gathering: Gathering | None = getattr(here, "gathering", None)
    known = context.compiled is not None or reads  # one statement of ours, which comes again
    if not (begins or before or known):
        return False  # as the driver does it
    if gathering is not None and reads and not before:
        context.cursor = gathering.answer(statement, parameters)
        cursor.close()
    else:
        with _on_one_way(cursor.connection) as line:
            if begins:
                line.execute("BEGIN")
            options.get("cursors", []).extend(line.execute(words, values, prepare=True) for words, values in before)
            cursor.execute(statement, parameters, prepare=known)  # on the same way; COMMIT stays a word to be read
    return True


@contextmanager
def _on_one_way(line: Any) -> Iterator[Any]:
    """Send everything at once. A line that broke meanwhile is closed, so that nothing more is asked on it."""
    try:
        with line.pipeline():
            yield line
    except line.OperationalError:
        if line.pgconn.pipeline_status:  # it could not be ended: who asks for a rollback there is told nonsense
            line.close()
        raise


def _on_execute_many(cursor: Any, _statement: str, _parameters: Any, context: Any) -> bool:
    if _begins(context):
        cursor.connection.execute("BEGIN")
    return False


def _begins(context: Any) -> bool:
    try:
        return bool(context.root_connection.info.pop(_BEGINS, False))
    except NotImplementedError:
        return False  # what SQLAlchemy asks of a new server, on a connection that keeps no notes
