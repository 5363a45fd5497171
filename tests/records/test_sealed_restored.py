"""After an older backup came back, the sealed folders say again what the record says, and old rings are found out."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from clinic_app.bootstrap.own_clinic import OwnClinic
from clinic_app.bootstrap.record_files import create_record
from clinic_app.records.backups import make_backup
from clinic_app.records.clinic_files import ClinicFiles
from clinic_app.records.key_ring import KeyRing
from clinic_app.records.page_copy import Patience
from clinic_app.records.restore import restore
from clinic_app.records.rotation import Places
from clinic_app.records.sealed import SealedFolder, Unreadable
from clinic_app.records.staff_keys import StaffKeys
from tests.records.keys_setup import CHEAP, JOB, OWNER_PASSWORD, Clinic, fresh_backup, make_clinic

NOW = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
OLD, LATER = {JOB + "1": b"one"}, {JOB + "1": b"one, corrected", JOB + "2": b"of after the backup"}


@pytest.fixture
def clinic(tmp_path: Path) -> Clinic:
    made = make_clinic(tmp_path / "made")
    made.places.record.unlink()
    create_record(made.places.record, made.owner.keys["clinic"][0]).close()
    return made


@pytest.fixture
def studio(clinic: Clinic, tmp_path: Path) -> ClinicFiles:
    made = ClinicFiles(tmp_path / "studio")
    with made.new_generation(NOW) as begun:
        shutil.copy(clinic.places.record, begun.record)
        shutil.copy(clinic.places.slots, begun.slots)
    return made


def staff_of(studio: ClinicFiles) -> StaffKeys:
    now = studio.current()
    return StaffKeys(Places(now.slots, now.record, studio.folder), floor=CHEAP)


def out(studio: ClinicFiles, ring: KeyRing) -> SealedFolder:
    return SealedFolder(studio.folder, "desk", "out", ring)


def test_jobs_of_entries_that_are_no_longer_in_use_are_withdrawn(studio: ClinicFiles, clinic: Clinic) -> None:
    backup = make_backup(studio, clinic.owner.keys["clinic"][0], NOW, Patience(0.0))
    desk = out(studio, clinic.owner)
    desk.publish(LATER)
    restore(studio, backup.folder, clinic.owner.keys["clinic"][0], NOW)
    assert desk.rebuild(OLD) == (1, ())
    assert dict(desk.contents()) == OLD
    assert desk.rebuild(OLD) == (0, ())


def test_keys_older_than_the_files_set_them_aside_and_publish_anew(studio: ClinicFiles, clinic: Clinic) -> None:
    backup = make_backup(studio, clinic.owner.keys["clinic"][0], NOW, Patience(0.0))
    newer = staff_of(studio).remove(clinic.owner, clinic.ids["desk"], fresh_backup)
    out(studio, newer).publish(LATER)
    restore(studio, backup.folder, clinic.owner.keys["clinic"][0], NOW)
    ring = staff_of(studio).unlock(clinic.ids["owner"], OWNER_PASSWORD)
    desk = out(studio, ring)
    assert all(isinstance(content, Unreadable) for _, content in desk.contents())
    written, aside = desk.rebuild(OLD)
    assert (written, len(aside)) == (1, 2)
    assert dict(desk.contents()) == OLD
    assert all(one.path.exists() for one in aside)


def test_a_ring_of_before_a_restore_or_a_renewal_is_no_longer_current(studio: ClinicFiles, clinic: Clinic) -> None:
    house, desk = OwnClinic(studio), clinic.ring("both")
    backup = make_backup(studio, clinic.owner.keys["clinic"][0], NOW, Patience(0.0))
    assert house.is_current(desk)
    newer = staff_of(studio).remove(clinic.owner, clinic.ids["desk"], fresh_backup)
    assert not house.is_current(desk)
    assert house.has_renewed(desk)
    assert house.is_current(newer)
    restore(studio, backup.folder, clinic.owner.keys["clinic"][0], NOW)
    assert not house.is_current(newer)
    assert house.is_current(desk)
    assert not house.has_renewed(desk)
    studio.current().slots.write_bytes(b"")
    assert not house.is_current(desk)
    assert not house.has_renewed(desk), "what cannot be read tells nothing"
