"""What can go wrong with a record, and the sentence a person gets for it.

Driver errors carry names in their text (PostgreSQL's `DETAIL`, even with hidden parameters), so none of them
leaves: what a person can act on becomes `Refused`, the rest becomes `RecordError` with class, code and
constraint only.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError, StatementError
from sqlalchemy.orm.exc import StaleDataError

from clinic_app.errors import Refused
from clinic_app.records.fault_sentences import (
    CANNOT_OPEN,
    CONNECTION_LOST,
    DAMAGED,
    EMPTY,
    EXISTS,
    FOREIGN,
    FULL,
    IN_USE,
    NEWER,
    NOT_ALLOWED,
    NOT_SAVED,
    NOT_THERE,
    OUTGROWN,
    READ_ONLY,
    SERVER_BUSY,
    SERVER_FULL,
    SHUT_OUT,
    STALE,
    TOO_LONG,
    UNSTORABLE,
    UPGRADE_FAILED,
)

__all__ = [
    "CANNOT_OPEN",
    "CONNECTION_LOST",
    "DAMAGED",
    "EMPTY",
    "EXISTS",
    "FOREIGN",
    "FULL",
    "IN_USE",
    "NEWER",
    "NOT_ALLOWED",
    "NOT_SAVED",
    "NOT_THERE",
    "OUTGROWN",
    "READ_ONLY",
    "SERVER_BUSY",
    "SERVER_FULL",
    "SHUT_OUT",
    "STALE",
    "TOO_LONG",
    "UNSTORABLE",
    "UPGRADE_FAILED",
    "RecordError",
    "is_lost",
    "is_unanswered",
    "not_connected",
    "translated",
    "translating",
]

_BY_SQLITE_CODE = {
    5: IN_USE,  # SQLITE_BUSY
    6: IN_USE,  # SQLITE_LOCKED
    8: READ_ONLY,  # SQLITE_READONLY
    10: NOT_SAVED,  # SQLITE_IOERR
    11: DAMAGED,  # SQLITE_CORRUPT
    13: FULL,  # SQLITE_FULL
    14: NOT_SAVED,  # SQLITE_CANTOPEN: the journal cannot be made; a missing record is noticed before
    26: CANNOT_OPEN,  # SQLITE_NOTADB
}
_BY_SQLSTATE = {
    "08": CONNECTION_LOST,
    "22012": OUTGROWN,  # what a transaction divides by before it ends (`server_audit`)
    "25": READ_ONLY,
    "25P": CONNECTION_LOST,  # the server ended a transaction that waited for too long
    "42501": NOT_ALLOWED,
    "42P01": NOT_ALLOWED,  # to somebody whose roles were taken away the tables are not even there
    "40": STALE,
    "40P01": IN_USE,  # two waited for each other; the server let one of them go on
    "53": SERVER_BUSY,
    "53100": SERVER_FULL,
    "55": IN_USE,
    "57": CONNECTION_LOST,
    "57014": IN_USE,
}
_SHUT_OUT = (
    "password authentication failed",
    "is not permitted to log in",
    "パスワード認証に失敗",
    "ログインが許可されていません",
)
_CROWDED = ("too many clients", "too many connections", "connection slots", "多すぎます", "接続枠")


class RecordError(RuntimeError):
    """A bug met in the record; its text holds no value of any row."""


def translated(error: BaseException) -> Refused | RecordError | None:
    """What to raise instead of an error that came out of a unit of work; None when it may leave as it is."""
    if isinstance(error, StatementError) and isinstance(error.orig, Refused):
        return error.orig
    if isinstance(error, StaleDataError):
        return Refused(STALE)
    if isinstance(error, DBAPIError):
        message = _message(error)
        return Refused(message) if message is not None else RecordError(_description(error))
    if isinstance(error, SQLAlchemyError):
        return RecordError(type(error).__name__)
    return None


def is_lost(error: DBAPIError) -> bool:
    """Whether the line to the server broke: what was asked for last may have taken place or not."""
    return error.connection_invalidated or _message(error) == CONNECTION_LOST


def is_unanswered(error: DBAPIError) -> bool:
    """Whether the server said nothing of what it was asked: the line broke, or none came about, whyever."""
    return is_lost(error) or (getattr(error.orig, "sqlstate", None) is None and _is_connect_error(error))


@contextmanager
def translating() -> Iterator[None]:
    """Let errors of the record out as `Refused` or `RecordError` only."""
    try:
        yield
    except Exception as error:
        instead = translated(error)
        if instead is None:
            raise
        # No chain: the driver's own text may hold a name.
        raise instead from None


def _message(error: DBAPIError) -> str | None:
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return _BY_SQLITE_CODE.get(code & 0xFF)
    state = getattr(error.orig, "sqlstate", None)
    if state is not None:
        return next((_BY_SQLSTATE[state[:long]] for long in (5, 3, 2) if state[:long] in _BY_SQLSTATE), None)
    return not_connected(error.orig) if error.connection_invalidated or _is_connect_error(error) else None


def not_connected(error: BaseException | None) -> str:
    """What a person is told for a driver's error that came instead of a connection; it says no code, only words."""
    said = str(error).lower()
    if any(words in said for words in _CROWDED):
        return SERVER_BUSY
    return SHUT_OUT if any(words in said for words in _SHUT_OUT) else CONNECTION_LOST


def _is_connect_error(error: DBAPIError) -> bool:
    return type(error.orig).__module__.startswith("psycopg") and type(error.orig).__name__ == "OperationalError"


def _description(error: DBAPIError) -> str:
    code = getattr(error.orig, "sqlite_errorname", None) or getattr(error.orig, "sqlstate", None) or "no code"
    diagnosis = getattr(error.orig, "diag", None)
    constraint = getattr(diagnosis, "constraint_name", None)
    return f"{type(error.orig).__name__} {code}" + (f" {constraint}" if constraint else "")
