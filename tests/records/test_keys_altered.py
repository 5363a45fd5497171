"""A file of keys that somebody altered with tools, checksum included: it opens nothing, and owners are not fooled."""

from pathlib import Path

import pytest

from clinic_app.records import key_faults as faults
from clinic_app.records import slots as slot_files
from clinic_app.records.key_ring import PLACES
from tests.records.keys_setup import (
    OWNER_PASSWORD,
    Clinic,
    all_keys,
    change,
    forge,
    fresh_backup,
    make_clinic,
    opens_raw,
    refusal,
)

NEW = "a new password of mine"


@pytest.fixture
def clinic(tmp_path: Path) -> Clinic:
    return make_clinic(tmp_path)


def test_raising_ones_own_role_or_pasting_anothers_keys_opens_nothing(clinic: Clinic) -> None:
    manager, path = clinic.ids["manager"], clinic.places.slots
    slots = slot_files.read(path)
    trainer = slots.person(clinic.ids["trainer"])
    for altered in ({"roles": ("trainer",)}, {"roles": ("owner",)}, {"bundle": trainer.bundle}):
        forge(path, change(slots, manager, **altered))
        assert refusal(lambda: clinic.ring("manager")) == faults.DAMAGED_SLOT
    forge(path, change(slots, manager, roles=trainer.roles, bundle=trainer.bundle, staff_key=trainer.staff_key))
    assert refusal(lambda: clinic.ring("manager")) == faults.WRONG_PASSWORD


def test_an_owner_never_gives_keys_to_a_role_that_somebody_wrote_into_the_file(clinic: Clinic) -> None:
    manager, path = clinic.ids["manager"], clinic.places.slots
    slots = slot_files.read(path)
    for altered in ({"roles": ("trainer",)}, {"roles": ("owner", "manager")}, {"name": "trainer"}):
        forged = change(slots, manager, **altered)
        forge(path, forged)
        for attempt in (
            lambda: clinic.staff.reset_password(clinic.owner, manager),
            lambda: clinic.staff.change_roles(clinic.owner, manager, ["manager", "front_desk"], fresh_backup),
            lambda: clinic.staff.remove(clinic.owner, clinic.ids["desk"], fresh_backup),
        ):
            assert refusal(attempt) == faults.ALTERED_SLOT
        assert slot_files.read(path).people == forged.people


def test_exchanging_two_people_of_one_role_is_noticed(clinic: Clinic) -> None:
    path, trainer = clinic.places.slots, clinic.ids["trainer"]
    second = clinic.staff.add(clinic.owner, "trainer", ["trainer"]).person.id
    slots = slot_files.read(path)
    other = slots.person(second)
    forge(path, change(slots, trainer, escrow=other.escrow))
    assert refusal(lambda: clinic.staff.reset_password(clinic.owner, trainer)) == faults.ALTERED_SLOT
    forge(path, change(slots, second, lock=slots.person(trainer).lock, staff_key=slots.person(trainer).staff_key))
    assert refusal(lambda: clinic.staff.unlock(second, clinic.passwords["trainer"])) == faults.WRONG_PASSWORD


def test_who_hides_their_role_before_leaving_is_treated_as_an_owner_and_loses_every_key(clinic: Clinic) -> None:
    leaver, path = clinic.ring("trainer"), clinic.places.slots
    forge(path, change(slot_files.read(path), leaver.person, roles=("manager",)))
    attempt = lambda: clinic.staff.remove(clinic.owner, leaver.person, fresh_backup)  # noqa: E731
    assert refusal(attempt) == faults.KNEW_EVERY_KEY
    assert clinic.staff.may_know_every_key(clinic.owner, leaver.person)
    ended = clinic.staff.end_ownership(
        clinic.owner, leaver.person, (), password=OWNER_PASSWORD, newest_backup=fresh_backup
    )
    owner = ended.ring
    assert all(owner.keys[place] != leaver.keys[place] for place in PLACES)
    assert owner.escrow != clinic.owner.escrow
    assert not any(opens_raw(clinic.places.record, key) for key in all_keys(leaver))
    assert refusal(lambda: clinic.ring("desk")) == faults.WRONG_PASSWORD


def test_a_damaged_recovery_slot_asks_for_a_new_kit_and_gets_one(clinic: Clinic) -> None:
    path = clinic.places.slots
    slots = slot_files.read(path)
    recovery = slot_files.msgspec.structs.replace(slots.recovery, escrow=slots.people[0].escrow)
    forge(path, slot_files.msgspec.structs.replace(slots, recovery=recovery))
    attempt = lambda: clinic.staff.remove(clinic.owner, clinic.ids["desk"], fresh_backup)  # noqa: E731
    assert refusal(attempt) == faults.ALTERED_KIT
    kit = clinic.staff.replace_kit(clinic.owner)
    attempt()
    assert clinic.staff.use_kit(kit.code, clinic.ids["owner"], NEW)


def test_an_older_epochs_slot_does_not_open_in_a_newer_file(clinic: Clinic) -> None:
    path = clinic.places.slots
    old = slot_files.read(path).person(clinic.ids["trainer"])
    clinic.staff.remove(clinic.owner, clinic.ids["manager"], fresh_backup)
    forge(path, slot_files.read(path).with_person(old))
    assert refusal(lambda: clinic.ring("trainer")) == faults.DAMAGED_SLOT
