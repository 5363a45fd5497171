"""A company of several studios moved from a server to one PC and to another server: who sees what, and its numbers."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from clinic_app import actions
from clinic_app.bootstrap.carrying import COMPARING, WENT_ON
from clinic_app.bootstrap.own_clinic import OwnClinic
from clinic_app.bootstrap.server_move import IN_NO_STUDIO, INVITED, move_to_server
from clinic_app.bootstrap.server_move_back import ALL_SEE_ALL, move_back
from clinic_app.domain.client import ClientDetails
from clinic_app.errors import Refused
from clinic_app.records.clinic_files import ClinicFiles
from clinic_app.records.provision import Admin, Step, as_tables_owner
from clinic_app.records.record import Record
from clinic_app.records.server import ServerRing
from clinic_app.records.server_people import ServerStaff, set_own_password
from clinic_app.records.server_place import ServerPlace

OWNER, TRAINER, WORDS = "移転 院長", "移転 見本", "移転 院長 の長い合言葉 2026"


def database(admin: Admin, name: str) -> Admin:
    return Admin(ServerPlace(admin.place.host, name, sslmode="disable"), admin.login, admin.password)


def moved(folder: Path, admin: Admin) -> tuple[list[Step], ServerRing, str]:
    """Move a folder's clinic to a server; what was said, and its owner signed in there under their login."""
    said: list[Step] = []
    move_to_server(folder, admin, lambda _names: (OWNER, WORDS), said.append)
    owner = next(step.values for step in said if step.message == INVITED and step.values["name"] == OWNER)
    login = str(owner["login"])
    return said, set_own_password(admin.place, login, str(owner["password"]), WORDS), login


def number_of_next(record: Record, engine: Engine, kana: str, actor: str) -> int:
    """Register somebody; the number they get in the order of events."""
    details = ClientDetails(f"移転 {kana}", f"いてん {kana}", "female", date(1990, 1, 2))
    made = actions.register_client(record, details, actor=actor).value
    with engine.connect() as connection:
        found: int = connection.execute(text("SELECT seq FROM client WHERE id = :id"), {"id": made.id}).scalar_one()
    return found


def strike_out(engine: Engine, number: int) -> None:
    """Take somebody out of the record as an erasure does."""
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM client WHERE seq = :number"), {"number": number})


def test_a_move_says_who_sees_what_afterwards_and_gives_no_number_out_twice(admin: Admin, tmp_path: Path) -> None:
    folder, back = tmp_path / "one", tmp_path / "back"
    own = OwnClinic(ClinicFiles(folder))
    ring, _code = own.make("移転スタジオ", OWNER, WORDS)
    record = own.enter(ring).record
    own.add_person(record, ring, TRAINER, ("trainer",))
    record.close()

    first, second = database(admin, "moved_from"), database(admin, "moved_on")
    said, at_server, login = moved(folder, first)
    assert IN_NO_STUDIO not in [step.message for step in said], "nobody told any studios apart"
    record = Record(at_server.connected)
    for code in ("UEN", "SBY"):
        actions.name_studio(record, code=code, name=code, actor=at_server.person)
    record.studio = "UEN"
    with as_tables_owner(first) as tables:
        strike_out(tables, number_of_next(record, tables, "ひとり", at_server.person))

        def works_on(step: Step) -> None:
            if step.message == COMPARING:
                number_of_next(record, tables, "ふたり", at_server.person)

        with pytest.raises(Refused) as refused:
            move_back(folder, back, lambda _names: (login, WORDS), works_on)
        assert refused.value.message == WENT_ON, "what was entered meanwhile would be missing in the folder"
        highest = number_of_next(record, tables, "さんにん", at_server.person)
        strike_out(tables, highest)
    at_server.forget()
    said = []
    move_back(folder, back, lambda _names: (login, WORDS), said.append)
    assert [step.values["count"] for step in said if step.message == ALL_SEE_ALL] == [2]

    own = OwnClinic(ClinicFiles(back))
    ring = own.unlock(next(person.id for person in own.staff() if person.name == OWNER), WORDS)
    record = own.enter(ring).record
    number = number_of_next(record, record.engine, "よにん", ring.person)
    assert number == highest + 1
    strike_out(record.engine, number)
    record.close()
    said, at_server, _login = moved(back, second)
    assert [step.values for step in said if step.message == IN_NO_STUDIO] == [{"count": 2, "names": TRAINER}]
    record = Record(at_server.connected)
    record.studio = "SBY"
    with as_tables_owner(second) as tables:
        assert number_of_next(record, tables, "ごにん", at_server.person) == number + 1
    assert ServerStaff(at_server.connected).studios() == {}
    at_server.forget()
