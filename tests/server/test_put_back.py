"""A server that was put back to an older state is noticed at the PC that saw more; going on is done knowingly."""

from pathlib import Path

import pytest
from sqlalchemy import text

from clinic_app import actions
from clinic_app.bootstrap.server_clinic import ServerClinic
from clinic_app.bootstrap.server_setup import FirstOwner, set_up, use_server
from clinic_app.desktop.trouble import steps_for
from clinic_app.domain.client import ClientDetails
from clinic_app.errors import Refused
from clinic_app.records.fault_sentences import SERVER_OLDER, SERVER_OTHER
from clinic_app.records.provision import Admin, Step, connected
from clinic_app.records.server import ServerRing, sign_in
from clinic_app.records.server_people import set_own_password
from clinic_app.records.server_place import ServerPlace
from clinic_app.settings import Workstation
from tests.server.clusters import Cluster
from tests.server.staffed import Staffed

OWNER, WORDS = "戻す 院長", "the owner's own words"


@pytest.fixture(scope="module")
def own(cluster: Cluster) -> Admin:
    """A database of this module's own, which is put back here."""
    made = Admin(ServerPlace(str(cluster.socket.parent), "put_back", sslmode="disable"), "postgres", "")
    said: list[Step] = []
    set_up(made, said.append, FirstOwner(OWNER, "戻す院"))
    once = next(str(step.values["password"]) for step in said if "password" in step.values)
    set_own_password(made.place, OWNER, once, WORDS).forget()
    return made


def _seen_by(own: Admin, folder: Path) -> tuple[ServerClinic, ServerRing]:
    """A PC on which somebody worked and signed out."""
    clinic = ServerClinic(folder, own.place)
    ring = clinic.unlock(OWNER, WORDS)
    record = clinic.enter(ring).record
    actions.register_client(record, ClientDetails("架空 花子", "カクウ ハナコ", "female"), actor=ring.person)
    clinic.remember_seen(record)
    return clinic, ring


def _as_keeper(own: Admin, sql: str) -> None:
    with connected(own, own.place.database) as connection:
        connection.execute(text(sql))


def test_an_older_record_is_refused_until_somebody_goes_on_knowingly_and_the_audit_says_so(
    own: Admin, tmp_path: Path
) -> None:
    clinic, ring = _seen_by(own, tmp_path)
    assert not clinic.is_older(ring)
    _as_keeper(own, "DELETE FROM clinic.audit WHERE seq = (SELECT max(seq) FROM clinic.audit)")
    with pytest.raises(Refused) as refused:
        clinic.is_older(ring)
    assert refused.value.message == SERVER_OLDER
    assert steps_for(SERVER_OLDER) == ("again", "go_on"), "no backup of this PC is brought back over a server"
    record = clinic.enter(ring, knowingly=True).record
    assert actions.audit_entries(record)[0].action == "accept_exchanged_record"
    assert not clinic.is_older(ring), "what was accepted is what was seen last"
    ring.forget()


def test_another_record_of_the_same_length_is_noticed_also_after_a_lock(own: Admin, tmp_path: Path) -> None:
    clinic, ring = _seen_by(own, tmp_path)
    record = clinic.enter(ring).record
    record.close()
    _as_keeper(own, "UPDATE clinic.audit SET hash = repeat('0', 64) WHERE seq = (SELECT max(seq) FROM clinic.audit)")
    with pytest.raises(Refused) as refused:
        clinic.reopen(record, ring)
    assert refused.value.message == SERVER_OTHER
    ring.forget()


def test_a_pc_that_is_told_to_use_another_database_has_seen_nothing_there_yet(own: Admin, tmp_path: Path) -> None:
    own.place.keep(tmp_path)
    _clinic, ring = _seen_by(own, tmp_path)
    ring.forget()
    assert Workstation.load(tmp_path).last_seen is not None
    use_server(tmp_path, "postgresql://postgres@localhost/another?sslmode=disable")
    assert Workstation.load(tmp_path).last_seen is None


def test_everybody_s_window_lists_who_may_sign_in_once_one_of_them_has(staffed: Staffed, tmp_path: Path) -> None:
    for name in staffed.ids:
        clinic = ServerClinic(tmp_path, staffed.place)
        assert clinic.people() == []
        staffed.keep(clinic.unlock(name, staffed.passwords[name]))
        assert set(staffed.ids) <= {called for _id, called in clinic.people()}
        other = staffed.ids["髙橋 見本"]
        assert staffed.keep(clinic.unlock(other, staffed.passwords["髙橋 見本"])).person == other
    with pytest.raises(Refused):
        sign_in(staffed.place, "髙橋 見本", "not the password")
