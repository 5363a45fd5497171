"""Carries a whole record from one engine to the other, row by row in the order of its keys, and proves it whole.

Rows are read and written through the same column types as everywhere, so what is compared is what a program sees: a
table is the same when the hashes of all its rows are. Nothing is changed at the place the record comes from.
"""

import hashlib
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Column, Connection, Engine, Select, Table, func, insert, select, text, tuple_

from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.records.audit import head
from clinic_app.records.faults import translating
from clinic_app.records.models import Base
from clinic_app.records.upgrade import current

PAGE = 2000  # rows in one transaction; nobody works in a record that is being moved
DIFFERS = N_(
    "The table {table} is not the same at both places. The record was not moved: nothing was changed where it is, and "
    "what was copied is not used. Repeat this; if it comes back, report it."
)
OTHER_RECORD = N_(
    "There is another record at the place this one should be moved to. Nothing was changed: use an empty database."
)
OTHER_VERSION = N_("Both places must have the same version of the record. Nothing was moved: update the program first.")


class Content(NamedTuple):
    """What a table holds."""

    rows: int
    sha256: str


class Progress(NamedTuple):
    """How far one table is."""

    table: str
    done: int
    rows: int


Report = Callable[[Progress], None]


def counts(engine: Engine) -> dict[str, int]:
    """How many rows each table has."""
    with translating(), engine.execution_options(reading=True).connect() as connection:
        return {table.name: _count(connection, table) for table in Base.metadata.sorted_tables}


def copy(source: Engine, target: Engine, report: Report) -> None:
    """Copy what is not there yet. Cut short at any moment, the next call goes on where this one was."""
    if current(source) != current(target):
        raise Refused(OTHER_VERSION)
    if _is_of_another(source, target):
        raise Refused(OTHER_RECORD)
    for table in Base.metadata.sorted_tables:
        _copy_table(source, target, table, report)
    _set_sequences(target)


def contents(engine: Engine, report: Report | None = None) -> dict[str, Content]:
    """Rows and a hash over all values of every table."""
    return {table.name: _content(engine, table, report) for table in Base.metadata.sorted_tables}


def refuse_difference(one: dict[str, Content], other: dict[str, Content]) -> None:
    """Refuse, naming the first table that is not the same."""
    for table, content in one.items():
        if other[table] != content:
            raise Refused(DIFFERS, table=table)


def clear(target: Engine) -> None:
    """Empty a target whose copying was begun from a record that has gone on since."""
    names = ", ".join(f'"{table.name}"' for table in Base.metadata.sorted_tables)
    with translating(), target.begin() as connection:
        connection.execute(text(f"TRUNCATE {names}"))


def _copy_table(source: Engine, target: Engine, table: Table, report: Report) -> None:
    with translating(), source.execution_options(reading=True).connect() as connection:
        rows = _count(connection, table)
    with translating(), target.connect() as connection:
        after: Any = connection.execute(_last(connection, table)).one_or_none()
        done = _count(connection, table)
    report(Progress(table.name, done, rows))
    while True:
        with translating(), source.execution_options(reading=True).connect() as connection:
            page = connection.execute(_page(connection, table, after)).all()
        if not page:
            return
        with translating(), target.begin() as connection:
            connection.execute(insert(table), [dict(row._mapping) for row in page])
        after, done = _key_of(table, page[-1]), done + len(page)
        report(Progress(table.name, done, rows))


def _content(engine: Engine, table: Table, report: Report | None) -> Content:
    found, rows, after = hashlib.sha256(), 0, None
    encoder = msgspec.json.Encoder(order="deterministic")
    while True:
        with translating(), engine.execution_options(reading=True).connect() as connection:
            page = connection.execute(_page(connection, table, after)).all()
        if not page:
            return Content(rows, found.hexdigest())
        for row in page:
            found.update(encoder.encode(tuple(row)) + b"\n")
        after, rows = _key_of(table, page[-1]), rows + len(page)
        if report is not None:
            report(Progress(table.name, rows, rows))


def _is_of_another(source: Engine, target: Engine) -> bool:
    """Whether the target holds rows that did not come from this record as it stands now."""
    theirs = head(target)
    if theirs is None:
        return any(counts(target).values())
    asked = text("SELECT hash FROM audit WHERE seq = :seq")
    with translating(), source.execution_options(reading=True).connect() as connection:
        ours = connection.scalar(asked, {"seq": theirs.seq})
    return ours is None or not ours.startswith(theirs.hash)


def _page(connection: Connection, table: Table, after: Any) -> Select[Any]:
    keys = list(_keys(connection, table))
    query = select(table).order_by(*keys).limit(PAGE)
    return query if after is None else query.where(tuple_(*keys) > tuple(after))


def _last(connection: Connection, table: Table) -> Select[Any]:
    order = [key.desc() for key in _keys(connection, table)]
    return select(*table.primary_key.columns).order_by(*order).limit(1)


def _keys(connection: Connection, table: Table) -> Iterator[Any]:
    """The primary key, ordered alike on both engines: a server's own language would order words otherwise."""
    for column in table.primary_key.columns:
        in_words = connection.dialect.name == "postgresql" and issubclass(column.type.python_type, str)
        yield column.collate("C") if in_words else column


def _key_of(table: Table, row: Any) -> tuple[Any, ...]:
    return tuple(row._mapping[column] for column in table.primary_key.columns)


def _count(connection: Connection, table: Table) -> int:
    return connection.scalar(select(func.count()).select_from(table)) or 0


def _set_sequences(target: Engine) -> None:
    """Let the next number follow the last one that was moved."""
    if target.dialect.name != "postgresql":
        return  # a file's counter follows what is written into it
    with translating(), target.begin() as connection:
        for table in Base.metadata.sorted_tables:
            numbered: Column[Any] | None = table.columns.get("seq")
            if numbered is None or numbered.autoincrement is not True:
                continue
            name = connection.scalar(text("SELECT pg_get_serial_sequence(:name, 'seq')"), {"name": table.name})
            last = connection.scalar(select(func.max(numbered)))
            if name is not None and last is not None:
                connection.execute(text("SELECT setval(CAST(:name AS regclass), :last)"), {"name": name, "last": last})
