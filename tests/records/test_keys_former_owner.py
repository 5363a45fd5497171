"""An owner leaves: they could know the keys of everybody, so nothing they took along opens what is there afterwards."""

import json
from pathlib import Path
from typing import NamedTuple

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from clinic_app.records import key_faults as faults
from clinic_app.records import rotation
from clinic_app.records import slots as slot_files
from clinic_app.records.key_ring import PLACES, KeyRing
from clinic_app.records.rotation import record_key
from clinic_app.records.slots import SlotFile
from clinic_app.records.staff_keys import OwnershipEnded
from tests.records.keys_setup import (
    OWNER_PASSWORD,
    Clinic,
    all_keys,
    forge,
    fresh_backup,
    make_clinic,
    opens_raw,
    refusal,
)

SECOND_PASSWORD = "the second owner"  # noqa: S105 - a made-up person's


class Taken(NamedTuple):
    """What a former owner may have written down: their ring, and the staff key of every slot, the kit's too."""

    ring: KeyRing
    staff_keys: dict[str, bytes]


def unsealed(key: bytes, sealed: bytes, bound: str) -> bytes | None:
    """AES-GCM by hand: the nonce stands in front."""
    try:
        return AESGCM(key).decrypt(sealed[:12], sealed[12:], bound.encode())
    except InvalidTag:
        return None


def everything_an_owner_can_take(slots: SlotFile, ring: KeyRing) -> Taken:
    assert ring.escrow is not None
    found = {}
    for slot in slots.slots:
        key = unsealed(ring.escrow, slot.escrow, f"esc|{slot.id}|{'+'.join(slot.roles)}|{slot.name}")
        assert key is not None
        found[slot.id] = key
    return Taken(ring, found)


def bundles_opened(slots: SlotFile, taken: Taken) -> list[str]:
    """The slots whose data keys a person with tools reads out of a file of keys."""
    keys = [*taken.staff_keys.values(), *all_keys(taken.ring)]
    bound = {slot.id: f"keys|{slot.id}|{'+'.join(slot.roles)}|{slots.epoch}" for slot in slots.slots}
    return [slot.id for slot in slots.slots if any(unsealed(key, slot.bundle, bound[slot.id]) for key in keys)]


@pytest.fixture
def clinic(tmp_path: Path) -> Clinic:
    """With a second owner, who will leave."""
    made = make_clinic(tmp_path)
    invited = made.staff.add(made.owner, "second", ["owner"])
    made.staff.set_password(invited.person.id, invited.password, SECOND_PASSWORD)
    made.ids["second"], made.passwords["second"] = invited.person.id, SECOND_PASSWORD
    return made


def end(clinic: Clinic, roles: tuple[str, ...] = ()) -> OwnershipEnded:
    return clinic.staff.end_ownership(
        clinic.owner,
        clinic.ids["second"],
        roles,  # type: ignore[arg-type]
        password=OWNER_PASSWORD,
        newest_backup=fresh_backup,
    )


def test_nothing_a_former_owner_took_along_opens_what_is_there_now(clinic: Clinic) -> None:
    path = clinic.places.slots
    taken = everything_an_owner_can_take(slot_files.read(path), clinic.ring("second"))
    assert len(bundles_opened(slot_files.read(path), taken)) == 7  # the check can fail: today all of them open
    after = end(clinic)
    for file in (path, slot_files.previous(path)):
        slots = slot_files.read(file)
        assert bundles_opened(slots, taken) == []
        assert clinic.ids["second"] not in [slot.id for slot in slots.people]
    assert not any(opens_raw(clinic.places.record, key) for key in all_keys(taken.ring))
    assert opens_raw(clinic.places.record, record_key(clinic.places.record, after.ring))
    assert all(after.ring.keys[place] != taken.ring.keys[place] for place in PLACES)


def test_everybody_else_gets_a_one_time_password_and_the_acting_owner_keeps_theirs(clinic: Clinic) -> None:
    after = end(clinic)
    staying = {"trainer", "desk", "manager", "both"}
    assert {invited.person.id for invited in after.invited} == {clinic.ids[who] for who in staying}
    for invited in after.invited:
        ring = clinic.staff.unlock(invited.person.id, invited.password)
        assert ring.one_time
        assert all(ring.keys[place] == after.ring.keys[place] for place in ring.keys)
    for who in staying:
        assert refusal(lambda who=who: clinic.ring(who)) == faults.WRONG_PASSWORD  # type: ignore[misc]
    again = clinic.ring("owner")
    assert (again.keys, again.escrow, again.one_time) == (after.ring.keys, after.ring.escrow, False)


def test_the_old_kit_is_worth_nothing_and_the_new_one_waits_to_be_typed_back(clinic: Clinic) -> None:
    clinic.staff.confirm_kit(clinic.kit.code)
    after = end(clinic)
    assert refusal(lambda: clinic.staff.use_kit(clinic.kit.code, clinic.ids["owner"], "x" * 12)) == faults.KIT_UNKNOWN
    assert not clinic.staff.kit_confirmed()
    clinic.staff.confirm_kit(after.kit.code)
    assert clinic.staff.kit_confirmed()
    assert clinic.staff.use_kit(after.kit.code, clinic.ids["owner"], "a new one of mine").ring.keys == after.ring.keys


def test_an_owner_who_stays_in_another_role_holds_no_more_than_that_role(clinic: Clinic) -> None:
    taken = everything_an_owner_can_take(slot_files.read(clinic.places.slots), clinic.ring("second"))
    after = end(clinic, ("front_desk",))
    once = {invited.person.id: invited.password for invited in after.invited}
    assert set(clinic.staff.unlock(clinic.ids["second"], once[clinic.ids["second"]]).keys) == {"desk"}
    assert bundles_opened(slot_files.read(clinic.places.slots), taken) == []


def test_killed_before_the_passwords_were_read_the_acting_owner_goes_on_and_helps_everybody(clinic: Clinic) -> None:
    slots = slot_files.read(clinic.places.slots)
    staying = {slot.id: slot.roles for slot in slots.people if slot.id != clinic.ids["second"]}
    lock = clinic.staff._own_lock(slots, clinic.owner.person, OWNER_PASSWORD)
    lost = {identity: clinic.staff._lock("nobody ever read this", lock[0].cost) for identity in staying}  # type: ignore[union-attr]
    rotation.begin(clinic.places, clinic.owner, PLACES, staying, {**lost, clinic.owner.person: lock})
    owner = clinic.staff.resume(clinic.ring("owner"))
    assert not owner.rotating
    invited = clinic.staff.reset_password(owner, clinic.ids["trainer"])
    assert clinic.staff.unlock(clinic.ids["trainer"], invited.password).keys == owner.keys


def test_a_wrong_password_of_the_acting_owner_changes_nothing(clinic: Clinic) -> None:
    before = clinic.places.slots.read_bytes()
    wrong = lambda: clinic.staff.end_ownership(  # noqa: E731
        clinic.owner, clinic.ids["second"], (), password=SECOND_PASSWORD, newest_backup=fresh_backup
    )
    assert refusal(wrong) == faults.WRONG_PASSWORD
    assert clinic.places.slots.read_bytes() == before


def test_nobody_ends_their_own_ownership_and_the_last_owner_stays(clinic: Clinic) -> None:
    own = lambda: clinic.staff.end_ownership(  # noqa: E731
        clinic.owner, clinic.owner.person, ["trainer"], password=OWNER_PASSWORD, newest_backup=fresh_backup
    )
    assert refusal(own) == faults.OWN_OWNERSHIP
    after = end(clinic)
    alone = lambda: clinic.staff.end_ownership(  # noqa: E731
        after.ring, after.ring.person, (), password=OWNER_PASSWORD, newest_backup=fresh_backup
    )
    assert refusal(alone) == faults.LAST_OWNER


def test_a_role_written_into_the_file_stops_it(clinic: Clinic) -> None:
    data = json.loads(clinic.places.slots.read_bytes())
    for slot in data["people"]:
        slot["roles"] = ["trainer", "manager"] if slot["id"] == clinic.ids["manager"] else slot["roles"]
    forge(clinic.places.slots, slot_files.msgspec.convert(data, SlotFile))
    assert refusal(lambda: end(clinic)) == faults.ALTERED_SLOT


def test_a_new_name_is_bound_like_the_old_one(clinic: Clinic) -> None:
    ring = clinic.staff.rename(clinic.owner, clinic.ids["trainer"], "  髙橋  見本 ")
    assert clinic.staff.people()[1].name == "髙橋 見本"
    assert clinic.ring("trainer").name == "髙橋 見本"
    assert clinic.staff.remove(ring, clinic.ids["desk"], fresh_backup)  # whose slots are checked by their names
    assert clinic.staff.rename(clinic.ring("owner"), clinic.owner.person, "院長 見本").name == "院長 見本"
    assert refusal(lambda: clinic.staff.rename(clinic.ring("owner"), clinic.ids["trainer"], " ")) == faults.NO_NAME
