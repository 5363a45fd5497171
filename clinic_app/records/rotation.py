"""New keys for what a leaver could read, in three steps each of which may be killed and taken up again.

1. `slots.json` gives everybody who stays [new key, old key].
2. Every file is brought under the new key: the record by SQLCipher's own rekey, sealed files one by one.
3. `slots.json` gives everybody [new key] only.

Between the steps everybody who stays can sign in, because each key of the list is tried. Two keys on a ring mean
"finish the rotation". Nothing may have the record open meanwhile.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple, get_args

import msgspec
from sqlcipher3 import dbapi2 as sqlcipher

from clinic_app.errors import Refused
from clinic_app.records import slots as slot_files
from clinic_app.records.aes_gcm import new_key
from clinic_app.records.engines import file_engine
from clinic_app.records.faults import CANNOT_OPEN, DAMAGED, translating
from clinic_app.records.key_faults import NO_FRESH_BACKUP, NOT_RENEWED, OTHER_RECORD, STALE_KEYS
from clinic_app.records.key_ring import KeyRing, Place, Role
from clinic_app.records.sealed import Direction, Pair, SealedFolder
from clinic_app.records.slots import KitLock, PasswordLock, Slot, SlotFile
from clinic_app.records.unlocking import new_slot, resealed

BACKUP_AGE = timedelta(hours=1)
NewestBackup = Callable[[], datetime | None]
# New locks with their secrets by slot: these slots get new staff keys too.
Locks = Mapping[str, tuple[PasswordLock | KitLock, bytes]]


class Places(NamedTuple):
    """Where one clinic's files lie; `sealed` holds the folders `desk` and `stats`."""

    slots: Path
    record: Path
    sealed: Path

    @classmethod
    def within(cls, folder: Path) -> "Places":
        """Everything in one folder, as on a single PC."""
        return cls(folder / "slots.json", folder / "clinic.db", folder)


def record_key(path: Path, ring: KeyRing) -> bytes:
    """The key of the ring that opens the record; says so when the record is not this clinic's."""
    for key in ring.keys["clinic"]:
        try:
            _try(path, key)
        except Refused as refused:
            if refused.message != CANNOT_OPEN:
                raise
        else:
            return key
    raise Refused(OTHER_RECORD, path=path)


def check_before(places: Places, ring: KeyRing, newest_backup: NewestBackup, now: datetime | None = None) -> None:
    """Refuse a rotation unless every file opens and is sound and a fresh verified backup exists. Writes nothing."""
    _check_record(places.record, record_key(places.record, ring))
    for folder in _folders(places, ring):
        folder.check()
    made = newest_backup()
    if made is None or (now or datetime.now(UTC)) - made >= BACKUP_AGE:
        raise Refused(NO_FRESH_BACKUP)


def current(places: Places, ring: KeyRing) -> SlotFile:
    """The slots as an owner may change them; refused when they are newer than the owner's ring."""
    ring.owner_key()
    slots = slot_files.read(places.slots)
    if (slots.clinic, slots.epoch) != (ring.clinic, ring.epoch):
        raise Refused(STALE_KEYS)
    return slots


def rotate(
    places: Places,
    ring: KeyRing,
    lost: Collection[Place],
    staying: Mapping[str, tuple[Role, ...]],
    locks: Locks | None = None,
) -> KeyRing:
    """All three steps. `staying` are the people who keep a slot, with their roles.

    With `locks` the owners' key is renewed too, and the staff key of every slot that is named there.
    """
    return resume(places, begin(places, resume(places, ring), lost, staying, locks))


def begin(
    places: Places,
    ring: KeyRing,
    lost: Collection[Place],
    staying: Mapping[str, tuple[Role, ...]],
    locks: Locks | None = None,
) -> KeyRing:
    """Step 1, one atomic write; returns the ring with new and old keys."""
    if ring.rotating:
        raise ValueError("finish the rotation under way first: its old keys may still be needed")
    slots = current(places, ring)
    keys = {place: (new_key(), *held[:1]) if place in lost else held for place, held in ring.keys.items()}
    both = replace(ring, keys=keys, epoch=slots.epoch + 1)
    escrow_key = new_key() if locks else ring.owner_key()
    people = tuple(slot for slot in slots.people if slot.id in staying)
    _write(places, msgspec.structs.replace(slots, people=people), both, escrow_key, staying, locks or {})
    return replace(both, escrow=escrow_key)


def rewrite(places: Places, slots: SlotFile, ring: KeyRing, roles: Mapping[str, tuple[Role, ...]]) -> KeyRing:
    """Give people other roles where nobody loses any key; one atomic write and no rotation."""
    _write(places, slots, ring, ring.owner_key(), roles)
    return replace(ring, roles=roles.get(ring.person, ring.roles))


def resume(places: Places, ring: KeyRing) -> KeyRing:
    """Steps 2 and 3, from wherever they were left; does nothing when no rotation is under way."""
    if not ring.rotating:
        return ring
    slots = current(places, ring)
    if "clinic" in ring.rotating:
        rekey_record(places.record, ring)
    for folder in _folders(places, ring):
        folder.rekey()
    single = replace(ring, keys={place: held[:1] for place, held in ring.keys.items()})
    _write(places, slots, single, ring.owner_key(), {})
    return single


def rekey_record(path: Path, ring: KeyRing) -> None:
    """Bring the record under the newest key, in SQLite's own transaction; nothing to do when it is."""
    newest = ring.keys["clinic"][0]
    key = record_key(path, ring)
    if key == newest:
        return
    engine = file_engine(path, key)
    try:
        connection = engine.raw_connection()
        try:
            connection.cursor().execute(f"PRAGMA rekey = \"x'{newest.hex()}'\"").fetchall()
        finally:
            connection.close()
    except sqlcipher.Error:
        # SQLCipher gives one code for every reason (measured); the statement holds a key, so nothing of it leaves.
        raise Refused(NOT_RENEWED) from None
    finally:
        engine.dispose()
    _check_record(path, newest)


def _write(  # noqa: PLR0913, PLR0917 - the whole file in all its parts
    places: Places,
    slots: SlotFile,
    ring: KeyRing,
    escrow: bytes,
    roles: Mapping[str, tuple[Role, ...]],
    locks: Locks | None = None,
) -> None:
    def sealed(slot: Slot) -> Slot:
        held = roles.get(slot.id, slot.roles)
        lock, secret = (locks or {}).get(slot.id, (None, b""))
        if lock is None:
            return resealed(slot, held, ring, escrow)
        if isinstance(lock, PasswordLock):
            resealed(slot, held, ring, escrow)  # refuses roles or a name that no owner gave
        one_time = isinstance(lock, PasswordLock) and slot.id != ring.person
        return new_slot(
            slot.id,
            slot.name,
            held,
            lock=lock,
            secret=secret,
            keys=ring.keys,
            escrow=escrow,
            epoch=ring.epoch,
            one_time=one_time,
        )

    people, recovery = tuple(map(sealed, slots.people)), sealed(slots.recovery)
    changed = msgspec.structs.replace(slots, epoch=ring.epoch, people=people, recovery=recovery)
    slot_files.write(places.slots, changed, forget_previous=True)


def _folders(places: Places, ring: KeyRing) -> list[SealedFolder]:
    directions = get_args(Direction)
    return [SealedFolder(places.sealed, pair, way, ring) for pair in get_args(Pair) for way in directions]


def _try(path: Path, key: bytes) -> None:
    engine = file_engine(path, key)
    try:
        with translating(), engine.execution_options(reading=True).connect() as connection:
            connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar()
    finally:
        engine.dispose()


def _check_record(path: Path, key: bytes) -> None:
    engine = file_engine(path, key)
    try:
        with translating(), engine.execution_options(reading=True).connect() as connection:
            sealed = connection.exec_driver_sql("PRAGMA cipher_integrity_check").fetchall()
            sound = connection.exec_driver_sql("PRAGMA integrity_check").scalar()
            orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    finally:
        engine.dispose()
    if sealed or sound != "ok" or orphans:
        raise Refused(DAMAGED)
