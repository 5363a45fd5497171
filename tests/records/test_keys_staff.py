"""Signing in, passwords, roles and leaving: what a person can open afterwards, what a refusal leaves alone."""

import pickle
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from clinic_app.errors import Refused
from clinic_app.records import key_faults as faults
from clinic_app.records import slots as slot_files
from clinic_app.records.key_ring import PLACES, Role, opened_by
from clinic_app.records.passwords import Cost
from clinic_app.records.recovery_kit import RecoveryKit
from clinic_app.records.rotation import record_key
from clinic_app.records.staff_keys import StaffKeys
from tests.records.keys_setup import (
    CHEAP,
    OWNER_PASSWORD,
    ROLES,
    Clinic,
    all_keys,
    change,
    folders,
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


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.mark.parametrize("who", ["owner", *ROLES])
def test_a_person_gets_the_keys_of_their_roles_and_no_others(clinic: Clinic, who: str) -> None:
    ring = clinic.ring(who)
    assert set(ring.keys) == opened_by(ROLES.get(who, ("owner",)))
    assert all(ring.keys[place] == clinic.owner.keys[place] for place in ring.keys)
    assert (ring.escrow is not None) == (who == "owner")
    assert ring.one_time == (who != "owner")


def test_a_wrong_password_is_told_apart_from_a_damaged_slot(clinic: Clinic) -> None:
    trainer, path = clinic.ids["trainer"], clinic.places.slots
    before = files(path.parent)
    assert refusal(lambda: clinic.staff.unlock(trainer, "not the password")) == faults.WRONG_PASSWORD
    assert refusal(lambda: clinic.staff.unlock(trainer, "x" * 100_000)) == faults.WRONG_PASSWORD
    assert files(path.parent) == before
    slots = slot_files.read(path)
    forge(path, change(slots, trainer, bundle=slots.person(clinic.ids["desk"]).bundle))
    assert refusal(lambda: clinic.ring("trainer")) == faults.DAMAGED_SLOT
    invited = clinic.staff.reset_password(clinic.owner, trainer)
    assert clinic.staff.unlock(trainer, invited.password).keys.keys() == set(PLACES)


def test_a_password_is_changed_without_anybody_elses_help(clinic: Clinic) -> None:
    trainer = clinic.ids["trainer"]
    ring = clinic.staff.set_password(trainer, clinic.passwords["trainer"], NEW)
    assert not ring.one_time
    assert clinic.staff.unlock(trainer, NEW).keys == clinic.owner.keys
    assert refusal(lambda: clinic.ring("trainer")) == faults.WRONG_PASSWORD
    assert refusal(lambda: clinic.staff.set_password(trainer, NEW, "short")) == faults.TOO_SHORT
    assert refusal(lambda: clinic.staff.set_password(trainer, "wrong", NEW)) == faults.WRONG_PASSWORD
    assert clinic.staff.unlock(trainer, NEW)


def test_full_width_and_composed_forms_are_the_same_password(clinic: Clinic) -> None:
    trainer = clinic.ids["trainer"]
    clinic.staff.set_password(trainer, clinic.passwords["trainer"], "パスワード がっこう 12")
    assert clinic.staff.unlock(trainer, "パスワード か\u3099っこう １２")


def test_a_reset_ends_the_old_password_even_with_an_old_file(clinic: Clinic) -> None:
    trainer, path = clinic.ids["trainer"], clinic.places.slots
    old = slot_files.read(path).person(trainer)
    invited = clinic.staff.reset_password(clinic.owner, trainer)
    slots = slot_files.read(path)
    assert slots.person(trainer).one_time
    assert slot_files.read(slot_files.previous(path)) == slots
    forge(path, change(slots, trainer, lock=old.lock, staff_key=old.staff_key))
    assert refusal(lambda: clinic.ring("trainer")) == faults.DAMAGED_SLOT
    forge(path, slots)
    assert clinic.staff.unlock(trainer, invited.password)


def test_a_leaver_keeps_nothing_that_opens_what_is_there_now(clinic: Clinic) -> None:
    leaver = clinic.ring("trainer")
    owner = clinic.staff.remove(clinic.owner, clinic.ids["trainer"], fresh_backup)
    assert not owner.rotating
    assert not any(opens_raw(clinic.places.record, key) for key in all_keys(leaver))
    assert opens_raw(clinic.places.record, record_key(clinic.places.record, owner))
    assert not clinic.staff.is_current(leaver)
    assert refusal(lambda: clinic.staff.unlock(clinic.ids["trainer"], "whatever it was")) == faults.UNKNOWN_PERSON
    for sealed in folders(clinic.places, clinic.ring("both")):
        assert [content for _, content in sealed.contents()] == [b"one", b"two"]
    for file in clinic.places.slots.parent.glob("slots*"):
        assert all(slot.id != leaver.person for slot in slot_files.read(file).people)


def test_who_loses_one_role_keeps_the_others_and_only_what_was_lost_gets_new_keys(clinic: Clinic) -> None:
    before = clinic.ring("both")
    owner = clinic.staff.change_roles(clinic.owner, clinic.ids["both"], ["manager"], fresh_backup)
    after = clinic.ring("both")
    assert set(after.keys) == {"stats"}
    assert after.keys["stats"] == before.keys["stats"]
    assert owner.keys["clinic"] == clinic.owner.keys["clinic"]
    assert owner.keys["desk"] != before.keys["desk"]
    assert clinic.ring("desk").keys["desk"] == owner.keys["desk"]


def test_who_gains_a_role_needs_no_rotation_and_no_backup(clinic: Clinic) -> None:
    wanted: list[Role] = ["trainer", "front_desk"]
    owner = clinic.staff.change_roles(clinic.owner, clinic.ids["desk"], wanted, lambda: None)
    assert owner.epoch == clinic.owner.epoch
    assert clinic.ring("desk").keys == owner.keys


def test_the_last_owner_stays_and_a_removed_one_loses_the_escrow_key(clinic: Clinic) -> None:
    own, other = clinic.ids["owner"], clinic.ids["trainer"]
    assert refusal(lambda: clinic.staff.remove(clinic.owner, own, fresh_backup)) == faults.LAST_OWNER
    assert refusal(lambda: clinic.staff.change_roles(clinic.owner, own, ["trainer"], fresh_backup)) == faults.LAST_OWNER
    clinic.staff.change_roles(clinic.owner, other, ["owner"], fresh_backup)
    second = clinic.ring("trainer")
    assert refusal(lambda: clinic.staff.remove(second, own, fresh_backup)) == faults.KNEW_EVERY_KEY
    renewed = clinic.staff.end_ownership(
        second, own, (), password=clinic.passwords["trainer"], newest_backup=fresh_backup
    ).ring
    assert renewed.escrow not in (None, clinic.owner.escrow)
    assert all(renewed.keys[place] != clinic.owner.keys[place] for place in PLACES)
    assert clinic.staff.reset_password(renewed, clinic.ids["desk"])
    assert refusal(lambda: clinic.staff.add(clinic.owner, "x", ["manager"])) == faults.STALE_KEYS


def test_an_owner_who_becomes_a_trainer_knew_the_escrow_key_so_everything_is_renewed(clinic: Clinic) -> None:
    other = clinic.ids["trainer"]
    clinic.staff.change_roles(clinic.owner, other, ["owner", "trainer"], lambda: None)
    before = clinic.ring("trainer")
    attempt = lambda: clinic.staff.change_roles(clinic.ring("owner"), other, ["trainer"], fresh_backup)  # noqa: E731
    assert refusal(attempt) == faults.KNEW_EVERY_KEY
    ended = clinic.staff.end_ownership(
        clinic.owner, other, ["trainer"], password=OWNER_PASSWORD, newest_backup=fresh_backup
    )
    after, once = ended.ring, {invited.person.id: invited.password for invited in ended.invited}
    assert all(after.keys[place] != before.keys[place] for place in PLACES)
    assert after.escrow != before.escrow
    now = clinic.staff.unlock(other, once[other])
    assert (now.keys, now.escrow) == (after.keys, None)


def test_only_an_owner_changes_the_staff(clinic: Clinic) -> None:
    before = files(clinic.places.sealed)
    for who in ROLES:
        ring = clinic.ring(who)
        assert refusal(lambda ring=ring: clinic.staff.add(ring, "x", ["owner"])) == faults.NOT_OWNER  # type: ignore[misc]
        assert refusal(lambda ring=ring: clinic.staff.reset_password(ring, clinic.ids["owner"])) == faults.NOT_OWNER  # type: ignore[misc]
        assert refusal(lambda ring=ring: clinic.staff.remove(ring, ring.person, fresh_backup)) == faults.NOT_OWNER  # type: ignore[misc]
        assert refusal(lambda ring=ring: clinic.staff.replace_kit(ring)) == faults.NOT_OWNER  # type: ignore[misc]
    assert refusal(lambda: clinic.staff.add(clinic.owner, "  ", ["trainer"])) == faults.NO_NAME
    assert refusal(lambda: clinic.staff.add(clinic.owner, "x", [])) == faults.NO_ROLE
    assert refusal(lambda: clinic.staff.reset_password(clinic.owner, "nobody")) == faults.UNKNOWN_PERSON
    assert files(clinic.places.sealed) == before


def test_the_recovery_kit_gives_an_owner_a_new_password_and_is_replaced_by_it(clinic: Clinic) -> None:
    staff, own = clinic.staff, clinic.ids["owner"]
    assert not staff.kit_confirmed()
    staff.confirm_kit(clinic.kit.code.lower().replace("0", "o"))
    assert staff.kit_confirmed()
    ring, kit = staff.use_kit(clinic.kit.code, own, NEW)
    assert ring.keys == clinic.owner.keys
    assert staff.unlock(own, NEW).escrow == clinic.owner.escrow
    assert not staff.kit_confirmed()
    assert refusal(lambda: staff.use_kit(clinic.kit.code, own, NEW)) == faults.KIT_UNKNOWN
    assert refusal(lambda: staff.use_kit(RecoveryKit.new().code, own, NEW)) == faults.KIT_UNKNOWN
    assert refusal(lambda: staff.use_kit("K7A-24M-8", own, NEW)) == faults.KIT_MISTYPED
    assert refusal(lambda: staff.use_kit(kit.code, clinic.ids["trainer"], NEW)) == faults.NOT_OWNER
    staff.confirm_kit(kit.code)


def test_the_recovery_kit_opens_after_a_rotation_that_did_not_know_it(clinic: Clinic) -> None:
    clinic.staff.remove(clinic.owner, clinic.ids["trainer"], fresh_backup)
    ring, _ = clinic.staff.use_kit(clinic.kit.code, clinic.ids["owner"], NEW)
    assert opens_raw(clinic.places.record, record_key(clinic.places.record, ring))
    assert clinic.ring("desk")


def test_a_password_kept_below_the_floor_is_refused(clinic: Clinic) -> None:
    honest = StaffKeys(clinic.places)
    before = files(clinic.places.sealed)
    assert refusal(lambda: honest.unlock(clinic.ids["owner"], OWNER_PASSWORD)) == faults.WEAK
    assert files(clinic.places.sealed) == before


def test_an_existing_file_of_keys_is_never_taken_for_a_new_clinic(clinic: Clinic) -> None:
    path = clinic.places.slots
    assert refusal(lambda: clinic.staff.create("x", OWNER_PASSWORD, CHEAP)) == faults.SLOTS_EXIST
    path.unlink()
    assert refusal(lambda: clinic.staff.create("x", OWNER_PASSWORD, CHEAP)) == faults.SLOTS_EXIST
    assert refusal(clinic.staff.people) == faults.NO_SLOTS
    path.write_bytes(b"")
    assert refusal(clinic.staff.people) == faults.DAMAGED_SLOTS


def test_the_record_of_another_clinic_is_named_as_such(clinic: Clinic, tmp_path: Path) -> None:
    other = make_clinic(tmp_path / "other")
    assert refusal(lambda: record_key(other.places.record, clinic.owner)) == faults.OTHER_RECORD


def test_no_key_and_no_password_shows_in_what_is_printed_logged_or_raised(clinic: Clinic) -> None:
    ring = clinic.ring("owner")
    invited = clinic.staff.add(ring, "新人", ["trainer"])
    said = [repr(ring), str(ring), f"{ring!r:>10}", repr(invited), repr(clinic.kit), str(clinic.kit)]
    other = clinic.kit.code[:-1] + ("Y" if clinic.kit.code.endswith("X") else "X")
    for attempt in (
        lambda: clinic.staff.unlock(ring.person, "a secret try of mine"),
        lambda: clinic.staff.use_kit(other, ring.person, NEW),
        lambda: clinic.staff.set_password(ring.person, OWNER_PASSWORD, "tiny secret"),
        lambda: pickle.dumps(ring),
    ):
        with pytest.raises((Refused, TypeError)) as caught:
            attempt()
        said += [
            repr(caught.value),
            str(caught.value),
            repr(getattr(caught.value, "values", "")),
            str(caught.getrepr()),
        ]
        assert caught.value.__cause__ is None
    secrets = [key.hex() for key in all_keys(ring)] + [repr(key)[2:-1] for key in all_keys(ring)]
    hidden = [*secrets, invited.password, clinic.kit.code]
    assert not [secret for secret in hidden for text in said if secret in text]


def test_a_new_person_gets_the_cost_that_was_measured_once(clinic: Clinic) -> None:
    lock = slot_files.read(clinic.places.slots).person(clinic.ids["trainer"]).lock
    assert getattr(lock, "cost", None) == Cost(*CHEAP)


@pytest.mark.parametrize(
    ("made", "message"),
    [
        (lambda: None, faults.NO_FRESH_BACKUP),
        (lambda: datetime.now(UTC) - timedelta(minutes=61), faults.NO_FRESH_BACKUP),
    ],
)
def test_without_a_fresh_backup_nobody_is_removed(
    clinic: Clinic, made: Callable[[], datetime | None], message: str
) -> None:
    before = files(clinic.places.sealed)
    assert refusal(lambda: clinic.staff.remove(clinic.owner, clinic.ids["desk"], made)) == message
    assert files(clinic.places.sealed) == before
