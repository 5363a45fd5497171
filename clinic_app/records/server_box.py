"""On a server, what a sealed folder is elsewhere: a table of finished sheets, releases or events.

The same calls as `sealed.SealedFolder`, so that who publishes and who reads need not know where it lies. Nothing is
sealed here: the server itself opens each table to its own group only and notes who wrote an event (`server_grants`).
"""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, text

from clinic_app.records.desk_index import INDEX_ID
from clinic_app.records.faults import translating
from clinic_app.records.sealed import MOST_BYTES, Direction, Pair, SealedFolder, Unreadable
from clinic_app.records.server_audit import CHANNEL

if TYPE_CHECKING:
    from clinic_app.records.server import ServerRing

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
AT_ONCE = 50  # entries in one answer: sheets hold their PDFs


class ServerBox(SealedFolder):
    """One direction of one pair, as the server lets this person see it."""

    def __init__(self, pair: Pair, direction: Direction, ring: "ServerRing") -> None:
        table = f"{pair}.{'outbox' if direction == 'out' else 'inbox'}"
        self.path, self._engine = Path(table), ring.connected
        own = f"FROM {table} WHERE id"
        self._ids = text(f"SELECT id FROM {table} WHERE id <> '{INDEX_ID}' ORDER BY id")  # noqa: S608 - names of ours
        self._places: dict[str, tuple[str, ...]] = {}
        self._several = table == "desk.outbox" and len(ring.studios) > 1
        lies = "studio, home" if self._several else "'' AS studio, '' AS home"
        self._marks = text(f"SELECT id, mark, octet_length(content) AS size, {lies} FROM {table}")  # noqa: S608
        self._some = text(f"SELECT id, content {own} IN :ids ORDER BY id").bindparams(bindparam("ids", expanding=True))
        # Who waits for it hears of it at once, in the transaction that makes it durable.
        told = f" RETURNING pg_notify('{CHANNEL}', '{table}')"
        self._delete = text(f"DELETE {own} = :id{told}")
        replaces = f"ON CONFLICT (id) DO UPDATE SET content = :content, mark = nextval('{pair}.mark')"
        # The desk says where it stands; the server takes only a studio that the person works in.
        self._place = {"studio": ring.studio} if table == "desk.inbox" and ring.studio else {}
        columns, values = "id, content", ":id, :content"
        if self._place:
            columns, values = f"{columns}, studio", f"{values}, :studio"
        self._write = text(
            f"INSERT INTO {table} ({columns}) VALUES ({values}) "  # noqa: S608
            + (replaces if direction == "out" else "ON CONFLICT (id) DO NOTHING")
            + told
        )

    def ids(self) -> list[str]:
        """The ids of the entries there; what has another name was written by hand and is nobody's."""
        with translating(), self._engine.execution_options(reading=True).connect() as connection:
            return [identity for identity in connection.scalars(self._ids) if _UUID.fullmatch(identity)]

    @property
    def places(self) -> Mapping[str, tuple[str, ...]] | None:
        """The studio where the visit took place, and that of the client's home; asked for who works in several."""
        return self._places if self._several else None

    def marks(self) -> dict[str, tuple[int, int]]:
        """A number that grows with each change of an entry, and its size: the same mark, the same entry."""
        with translating(), self._engine.execution_options(reading=True).connect() as connection:
            found = connection.execute(self._marks).all()
        self._places = {row.id: tuple({row.studio: "", row.home: ""}) for row in found if row.studio}
        return {row.id: (row.mark, row.size) for row in found}

    def file(self, identity: str) -> Path:
        """What an entry is called where a person is told of it."""
        if not _UUID.fullmatch(identity):
            raise ValueError("an entry is named by a UUID")
        return self.path / identity

    def has(self, identity: str) -> bool:
        """Whether an entry is there."""
        return identity in self.marks()

    def write(self, identity: str, content: bytes) -> None:
        """Write one entry; returns when it is durable. The desk's memory of what it read is for folders alone."""
        if identity == INDEX_ID:
            return
        self.file(identity)
        if len(content) > MOST_BYTES:
            raise ValueError("too large for an entry")
        with translating(), self._engine.begin() as connection:
            connection.execute(self._write, {"id": identity, "content": content, **self._place})

    def read(self, identity: str) -> bytes:
        """The content of one entry; raises `FileNotFoundError`."""
        found = self._read_some([identity])
        if not found:
            raise FileNotFoundError(identity)
        return found[0][1]

    def contents(self, left_out: Callable[[str], bool] = lambda _id: False) -> Iterator[tuple[str, bytes | Unreadable]]:
        """All entries but those `left_out`, many in one answer."""
        wanted = [identity for identity in self.ids() if not left_out(identity)]
        for start in range(0, len(wanted), AT_ONCE):
            yield from self._read_some(wanted[start : start + AT_ONCE])

    def withdraw(self, identity: str) -> None:
        """Remove one entry; none there is no error."""
        with translating(), self._engine.begin() as connection:
            connection.execute(self._delete, {"id": identity})

    def set_aside(self, identity: str) -> Path:
        """Nothing here can be unreadable: the server checks what it stores."""
        return self.file(identity)

    def rekey(self) -> None:
        """Nothing here has a key."""

    def _read_some(self, ids: list[str]) -> list[tuple[str, bytes]]:
        with translating(), self._engine.execution_options(reading=True).connect() as connection:
            return [(row.id, bytes(row.content)) for row in connection.execute(self._some, {"ids": ids})]
