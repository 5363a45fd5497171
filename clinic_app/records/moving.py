"""Carries a whole record from one engine to the other, row by row in the order of its keys, and proves it whole.

What is compared is what a program sees: a table is the same when the hashes of all its rows are. The rows are read once
and hashed as they are copied; then the copy is read and hashed. Nothing is changed at the place the record comes from.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, Table, text

from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.records.audit import head
from clinic_app.records.faults import translating
from clinic_app.records.models import Audit, Base
from clinic_app.records.moved_rows import (
    Content,
    Hashing,
    count,
    counters,
    is_server,
    key_of,
    last_key,
    one_moment,
    pages,
    set_counters,
    write,
    written,
)
from clinic_app.records.upgrade import current

__all__ = ["Content", "Progress", "clear", "contents", "copy", "counts", "refuse_difference"]
DIFFERS = N_(
    "The table {table} is not the same at both places. The record was not moved: nothing was changed where it is, and "
    "what was copied is not used. Repeat this; if it comes back, report it."
)
OTHER_RECORD = N_(
    "There is another record at the place this one should be moved to. Nothing was changed: use an empty database."
)
OTHER_VERSION = N_("Both places must have the same version of the record. Nothing was moved: update the program first.")
PAGES_AT_ONCE = 25  # in one transaction of a file: each one writes the indexes of random ids anew, all over
# First the audit: every change of the record adds to it, so by its end it shows whether the record has gone on since.
_AUDIT = Base.metadata.tables[Audit.__tablename__]
_TABLES = (_AUDIT, *(table for table in Base.metadata.sorted_tables if table is not _AUDIT))
_HASH_AT = text("SELECT hash FROM audit WHERE seq = :seq")


class Progress(NamedTuple):
    """How far one table is."""

    table: str
    done: int
    rows: int


Report = Callable[[Progress], None]


def counts(engine: Engine) -> dict[str, int]:
    """How many rows each table has."""
    with one_moment(engine) as connection:
        return {table.name: count(connection, table) for table in _TABLES}


def copy(source: Engine, target: Engine, report: Report, note: str = "") -> dict[str, Content]:
    """Copy what is not there yet; gives what was read. Cut short at any moment, the next call goes on from there.

    `note` is what the audit of the target says once it is moved.
    """
    if current(source) != current(target):
        raise Refused(OTHER_VERSION)
    with one_moment(source) as reading, written(target) as writing:
        _forget_note(source, target, note)
        if _is_of_another(source, target):
            raise Refused(OTHER_RECORD)
        if _has_gone_on(source, target):
            clear(target)
        found = {table.name: _copy_table(reading, writing, table, report) for table in _TABLES}
        numbers = counters(reading, _TABLES)
    set_counters(target, numbers)
    return found


def contents(engine: Engine, report: Report | None = None) -> dict[str, Content]:
    """Rows and a hash over all values of every table."""
    with one_moment(engine) as connection:
        return {table.name: _content(connection, table, report) for table in _TABLES}


def refuse_difference(one: dict[str, Content], other: dict[str, Content]) -> None:
    """Refuse, naming the first table that is not the same."""
    for table, content in one.items():
        if other[table] != content:
            raise Refused(DIFFERS, table=table)


def clear(target: Engine) -> None:
    """Empty a target whose copying was begun from a record that has gone on since."""
    with translating(), target.begin() as connection:
        if is_server(connection):
            names = ", ".join(f'"{table.name}"' for table in _TABLES)
            connection.execute(text(f"TRUNCATE {names}"))
            return
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(table.delete())


def _copy_table(reading: Connection, writing: Connection, table: Table, report: Report) -> Content:
    rows, after, done, found = count(reading, table), last_key(writing, table), 0, Hashing()
    for number, page in enumerate(pages(reading, table)):
        found.take(page)
        # Text compares alike in Python and at both places: by code points.
        new = page if after is None else [row for row in page if key_of(table, row) > after]
        write(writing, table, new)
        if number % PAGES_AT_ONCE == 0:
            writing.commit()
        done += len(page)
        report(Progress(table.name, done, rows))
    writing.commit()
    return found.content()


def _content(connection: Connection, table: Table, report: Report | None) -> Content:
    found = Hashing()
    for page in pages(connection, table):
        found.take(page)
        if report is not None:
            report(Progress(table.name, found.rows, found.rows))
    return found.content()


def _forget_note(source: Engine, target: Engine, note: str) -> None:
    """Take off the row by which a move noted itself at the target before it was cut short, so that it can go on."""
    asked = text("SELECT seq, action, previous FROM audit ORDER BY seq DESC LIMIT 1")
    with translating(), target.execution_options(reading=True).connect() as connection:
        last: Any = connection.execute(asked).one_or_none()
    if last is None or last.action != note:
        return
    with translating(), source.execution_options(reading=True).connect() as connection:
        before = connection.scalar(_HASH_AT, {"seq": last.seq - 1})
    if before == last.previous:
        with translating(), target.begin() as connection:
            connection.execute(_AUDIT.delete().where(_AUDIT.c.seq == last.seq))


def _is_of_another(source: Engine, target: Engine) -> bool:
    """Whether the target holds rows that did not come from this record as it stands now."""
    theirs = head(target)
    if theirs is None:
        return any(counts(target).values())
    with translating(), source.execution_options(reading=True).connect() as connection:
        ours: Any = connection.scalar(_HASH_AT, {"seq": theirs.seq})
    return ours is None or not ours.startswith(theirs.hash)


def _has_gone_on(source: Engine, target: Engine) -> bool:
    """Whether rows beyond the audit were copied, and the record has changed since."""
    there = {name: rows for name, rows in counts(target).items() if rows and name != _AUDIT.name}
    return bool(there) and head(source) != head(target)
