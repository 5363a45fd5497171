"""The file `slots.json`: one slot for each person and one for the recovery kit. Format, strict reading, safe writing.

Nothing is encrypted or decrypted here; that stands in `unlocking`. Readable without a password are the names for
the sign-in list, roles, and the cost of each password. `checksum` tells accidents from wrong passwords; against
a person with tools it proves nothing, the tags of AES-GCM do.
"""

import hashlib
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from clinic_app.errors import Refused
from clinic_app.records.aes_gcm import KEY_BYTES, OVERHEAD
from clinic_app.records.durable import read_at_most, rename, write_whole
from clinic_app.records.key_faults import DAMAGED_SLOTS, NO_SLOTS, UNKNOWN_PERSON
from clinic_app.records.key_ring import Role, role_set
from clinic_app.records.passwords import MOST_LANES, MOST_MEMORY_KIB, MOST_PASSES, SALT_BYTES, Cost

MOST_BYTES = 512 * 1024
MOST_PEOPLE = 200
MOST_NAME = 60
RECOVERY = "recovery"

_UUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
Uuid = Annotated[str, msgspec.Meta(pattern=rf"\A{_UUID}\Z")]
Salt = Annotated[bytes, msgspec.Meta(min_length=SALT_BYTES, max_length=SALT_BYTES)]
SealedKey = Annotated[bytes, msgspec.Meta(min_length=KEY_BYTES + OVERHEAD, max_length=KEY_BYTES + OVERHEAD)]


class PasswordLock(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="password"):
    """How the key of a password is derived."""

    salt: Salt
    memory_kib: Annotated[int, msgspec.Meta(ge=8, le=MOST_MEMORY_KIB)]
    passes: Annotated[int, msgspec.Meta(ge=1, le=MOST_PASSES)]
    lanes: Annotated[int, msgspec.Meta(ge=1, le=MOST_LANES)]

    @property
    def cost(self) -> Cost:
        """How hard one guess is."""
        return Cost(self.memory_kib, self.passes, self.lanes)


class KitLock(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="kit"):
    """How the key of a recovery kit is derived; `confirmed` once a person has typed the printed code back."""

    salt: Salt
    confirmed: bool = False


class Slot(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One person's two levels: the lock opens the staff key, the staff key opens the bundle of data keys.

    `escrow` is the staff key once more under the owners' escrow key, so that an owner can renew the bundle.
    """

    id: Annotated[str, msgspec.Meta(pattern=rf"\A({_UUID}|{RECOVERY})\Z")]
    name: Annotated[str, msgspec.Meta(max_length=MOST_NAME)]
    roles: tuple[Role, ...]
    lock: PasswordLock | KitLock
    staff_key: SealedKey
    bundle: Annotated[bytes, msgspec.Meta(max_length=4096)]
    escrow: SealedKey
    one_time: bool = False

    def __post_init__(self) -> None:
        if not self.roles or self.roles != role_set(self.roles):
            raise ValueError("roles must be a set, in order")
        if isinstance(self.lock, KitLock) != (self.id == RECOVERY):
            raise ValueError("the recovery slot has a kit, all others have a password")


class SlotFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file. `epoch` counts rotations."""

    format: Literal[1]
    clinic: Uuid
    epoch: Annotated[int, msgspec.Meta(ge=1, le=2**53)]
    people: Annotated[tuple[Slot, ...], msgspec.Meta(min_length=1, max_length=MOST_PEOPLE)]
    recovery: Slot
    checksum: Annotated[str, msgspec.Meta(max_length=64)] = ""

    def __post_init__(self) -> None:
        ids = [slot.id for slot in self.people]
        if len(set(ids)) != len(ids) or RECOVERY in ids or self.recovery.id != RECOVERY:
            raise ValueError("each person has one slot")

    def person(self, identity: str) -> Slot:
        """The slot of one person."""
        for slot in self.people:
            if slot.id == identity:
                return slot
        raise Refused(UNKNOWN_PERSON)

    def with_person(self, changed: Slot) -> "SlotFile":
        """The file with one slot replaced, or added."""
        if all(slot.id != changed.id for slot in self.people):
            return msgspec.structs.replace(self, people=(*self.people, changed))
        people = tuple(changed if slot.id == changed.id else slot for slot in self.people)
        return msgspec.structs.replace(self, people=people)

    @property
    def slots(self) -> tuple[Slot, ...]:
        """All slots, the recovery kit's last."""
        return (*self.people, self.recovery)


def previous(path: Path) -> Path:
    """Where the file before the last change is kept."""
    return path.with_name(f"{path.stem}.previous{path.suffix}")


def read(path: Path) -> SlotFile:
    """Read the file of keys, or say that it is missing or damaged; nothing in it can do more than that."""
    try:
        data = read_at_most(path, MOST_BYTES)
    except FileNotFoundError:
        raise Refused(NO_SLOTS, path=path) from None
    except OSError:
        raise Refused(DAMAGED_SLOTS, path=path) from None
    try:
        slots = parse(data or b"")
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise Refused(DAMAGED_SLOTS, path=path) from None
    return slots


def parse(data: bytes) -> SlotFile:
    """The content of a file of keys; raises `ValueError` or `msgspec.MsgspecError`."""
    slots = msgspec.json.decode(data, type=SlotFile)
    if slots.checksum != _checksum(slots):
        raise ValueError("the checksum does not fit")
    return slots


def text(slots: SlotFile) -> bytes:
    """The file as it is written, with its checksum."""
    whole = msgspec.structs.replace(slots, checksum=_checksum(slots))
    return msgspec.json.format(msgspec.json.encode(whole), indent=1) + b"\n"


def write(path: Path, slots: SlotFile, *, forget_previous: bool = False) -> None:
    """Replace the file and keep the one before it; returns when both are durable.

    With `forget_previous` both become the new one: for a rotation, which must leave no file around that lacks the
    new keys or still holds the slot of somebody who left.
    """
    data = text(slots)
    parse(data)  # what cannot be read again must never be written
    before = read_at_most(path, MOST_BYTES) if path.exists() else None
    # The file before comes first: when the file itself is there, a killed write has left nothing to be done.
    if before is not None:
        write_whole(previous(path), data if forget_previous else before)
    write_whole(path, data)


def put_back(path: Path) -> None:
    """Use the file before the last change in place of one that is damaged or gone; a damaged one is kept beside it."""
    data = text(read(previous(path)))
    if path.exists():
        rename(path, path.with_name(f"{path.stem}.damaged{path.suffix}"))
    write_whole(path, data)


def _checksum(slots: SlotFile) -> str:
    return hashlib.sha256(msgspec.json.encode(msgspec.structs.replace(slots, checksum=""))).hexdigest()
