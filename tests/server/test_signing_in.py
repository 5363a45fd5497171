"""Signing in at a server: the person's own login, what the server says about them, and every way it can refuse."""

import dataclasses
import time

import pytest
from sqlalchemy import text

from clinic_app.errors import Refused
from clinic_app.records import key_faults
from clinic_app.records import server_faults as faults
from clinic_app.records.provision import Admin
from clinic_app.records.record import Record
from clinic_app.records.server import ServerRing, sign_in
from clinic_app.records.server_people import ServerStaff, set_own_password
from clinic_app.records.server_place import NO_ROOT, PLAIN_ABROAD, ServerPlace
from tests.server.staffed import Staffed


def refused_message(place: ServerPlace, name: str, password: str) -> str:
    with pytest.raises(Refused) as refused:
        sign_in(place, name, password)
    assert refused.value.sentence("ja") != refused.value.sentence("en")
    assert password not in str(refused.value)
    return refused.value.message


def test_a_person_signs_in_with_a_name_and_holds_what_the_server_says(staffed: Staffed) -> None:
    ring = staffed.sign_in("髙橋 見本")
    assert (ring.name, ring.roles, sorted(ring.keys), ring.one_time) == (
        "髙橋 見本",
        ("trainer",),
        ["clinic", "desk", "stats"],
        False,
    )
    assert sorted(staffed.sign_in("受付").keys) == ["desk"]
    assert sorted(staffed.sign_in("集計").keys) == ["stats"]


def test_a_name_typed_in_full_width_is_the_same_name(staffed: Staffed) -> None:
    person = staffed.hire("Ito 2", "front_desk")
    assert staffed.keep(sign_in(staffed.place, "Ｉｔｏ　２", staffed.passwords["Ito 2"])).person == person


def test_a_wrong_password_and_an_unknown_name_are_refused_alike(staffed: Staffed) -> None:
    assert refused_message(staffed.place, "受付", "not the password") == faults.WRONG_SIGN_IN
    assert refused_message(staffed.place, "nobody at all", "not the password") == faults.WRONG_SIGN_IN


def test_who_left_is_not_let_in(staffed: Staffed) -> None:
    person = staffed.hire("短期 太郎", "trainer")
    staffed.staff.remove(staffed.owner, person)
    message = refused_message(staffed.place, "短期 太郎", staffed.passwords["短期 太郎"])
    assert message in (faults.MAY_NOT_SIGN_IN, faults.WRONG_SIGN_IN)


def test_who_leaves_while_signed_in_is_out_at_once(staffed: Staffed) -> None:
    person = staffed.hire("退職 花子", "trainer")
    ring = staffed.sign_in("退職 花子")
    assert ring.engine is not None
    with ring.engine.connect() as connection:
        staffed.staff.remove(staffed.owner, person)
        with pytest.raises(Exception, match=r"terminating connection|closed the connection"):
            connection.execute(text("SELECT 1"))
        connection.invalidate()
    ring.engine.dispose()


def test_a_reading_that_a_new_password_overtakes_is_read_to_its_end_and_leaves_no_line_on_the_server(
    staffed: Staffed,
) -> None:
    ring, renewed = staffed.sign_in("髙橋 見本"), staffed.sign_in("髙橋 見本")
    record = Record(ring.connected)
    with record.reading() as work:
        pid = work._session.scalar(text("SELECT pg_backend_pid()"))
        record.reopen(renewed.connected)
        ring.forget()
        assert work.client_search.find("nobody of this name") == ()
        assert is_there(staffed, pid)
    until = time.monotonic() + 60  # the server itself needs a moment to end it
    while is_there(staffed, pid):
        assert time.monotonic() < until
    record.close()


def is_there(staffed: Staffed, pid: int | None) -> bool:
    """Whether the server still has a line open, asked on another."""
    with staffed.owner.connected.connect() as connection:
        asked = text("SELECT count(*) FROM pg_stat_activity WHERE pid = :pid")
        return bool(connection.scalar(asked, {"pid": pid}))


def test_a_leaver_who_comes_back_gets_a_new_id_and_only_the_new_password(staffed: Staffed) -> None:
    first = staffed.hire("出戻 次郎", "trainer")
    old = staffed.passwords["出戻 次郎"]
    staffed.staff.remove(staffed.owner, first)
    second = staffed.hire("出戻 次郎", "front_desk")
    assert second != first
    assert refused_message(staffed.place, "出戻 次郎", old) == faults.WRONG_SIGN_IN
    assert staffed.sign_in("出戻 次郎").roles == ("front_desk",)


def test_a_one_time_password_says_so_until_it_is_replaced(staffed: Staffed) -> None:
    once = staffed.staff.add(staffed.owner, "新人", ("trainer",)).password
    assert staffed.keep(sign_in(staffed.place, "新人", once)).one_time
    with pytest.raises(Refused) as short:
        set_own_password(staffed.place, "新人", once, "short")
    assert short.value.message == key_faults.TOO_SHORT
    ring = staffed.keep(set_own_password(staffed.place, "新人", once, "four words of mine"))
    assert not ring.one_time
    assert refused_message(staffed.place, "新人", once) == faults.WRONG_SIGN_IN


def test_other_roles_hold_at_the_next_sign_in(staffed: Staffed) -> None:
    person = staffed.hire("兼任", "front_desk")
    staffed.staff.change_roles(staffed.owner, person, ("front_desk", "manager"))
    assert staffed.sign_in("兼任").roles == ("front_desk", "manager")
    assert sorted(staffed.sign_in("兼任").keys) == ["desk", "stats"]


def test_only_an_owner_changes_the_staff(staffed: Staffed) -> None:
    trainer = staffed.sign_in("髙橋 見本")
    assert trainer.engine is not None
    with pytest.raises(Refused) as refused:
        ServerStaff(trainer.engine).add(trainer, "勝手", ("owner",))
    assert refused.value.message == key_faults.NOT_OWNER


def test_nobody_ends_their_own_ownership_and_an_owner_stays(staffed: Staffed) -> None:
    with pytest.raises(Refused):
        staffed.staff.change_roles(staffed.owner, staffed.owner.person, ("trainer",))
    with pytest.raises(Refused):
        staffed.staff.remove(staffed.owner, staffed.owner.person)
    assert "owner" in staffed.sign_in("院長").roles


def test_a_login_that_the_server_uses_for_something_else_is_not_taken_over(staffed: Staffed, admin: Admin) -> None:
    with pytest.raises(Refused) as refused:
        staffed.staff.add(staffed.owner, admin.login, ("trainer",))
    assert refused.value.values == {"name": admin.login}


def test_each_fault_on_the_way_has_its_sentence(staffed: Staffed) -> None:
    place = staffed.place
    away = ServerPlace("127.0.0.1", "studio", 9, "disable")
    assert refused_message(away, "院長", "some password") == faults.UNREACHABLE
    elsewhere = elsewhere_of(place, database="nowhere")
    assert refused_message(elsewhere, "院長", staffed.passwords["院長"]) == faults.NO_DATABASE
    other = elsewhere_of(place, database="postgres")
    assert refused_message(other, "院長", staffed.passwords["院長"]) == faults.NOT_PROVISIONED


def elsewhere_of(place: ServerPlace, **changes: str) -> ServerPlace:
    return ServerPlace(place.host, changes.get("database", place.database), place.port, place.sslmode)


def test_no_password_goes_over_a_network_unencrypted() -> None:
    assert refused_message(ServerPlace("server.example", "studio", sslmode="disable"), "x", "y y y") == PLAIN_ABROAD
    lost = ServerPlace("server.example", "studio", root_certificate="/nowhere/root.crt")
    assert refused_message(lost, "x", "y y y") == NO_ROOT


def test_a_ring_shows_no_password(staffed: Staffed) -> None:
    ring = staffed.sign_in("院長")
    assert staffed.passwords["院長"] not in repr(ring)
    assert staffed.passwords["院長"] not in repr(ring.engine)
    with pytest.raises(TypeError):
        dataclasses.replace(ring).__reduce__()
    assert isinstance(ring, ServerRing)
