"""Opening and making slots: secret -> staff key -> data keys, and the owners' way round a password. No files here.

What each ciphertext is bound to: the staff key to its person, the bundle to person, roles and epoch, the escrow copy
to person, roles and name. So a slot with other roles, another person's bundle or an older epoch's does not open,
and an owner never gives keys to a slot whose roles or name somebody altered.
"""

from collections.abc import Collection

import msgspec

from clinic_app.errors import Refused
from clinic_app.records.aes_gcm import NotAuthenticError, new_key, seal, unseal
from clinic_app.records.key_faults import ALTERED_KIT, ALTERED_SLOT, DAMAGED_SLOT
from clinic_app.records.key_ring import PLACES, DataKeys, KeyRing, Role, opened_by
from clinic_app.records.slots import KitLock, PasswordLock, Slot, SlotFile


class _Bundle(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What lies in a bundle, keys as hex; the owners' escrow key is there for owners only."""

    clinic: tuple[str, ...] = ()
    desk: tuple[str, ...] = ()
    stats: tuple[str, ...] = ()
    escrow: str | None = None

    def __repr__(self) -> str:
        return "Bundle(...)"


def new_slot(  # noqa: PLR0913 - everything a slot is bound to
    identity: str,
    name: str,
    roles: tuple[Role, ...],
    *,
    lock: PasswordLock | KitLock,
    secret: bytes,
    keys: DataKeys,
    escrow: bytes,
    epoch: int,
    one_time: bool = False,
) -> Slot:
    """A slot with a new staff key, opened by `secret`; it gets of `keys` what the roles open."""
    staff_key = new_key()
    return Slot(
        identity,
        name,
        roles,
        lock,
        staff_key=seal(secret, staff_key, _person(identity)),
        bundle=_bundle(staff_key, identity, roles, epoch, keys, escrow),
        escrow=seal(escrow, staff_key, _escrow(identity, roles, name)),
        one_time=one_time,
    )


def relocked(slot: Slot, secret: bytes, lock: PasswordLock, new_secret: bytes) -> Slot:
    """The slot under a new password; raises `NotAuthenticError` when `secret` is not the old one."""
    staff_key = unseal(secret, slot.staff_key, _person(slot.id))
    sealed = seal(new_secret, staff_key, _person(slot.id))
    return msgspec.structs.replace(slot, lock=lock, staff_key=sealed, one_time=False)


def open_slot(slots: SlotFile, slot: Slot, secret: bytes) -> KeyRing:
    """What a slot holds. Raises `NotAuthenticError` for a wrong secret, `Refused` for a slot that was damaged."""
    staff_key = unseal(secret, slot.staff_key, _person(slot.id))
    try:
        plain = unseal(staff_key, slot.bundle, _keys(slot.id, slot.roles, slots.epoch))
        bundle = msgspec.json.decode(plain, type=_Bundle)
        keys = {place: tuple(map(bytes.fromhex, getattr(bundle, place))) for place in opened_by(slot.roles)}
        escrow = bytes.fromhex(bundle.escrow) if bundle.escrow is not None else None
    except (NotAuthenticError, msgspec.MsgspecError, ValueError):
        raise Refused(DAMAGED_SLOT, name=slot.name) from None
    return KeyRing(slot.id, slot.name, slot.roles, slots.clinic, slots.epoch, keys, escrow, slot.one_time)


def resealed(slot: Slot, roles: tuple[Role, ...], ring: KeyRing, escrow: bytes) -> Slot:
    """The slot with the keys of an owner's ring, for these roles, under the same password, with this escrow key."""
    staff_key = _staff_key(slot, ring)
    return msgspec.structs.replace(
        slot,
        roles=roles,
        bundle=_bundle(staff_key, slot.id, roles, ring.epoch, ring.keys, escrow),
        escrow=seal(escrow, staff_key, _escrow(slot.id, roles, slot.name)),
    )


def renamed(slot: Slot, name: str, ring: KeyRing) -> Slot:
    """The slot under another name, which the owners' copy is bound to."""
    staff_key = _staff_key(slot, ring)
    return msgspec.structs.replace(
        slot, name=name, escrow=seal(ring.owner_key(), staff_key, _escrow(slot.id, slot.roles, name))
    )


def is_as_written(slot: Slot, ring: KeyRing) -> bool:
    """Whether a slot's roles and name are those that an owner gave it."""
    try:
        _staff_key(slot, ring)
    except Refused:
        return False
    return True


def _staff_key(slot: Slot, ring: KeyRing) -> bytes:
    try:
        return unseal(ring.owner_key(), slot.escrow, _escrow(slot.id, slot.roles, slot.name))
    except NotAuthenticError:
        message = ALTERED_KIT if isinstance(slot.lock, KitLock) else ALTERED_SLOT
        raise Refused(message, name=slot.name) from None


def _bundle(  # noqa: PLR0913, PLR0917 - everything a bundle is bound to
    staff_key: bytes, identity: str, roles: tuple[Role, ...], epoch: int, keys: DataKeys, escrow: bytes
) -> bytes:
    opened = opened_by(roles)
    held = {place: tuple(key.hex() for key in keys[place]) for place in PLACES if place in opened}
    bundle = _Bundle(**held, escrow=escrow.hex() if "owner" in roles else None)
    return seal(staff_key, msgspec.json.encode(bundle), _keys(identity, roles, epoch))


def _person(identity: str) -> bytes:
    return f"staff|{identity}".encode()


def _keys(identity: str, roles: Collection[Role], epoch: int) -> bytes:
    return f"keys|{identity}|{'+'.join(roles)}|{epoch}".encode()


def _escrow(identity: str, roles: Collection[Role], name: str) -> bytes:
    return f"esc|{identity}|{'+'.join(roles)}|{name}".encode()
