"""Column types that mean the same on SQLCipher and on PostgreSQL: checked text, UTC times, JSON. No tables here."""

import re
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Integer, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator

from clinic_app.errors import Refused
from clinic_app.records.faults import DAMAGED, TOO_LONG, UNSTORABLE

LONGEST_TEXT = 10_000
_NUL_IN_JSON = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")

# SQLite fills only an INTEGER PRIMARY KEY by itself.
Sequence = BigInteger().with_variant(Integer(), "sqlite")
Json = JSON().with_variant(JSONB(), "postgresql")
# Ranges over search keys compare code points, whatever the server's language.
SearchKey = Text().with_variant(Text(collation="C"), "postgresql")


class CheckedText(TypeDecorator[str]):
    """Text as it was typed, byte for byte; what PostgreSQL or UTF-8 cannot hold is refused on both engines."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Refuse NUL, lone surrogates and endless pastes before they reach the driver."""
        if value is None:
            return None
        if len(value) > LONGEST_TEXT:
            raise Refused(TOO_LONG, limit=LONGEST_TEXT)
        if "\0" in value:
            raise Refused(UNSTORABLE)
        try:
            value.encode()
        except UnicodeEncodeError:
            raise Refused(UNSTORABLE) from None
        return value

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Notice a damaged overflow page: SQLCipher reads it as zeros without an error (measured)."""
        if value is not None and "\0" in value:
            raise Refused(DAMAGED)
        return value


class UtcDateTime(TypeDecorator[datetime]):
    """A point in time: aware in Python, UTC in storage, because SQLite drops the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store UTC; a time without a zone is a bug."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored time needs its zone")
        in_utc = value.astimezone(UTC)
        return in_utc.replace(tzinfo=None) if dialect.name == "sqlite" else in_utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def write_json(document: Any) -> str:
    """Serialise one JSON value; refuses the same characters as `CheckedText`."""
    try:
        text = msgspec.json.encode(document).decode()
    except UnicodeEncodeError:
        raise Refused(UNSTORABLE) from None
    if "\\u0000" in text and _NUL_IN_JSON.search(text):
        raise Refused(UNSTORABLE)
    return text


def read_json(text: str | bytes) -> Any:
    """Read one stored JSON value back."""
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError:
        raise Refused(DAMAGED) from None  # zeros again; what was written here was valid
