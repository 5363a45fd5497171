"""Who did what to which entry, as a chain of hashes that is only ever appended to.

Each row is written in the transaction of the change it tells of, and holds the hash of the row before. There is no
secret in the chain: everybody who may write the record would hold it. So the chain shows accidents and partial
edits by itself, and a cut end, an old file put back or a whole rewrite only against a head that was kept elsewhere.
Rows hold ids and never text of a client; the order is `seq`, never the time.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Any, Literal

import msgspec
from sqlalchemy import Engine, String, bindparam, insert, text
from sqlalchemy.orm import Session

from clinic_app.domain.anchor import Anchor
from clinic_app.i18n import N_
from clinic_app.records.faults import translating
from clinic_app.records.models import Audit
from clinic_app.records.server_audit import Told, tell

PAGE = 500  # rows in one read transaction: a longer one would delay every save
SHORT_HASH = 16
_LAST = text("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1")
_COLUMNS = "seq, at, actor, action, record_id, revision, previous, hash"
_NEXT = text(f"SELECT {_COLUMNS} FROM audit WHERE seq > :after ORDER BY seq LIMIT {PAGE}")  # noqa: S608 - names of ours
_LAST_BEFORE = text(
    "SELECT seq, at, actor, action, record_id, revision FROM audit WHERE at < :when ORDER BY seq DESC LIMIT 1"
)
_DAYS = text(
    "SELECT DISTINCT substr(at, 1, 10) FROM audit WHERE at >= :since AND at < :until "
    "AND seq >= (SELECT coalesce(min(seq), 0) FROM audit WHERE at = :since)"
)
_NEWEST = text(
    "SELECT seq, at, actor, action, record_id, revision FROM audit WHERE seq < :before "  # noqa: S608 - a number of ours
    f"AND (:actor = '' OR actor = :actor) AND (:all OR action IN :only) ORDER BY seq DESC LIMIT {PAGE}"
).bindparams(bindparam("only", expanding=True, type_=String()))
_APPEND = insert(Audit.__table__)  # type: ignore[arg-type]

_Stored = tuple[Any, ...]
_ENCODER = msgspec.json.Encoder()
Fault = Literal["altered", "missing", "cut", "replaced"]

SHOWS = N_(
    "The chain shows accidents, entries changed or removed in the middle, and any change to what is older than the "
    "last head kept in a backup or at this workstation."
)
DOES_NOT_SHOW = N_(
    "It does not stop a person who holds the key of the record from rewriting everything since the last head that "
    "was kept elsewhere, and it does not show who only read."
)
NO_ANCHOR = N_(
    "No head was kept elsewhere yet, so a cut end, an older file put back or a whole rewrite would not be found."
)


class AuditEntry(msgspec.Struct, frozen=True):
    """One row of the chain."""

    seq: int
    at: datetime
    actor: str
    action: str
    record_id: str
    revision: int


class AuditVerdict(msgspec.Struct, frozen=True):
    """What a check found, and what such a check can and cannot show (messages to be translated).

    `fault` is None when nothing was found; `seq` is the first place that does not fit: altered there, missing
    there, cut off before it, or replaced there by other entries than those an anchor saw.
    """

    rows: int
    head: Anchor | None
    anchors: int
    fault: Fault | None = None
    seq: int | None = None

    @property
    def limits(self) -> tuple[str, ...]:
        """Sentences that belong beside every verdict."""
        return (SHOWS, DOES_NOT_SHOW) if self.anchors else (SHOWS, NO_ANCHOR, DOES_NOT_SHOW)


class AuditChain:
    """The end of the chain inside one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def append(self, at: datetime, actor: str, action: str, record_id: str, revision: int) -> None:
        """Add one row; it becomes durable with the rest of the unit of work. On a server it is written at the end."""
        told = Told(at.astimezone(UTC).isoformat(), actor, action, record_id, revision)
        if self._session.get_bind().dialect.name == "postgresql":
            tell(self._session, told)
            return
        last = self._session.execute(_LAST).one_or_none()
        seq, previous = (last.seq + 1, last.hash) if last is not None else (1, "")
        made = _hash((seq, *told, previous))
        row = {**told._asdict(), "seq": seq, "previous": previous, "hash": made}
        self._session.execute(_APPEND, row)


def head(engine: Engine) -> Anchor | None:
    """The newest row, to be kept outside the record; None in a record without entries."""
    with translating(), engine.execution_options(reading=True).connect() as connection:
        last = connection.execute(_LAST).one_or_none()
    return None if last is None else Anchor(last.seq, last.hash[:SHORT_HASH])


def newest(engine: Engine) -> AuditEntry | None:
    """The last row; None in a record without entries."""
    last = head(engine)
    return None if last is None else next(iter(entries(engine, last.seq - 1)), None)


def newest_before(engine: Engine, when: datetime) -> AuditEntry | None:
    """The last row that was written before a time; rows of a clock that was ahead are passed over."""
    with translating(), engine.execution_options(reading=True).connect() as connection:
        asked = {"when": when.astimezone(UTC).isoformat()}
        rows = connection.execute(_LAST_BEFORE, asked).fetchall()
    return next(map(_entry, rows), None)


def days_between(engine: Engine, since: datetime, until: datetime) -> tuple[date, ...]:
    """The days, in UTC, of the rows from one time to another; none that was written before the row of the first."""
    asked = {"since": since.astimezone(UTC).isoformat(), "until": until.astimezone(UTC).isoformat()}
    with translating(), engine.execution_options(reading=True).connect() as connection:
        return tuple(date.fromisoformat(day) for day in connection.execute(_DAYS, asked).scalars())


def entries(engine: Engine, after: int = 0) -> tuple[AuditEntry, ...]:
    """At most 500 rows that follow `after`, for a page that shows them."""
    return tuple(
        AuditEntry(seq, datetime.fromisoformat(at), actor, action, record_id, revision)
        for seq, at, actor, action, record_id, revision, _, _ in _page(engine, after)
    )


def newest_page(
    engine: Engine, before: int | None = None, *, actor: str = "", only: Collection[str] = ()
) -> tuple[AuditEntry, ...]:
    """At most 500 rows before `before`, newest first, of one actor and of these actions when they are given."""
    asked = {"before": before or 2**62, "actor": actor, "all": not only, "only": list(only)}
    with translating(), engine.execution_options(reading=True).connect() as connection:
        rows = connection.execute(_NEWEST, asked).fetchall()
    return tuple(_entry(row) for row in rows)


def _entry(row: Any) -> AuditEntry:
    seq, at, actor, action, record_id, revision = row
    return AuditEntry(seq, datetime.fromisoformat(at), actor, action, record_id, revision)


def actors(engine: Engine) -> tuple[str, ...]:
    """Everybody who stands in the audit."""
    with translating(), engine.execution_options(reading=True).connect() as connection:
        return tuple(connection.execute(text("SELECT DISTINCT actor FROM audit ORDER BY actor")).scalars())


def verify(engine: Engine, anchors: Iterable[Anchor | None] = ()) -> AuditVerdict:
    """Follow the whole chain and compare it with heads kept elsewhere; stops at the first thing that does not fit."""
    kept = {anchor for anchor in anchors if anchor is not None}
    wanted = {seq: [anchor for anchor in kept if anchor.seq == seq] for seq in {anchor.seq for anchor in kept}}
    seq, previous, found = 0, "", dict.fromkeys(kept, "")
    for row in _rows(engine):
        fault = _fault_of(row, seq, previous)
        if fault is not None:
            return AuditVerdict(seq, _anchor(seq, previous), len(kept), fault, seq + 1)
        seq, previous = row[0], row[7]
        for anchor in wanted.get(seq, ()):
            found[anchor] = previous[:SHORT_HASH]
    for anchor in sorted(kept, key=lambda one: one.seq):
        if found[anchor] != anchor.hash:
            fault = "cut" if anchor.seq > seq else "replaced"
            return AuditVerdict(seq, _anchor(seq, previous), len(kept), fault, min(anchor.seq, seq + 1))
    return AuditVerdict(seq, _anchor(seq, previous), len(kept))


def _fault_of(row: _Stored, seq: int, previous: str) -> Fault | None:
    if row[0] != seq + 1:
        return "missing"
    return None if row[6] == previous and _hash(row[:7]) == row[7] else "altered"


def _anchor(seq: int, full_hash: str) -> Anchor | None:
    return Anchor(seq, full_hash[:SHORT_HASH]) if seq else None


def _hash(values: tuple[Any, ...]) -> str:
    return hashlib.sha256(_ENCODER.encode(values)).hexdigest()


def _rows(engine: Engine) -> Iterator[_Stored]:
    after = 0
    while page := _page(engine, after):
        yield from page
        after = page[-1][0]


def _page(engine: Engine, after: int) -> list[_Stored]:
    with translating(), engine.execution_options(reading=True).connect() as connection:
        # The driver's own tuples in one call: a row object for each of 100,000 would cost as much as the hashing.
        return list(connection.execute(_NEXT, {"after": after}).cursor.fetchall())
