"""A window's clinic on a server: passwords changed on the way in and at work, locking, who stands in the audit."""

from pathlib import Path

import pytest

from clinic_app import actions
from clinic_app.bootstrap.server_clinic import ServerClinic
from clinic_app.desktop.workspaces import keeper
from clinic_app.domain.client import ClientDetails
from clinic_app.errors import Refused
from clinic_app.records.key_faults import KEYS_DROPPED
from clinic_app.records.key_ring import HeldRing
from tests.server.staffed import Staffed

CLIENT = ClientDetails("架空 施錠", "かくう せじょう", "male")


@pytest.fixture
def clinic(tmp_path: Path, staffed: Staffed) -> ServerClinic:
    """The clinic of a folder that points at the server."""
    return ServerClinic(tmp_path, staffed.place)


def test_a_one_time_password_replaced_on_the_way_in_stands_in_the_audit_of_its_owner_alone(
    clinic: ServerClinic, staffed: Staffed
) -> None:
    names = (("途中 太郎", "trainer"), ("途中 受付", "front_desk"))
    once = {name: staffed.staff.add(staffed.owner, name, (role,)).password for name, role in names}  # type: ignore[arg-type]
    rings = {name: staffed.keep(clinic.renew(name, once[name], f"{name} の長い合言葉")) for name, _role in names}
    other = staffed.keep(clinic.unlock("髙橋 見本", staffed.passwords["髙橋 見本"]))
    clinic.enter(other).record.close()
    record = clinic.enter(rings["途中 太郎"]).record
    newest = actions.audit_entries(record)[0]
    assert (newest.action, newest.actor) == ("set_password", rings["途中 太郎"].person)
    record.close()


def test_a_password_changed_at_work_goes_on_under_the_new_one(clinic: ServerClinic, staffed: Staffed) -> None:
    staffed.hire("変更 花子", "trainer")
    ring = clinic.unlock("変更 花子", staffed.passwords["変更 花子"])
    record, held = clinic.enter(ring).record, HeldRing(ring)
    house = keeper(clinic, held, record, lambda _ring: None)
    house.change_password(staffed.passwords["変更 花子"], "新しい長い合言葉 2026")
    assert held.ring is not ring
    actions.register_client(record, CLIENT, actor=ring.person)
    with pytest.raises(Refused):
        ring.connected.connect()
    held.drop()
    record.close()


def test_a_locked_window_holds_no_connection_until_its_owner_is_back(clinic: ServerClinic, staffed: Staffed) -> None:
    ring = clinic.unlock("髙橋 見本", staffed.passwords["髙橋 見本"])
    record, held = clinic.enter(ring).record, HeldRing(ring)
    house = keeper(clinic, held, record, lambda _ring: None)
    house.drop()
    assert not house.is_open()
    with pytest.raises(Refused) as refused:
        ring.connected.connect()
    assert refused.value.message == KEYS_DROPPED
    assert (ring.person, "髙橋 見本") in list(house.people())
    house.reopen(house.unlock(ring.person, staffed.passwords["髙橋 見本"]))
    actions.register_client(record, CLIENT, actor=ring.person)
    house.drop()
