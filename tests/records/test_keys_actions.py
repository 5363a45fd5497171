"""The actions on staff: each changes the keys and leaves one row in the audit, in a record that opens afterwards."""

from pathlib import Path
from typing import NamedTuple

import pytest

from clinic_app.actions import staff as actions
from clinic_app.bootstrap.record_files import create_record, open_record
from clinic_app.errors import Refused
from clinic_app.records import key_faults as faults
from clinic_app.records.key_ring import KeyRing
from clinic_app.records.record import Record
from clinic_app.records.rotation import Places, record_key
from clinic_app.records.staff_keys import StaffKeys
from tests.records.keys_setup import CHEAP, OWNER_PASSWORD, fresh_backup

NEW = "a new password of mine"


class Studio(NamedTuple):
    staff: StaffKeys
    owner: KeyRing
    record: Record
    kit: str

    def reopen(self, ring: KeyRing) -> Record:
        return open_record(self.staff.places.record, record_key(self.staff.places.record, ring))


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    staff = StaffKeys(Places.within(tmp_path), floor=CHEAP)
    owner, kit = staff.create("院長", OWNER_PASSWORD, CHEAP)
    record = create_record(staff.places.record, owner.keys["clinic"][0])
    return Studio(staff, owner, record, kit.code)


def rows(record: Record) -> list[tuple[str, str, str]]:
    with record.engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT action, actor, record_id FROM audit ORDER BY seq").fetchall()
    return [tuple(row) for row in found if row[0] != "import_rule_set"]


def test_a_person_comes_chooses_a_password_forgets_it_and_leaves(studio: Studio) -> None:
    staff, owner, record, _ = studio
    invited = actions.add_person(staff, record, owner, name="新人", roles=["trainer"])
    person = invited.person.id
    ring = actions.set_password(staff, record, person, old=invited.password, new=NEW)
    assert ring.keys == actions.unlock(staff, person, NEW).keys
    actions.reset_password(staff, record, owner, person)
    record.close()
    after = actions.remove_person(staff, owner, person, newest_backup=fresh_backup, reopen=studio.reopen)
    assert after.ring.keys["clinic"] != owner.keys["clinic"]
    assert rows(after.record) == [
        ("add_person", owner.person, person),
        ("set_password", person, person),
        ("reset_password", owner.person, person),
        ("remove_person", owner.person, person),
    ]
    after.record.close()
    with pytest.raises(Refused) as caught:
        actions.unlock(staff, person, NEW)
    assert caught.value.message == faults.UNKNOWN_PERSON


def test_a_change_of_roles_and_the_kit_leave_their_rows(studio: Studio) -> None:
    staff, owner, record, kit = studio
    desk = actions.add_person(staff, record, owner, name="受付", roles=["front_desk", "manager"])
    actions.set_password(staff, None, desk.person.id, old=desk.password, new=NEW)
    record.close()
    after = actions.change_roles(
        staff, owner, desk.person.id, ["manager"], newest_backup=fresh_backup, reopen=studio.reopen
    )
    back = actions.use_recovery_kit(staff, kit, owner.person, password=NEW)
    actions.note_recovery(after.record, back.ring)
    assert set(actions.unlock(staff, desk.person.id, NEW).keys) == {"stats"}
    assert [row[0] for row in rows(after.record)] == ["add_person", "change_roles", "use_recovery_kit"]
    after.record.close()


def test_what_is_refused_leaves_no_row_and_the_record_opens_as_before(studio: Studio) -> None:
    staff, owner, record, _ = studio
    record.close()
    with pytest.raises(Refused) as caught:
        actions.remove_person(staff, owner, owner.person, newest_backup=fresh_backup, reopen=studio.reopen)
    assert caught.value.message == faults.LAST_OWNER
    again = studio.reopen(owner)
    assert rows(again) == []
    again.close()
