"""The clinic in one folder of this machine: who may sign in, and what they then hold."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from clinic_app.actions.clinic import change_clinic_profile, clinic_profile
from clinic_app.actions.exchanged import accept_exchanged_record
from clinic_app.actions.staff import (
    add_person,
    note_new_kit,
    note_own_password,
    note_recovery,
    reset_password,
    set_password,
)
from clinic_app.bootstrap.chosen_place import send_keys
from clinic_app.bootstrap.doorway import held_studio, people
from clinic_app.bootstrap.factory import evaluator_of
from clinic_app.bootstrap.inbox import tell_own_password
from clinic_app.bootstrap.record_files import create_record, open_record
from clinic_app.domain.clinic import ClinicProfile
from clinic_app.domain.text import Language
from clinic_app.errors import Refused
from clinic_app.handouts.kit import KitContent, render_kit
from clinic_app.i18n import N_
from clinic_app.records.audit import AuditVerdict, verify
from clinic_app.records.backups import Backup, backups, make_backup, prune
from clinic_app.records.clinic_files import ClinicFiles, Generation
from clinic_app.records.key_ring import KeyRing, Role
from clinic_app.records.last_seen import refuse_exchanged
from clinic_app.records.record import Record, utc_now
from clinic_app.records.restore import kept_heads, restored_at
from clinic_app.records.rotation import Places, record_key
from clinic_app.records.safe_upgrade import is_older, upgrade_safely
from clinic_app.records.slots import put_back
from clinic_app.records.staff_keys import Person, StaffKeys
from clinic_app.rules.evaluate import Evaluator
from clinic_app.settings import Workstation

NO_WORKSPACE = N_("Your roles open no workspace. Nothing was opened; ask the owner for the right role.")


class Entered(NamedTuple):
    """An open record and whose window it is for."""

    record: Record
    evaluator: Evaluator
    profile: ClinicProfile
    person: str


class OwnClinic:
    """The clinic in one folder, before and after somebody signs in."""

    def __init__(self, studio: ClinicFiles) -> None:
        self.studio, self.folder = studio, studio.folder
        self._to_note: list[
            Callable[[Record, KeyRing], None]
        ] = []  # what was done before the record was open, for its audit

    def people(self) -> list[tuple[str, str]] | None:
        """Id and name of everybody who may sign in; None where no clinic is yet."""
        return people(self.studio)

    def owners(self) -> list[tuple[str, str]]:
        """Id and name of the owners, who alone get a new password by the recovery kit."""
        return [(person.id, person.name) for person in self._staff().people() if "owner" in person.roles]

    def unlock(self, person: str, password: str) -> KeyRing:
        """Sign in; a rotation that was cut short is finished first."""
        staff = self._staff()
        return staff.resume(staff.unlock(person, password))

    def renew(self, person: str, old: str, new: str) -> KeyRing:
        """Replace a password by one's own; the audit says so as soon as the record is open."""
        ring = self._staff().set_password(person, old, new)
        if "clinic" not in ring.keys:
            with suppress(OSError):  # the password is changed: that the record does not hear of it must not deny it
                tell_own_password(self.folder, ring)
            return ring
        self._to_note.append(lambda record, _entering: note_own_password(record, person))
        return ring

    def change_password(self, record: Record, person: str, old: str, new: str) -> None:
        """Replace the password of somebody who is signed in; the keys they hold stay the same."""
        set_password(self._staff(), record, person, old=old, new=new)
        send_keys(self.studio)

    def make(self, clinic: str, owner: str, password: str) -> tuple[KeyRing, str]:
        """Begin a clinic with its first owner: keys, record and profile appear together or not at all."""
        with self.studio.new_generation(utc_now()) as generation:
            made = StaffKeys(self._places(generation)).create(owner, password)
            record = create_record(generation.record, made.ring.keys["clinic"][0])
            try:
                change_clinic_profile(record, ClinicProfile(clinic), actor=made.ring.person)
            finally:
                record.close()
        return made.ring, made.kit.code

    def use_kit(self, code: str, owner: str, password: str) -> tuple[KeyRing, str]:
        """Give an owner a new password by the paper; the kit is replaced."""
        recovered = self._staff().use_kit(code, owner, password)
        self._to_note.append(note_recovery)
        return recovered.ring, recovered.kit.code

    def fresh_kit(self, ring: KeyRing) -> str:
        """For an owner whose last kit was never typed back: the code of a new one; empty where none is needed."""
        staff = self._staff()
        if ring.escrow is None or staff.kit_confirmed():
            return ""
        self._to_note.append(note_new_kit)
        return staff.replace_kit(ring).code

    def put_back_keys(self) -> None:
        """Use the file of keys before its last change in place of one that is damaged or gone."""
        put_back(self.studio.current().slots)

    def confirm_kit(self, typed: str) -> None:
        """Check the code that was typed back from the paper."""
        self._staff().confirm_kit(typed)

    def save_kit(self, path: Path, code: str, language: Language) -> None:
        """Write the paper where a person chose; raises `OSError`."""
        owners = "、".join(person.name for person in self._staff().people() if "owner" in person.roles)
        today = utc_now().astimezone().date()
        path.write_bytes(render_kit(KitContent(owners, code, today, language)))

    def is_older(self, ring: KeyRing, *, knowingly: bool = False) -> bool:
        """Whether the record was written by an older version; raises `Refused` as `enter` does."""
        if "clinic" not in ring.keys:
            raise Refused(NO_WORKSPACE)
        path = self.studio.current().record
        key = record_key(path, ring)
        if not knowingly:
            refuse_exchanged(path, key, Workstation.load(self.folder).last_seen)
        return is_older(path, key)

    def bring_up_to_date(self, ring: KeyRing) -> None:
        """Bring the record to this version, after a verified backup of it; takes minutes where it is large."""
        upgrade_safely(self.studio, record_key(self.studio.current().record, ring), utc_now())

    def enter(self, ring: KeyRing, *, knowingly: bool = False) -> Entered:
        """Open the record with a ring; raises `Refused`.

        One that is not the record this workstation saw last is opened only `knowingly`, and its audit says so.
        """
        if self.is_older(ring, knowingly=knowingly):
            self.bring_up_to_date(ring)
        places = self._places(self.studio.current())
        record = open_record(places.record, record_key(places.record, ring))
        try:
            if knowingly:
                accept_exchanged_record(record, actor=ring.person)
            self._note(record, ring)
            return Entered(record, evaluator_of(record), clinic_profile(record), ring.name)
        except BaseException:
            record.close()
            raise

    def has_renewed(self, ring: KeyRing) -> bool:
        """Whether a ring certainly fits no more, as the front desk asks it; a share that is away tells nothing."""
        try:
            return not self._staff().is_current(ring)
        except (Refused, OSError):
            return False

    def is_current(self, ring: KeyRing) -> bool:
        """Whether a ring still fits the keys in use: not after they were renewed, or an older backup came back.

        False means: sign in anew.
        """
        try:
            return self._staff().is_current(ring)
        except Refused:
            return False

    def reopen(self, record: Record, ring: KeyRing) -> None:
        """Give a record that was closed its keys again, under the pages that hold it; raises `Refused`."""
        if "clinic" not in ring.keys:
            raise Refused(NO_WORKSPACE)
        path = self._places(self.studio.current()).record
        key = record_key(path, ring)
        refuse_exchanged(path, key, Workstation.load(self.folder).last_seen)
        record.reopen(open_record(path, key).engine)
        self._note(record, ring)

    def staff(self) -> tuple[Person, ...]:
        """Everybody who may sign in."""
        return self._staff().people()

    def add_person(self, record: Record, ring: KeyRing, name: str, roles: Collection[Role]) -> str:
        """Take a person on; gives the one-time password."""
        return add_person(self._staff(), record, ring, name=name, roles=roles).password

    def reset_password(self, record: Record, ring: KeyRing, person: str) -> str:
        """Give a person a one-time password."""
        return reset_password(self._staff(), record, ring, person).password

    def backups(self) -> tuple[Backup, ...]:
        """The finished backups on this machine, oldest first."""
        return backups(self.studio.backups)

    def make_backup(self, ring: KeyRing) -> Backup:
        """Copy the clinic, verify the copy, and thin out old ones."""
        key = record_key(self.studio.current().record, ring)
        made = make_backup(self.studio, key, utc_now())
        prune(self.studio.backups, made, utc_now(), restored_at=restored_at(self.studio))
        return made

    def check_audit(self, record: Record) -> AuditVerdict:
        """Follow the whole chain, against the heads that backups and this workstation keep."""
        return verify(record.engine, [kept.head for kept in kept_heads(self.studio)])

    def _note(self, record: Record, ring: KeyRing) -> None:
        while self._to_note:
            self._to_note.pop(0)(record, ring)

    def _staff(self) -> StaffKeys:
        return StaffKeys(self._places(self.studio.current()))

    def _places(self, generation: Generation) -> Places:
        return Places(generation.slots, generation.record, self.folder)


@contextmanager
def own_clinic(folder: Path) -> Iterator[OwnClinic]:
    """The clinic of a folder, for this process alone; refused while another one has it."""
    with held_studio(folder) as studio:
        yield OwnClinic(studio)
