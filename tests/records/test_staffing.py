"""The owner's staff page on a clinic's own files: keys are renewed under an open record, which goes on afterwards."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from clinic_app import actions
from clinic_app.bootstrap.own_clinic import OwnClinic
from clinic_app.bootstrap.record_files import create_record
from clinic_app.bootstrap.staffing import COPYING, Staffing
from clinic_app.domain.client import ClientDetails
from clinic_app.errors import Refused
from clinic_app.records import key_faults as faults
from clinic_app.records.audit import verify
from clinic_app.records.backups import make_backup
from clinic_app.records.clinic_files import ClinicFiles
from clinic_app.records.key_ring import HeldRing
from clinic_app.records.record import Record, utc_now
from clinic_app.records.restore import restore
from clinic_app.records.rotation import Places, record_key
from clinic_app.records.staff_keys import StaffKeys
from tests.records.keys_setup import CHEAP, OWNER_PASSWORD, opens_raw, refusal

NEW = "a new password of mine"


class Open(NamedTuple):
    """A clinic with its owner at the staff page."""

    staffing: Staffing
    studio: ClinicFiles
    record: Record
    held: HeldRing

    def back_up(self) -> Path:
        key = record_key(self.studio.current().record, self.held.ring)
        return make_backup(self.studio, key, utc_now()).folder

    def actions_of_audit(self) -> list[str]:
        return [entry.action for entry in reversed(actions.audit_entries(self.record))]


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Open]:
    studio = ClinicFiles(tmp_path / "clinic")
    with studio.new_generation(utc_now()) as generation:
        staff = StaffKeys(Places(generation.slots, generation.record, studio.folder), floor=CHEAP)
        ring = staff.create("院長", OWNER_PASSWORD, CHEAP).ring
        create_record(generation.record, ring.keys["clinic"][0]).close()
    held = HeldRing(ring)
    clinic = OwnClinic(studio)
    record = clinic.enter(ring).record
    yield Open(Staffing(clinic, held, record, floor=CHEAP), studio, record, held)
    record.close()


def person(clinic: Open, name: str) -> str:
    return next(found.id for found in clinic.staffing.people() if found.name == name)


def test_who_leaves_with_open_sessions_is_locked_out_and_the_sessions_go_on(clinic: Open) -> None:
    clinic.staffing.add("見本 はな", ["trainer"])
    leaver = person(clinic, "見本 はな")
    details = ClientDetails("𠮷田 架空", "ヨシダ カクウ", sex="female", birth_date=date(1984, 5, 1))
    client = actions.register_client(clinic.record, details, actor=leaver).value
    day = utc_now().date()
    visit = actions.open_visit(clinic.record, client.id, day=day, trainer="見本 はな", actor=leaver).value
    old_key = clinic.held.ring.keys["clinic"][0]
    clinic.back_up()
    clinic.staffing.remove(leaver)
    assert clinic.record.is_open
    assert not opens_raw(clinic.studio.current().record, old_key)
    assert [found.visit.id for found in actions.open_visits(clinic.record)] == [visit.id]
    actions.close_visit(clinic.record, visit.id, result="joined", actor=clinic.held.person)
    assert actions.open_visits(clinic.record) == ()
    assert clinic.staffing.names()[leaver] == "見本 はな", "who left is still named in the audit"
    assert verify(clinic.record.engine).fault is None
    assert clinic.actions_of_audit()[-2:] == ["remove_person", "close_visit"]


def test_without_a_fresh_backup_nothing_changes_and_the_record_is_open_again(clinic: Open) -> None:
    clinic.staffing.add("受付 見本", ["front_desk"])
    assert not clinic.staffing.has_fresh_backup()
    assert refusal(lambda: clinic.staffing.remove(person(clinic, "受付 見本"))) == faults.NO_FRESH_BACKUP
    assert clinic.record.is_open
    assert clinic.actions_of_audit()[-1] == "add_person"
    clinic.back_up()
    assert clinic.staffing.has_fresh_backup()
    clinic.staffing.remove(person(clinic, "受付 見本"))
    assert [found.name for found in clinic.staffing.people()] == ["院長"]


def test_while_a_copy_is_made_no_keys_are_renewed(clinic: Open) -> None:
    clinic.staffing.add("受付 見本", ["front_desk"])
    clinic.back_up()
    lock = clinic.studio.backup_lock()
    assert lock.acquire()
    assert refusal(lambda: clinic.staffing.remove(person(clinic, "受付 見本"))) == COPYING
    assert clinic.record.is_open
    lock.release()
    clinic.staffing.remove(person(clinic, "受付 見本"))


def test_roles_names_and_the_kit_change_with_the_next_step_on_the_same_record(clinic: Open) -> None:
    clinic.staffing.add("見本 はな", ["trainer"])
    hana = person(clinic, "見本 はな")
    clinic.staffing.rename(hana, "見本 花子")
    clinic.staffing.rename(clinic.held.person, "院長 見本")
    clinic.back_up()
    clinic.staffing.change_roles(hana, ["front_desk"])
    assert clinic.staffing.people()[1].roles == ("front_desk",)
    code = clinic.staffing.replace_kit()
    assert not clinic.staffing.kit_confirmed()
    clinic.staffing.confirm_kit(code)
    assert clinic.staffing.kit_confirmed()
    assert clinic.staffing.reset_password(hana)
    steps = ["add_person", "rename_person", "rename_person", "change_roles", "replace_kit", "reset_password"]
    assert clinic.actions_of_audit()[-6:] == steps
    assert clinic.held.ring.name == "院長 見本"


def test_an_owner_who_leaves_gives_everybody_a_new_beginning(clinic: Open) -> None:
    for name, roles in (("副院長", ["owner"]), ("見本 はな", ["trainer"])):
        clinic.staffing.add(name, roles)  # type: ignore[arg-type]
    second = person(clinic, "副院長")
    clinic.back_up()
    assert clinic.staffing.may_know_every_key(second)
    assert refusal(lambda: clinic.staffing.remove(second)) == faults.KNEW_EVERY_KEY
    assert clinic.record.is_open
    passwords, kit = clinic.staffing.end_ownership(second, (), OWNER_PASSWORD)
    assert [name for name, _ in passwords] == ["見本 はな"]
    clinic.staffing.confirm_kit(kit)
    staff = clinic.staffing._staff()
    assert staff.unlock(person(clinic, "見本 はな"), passwords[0][1]).one_time
    assert staff.unlock(clinic.held.person, OWNER_PASSWORD).keys == clinic.held.ring.keys
    assert clinic.staffing.names()[second] == "副院長"
    assert clinic.actions_of_audit()[-1] == "end_ownership"


def test_an_old_backup_brings_people_back_and_they_are_named(clinic: Open) -> None:
    clinic.staffing.add("見本 はな", ["trainer"])
    hana = person(clinic, "見本 はな")
    old = clinic.back_up()
    assert clinic.staffing.came_back() == ()
    old_ring = clinic.held.ring
    clinic.staffing.remove(hana)
    clinic.record.close()
    restore(clinic.studio, old, record_key(old / "clinic.db", old_ring), utc_now(), actor=clinic.held.person)
    back = Staffing(
        OwnClinic(clinic.studio), HeldRing(old_ring), OwnClinic(clinic.studio).enter(old_ring).record, CHEAP
    )
    assert [found.id for found in back.came_back()] == [hana]
    make_backup(clinic.studio, record_key(clinic.studio.current().record, old_ring), utc_now())
    back.remove(hana)
    assert back.came_back() == ()
    back.record.close()


def test_what_a_person_may_not_do_leaves_the_record_open(clinic: Open) -> None:
    clinic.back_up()
    with pytest.raises(Refused) as caught:
        clinic.staffing.change_roles(clinic.held.person, ["trainer"])
    assert caught.value.message == faults.LAST_OWNER
    assert actions.open_visits(clinic.record) == ()
