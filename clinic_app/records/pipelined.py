"""Fewer ways to a server and back: what need not wait for an answer goes out together with what follows.

A transaction begins in the same breath as its first statement, and ends with its COMMIT in the same breath as the last
ones (`end_with`). A reading begins none at all: a server shows every statement what is durable then.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session

_BEGINS = "begins"  # in the connection's own notes: a transaction is open here, and the server has not heard of it


def listen(engine: Engine) -> None:
    """Begin the transactions of an engine whose driver begins none by itself."""
    event.listen(engine, "begin", _on_begin)
    event.listen(engine, "do_execute", _on_execute)
    event.listen(engine, "do_executemany", _on_execute_many)


def end_with(session: Session, statements: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
    """Run the last statements of a transaction and its COMMIT without waiting in between; nothing when one fails."""
    session.connection().exec_driver_sql("COMMIT", execution_options={"before": tuple(statements)})


def _on_begin(connection: Connection) -> None:
    connection.info[_BEGINS] = not connection.get_execution_options().get("reading", False)


def _on_execute(cursor: Any, statement: str, parameters: Any, context: Any) -> bool:
    begins = _begins(context)
    before = context.execution_options.get("before", ())
    if not begins and not before:
        return False  # as the driver does it
    line = cursor.connection
    with line.pipeline():
        if begins:
            line.execute("BEGIN")
        for words, values in before:
            line.execute(words, values)
        cursor.execute(statement, parameters)
    return True


def _on_execute_many(cursor: Any, _statement: str, _parameters: Any, context: Any) -> bool:
    if _begins(context):
        cursor.connection.execute("BEGIN")
    return False


def _begins(context: Any) -> bool:
    try:
        return bool(context.root_connection.info.pop(_BEGINS, False))
    except NotImplementedError:
        return False  # what SQLAlchemy asks of a new server, on a connection that keeps no notes
