"""Clients and what they can be found by."""

from typing import Any

from msgspec import convert
from sqlalchemy import Select, delete, insert, or_, select

from clinic_app.domain.client import Client, ClientDetails
from clinic_app.records import models
from clinic_app.records.search_keys import keys_of, queries_of
from clinic_app.records.store import Store

MOST_FOUND = 50
_AFTER_EVERY_CHARACTER = "\U0010ffff"


def to_client(row: models.Client) -> Client:
    """One row as a frozen client."""
    return Client(row.id, convert(row, ClientDetails, from_attributes=True), row.created_at, row.revision)


class Clients(Store):
    """The clients of the record."""

    def add(self, client: Client) -> Client:
        """Store a new client; the id is the client's own."""
        row = models.Client(id=client.id, created_at=client.created_at, **_columns(client.details))
        self._add(row)
        self._make_findable(client.id, client.details)
        return to_client(row)

    def change(self, client: Client) -> Client:
        """Store new details; refused when someone else saved since `client.revision`."""
        row = self._row_as_read(models.Client, client.id, client.revision)
        for name, value in _columns(client.details).items():
            setattr(row, name, value)
        self._session.flush()
        self._make_findable(client.id, client.details)
        return to_client(row)

    def get(self, client_id: str) -> Client:
        """One client by id."""
        return to_client(self._row(models.Client, client_id))

    def find(self, text: str) -> tuple[Client, ...]:
        """Clients whose name, kana, romaji or phone number fits all typed words; nothing typed finds the newest."""
        query = select(models.Client)
        words = queries_of(text)
        for spellings in words:
            query = query.where(models.Client.id.in_(_with_key(spellings)))
        if words:
            query = query.order_by(models.Client.kana, models.Client.seq)
        else:
            if text.strip():
                return ()
            query = query.order_by(models.Client.seq.desc())
        return tuple(to_client(row) for row in self._session.scalars(query.limit(MOST_FOUND)))

    def _make_findable(self, client_id: str, details: ClientDetails) -> None:
        key = models.ClientSearchKey
        self._session.execute(delete(key).where(key.client_id == client_id))
        keys = sorted(keys_of(details.name, details.kana, details.phone))
        if keys:
            self._session.execute(insert(key), [{"client_id": client_id, "key": found} for found in keys])


def _columns(details: ClientDetails) -> dict[str, Any]:
    return {name: getattr(details, name) for name in ClientDetails.__struct_fields__}


def _with_key(spellings: tuple[str, ...]) -> Select[str]:
    """A range over the index; LIKE would read the whole table on one engine or the other."""
    key = models.ClientSearchKey.key
    ranges = [(key >= begin) & (key < begin + _AFTER_EVERY_CHARACTER) for begin in spellings]
    return select(models.ClientSearchKey.client_id).where(or_(*ranges))
