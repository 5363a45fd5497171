"""Rows on their way from one engine to another: read in the order of their keys, hashed, and written in bulk.

Values go through the same column types as everywhere. Only the way into the driver is another one: a row at a time
through SQLAlchemy's own insert took most of a move.
"""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, Engine, Select, Table, func, insert, select, text, tuple_
from sqlalchemy.exc import DBAPIError

from clinic_app.records.faults import translating

PAGE = 2000  # rows in memory at once; the documents of one page of proposals take some 20 MB
_MOVING = 0x436C4172  # one more than the lock of who rearranges a database
_ENCODER = msgspec.json.Encoder(order="deterministic")
Rows = Sequence[Any]


class Content(NamedTuple):
    """What a table holds."""

    rows: int
    sha256: str


class Hashing:
    """Counts and hashes the rows of one table as they pass by."""

    def __init__(self) -> None:
        self.rows, self._found = 0, hashlib.sha256()

    def take(self, page: Rows) -> None:
        """The next rows."""
        self._found.update(_ENCODER.encode_lines([tuple(row) for row in page]))
        self.rows += len(page)

    def content(self) -> Content:
        """What went by so far."""
        return Content(self.rows, self._found.hexdigest())


@contextmanager
def one_moment(engine: Engine) -> Iterator[Connection]:
    """A connection to a record as it is at this moment, however long the reading takes."""
    with translating(), engine.execution_options(reading=True).connect() as connection:
        if is_server(connection):  # a file's reading transaction is of one moment by itself
            connection.exec_driver_sql("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            # Between two pages nothing is asked while the other place writes.
            connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")
        yield connection


@contextmanager
def written(engine: Engine) -> Iterator[Connection]:
    """A connection to write many rows: at a server each `write` is durable by itself, in a file the next commit."""
    with translating(), engine.connect() as connection:
        connection.detach()  # its settings end with it
        if is_server(connection):
            connection.execution_options(reading=True)  # COPY is one statement: it needs no transaction around it
            # What a program that died had sent may still be on its way into a table.
            connection.execute(text(f"SELECT pg_advisory_lock({_MOVING})"))
        else:
            # KiB; the indexes of random ids are written all over the place.
            connection.connection.cursor().execute("PRAGMA cache_size = -262144")
        yield connection


def pages(connection: Connection, table: Table) -> Iterator[Rows]:
    """All rows in the order of the primary key."""
    page: Rows = connection.execute(_page(connection, table, None)).all()
    while page:
        yield page
        page = connection.execute(_page(connection, table, key_of(table, page[-1]))).all()


def write(connection: Connection, table: Table, rows: Rows) -> None:
    """Write rows that are not there yet."""
    if not rows:
        return
    values = _stored(connection, table, rows)
    if is_server(connection):
        _copy_in(connection, table, values)
    else:
        connection.exec_driver_sql(str(insert(table).compile(dialect=connection.dialect)), values)


def last_key(connection: Connection, table: Table) -> tuple[Any, ...] | None:
    """The key of the last row that is there."""
    order = [key.desc() for key in _keys(connection, table)]
    found = connection.execute(select(*table.primary_key.columns).order_by(*order).limit(1)).one_or_none()
    return None if found is None else tuple(found)


def key_of(table: Table, row: Any) -> tuple[Any, ...]:
    """The primary key of a row."""
    return tuple(row._mapping[column] for column in table.primary_key.columns)


def count(connection: Connection, table: Table) -> int:
    """How many rows a table has."""
    return connection.scalar(select(func.count()).select_from(table)) or 0


def is_server(connection: Connection) -> bool:
    """Whether the record lies on a server."""
    return connection.dialect.name == "postgresql"


def _page(connection: Connection, table: Table, after: tuple[Any, ...] | None) -> Select[Any]:
    keys = list(_keys(connection, table))
    query = select(table).order_by(*keys).limit(PAGE)
    return query if after is None else query.where(tuple_(*keys) > after)


def _keys(connection: Connection, table: Table) -> Iterator[Any]:
    """The primary key, ordered alike on both engines: a server's own language would order words otherwise."""
    for column in table.primary_key.columns:
        in_words = is_server(connection) and issubclass(column.type.python_type, str)
        yield column.collate("C") if in_words else column


def _stored(connection: Connection, table: Table, rows: Rows) -> list[tuple[Any, ...]]:
    """The rows as the driver wants them, made by the types of their columns."""
    made: list[Any] = []
    for column, values in zip(table.columns, zip(*rows, strict=True), strict=True):
        process = column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
        made.append(values if process is None else map(process, values))
    return list(zip(*made, strict=True))


def _copy_in(connection: Connection, table: Table, values: list[tuple[Any, ...]]) -> None:
    line: Any = connection.connection.dbapi_connection
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    try:
        with line.cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN') as copy:
            for row in values:
                copy.write_row(row)
    except line.Error as error:
        if line.closed:
            connection.invalidate()
        raise DBAPIError.instance("COPY", None, error, line.Error, hide_parameters=True) from None


def counters(connection: Connection, tables: Sequence[Table]) -> dict[str, int]:
    """The highest number that each table ever gave out: that of a deleted row is never given again."""
    if is_server(connection):
        asked = text("SELECT pg_sequence_last_value(CAST(pg_get_serial_sequence(:name, 'seq') AS regclass))")
        found = {table.name: connection.scalar(asked, {"name": table.name}) for table in _numbered(tables)}
    else:
        rows = connection.exec_driver_sql("SELECT name, seq FROM sqlite_sequence").all()
        wanted = {table.name for table in _numbered(tables)}
        found = {name: number for name, number in rows if name in wanted}
    return {name: number for name, number in found.items() if number}


def set_counters(engine: Engine, numbers: dict[str, int]) -> None:
    """Let the next number of each table follow the highest one."""
    with translating(), engine.begin() as connection:
        for name, number in numbers.items():
            if is_server(connection):
                asked = "SELECT setval(CAST(pg_get_serial_sequence(:name, 'seq') AS regclass), :number)"
                connection.execute(text(asked), {"name": name, "number": number})
                continue
            connection.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), {"name": name})
            asked = "INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :number)"
            connection.execute(text(asked), {"name": name, "number": number})


def _numbered(tables: Sequence[Table]) -> Iterator[Table]:
    for table in tables:
        column = table.columns.get("seq")
        if column is not None and column.autoincrement is True:
            yield table
