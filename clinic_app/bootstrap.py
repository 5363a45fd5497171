"""The only place that builds concrete objects and joins the layers. Used by the command line, the desktop and tests."""

import os
import random
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import NamedTuple

from clinic_app import bundle
from clinic_app.actions.clinic import change_clinic_profile, clinic_profile
from clinic_app.actions.rule_sets import active_rule_set, import_rule_set
from clinic_app.actions.staff import add_person, reset_password
from clinic_app.demo.clinic import MovingClock, Year
from clinic_app.demo.people import read_cast
from clinic_app.domain.clinic import ClinicProfile
from clinic_app.domain.text import Language
from clinic_app.errors import Refused
from clinic_app.figures import Pose, load_poses
from clinic_app.handouts.kit import KitContent, render_kit
from clinic_app.i18n import N_
from clinic_app.records.audit import AuditVerdict, verify
from clinic_app.records.backups import Backup, backups, copy_backup, make_backup, prune, verify_backup
from clinic_app.records.engines import KEY_BYTES, file_engine, make_file, refuse_foreign
from clinic_app.records.faults import EXISTS, NOT_THERE
from clinic_app.records.key_faults import UNKNOWN_PERSON
from clinic_app.records.key_ring import KeyRing, Role
from clinic_app.records.record import Clock, Record, utc_now
from clinic_app.records.restore import Rehearsed, Restored, rehearse, restore, restored_at
from clinic_app.records.rotation import Places, record_key
from clinic_app.records.safe_upgrade import upgrade_safely
from clinic_app.records.staff_keys import Person, StaffKeys
from clinic_app.records.studio import IN_USE_HERE, Generation, Studio
from clinic_app.records.upgrade import upgrade
from clinic_app.rules.evaluate import Evaluator
from clinic_app.rules.load import FOLDERS, load_rule_set


def factory_texts() -> dict[str, str]:
    """The texts of the rule set that travels with the program, by file name."""
    files = [(folder, path) for folder in FOLDERS for path in bundle.toml_files(folder)]
    return {f"{folder}/{path.name}": path.read_text(encoding="utf-8") for folder, path in files}


def build_evaluator(texts: Mapping[str, str]) -> Evaluator:
    """A compiled rule set; raises `RuleSetError`."""
    return Evaluator(load_rule_set(texts))


def evaluator_of(record: Record) -> Evaluator:
    """The rule set that speaks in a record."""
    active = active_rule_set(record)
    return build_evaluator(active.texts if active is not None else factory_texts())


class Demo(NamedTuple):
    """A made-up clinic, open and ready to be shown."""

    path: Path
    key: bytes
    record: Record
    evaluator: Evaluator
    clinic: ClinicProfile
    trainer: str
    clock: Clock


def create_demo(folder: Path, today: date | None = None, seed: int = 1) -> Demo:
    """Grow a made-up clinic in `folder`. It ends now; with `today`, the clock stands still at 10:20 of that day."""
    clock: Clock = utc_now if today is None else MovingClock(datetime.combine(today, time(10, 20)).astimezone())
    path, key = folder / "clinic.db", random.Random(seed).randbytes(KEY_BYTES)  # noqa: S311 - nothing to protect
    create_record(path, key).close()
    cast = read_cast(tomllib.loads(bundle.resource("demo", "names.toml").read_text(encoding="utf-8")))
    evaluator = build_evaluator(factory_texts())
    moving = MovingClock(clock().astimezone())
    growing = Record(file_engine(path, key), clock=moving, source=random.Random(seed))  # noqa: S311 - made up
    try:
        with growing.in_one_transaction() as joined:
            Year(joined, evaluator, cast, moving, seed).grow()
    finally:
        growing.close()
    return Demo(path, key, Record(file_engine(path, key), clock=clock), evaluator, cast.clinic, cast.trainers[0], clock)


def poses() -> dict[str, Pose]:
    """The poses that travel with the program, by id."""
    return load_poses(bundle.resource("poses"))


def create_record(path: Path, key: bytes) -> Record:
    """Make a new record with the newest schema and the factory rule set; it appears whole or not at all."""
    if path.exists():
        raise Refused(EXISTS, path=path)
    partial = path.with_name(path.name + ".partial")
    partial.unlink(missing_ok=True)
    make_file(partial, key)
    started = Record(file_engine(partial, key))
    try:
        upgrade(started.engine)
        texts = factory_texts()
        import_rule_set(started, build_evaluator(texts).rule_set.ref, texts)
    finally:
        started.close()
    os.link(partial, path)  # unlike a rename, never replaces a file that appeared meanwhile
    partial.unlink()
    return open_record(path, key)


def open_record(path: Path, key: bytes) -> Record:
    """Open an existing record and bring it to the newest schema."""
    engine = file_engine(path, key)
    try:
        refuse_foreign(engine, path)
        upgrade(engine)
    except BaseException:
        engine.dispose()
        raise
    return Record(engine)


NO_WORKSPACE = N_("Your roles have no workspace in this version yet. Nothing was opened; ask the owner.")


class Entered(NamedTuple):
    """An open record and whose window it is for."""

    record: Record
    evaluator: Evaluator
    profile: ClinicProfile
    person: str


class OwnClinic:
    """The clinic in one folder, before and after somebody signs in."""

    def __init__(self, studio: Studio) -> None:
        self.studio, self.folder = studio, studio.folder

    def people(self) -> list[tuple[str, str]] | None:
        """Id and name of everybody who may sign in; None where no clinic is yet."""
        if self.studio.state() == "new":
            return None
        return [(person.id, person.name) for person in self._staff().people()]

    def unlock(self, person: str, password: str) -> KeyRing:
        """Sign in; a rotation that was cut short is finished first."""
        staff = self._staff()
        return staff.resume(staff.unlock(person, password))

    def renew(self, person: str, old: str, new: str) -> KeyRing:
        """Replace a one-time password, or one's own."""
        return self._staff().set_password(person, old, new)

    def make(self, clinic: str, owner: str, password: str) -> tuple[KeyRing, str]:
        """Begin a clinic with its first owner: keys, record and profile appear together or not at all."""
        with self.studio.new_generation(utc_now()) as generation:
            made = StaffKeys(self._places(generation)).create(owner, password)
            record = create_record(generation.record, made.ring.keys["clinic"][0])
            try:
                change_clinic_profile(record, ClinicProfile(clinic), actor=made.ring.name)
            finally:
                record.close()
        return made.ring, made.kit.code

    def use_kit(self, code: str, owner: str, password: str) -> tuple[KeyRing, str]:
        """Give an owner a new password by the paper; the kit is replaced."""
        recovered = self._staff().use_kit(code, owner, password)
        return recovered.ring, recovered.kit.code

    def confirm_kit(self, typed: str) -> None:
        """Check the code that was typed back from the paper."""
        self._staff().confirm_kit(typed)

    def save_kit(self, path: Path, code: str, language: Language) -> None:
        """Write the paper where a person chose; raises `OSError`."""
        owners = "、".join(person.name for person in self._staff().people() if "owner" in person.roles)
        today = utc_now().astimezone().date()
        path.write_bytes(render_kit(KitContent(owners, code, today, language)))

    def enter(self, ring: KeyRing) -> Entered:
        """Open the record with a ring; raises `Refused`."""
        if "clinic" not in ring.keys:
            raise Refused(NO_WORKSPACE)
        places = self._places(self.studio.current())
        key = record_key(places.record, ring)
        upgrade_safely(self.studio, key, utc_now())
        record = open_record(places.record, key)
        try:
            return Entered(record, evaluator_of(record), clinic_profile(record), ring.name)
        except BaseException:
            record.close()
            raise

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
        """Follow the whole chain, against the heads that backups keep."""
        return verify(record.engine, [backup.manifest.head for backup in self.backups()])

    def _staff(self) -> StaffKeys:
        return StaffKeys(self._places(self.studio.current()))

    def _places(self, generation: Generation) -> Places:
        return Places(generation.slots, generation.record, self.folder)


@contextmanager
def own_clinic(folder: Path) -> Iterator[OwnClinic]:
    """The clinic of a folder, for this process alone; refused while another one has it."""
    studio = Studio(folder)
    lock = studio.instance_lock()
    if not lock.acquire():
        raise Refused(IN_USE_HERE)
    try:
        yield OwnClinic(studio)
    finally:
        lock.release()


Ask = Callable[[tuple[str, ...]], tuple[str, str]]  # from the names of the staff: who signs in, and the password


def open_keys(places: Places, ask: Ask) -> KeyRing:
    """Sign a person in who may read the record."""
    staff = StaffKeys(places)
    people = staff.people()
    name, password = ask(tuple(person.name for person in people))
    ids = [person.id for person in people if person.name == name]
    if len(ids) != 1:
        raise Refused(UNKNOWN_PERSON)
    ring = staff.unlock(ids[0], password)
    if "clinic" not in ring.keys:
        raise Refused(NO_WORKSPACE)
    return ring


def back_up(folder: Path, ask: Ask, second: Path | None = None) -> tuple[Backup, Backup | None]:
    """Back a clinic up, beside an open window too, and copy the backup to a second place."""
    clinic = OwnClinic(Studio(folder))
    if clinic.studio.state() == "new":
        raise Refused(NOT_THERE, path=folder)
    ring = open_keys(clinic._places(clinic.studio.current()), ask)
    made = clinic.make_backup(ring)
    key = record_key(made.folder / "clinic.db", ring)
    return made, None if second is None else copy_backup(made.folder, second, key)


def verify_copy(backup: Path, ask: Ask) -> Backup:
    """Read a whole backup, with a password that was valid when it was made."""
    return verify_backup(backup, _key_of(backup, ask))


def rehearse_copy(folder: Path, backup: Path, ask: Ask) -> Rehearsed:
    """Bring a backup back on trial."""
    return rehearse(Studio(folder), backup, _key_of(backup, ask), utc_now())


def bring_back(folder: Path, backup: Path, ask: Ask) -> Restored:
    """Put a backup into use; refused while a window is open. Needs an owner of the time of the backup."""
    with own_clinic(folder) as clinic:
        ring = open_keys(Places.within(backup), ask)
        ring.owner_key()
        return restore(clinic.studio, backup, record_key(backup / "clinic.db", ring), utc_now(), actor=ring.name)


def _key_of(backup: Path, ask: Ask) -> bytes:
    return record_key(backup / "clinic.db", open_keys(Places.within(backup), ask))
