"""F17 and what else can stand in the way of a rotation: refused before a byte is written, or taken up again."""

import os
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from clinic_app.errors import Refused
from clinic_app.records import faults as record_faults
from clinic_app.records import key_faults as faults
from clinic_app.records import rotation
from clinic_app.records import slots as slot_files
from clinic_app.records.engines import file_engine
from clinic_app.records.key_ring import PLACES
from tests.faults.killing import fork
from tests.records.keys_setup import JOB, OWNER_PASSWORD, Clinic, folders, fresh_backup, make_clinic, opens_raw, refusal


@pytest.fixture
def clinic(tmp_path: Path) -> Clinic:
    return make_clinic(tmp_path)


def flip(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


def sealed(home: Path) -> Path:
    return home / "stats" / "in" / f"{JOB}1.sealed"


SPOILED: dict[str, tuple[Callable[[Path], object], str]] = {
    "record missing": (lambda home: (home / "clinic.db").unlink(), record_faults.NOT_THERE),
    "record empty": (lambda home: (home / "clinic.db").write_bytes(b""), record_faults.EMPTY),
    "first page flipped": (lambda home: flip(home / "clinic.db", 100), faults.OTHER_RECORD),
    "last page flipped": (lambda home: flip(home / "clinic.db", -500), record_faults.DAMAGED),
    "record cut": (lambda home: (home / "clinic.db").write_bytes((home / "clinic.db").read_bytes()[:-4096]), ""),
    "another clinic's record": (
        lambda home: make_clinic(home / "x").places.record.rename(home / "clinic.db"),
        faults.OTHER_RECORD,
    ),
    "sealed file flipped": (lambda home: flip(sealed(home), -1), faults.SEALED_UNREADABLE),
    "sealed file cut": (
        lambda home: sealed(home).write_bytes(sealed(home).read_bytes()[:-1]),
        faults.SEALED_UNREADABLE,
    ),
}


@pytest.mark.parametrize("fault", SPOILED)
def test_a_damaged_or_missing_file_is_met_before_anything_is_written(clinic: Clinic, fault: str) -> None:
    home = clinic.places.sealed
    spoil, message = SPOILED[fault]
    spoil(home)
    before = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    with pytest.raises(Refused) as caught:
        clinic.staff.remove(clinic.owner, clinic.ids["desk"], fresh_backup)
    assert message in ("", caught.value.message)
    assert {path: path.read_bytes() for path in home.rglob("*") if path.is_file()} == before
    assert clinic.ring("desk")


@pytest.mark.parametrize("age", [None, timedelta(hours=1), timedelta(days=1)])
def test_the_backup_must_be_there_and_younger_than_an_hour(clinic: Clinic, age: timedelta | None) -> None:
    now = datetime(2026, 11, 22, 9, tzinfo=UTC)
    with pytest.raises(Refused) as caught:
        rotation.check_before(clinic.places, clinic.owner, lambda: now - age if age else None, now)
    assert caught.value.message == faults.NO_FRESH_BACKUP
    rotation.check_before(clinic.places, clinic.owner, lambda: now - timedelta(minutes=59), now)


def begun(clinic: Clinic) -> None:
    """A rotation killed after its first step: the trainer is out, nothing is under the new keys yet."""
    slots = slot_files.read(clinic.places.slots)
    staying = {slot.id: slot.roles for slot in slots.people if slot.id != clinic.ids["trainer"]}
    rotation.begin(clinic.places, clinic.owner, PLACES, staying)


def test_between_the_steps_everybody_works_and_the_owner_is_told_to_finish(clinic: Clinic) -> None:
    begun(clinic)
    owner = clinic.ring("owner")
    assert owner.rotating == PLACES
    assert opens_raw(clinic.places.record, rotation.record_key(clinic.places.record, owner))
    trainer = clinic.ring("both")
    assert clinic.staff.resume(trainer) is trainer
    desk = clinic.ring("desk")
    folders(clinic.places, desk)[1].write(JOB + "3", b"an event between the steps")
    finished = clinic.staff.resume(owner)
    assert finished.rotating == clinic.staff.resume(finished).rotating == ()
    assert folders(clinic.places, clinic.ring("desk"))[1].read(JOB + "3") == b"an event between the steps"
    assert rotation.record_key(clinic.places.record, finished) == owner.keys["clinic"][0]


def test_a_second_rotation_first_finishes_the_one_under_way(clinic: Clinic) -> None:
    begun(clinic)
    owner = clinic.staff.remove(clinic.ring("owner"), clinic.ids["both"], fresh_backup)
    assert opens_raw(clinic.places.record, rotation.record_key(clinic.places.record, owner))
    assert all(len(keys) == 1 for keys in clinic.ring("owner").keys.values())
    with pytest.raises(ValueError, match="finish"):
        begun(clinic._replace(owner=twice(clinic)))


def twice(clinic: Clinic) -> rotation.KeyRing:
    """An owner's ring with two keys for each place."""
    owner = clinic.ring("owner")
    return rotation.replace(owner, keys={place: held * 2 for place, held in owner.keys.items()})


def test_an_owner_who_signed_in_before_cannot_write_over_newer_keys(clinic: Clinic) -> None:
    clinic.staff.remove(clinic.owner, clinic.ids["trainer"], fresh_backup)
    before = clinic.places.slots.read_bytes()
    for change in (
        lambda: clinic.staff.reset_password(clinic.owner, clinic.ids["desk"]),
        lambda: clinic.staff.remove(clinic.owner, clinic.ids["desk"], fresh_backup),
        lambda: clinic.staff.replace_kit(clinic.owner),
    ):
        with pytest.raises(Refused) as caught:
            change()
        assert caught.value.message == faults.STALE_KEYS
    assert clinic.places.slots.read_bytes() == before


def test_a_slot_whose_escrow_copy_is_damaged_stops_a_rotation_before_it_begins(clinic: Clinic) -> None:
    slots = slot_files.read(clinic.places.slots)
    desk = slots.person(clinic.ids["desk"])
    altered = slot_files.msgspec.structs.replace(desk, escrow=slots.person(clinic.ids["manager"]).escrow)
    slot_files.write(clinic.places.slots, slots.with_person(altered))
    before = clinic.places.slots.read_bytes()
    with pytest.raises(Refused) as caught:
        clinic.staff.remove(clinic.owner, clinic.ids["trainer"], fresh_backup)
    assert caught.value.message == faults.ALTERED_SLOT
    assert clinic.places.slots.read_bytes() == before
    assert refusal(lambda: clinic.staff.remove(clinic.owner, desk.id, fresh_backup)) == faults.KNEW_EVERY_KEY
    owner = clinic.staff.end_ownership(
        clinic.owner, desk.id, (), password=OWNER_PASSWORD, newest_backup=fresh_backup
    ).ring
    assert clinic.staff.remove(owner, clinic.ids["trainer"], fresh_backup)


def test_a_record_that_is_in_use_stops_a_rotation_with_the_reason_and_it_goes_on_later(clinic: Clinic) -> None:
    begun(clinic)
    owner = clinic.ring("owner")
    engine = file_engine(clinic.places.record, owner.keys["clinic"][1])
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO client (note) VALUES ('half way')")
        with pytest.raises(Refused) as caught:
            clinic.staff.resume(owner)
    engine.dispose()
    assert caught.value.message == faults.NOT_RENEWED
    assert clinic.ring("owner").rotating == PLACES
    assert clinic.staff.resume(owner).rotating == ()
    assert opens_raw(clinic.places.record, owner.keys["clinic"][0])


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork and file size limits")
def test_a_full_disk_during_a_rotation_leaves_everything_open_and_it_goes_on_later(clinic: Clinic) -> None:
    import resource

    begun(clinic)
    owner, size = clinic.ring("owner"), clinic.places.record.stat().st_size
    child = fork()
    if child == 0:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size // 2, size // 2))  # the journal cannot grow as it must
        try:
            clinic.staff.resume(owner)
        except Refused as refused:
            os._exit(7 if refused.message == faults.NOT_RENEWED else 8)
        finally:
            os._exit(9)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
    assert opens_raw(clinic.places.record, rotation.record_key(clinic.places.record, clinic.ring("owner")))
    assert clinic.staff.resume(clinic.ring("owner")).rotating == ()


def test_the_file_before_the_last_change_is_put_back_when_the_present_one_is_damaged(clinic: Clinic) -> None:
    path = clinic.places.slots
    for spoil in (lambda: path.write_bytes(path.read_bytes()[:-100]), path.unlink):
        spoil()
        with pytest.raises(Refused):
            clinic.staff.people()
        slot_files.put_back(path)
        assert clinic.ring("owner").keys == clinic.owner.keys
    assert path.with_name("slots.damaged.json").exists()
