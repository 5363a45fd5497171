"""A clinic with one person in each role and cheap passwords, for the tests of keys."""

import sqlite3
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlcipher3 import dbapi2 as sqlcipher

from clinic_app.errors import Refused
from clinic_app.records import slots as slot_files
from clinic_app.records.engines import file_engine, make_file
from clinic_app.records.key_ring import KeyRing, Role
from clinic_app.records.passwords import Cost
from clinic_app.records.recovery_kit import RecoveryKit
from clinic_app.records.rotation import Places
from clinic_app.records.sealed import SealedFolder
from clinic_app.records.slots import SlotFile
from clinic_app.records.staff_keys import StaffKeys

CHEAP = Cost(8, 1, 1)
OWNER_PASSWORD = "owner owner owner"  # noqa: S105 - a made-up person's
JOB = "00000000-0000-4000-8000-00000000000"
ROWS = 200


class Clinic(NamedTuple):
    """A clinic in a folder, and what its people know."""

    staff: StaffKeys
    owner: KeyRing
    kit: RecoveryKit
    ids: dict[str, str]
    passwords: dict[str, str]

    @property
    def places(self) -> Places:
        return self.staff.places

    def ring(self, who: str) -> KeyRing:
        return self.staff.unlock(self.ids[who], self.passwords[who])


ROLES: dict[str, tuple[Role, ...]] = {
    "trainer": ("trainer",),
    "desk": ("front_desk",),
    "manager": ("manager",),
    "both": ("front_desk", "manager"),
}


def make_clinic(folder: Path) -> Clinic:
    """Owner, trainer, front desk, manager, and one who is both of the latter; a record; two files in each folder."""
    staff = StaffKeys(Places.within(folder), floor=CHEAP)
    owner, kit = staff.create("院長", OWNER_PASSWORD, CHEAP)
    ids, passwords = {"owner": owner.person}, {"owner": OWNER_PASSWORD}
    for who, roles in ROLES.items():
        invited = staff.add(owner, who, roles)
        ids[who], passwords[who] = invited.person.id, invited.password
    make_file(staff.places.record, owner.keys["clinic"][0])
    engine = file_engine(staff.places.record, owner.keys["clinic"][0])
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE client (id INTEGER PRIMARY KEY, note TEXT)")
        rows = [(number, f"client {number} " * 20) for number in range(ROWS)]
        connection.exec_driver_sql("INSERT INTO client VALUES (?, ?)", rows)
    engine.dispose()
    for sealed in folders(staff.places, owner):
        sealed.publish({JOB + "1": b"one", JOB + "2": b"two"})
    return Clinic(staff, owner, kit, ids, passwords)


def folders(places: Places, ring: KeyRing) -> list[SealedFolder]:
    """The sealed folders that a ring has a key for."""
    pairs = [pair for pair in ("desk", "stats") if pair in ring.keys]
    return [SealedFolder(places.sealed, pair, way, ring) for pair in pairs for way in ("out", "in")]  # type: ignore[arg-type]


def fresh_backup() -> datetime:
    """A verified backup of this moment."""
    return datetime.now(UTC)


def opens_raw(path: Path, key: bytes) -> bool:
    """Whether a key opens a record, by the raw driver and not through the program."""
    connection = sqlcipher.connect(f"file:{path}?mode=rw", uri=True)
    try:
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except (sqlcipher.DatabaseError, sqlite3.DatabaseError):
        return False
    else:
        return True
    finally:
        connection.close()


def all_keys(ring: KeyRing) -> Iterable[bytes]:
    """Every key on a ring, the escrow key too."""
    held = [key for keys in ring.keys.values() for key in keys]
    return [*held, ring.escrow] if ring.escrow is not None else held


def forge(path: Path, slots: SlotFile) -> None:
    """Write a file of keys as a person with tools would: with a checksum that fits."""
    path.write_bytes(slot_files.text(slots))


def change(slots: SlotFile, identity: str, **values: object) -> SlotFile:
    """The file with one slot altered."""
    return slots.with_person(msgspec.structs.replace(slots.person(identity), **values))


def refusal(of: Callable[[], object]) -> str:
    """The message with which something is refused, after a look at its sentences."""
    with pytest.raises(Refused) as caught:
        of()
    assert caught.value.sentence("en")
    assert caught.value.sentence("ja") != caught.value.sentence("en")
    return caught.value.message


def opens_sealed(path: Path, key: bytes) -> bool:
    """Take the file apart by hand: magic line, header line, nonce, ciphertext; the two lines are bound."""
    data = path.read_bytes()
    end = data.index(b"\n", data.index(b"\n") + 1) + 1
    try:
        AESGCM(key).decrypt(data[end : end + 12], data[end + 12 :], data[:end])
    except InvalidTag:
        return False
    return True
