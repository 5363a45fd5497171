"""Clients as they are written down. Finding them is in `client_search`."""

from typing import Any

from msgspec import convert
from sqlalchemy import delete, insert

from clinic_app.domain.client import Client, ClientDetails
from clinic_app.domain.search_keys import kana_order, keys_of
from clinic_app.records import models
from clinic_app.records.store import Store

MOST_FOUND = 50


def to_client(row: Any) -> Client:
    """One row as a frozen client."""
    return Client(row.id, convert(row, ClientDetails, from_attributes=True), row.created_at, row.revision, row.studio)


class Clients(Store):
    """The clients of the record."""

    def add(self, client: Client) -> Client:
        """Store a new client; the id is the client's own."""
        row = models.Client(
            id=client.id, created_at=client.created_at, studio=client.studio, **_columns(client.details)
        )
        self._add(row)
        self._make_findable(row, client.details)
        return to_client(row)

    def change(self, client: Client) -> Client:
        """Store new details; refused when someone else saved since `client.revision`."""
        row = self._row_as_read(models.Client, client.id, client.revision)
        for name, value in _columns(client.details).items():
            setattr(row, name, value)
        self._session.flush()
        self._make_findable(row, client.details)
        return to_client(row)

    def get(self, client_id: str) -> Client:
        """One client by id."""
        return to_client(self._row(models.Client, client_id))

    def _make_findable(self, row: models.Client, details: ClientDetails) -> None:
        key = models.ClientKey
        self._session.execute(delete(key).where(key.client_seq == row.seq))
        keys = sorted(keys_of(details.name, details.kana, details.phone, details.birth_date))
        if keys:
            self._session.execute(insert(key), [{"client_seq": row.seq, "key": found} for found in keys])


def _columns(details: ClientDetails) -> dict[str, Any]:
    columns = {name: getattr(details, name) for name in ClientDetails.__struct_fields__}
    return {**columns, "kana_order": kana_order(details.kana)}
