"""Is the record the one this workstation saw last? Reads one row of the audit, whatever its schema; writes nothing."""

from pathlib import Path

from sqlalchemy import Engine, text

from clinic_app.domain.anchor import Anchor
from clinic_app.errors import Refused
from clinic_app.records import audit
from clinic_app.records.audit import SHORT_HASH
from clinic_app.records.engines import file_engine
from clinic_app.records.fault_sentences import OLDER, OTHER, SERVER_OLDER, SERVER_OTHER
from clinic_app.records.faults import translating

_ROW = text("SELECT hash FROM audit WHERE seq = :seq")


class Exchanged(Refused):
    """The record is not the one that was seen last; a person decides what now."""


def refuse_exchanged(path: Path, key: bytes, seen: Anchor | None) -> None:
    """Refuse a record whose audit does not hold the entry that was seen last."""
    if seen is None:
        return
    engine = file_engine(path, key)
    try:
        _refuse(engine, seen, OLDER, OTHER)
    finally:
        engine.dispose()


def refuse_exchanged_on_server(engine: Engine, seen: Anchor | None) -> None:
    """Refuse a server's record that was put back to an older state, or is another one."""
    if seen is not None:
        _refuse(engine, seen, SERVER_OLDER, SERVER_OTHER)


def _refuse(engine: Engine, seen: Anchor, older: str, other: str) -> None:
    with translating(), engine.execution_options(reading=True).connect() as connection:
        found = connection.execute(_ROW, {"seq": seen.seq}).scalar()
    if found is None:
        ends = audit.head(engine)
        raise Exchanged(older, ends=0 if ends is None else ends.seq, seen=seen.seq)
    if found[:SHORT_HASH] != seen.hash:
        raise Exchanged(other, seen=seen.seq)
