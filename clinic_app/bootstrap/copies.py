"""Copies of a clinic from the command line: made, read, tried and brought back with a password that is asked for."""

from collections.abc import Callable
from pathlib import Path

from clinic_app.bootstrap.bringing_back import Returned, put_back
from clinic_app.bootstrap.doorway import held_studio
from clinic_app.bootstrap.own_clinic import NO_WORKSPACE, OwnClinic
from clinic_app.errors import Refused
from clinic_app.records.backups import Backup, copy_backup, verify_backup
from clinic_app.records.clinic_files import ClinicFiles
from clinic_app.records.faults import NOT_THERE
from clinic_app.records.key_faults import UNKNOWN_PERSON
from clinic_app.records.key_ring import KeyRing, Place
from clinic_app.records.record import utc_now
from clinic_app.records.restore import Rehearsed, rehearse
from clinic_app.records.rotation import Places, record_key
from clinic_app.records.staff_keys import StaffKeys

Ask = Callable[[tuple[str, ...]], tuple[str, str]]  # from the names of the staff: who signs in, and the password
KeysOf = Callable[[Places], KeyRing]  # opens the keys that lie in some places


def by_password(ask: Ask, place: Place = "clinic") -> KeysOf:
    """Sign in as somebody who may read the record, or the place that is named."""

    def opened(places: Places) -> KeyRing:
        staff = StaffKeys(places)
        people = staff.people()
        name, password = ask(tuple(person.name for person in people))
        ids = [person.id for person in people if person.name == name]
        if len(ids) != 1:
            raise Refused(UNKNOWN_PERSON)
        ring = staff.unlock(ids[0], password)
        if place not in ring.keys:
            raise Refused(NO_WORKSPACE)
        return ring

    return opened


def by_kit(code: Callable[[], str]) -> KeysOf:
    """Open with the recovery kit that was valid then; it changes nothing."""
    return lambda places: StaffKeys(places).open_with_kit(code())


def back_up(folder: Path, keys: KeysOf, second: Path | None = None) -> tuple[Backup, Backup | None]:
    """Back a clinic up, beside an open window too, and copy the backup to a second place."""
    clinic = OwnClinic(ClinicFiles(folder))
    if clinic.studio.state() == "new":
        raise Refused(NOT_THERE, path=folder)
    ring = keys(clinic._places(clinic.studio.current()))
    made = clinic.make_backup(ring)
    key = record_key(made.folder / "clinic.db", ring)
    return made, None if second is None else copy_backup(made.folder, second, key)


def verify_copy(backup: Path, keys: KeysOf) -> Backup:
    """Read a whole backup, with a password or a kit that was valid when it was made."""
    return verify_backup(backup, _key_of(backup, keys))


def rehearse_copy(folder: Path, backup: Path, keys: KeysOf) -> Rehearsed:
    """Bring a backup back on trial."""
    return rehearse(ClinicFiles(folder), backup, _key_of(backup, keys), utc_now())


def bring_back(folder: Path, backup: Path, keys: KeysOf) -> Returned:
    """Put a backup into use; refused while a window is open. Needs an owner of the time of the backup."""
    with held_studio(folder) as studio:
        return put_back(studio, backup, keys(Places.within(backup)))


def _key_of(backup: Path, keys: KeysOf) -> bytes:
    return record_key(backup / "clinic.db", keys(Places.within(backup)))
