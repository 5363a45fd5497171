# ruff: noqa: S608 - names of tables, tried one by one
"""A row of every table in each of two studios, and what the driver alone can do with it."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

import psycopg
from psycopg.types.json import Json
from sqlalchemy import JSON, Engine, Table, insert

from clinic_app.records.models import Base
from clinic_app.records.provision import as_tables_owner
from clinic_app.records.server_studios import _seen
from tests.server.company import Company

NO_RIGHT, TODAY, NOW = "42501", date(2026, 11, 23), datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
PLACED = {table.name: table for table in Base.metadata.sorted_tables if _seen(table)}
Rows = dict[str, dict[str, dict[str, Any]]]


@contextmanager
def one_row_of_each(company: Company) -> Iterator[Rows]:
    """By studio and table: one row of every table in each studio, and no others."""
    made: Rows = {"SBY": {}, "UEN": {}}
    with as_tables_owner(company.admin) as tables:
        empty(tables)
        with tables.begin() as connection:
            for code, of_studio in made.items():
                for table in PLACED.values():
                    stored = connection.execute(insert(table).returning(*table.c), made_up_row(table, code, of_studio))
                    of_studio[table.name] = dict(stored.mappings().one())
        yield made
        empty(tables)


def empty(tables: Engine) -> None:
    """Leave nobody."""
    with tables.begin() as connection:
        for table in ("client", "booking", "call"):
            connection.exec_driver_sql(f"DELETE FROM {table}")


def made_up_row(table: Table, code: str, rows: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """One row of a table, hanging on the rows of the same studio."""
    plain: dict[type, Any] = {int: 1, float: 1.0, bool: True, bytes: b"", dict: {}, datetime: NOW, date: TODAY}
    row: dict[str, Any] = {}
    for column in table.columns:
        stored: Any = getattr(column.type, "impl", column.type)
        kind = stored.python_type
        if column.name == "studio":
            row["studio"] = code
        elif column.foreign_keys:
            parent = next(iter(column.foreign_keys)).column
            row[column.name] = rows[parent.table.name][parent.name]
        elif column.name == "seq" and column.autoincrement is True:
            continue
        elif column.name in ("id", "code"):
            row[column.name] = str(uuid.uuid4())
        elif not column.nullable:
            row[column.name] = {} if isinstance(column.type, JSON) else plain.get(kind, "x")
    return row


def put(connection: psycopg.Connection[Any], table: Table, row: dict[str, Any]) -> int | str:
    """Whether a row is taken, or the server's refusal; nothing stays."""
    names, places = ", ".join(f'"{column}"' for column in row), ", ".join(["%s"] * len(row))
    values = [Json(value) if value == {} else value for value in row.values()]
    return count(connection, f'INSERT INTO clinic."{table.name}" ({names}) VALUES ({places})', values)


def count(connection: psycopg.Connection[Any], sql: str, values: list[Any] | None = None) -> int | str:
    """How many rows a statement reached, or the server's refusal; nothing stays."""
    try:
        return connection.execute(sql, values).rowcount  # type: ignore[arg-type]
    except psycopg.Error as error:
        return error.sqlstate or type(error).__name__
    finally:
        connection.rollback()
