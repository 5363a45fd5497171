"""Everything that hangs on one client as plain data, found by walking the references between the tables.

A table that is added later is in the copy without a word here, unless it is named in `LEFT_OUT`. Ids, hashes and
what the program keeps for its own use are not in it.
"""

from base64 import b64encode
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from msgspec import convert
from sqlalchemy import Column, Table, select

from clinic_app.domain.client_copy import Addition
from clinic_app.errors import Refused
from clinic_app.records import models
from clinic_app.records.store import GONE, Store

# Made from the rest of the row, or about two clients at once: nothing of theirs that is not elsewhere in the copy.
LEFT_OUT = ("client_search_key", "client_key", "not_same_person", "merge", "visit_move", "case_fact")
_INTERNAL = ("id", "seq", "revision", "hash", "sha256", "text_hash", "rule_set_hash", "kana_order", "step", "field")
_IN_DOCUMENTS = ("hash",)


class ClientCopies(Store):
    """Reads only."""

    def rows(self, client_id: str) -> dict[str, Any]:
        """The client's row with all that hangs on it, nested by table name, oldest first."""
        table: Table = models.Base.metadata.tables["client"]
        row = self._session.execute(select(table).where(table.c.id == client_id)).mappings().one_or_none()
        if row is None:
            raise Refused(GONE)
        return self._with_children(table, row)

    def additions(self, visit_id: str) -> tuple[Addition, ...]:
        """What was added to a visit after it was closed, oldest first."""
        rows = self._all(models.Addendum, "visit_id", visit_id)
        return tuple(convert(row, Addition, from_attributes=True) for row in rows)

    def _with_children(self, table: Table, row: Mapping[Any, Any]) -> dict[str, Any]:
        plain = {str(name): _plain(value) for name, value in row.items() if not _is_internal(str(name))}
        for child in models.Base.metadata.sorted_tables:
            column = owner_of(child)
            if column is None or child.name in LEFT_OUT:
                continue
            reference = next(iter(column.foreign_keys))
            if reference.column.table is table:
                own = select(child).where(column == row[reference.column.name]).order_by(*_order(child))
                plain[child.name] = [self._with_children(child, one) for one in self._session.execute(own).mappings()]
        return plain


def owner_of(table: Table) -> Column[Any] | None:
    """The column by which a table hangs on another: the first that refers to one."""
    return next((column for column in table.columns if column.foreign_keys), None)


def _order(table: Table) -> tuple[Column[Any], ...]:
    return (table.c.seq,) if "seq" in table.c else tuple(table.primary_key)


def _is_internal(name: str) -> bool:
    return name in _INTERNAL or name.endswith("_id")


def _plain(value: Any) -> Any:
    """A value as JSON has it: times and days as text, papers in base64, documents without hashes."""
    if isinstance(value, bytes):
        return b64encode(value).decode()
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items() if name not in _IN_DOCUMENTS}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value
