"""The audit's rows on a server: written last of all in a transaction, on their way together with its COMMIT.

Two writers must not follow the same row, so one waits for the other. The server itself reads the row before and makes
the hash, the same that `audit` makes: so nobody waits for the line or the computer of somebody else.
"""

from typing import Any, NamedTuple

import msgspec
from sqlalchemy import text
from sqlalchemy.orm import Session

from clinic_app.records.pipelined import end_with
from clinic_app.records.upgrade import newest

CHANNEL = "clinic_changes"  # on which a server tells of every new entry
# Everybody who may connect hears it, of every studio and also at a desk, where ids of clients and visits are known. So
# it is told that something was saved, and what became of whom is not: only what a window has to look at anew.
ENTRY, SAVED = "record_findings", "saved"
STUDIOS = frozenset({"name_studio", "change_studio", "close_studio", "reopen_studio"})
PROFILE = "change_clinic_profile"
_BY_NAME = frozenset({"save_plan", PROFILE, *STUDIOS})
_CHAIN_LOCK = 0x436C4170
_LOCK = f"SELECT pg_advisory_xact_lock({_CHAIN_LOCK})"
# No program writes into a record that got ahead of it: 1 / 0 ends the transaction, and `faults` says why.
_FITS = "SELECT 1 / count(*) FROM alembic_version WHERE version_num <= %(newest)s"
# The news is in the same statement, so that nobody hears of what was rolled back.
_APPEND = f"""
INSERT INTO audit (seq, at, actor, action, record_id, revision, previous, hash)
SELECT next.seq, %(at)s, %(actor)s, %(action)s, %(record_id)s, %(revision)s, next.previous,
    encode(sha256(convert_to('[' || next.seq || ',' || %(told)s || ',"' || next.previous || '"]', 'UTF8')), 'hex')
FROM (SELECT coalesce(last.seq, 0) + 1 AS seq, coalesce(last.hash, '') AS previous FROM (VALUES (1)) AS one
    LEFT JOIN (SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1) AS last ON true) AS next
RETURNING pg_notify('{CHANNEL}', %(news)s)
"""  # noqa: S608 - names of ours
_STANDS = text(
    "SELECT count(*) FROM audit WHERE at = :at AND actor = :actor AND action = :action AND record_id = :record_id "
    "AND revision = :revision"
)
_ENCODER = msgspec.json.Encoder()


class Told(NamedTuple):
    """What a transaction tells the audit: everything of a row but its place in the chain."""

    at: str
    actor: str
    action: str
    record_id: str
    revision: int


def tell(session: Session, told: Told) -> None:
    """Have one more row written when the transaction ends."""
    session.info.setdefault("told", []).append(told)


def told_by(session: Session) -> tuple[Told, ...]:
    """What a transaction has told so far; none where a file keeps the record."""
    return tuple(session.info.get("told", ()))


def commit_telling(session: Session, all_told: tuple[Told, ...]) -> None:
    """End a transaction, with its rows in the audit or not at all; refused where the record got ahead."""
    end_with(session, ((_LOCK, {}), (_FITS, {"newest": newest()}), *((_APPEND, _values(told)) for told in all_told)))
    session.info["told"] = []


def stands(connection: Any, told: Told) -> bool:
    """Whether a row is in the audit: its time and its version make it the only one of its kind."""
    return bool(connection.execute(_STANDS, told._asdict()).scalar_one())


def news_of(told: Told) -> str:
    """What everybody hears of an entry. Of findings, whose document it is: nobody without the record knows that id."""
    if told.action == ENTRY:
        return f"{ENTRY} {told.record_id} {told.revision}"
    return told.action if told.action in _BY_NAME else SAVED


def _values(told: Told) -> dict[str, Any]:
    row = _ENCODER.encode(told).decode()[1:-1]  # as `audit` encodes it, without the number before and the hash after
    return {**told._asdict(), "told": row, "news": news_of(told)}
