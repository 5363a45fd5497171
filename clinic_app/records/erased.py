"""Who was erased stays erased when an older backup comes back: their random ids, kept beside the backups.

The audit of the record in use names them too; the list is for when that record is lost, or on another computer. It
holds ids of rows that are gone and nothing else, so it says nothing about anybody.
"""

from collections.abc import Collection, Iterable
from pathlib import Path

import msgspec
from sqlalchemy import Engine, text

from clinic_app.records.durable import make_folder, write_whole
from clinic_app.records.engines import file_engine
from clinic_app.records.faults import translating
from clinic_app.records.record import Record

NAME = "erased.json"
ACTION = "erase_client"
_ERASED = text("SELECT DISTINCT record_id FROM audit WHERE action = :action")
_PRESENT = text("SELECT id FROM client")


def erased_in(engine: Engine) -> frozenset[str]:
    """The ids that a record's audit says were erased."""
    with translating(), engine.execution_options(reading=True).connect() as connection:
        return frozenset(connection.execute(_ERASED, {"action": ACTION}).scalars())


def listed(place: Path) -> frozenset[str] | None:
    """The ids listed in a place of backups; None where no list can be read."""
    try:
        return frozenset(msgspec.json.decode((place / NAME).read_bytes(), type=list[str]))
    except (OSError, msgspec.DecodeError, RecursionError):
        return None


def keep(place: Path, ids: Iterable[str]) -> None:
    """Add ids to the list of a place; none is ever taken off, because an older backup may still hold them."""
    known = listed(place)
    wanted = (known or frozenset()) | frozenset(ids)
    if wanted != known:
        make_folder(place)
        write_whole(place / NAME, msgspec.json.encode(sorted(wanted)))


def keep_of(place: Path, record: Path, key: bytes) -> None:
    """Add to a place's list whom the audit of a record names."""
    engine = file_engine(record, key)
    try:
        keep(place, erased_in(engine))
    finally:
        engine.dispose()


def erase_again(record: Record, ids: Collection[str], actor: str) -> int:
    """Erase those of them who are in the record, each with its line in the audit. Gives how many they were."""
    with translating(), record.engine.execution_options(reading=True).connect() as connection:
        back = sorted(set(connection.execute(_PRESENT).scalars()) & set(ids))
    with record.unit_of_work() as work:
        for client_id in back:
            work.bin.erase(client_id)
            work.audit(ACTION, actor, client_id)
        work.commit()
    return len(back)
