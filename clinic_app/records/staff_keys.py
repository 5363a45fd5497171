"""Who may sign in, and with which keys: everything that is done to `slots.json` for a person. Sees no client data.

A new password under the same staff key (`set_password`) does not shut out somebody who kept an old copy of
`slots.json` and knows the old password; a reset by an owner makes a new staff key and does.
"""

import dataclasses
import uuid
from collections.abc import Collection
from typing import NamedTuple

import msgspec

from clinic_app.errors import Refused
from clinic_app.records import key_faults as faults
from clinic_app.records import rotation
from clinic_app.records import slots as slot_files
from clinic_app.records.aes_gcm import NotAuthenticError, new_key
from clinic_app.records.durable import make_folder
from clinic_app.records.key_ring import PLACES, KeyRing, Place, Role, opened_by, role_set
from clinic_app.records.passwords import (
    FLOOR,
    MOST,
    Cost,
    calibrate,
    check_new,
    derive,
    new_salt,
    one_time_password,
)
from clinic_app.records.recovery_kit import RecoveryKit
from clinic_app.records.rotation import NewestBackup, Places
from clinic_app.records.slots import MOST_NAME, MOST_PEOPLE, RECOVERY, KitLock, PasswordLock, Slot, SlotFile
from clinic_app.records.unlocking import is_as_written, new_slot, open_slot, relocked, renamed, resealed


class Person(msgspec.Struct, frozen=True):
    """One line of the sign-in list."""

    id: str
    name: str
    roles: tuple[Role, ...]
    one_time: bool


class Invited(NamedTuple):
    """A person and the password to read out to them once."""

    person: Person
    password: str

    def __repr__(self) -> str:
        return f"Invited({self.person.id})"


class Recovered(NamedTuple):
    """A signed-in owner and the kit that has replaced the used one."""

    ring: KeyRing
    kit: RecoveryKit


class OwnershipEnded(NamedTuple):
    """After an owner left: the acting owner's ring, everybody else's one-time password, and the next kit."""

    ring: KeyRing
    invited: tuple[Invited, ...]
    kit: RecoveryKit

    def __repr__(self) -> str:
        return f"OwnershipEnded({len(self.invited)})"


class StaffKeys:
    """The staff of one clinic. `floor` is for tests only, which cannot wait for honest passwords."""

    def __init__(self, places: Places, *, floor: Cost = FLOOR) -> None:
        self.places, self._floor = places, floor

    def create(self, name: str, password: str, cost: Cost | None = None, person: str = "") -> Recovered:
        """Begin a clinic: its first owner and its recovery kit. Refused where a file of keys, old or new, is.

        `person` is the id of an owner whom a record from elsewhere knows already; so for `add`.
        """
        path = self.places.slots
        if path.exists() or slot_files.previous(path).exists():
            raise Refused(faults.SLOTS_EXIST, path=path)
        lock, secret = self._lock(password, cost or calibrate())
        keys, escrow = {place: (new_key(),) for place in PLACES}, new_key()
        owner = new_slot(
            person or _new_id(), _name(name), ("owner",), lock=lock, secret=secret, keys=keys, escrow=escrow, epoch=1
        )
        ring = KeyRing(owner.id, owner.name, owner.roles, _new_id(), 1, keys, escrow)
        kit = RecoveryKit.new()
        make_folder(path.parent)
        slot_files.write(path, SlotFile(1, ring.clinic, 1, (owner,), _recovery(kit, ring)))
        return Recovered(ring, kit)

    def people(self) -> tuple[Person, ...]:
        """The sign-in list; needs no password."""
        return tuple(map(_person, slot_files.read(self.places.slots).people))

    def unlock(self, person: str, password: str) -> KeyRing:
        """Sign in. An owner's ring that says `rotating` should be handed to `resume` before anything else."""
        slots = slot_files.read(self.places.slots)
        slot = slots.person(person)
        try:
            return open_slot(slots, slot, self._secret(slot, password))
        except NotAuthenticError:
            raise Refused(faults.WRONG_PASSWORD) from None

    def is_current(self, ring: KeyRing) -> bool:
        """Whether a ring still fits: not after a rotation, nor for somebody who was removed or has other roles."""
        slots = slot_files.read(self.places.slots)
        fits = (slots.clinic, slots.epoch) == (ring.clinic, ring.epoch)
        return fits and any((slot.id, slot.roles) == (ring.person, ring.roles) for slot in slots.people)

    def resume(self, ring: KeyRing) -> KeyRing:
        """Finish a rotation that was interrupted, when it is an owner who came in; does nothing otherwise."""
        return ring if ring.escrow is None else rotation.resume(self.places, ring)

    def add(self, ring: KeyRing, name: str, roles: Collection[Role], person: str = "") -> Invited:
        """Add a person under a one-time password."""
        slots = rotation.current(self.places, ring)
        if len(slots.people) >= MOST_PEOPLE:
            raise Refused(faults.TOO_MANY, most=MOST_PEOPLE)
        return self._invite(slots, ring, person or _new_id(), _name(name), _roles(roles))

    def reset_password(self, ring: KeyRing, person: str) -> Invited:
        """Give a person a one-time password and new keys of their own; also mends a bundle that is damaged."""
        slots = rotation.current(self.places, ring)
        slot = slots.person(person)
        resealed(slot, slot.roles, ring, ring.owner_key())  # or an altered role would be given its keys here
        return self._invite(slots, ring, slot.id, slot.name, slot.roles)

    def set_password(self, person: str, old: str, new: str) -> KeyRing:
        """Change one's own password; nobody else's keys are needed."""
        slots = slot_files.read(self.places.slots)
        slot = slots.person(person)
        secret = self._secret(slot, old)
        try:
            open_slot(slots, slot, secret)
            lock, new_secret = self._lock(new, self._cost(slots))
            slots = slots.with_person(relocked(slot, secret, lock, new_secret))
        except NotAuthenticError:
            raise Refused(faults.WRONG_PASSWORD) from None
        slot_files.write(self.places.slots, slots)
        return open_slot(slots, slots.person(person), new_secret)

    def change_roles(self, ring: KeyRing, person: str, roles: Collection[Role], newest_backup: NewestBackup) -> KeyRing:
        """Give a person other roles; what they lose by it gets new keys. Returns the owner's ring after it."""
        slots = rotation.current(self.places, ring)
        slot, wanted = slots.person(person), _roles(roles)
        if not is_as_written(slot, ring):
            raise Refused(faults.ALTERED_SLOT, name=slot.name)
        lost = opened_by(slot.roles) - opened_by(wanted)
        staying = {other.id: other.roles for other in slots.people} | {person: wanted}
        return self._renew(slots, ring, slot, lost, staying, newest_backup)

    def remove(self, ring: KeyRing, person: str, newest_backup: NewestBackup) -> KeyRing:
        """Take a person off the staff; all they could read gets new keys. Returns the owner's ring after it."""
        slots = rotation.current(self.places, ring)
        slot = slots.person(person)
        staying = {other.id: other.roles for other in slots.people if other.id != person}
        if not is_as_written(slot, ring):
            raise Refused(faults.KNEW_EVERY_KEY, name=slot.name)
        return self._renew(slots, ring, slot, opened_by(slot.roles), staying, newest_backup)

    def may_know_every_key(self, ring: KeyRing, person: str) -> bool:
        """Whether a person is an owner, or hides in an altered slot what they are: then only `end_ownership` helps."""
        slot = rotation.current(self.places, ring).person(person)
        return "owner" in slot.roles or not is_as_written(slot, ring)

    def end_ownership(
        self, ring: KeyRing, person: str, roles: Collection[Role], *, password: str, newest_backup: NewestBackup
    ) -> OwnershipEnded:
        """Take the role of owner from another person; without `roles` they leave altogether.

        An owner could open the copy of everybody's staff key. New data keys alone would not shut them out: a later
        copy of `slots.json` would open to those. So every slot that stays gets a new staff key, which needs a new
        password: the acting owner's own (`password`) goes on, all others get a one-time password, and the recovery
        kit is replaced. All of it is one atomic write. When the program dies before the passwords were read, the
        acting owner still signs in, finishes the rotation, resets them and makes a kit that can be printed.
        """
        slots = rotation.current(self.places, ring)
        slot, wanted = slots.person(person), role_set(roles)
        staying = {other.id: other.roles for other in slots.people if other.id != person}
        staying |= {person: wanted} if wanted else {}
        self._refuse_without_owner(slot, staying)
        if person == ring.person:
            raise Refused(faults.OWN_OWNERSHIP)
        locks = {ring.person: self._own_lock(slots, ring.person, password)}
        rotation.check_before(self.places, ring, newest_backup)
        passwords = {identity: one_time_password() for identity in staying if identity != ring.person}
        kit, kit_lock = RecoveryKit.new(), KitLock(new_salt())
        for identity, once in passwords.items():
            locks[identity] = self._lock(once, self._cost(slots))
        after = rotation.rotate(
            self.places, ring, PLACES, staying, {**locks, RECOVERY: (kit_lock, kit.key(kit_lock.salt))}
        )
        invited = tuple(Invited(p, passwords[p.id]) for p in self.people() if p.id in passwords)
        return OwnershipEnded(after, invited, kit)

    def rename(self, ring: KeyRing, person: str, name: str) -> KeyRing:
        """Write a person's name anew; the ring that comes back carries it when it is the owner's own."""
        slots = rotation.current(self.places, ring)
        slot = renamed(slots.person(person), _name(name), ring)
        slot_files.write(self.places.slots, slots.with_person(slot))
        return dataclasses.replace(ring, name=slot.name) if person == ring.person else ring

    def replace_kit(self, ring: KeyRing) -> RecoveryKit:
        """Make a new recovery kit; the old one is worth nothing from then on."""
        slots = rotation.current(self.places, ring)
        kit = RecoveryKit.new()
        slot_files.write(
            self.places.slots, msgspec.structs.replace(slots, recovery=_recovery(kit, ring)), forget_previous=True
        )
        return kit

    def kit_confirmed(self) -> bool:
        """Whether the present kit was typed back from the paper."""
        lock = slot_files.read(self.places.slots).recovery.lock
        return isinstance(lock, KitLock) and lock.confirmed

    def confirm_kit(self, typed: str) -> None:
        """Check what a person typed back from the paper, by opening the recovery slot with it."""
        slots = slot_files.read(self.places.slots)
        _open_with_kit(slots, RecoveryKit.typed(typed))
        recovery = slots.recovery
        confirmed = msgspec.structs.replace(recovery, lock=msgspec.structs.replace(recovery.lock, confirmed=True))
        slot_files.write(self.places.slots, msgspec.structs.replace(slots, recovery=confirmed))

    def open_with_kit(self, typed: str) -> KeyRing:
        """The keys of an owner by the recovery kit, without changing anything: for a backup, which stays as it is."""
        return _open_with_kit(slot_files.read(self.places.slots), RecoveryKit.typed(typed))

    def use_kit(self, typed: str, owner: str, password: str) -> Recovered:
        """Give an owner a new password by the recovery kit; the kit is replaced in the same write."""
        slots = slot_files.read(self.places.slots)
        ring = _open_with_kit(slots, RecoveryKit.typed(typed))
        slot = slots.person(owner)
        if "owner" not in slot.roles:
            raise Refused(faults.NOT_OWNER)
        lock, secret = self._lock(password, self._cost(slots))
        renewed, kit = _slot(slot.id, slot.name, slot.roles, lock, secret, ring, one_time=False), RecoveryKit.new()
        slots = msgspec.structs.replace(slots.with_person(renewed), recovery=_recovery(kit, ring))
        slot_files.write(self.places.slots, slots, forget_previous=True)
        return Recovered(open_slot(slots, renewed, secret), kit)

    def _renew(  # noqa: PLR0913, PLR0917 - one change of the staff in all its parts
        self,
        slots: SlotFile,
        ring: KeyRing,
        slot: Slot,
        lost: Collection[Place],
        staying: dict[str, tuple[Role, ...]],
        newest_backup: NewestBackup,
    ) -> KeyRing:
        self._refuse_without_owner(slot, staying)
        if "owner" in slot.roles and "owner" not in staying.get(slot.id, ()):
            raise Refused(faults.KNEW_EVERY_KEY, name=slot.name)
        if lost:
            rotation.check_before(self.places, ring, newest_backup)
            return rotation.rotate(self.places, ring, lost, staying)
        return rotation.rewrite(self.places, slots, ring, staying)

    def _refuse_without_owner(self, slot: Slot, staying: dict[str, tuple[Role, ...]]) -> None:
        if not any("owner" in roles for roles in staying.values()):
            raise Refused(faults.LAST_OWNER, name=slot.name)

    def _own_lock(self, slots: SlotFile, person: str, password: str) -> tuple[PasswordLock | KitLock, bytes]:
        """A new lock under the same password, when it is the right one."""
        slot = slots.person(person)
        try:
            open_slot(slots, slot, self._secret(slot, password))
        except NotAuthenticError:
            raise Refused(faults.WRONG_PASSWORD) from None
        return self._lock(password, self._cost(slots))

    def _invite(self, slots: SlotFile, ring: KeyRing, identity: str, name: str, roles: tuple[Role, ...]) -> Invited:
        password = one_time_password()
        lock, secret = self._lock(password, self._cost(slots))
        slot = _slot(identity, name, roles, lock, secret, ring, one_time=True)
        slot_files.write(self.places.slots, slots.with_person(slot), forget_previous=True)
        return Invited(_person(slot), password)

    def _secret(self, slot: Slot, password: str) -> bytes:
        if not isinstance(slot.lock, PasswordLock) or len(password) > MOST:
            raise Refused(faults.WRONG_PASSWORD)
        return derive(password, slot.lock.salt, slot.lock.cost, self._floor)

    def _lock(self, password: str, cost: Cost) -> tuple[PasswordLock, bytes]:
        check_new(password)
        lock = PasswordLock(new_salt(), *cost)
        return lock, derive(password, lock.salt, cost, self._floor)

    def _cost(self, slots: SlotFile) -> Cost:
        """What was measured once for this clinic: the hardest of its locks that is not below the floor."""
        costs = [slot.lock.cost for slot in slots.people if isinstance(slot.lock, PasswordLock)]
        fit = [cost for cost in costs if all(have >= least for have, least in zip(cost, self._floor, strict=True))]
        return max(fit) if fit else calibrate()


def _slot(  # noqa: PLR0913, PLR0917 - everything a slot is bound to
    identity: str,
    name: str,
    roles: tuple[Role, ...],
    lock: PasswordLock,
    secret: bytes,
    ring: KeyRing,
    *,
    one_time: bool,
) -> Slot:
    return new_slot(
        identity,
        name,
        roles,
        lock=lock,
        secret=secret,
        keys=ring.keys,
        escrow=ring.owner_key(),
        epoch=ring.epoch,
        one_time=one_time,
    )


def _recovery(kit: RecoveryKit, ring: KeyRing) -> Slot:
    lock = KitLock(new_salt())
    secret, escrow = kit.key(lock.salt), ring.owner_key()
    return new_slot(RECOVERY, "", ("owner",), lock=lock, secret=secret, keys=ring.keys, escrow=escrow, epoch=ring.epoch)


def _open_with_kit(slots: SlotFile, kit: RecoveryKit) -> KeyRing:
    try:
        return open_slot(slots, slots.recovery, kit.key(slots.recovery.lock.salt))
    except NotAuthenticError:
        raise Refused(faults.KIT_UNKNOWN) from None


def _person(slot: Slot) -> Person:
    return Person(slot.id, slot.name, slot.roles, slot.one_time)


def _name(typed: str) -> str:
    name = " ".join(typed.split())
    if not name or len(name) > MOST_NAME or not name.isprintable():
        raise Refused(faults.NO_NAME, most=MOST_NAME)
    return name


def _roles(roles: Collection[Role]) -> tuple[Role, ...]:
    if not roles:
        raise Refused(faults.NO_ROLE)
    return role_set(roles)


def _new_id() -> str:
    return str(uuid.uuid4())
