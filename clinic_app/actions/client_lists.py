"""What a person does with the list of all clients: leaf through it, jump in it."""

from datetime import date

import msgspec

from clinic_app.domain.client import Client
from clinic_app.records.record import Record

# The rows of the fifty sounds; the list is ordered by clear sounds, so a row ends where the next begins.
KANA_ROWS = ("ア", "カ", "サ", "タ", "ナ", "ハ", "マ", "ヤ", "ラ", "ワ")
PAGE, COUNTED, MOST_FOUND = 60, 10_000, 30


class ClientLine(msgspec.Struct, frozen=True):
    """A client as a list shows them."""

    client: Client
    last_visit: date | None


class ClientCount(msgspec.Struct, frozen=True):
    """How many clients there are; `or_more` when nobody counted to the end."""

    count: int
    or_more: bool


def list_clients(
    record: Record, *, first: str = "", after: Client | None = None, limit: int = PAGE
) -> tuple[ClientLine, ...]:
    """A page of all clients in the order of the fifty sounds, from a reading on or after a client."""
    with record.reading() as work:
        clients = work.client_search.from_kana(first, after, limit)
        return _lines(clients, work.client_search.last_visits(client.id for client in clients))


def search_clients(record: Record, text: str) -> tuple[ClientLine, ...]:
    """What `find_clients` finds, as lines of the list."""
    with record.reading() as work:
        clients = work.client_search.find(text, MOST_FOUND)
        return _lines(clients, work.client_search.last_visits(client.id for client in clients))


def was_here(record: Record, client_id: str) -> bool:
    """Whether a client has had a visit."""
    with record.reading() as work:
        return bool(work.client_search.last_visits([client_id]))


def kana_rows_in_use(record: Record) -> tuple[bool, ...]:
    """For each of `KANA_ROWS`: whether a client's reading begins in it."""
    ends = (*KANA_ROWS[1:], "ヿ")
    with record.reading() as work:
        return work.client_search.filled(list(zip(KANA_ROWS, ends, strict=True)))


def count_clients(record: Record) -> ClientCount:
    """How many clients are in the record; counted to ten thousand, because counting reads every one."""
    with record.reading() as work:
        count = work.client_search.count(COUNTED + 1)
    return ClientCount(min(count, COUNTED), count > COUNTED)


def _lines(clients: tuple[Client, ...], last: dict[str, date]) -> tuple[ClientLine, ...]:
    return tuple(ClientLine(client, last.get(client.id)) for client in clients)
