"""Bringing a backup back, from the door and from the command line: what is there, who may, and what it changed."""

from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from clinic_app.domain.language import Language
from clinic_app.errors import Refused
from clinic_app.records import manifest, slots
from clinic_app.records.backups import Backup, backups
from clinic_app.records.clinic_files import ClinicFiles
from clinic_app.records.key_ring import KeyRing
from clinic_app.records.record import utc_now
from clinic_app.records.restore import Restored, restore
from clinic_app.records.rotation import Places, record_key
from clinic_app.records.staff_keys import StaffKeys
from clinic_app.settings import Workstation


class Returned(NamedTuple):
    """A restore and who came back by it; None where the list of the staff before could not be read."""

    done: Restored
    made_at: datetime
    people: tuple[str, ...] | None


def known_places(studio: ClinicFiles) -> list[Path]:
    """Where backups of this clinic lie as far as this workstation knows."""
    second = Workstation.load(studio.folder).second_place
    places = [studio.backups, *([Path(second)] if second else [])]
    return [place for place in places if copies_in(place)]


def copies_in(place: Path) -> list[Backup]:
    """The finished backups in a folder, newest first; the folder may itself be one. Refused when there is none."""
    if (place / manifest.NAME).is_file():
        return [Backup(place, manifest.read(place))]
    return list(reversed(backups(place)))


def fault_of(backup: Path, language: Language) -> str:
    """What is wrong with a backup's files, as a sentence; empty when each is as it was written. Needs no key."""
    try:
        manifest.check_files(backup, manifest.read(backup))
    except Refused as refused:
        return refused.sentence(language)
    return ""


def owners_of(backup: Path) -> list[tuple[str, str]]:
    """Id and name of the owners at the time of the backup; refused when it holds no readable list of staff."""
    return [(slot.id, slot.name) for slot in slots.read(backup / "slots.json").people if "owner" in slot.roles]


def would_return(studio: ClinicFiles, backup: Path) -> tuple[str, ...] | None:
    """Names of those who are in the backup's list of staff and not in the present one; None when nobody knows."""
    try:
        now = {person.id for person in slots.read(studio.current().slots).people}
    except Refused:
        return None
    return tuple(person.name for person in slots.read(backup / "slots.json").people if person.id not in now)


def keys_by_password(backup: Path, person: str, password: str) -> KeyRing:
    """An owner's keys by a password that was valid when the backup was made."""
    return StaffKeys(Places.within(backup)).unlock(person, password)


def keys_by_kit(backup: Path, code: str) -> KeyRing:
    """An owner's keys by the recovery kit that was valid when the backup was made."""
    return StaffKeys(Places.within(backup)).open_with_kit(code)


def put_back(studio: ClinicFiles, backup: Path, ring: KeyRing) -> Returned:
    """Put a backup into use. The caller holds the clinic's lock and has closed the record; needs an owner's keys."""
    ring.owner_key()
    people = would_return(studio, backup)
    seen = Workstation.load(studio.folder).last_seen
    key = record_key(backup / "clinic.db", ring)
    done = restore(studio, backup, key, utc_now(), actor=ring.person, last_seen=seen)
    return Returned(done, manifest.read(backup).made_at, people)
