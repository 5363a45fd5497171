"""Who may be the same person, who is known not to be, and two clients made one.

A merge moves every row that refers to the client who goes, whatever table it stands in: what is added to the record
later is moved without anybody having to think of it here.
"""

from collections.abc import Iterable
from datetime import datetime

from msgspec import convert, structs, to_builtins
from sqlalchemy import Column, Table, delete, func, or_, select, update

from clinic_app.domain.client import Client, ClientDetails
from clinic_app.domain.same_person import Merge, Pair
from clinic_app.domain.search_keys import DATE, digits, folded
from clinic_app.records import models
from clinic_app.records.clients import Clients
from clinic_app.records.store import Store


class SamePerson(Store):
    """Pairs of clients."""

    def keys_of(self, details: ClientDetails) -> set[str]:
        """What somebody who may be the same person is found by."""
        keys = {folded(details.name), folded(details.kana), digits(details.phone)}
        if details.birth_date is not None:
            keys.add(DATE + details.birth_date.isoformat())
        return {key for key in keys if key}

    def say_not_same(self, one: str, other: str, by: str, at: datetime) -> None:
        """Remember that these are two people; said twice is said once."""
        first, second = sorted((one, other))
        if self._session.get(models.NotSamePerson, (first, second)) is None:
            self._session.add(models.NotSamePerson(first_id=first, second_id=second, said_by=by, said_at=at))
            self._session.flush()

    def take_back_not_same(self, one: str, other: str) -> None:
        """Forget that these were said to be two people."""
        first, second = sorted((one, other))
        pair = models.NotSamePerson
        self._session.execute(delete(pair).where(pair.first_id == first, pair.second_id == second))

    def not_same_as(self, client_id: str) -> frozenset[str]:
        """Who was said not to be this client."""
        pair = models.NotSamePerson
        query = select(pair).where(or_(pair.first_id == client_id, pair.second_id == client_id))
        pairs: Iterable[Pair] = ((row.first_id, row.second_id) for row in self._session.scalars(query))
        return frozenset(other for pair in pairs for other in pair if other != client_id)

    def merge(self, merge: Merge, details: ClientDetails) -> Merge:
        """Move everything of `merged` to `kept`, give `kept` these details, and keep what takes it back."""
        kept, merged = merge.kept, merge.merged
        moved = {str(column): self._move(column, merged.id, kept.id) for column in _references()}
        undo = {
            "merged": to_builtins(merged),
            "before": to_builtins(kept.details),
            "after": to_builtins(details),
            "moved": {name: rows for name, rows in moved.items() if rows},
            "not_same_as": sorted(self.not_same_as(merged.id)),
        }
        self._session.flush()
        self._session.info.get("rows", {}).pop((models.Client, merged.id), None)
        self._session.execute(delete(models.Client).where(models.Client.id == merged.id))
        changed = Clients(self._session).change(Client(kept.id, details, kept.created_at, kept.revision))
        row = models.Merge(
            id=merge.id,
            kept_id=kept.id,
            merged_id=merged.id,
            undo=undo,
            merged_by=merge.merged_by,
            merged_at=merge.merged_at,
        )
        self._add(row)
        return _merge(row, changed)

    def counts_of(self, client_id: str) -> dict[str, int]:
        """How many rows of each table are a client's."""
        tables = [_table(column) for column in _references()]
        counts = (
            select(func.count()).select_from(_table(column)).where(column == client_id).scalar_subquery()
            for column in _references()
        )
        found = self._session.execute(select(*counts)).one()
        return {table.name: count for table, count in zip(tables, found, strict=True)}

    def merges_of(self, client: Client) -> tuple[Merge, ...]:
        """What was merged into a client and not taken back, newest first."""
        rows = self._all(models.Merge, "kept_id", client.id)
        return tuple(_merge(row, client) for row in reversed(rows) if row.undone_at is None)

    def kept_by(self, merge_id: str) -> str:
        """The client whom a merge kept."""
        return self._row(models.Merge, merge_id).kept_id

    def undo(self, merge_id: str, at: datetime) -> Client:
        """Take a merge back: the one who went is there again with what was theirs; later changes of the other stay."""
        row = self._row(models.Merge, merge_id)
        merged = convert(row.undo["merged"], Client, strict=False)
        clients = Clients(self._session)
        if not merged.studio:  # merged before the studios were named
            merged = structs.replace(merged, studio=clients.get(row.kept_id).studio)
        again = clients.add(merged)
        for column in _references():
            mine = column.table.c.id.in_(row.undo["moved"].get(str(column), [])) & (column == row.kept_id)
            self._session.execute(update(_table(column)).where(mine).values({column: merged.id}))
        kept = clients.get(row.kept_id)
        before, after = (convert(row.undo[name], ClientDetails, strict=False) for name in ("before", "after"))
        clients.change(Client(kept.id, _without(kept.details, before, after), kept.created_at, kept.revision))
        for other in row.undo["not_same_as"]:
            if self._session.scalar(select(models.Client.seq).where(models.Client.id == other)) is not None:
                self.say_not_same(merged.id, other, row.merged_by, at)
        row.undone_at = at
        self._session.flush()
        return again

    def _move(self, column: Column[str], merged: str, kept: str) -> list[str]:
        rows = _table(column).c
        ids = list(self._session.scalars(select(rows.id).where(column == merged).order_by(rows.seq)))
        self._session.execute(update(_table(column)).where(column == merged).values({column: kept}))
        return ids


def _references() -> list[Column[str]]:
    """Every column by which a numbered row belongs to a client; pairs of clients are neither numbered nor moved."""
    tables = [table for table in models.Base.metadata.sorted_tables if "id" in table.c and "seq" in table.c]
    return [key.parent for table in tables for key in table.foreign_keys if key.target_fullname == "client.id"]


def _table(column: Column[str]) -> Table:
    table = column.table
    assert isinstance(table, Table)  # noqa: S101 - a column of a model stands in a table
    return table


def _merge(row: models.Merge, kept: Client) -> Merge:
    merged = convert(row.undo["merged"], Client, strict=False)
    return Merge(row.id, kept, merged, row.merged_by, row.merged_at)


def _without(now: ClientDetails, before: ClientDetails, after: ClientDetails) -> ClientDetails:
    """The details as they were before a merge, except what somebody has changed since."""
    names = ClientDetails.__struct_fields__
    return ClientDetails(
        **{name: getattr(before if getattr(now, name) == getattr(after, name) else now, name) for name in names}
    )
