"""A whole clinic moved to a server and back: every table the same, its people known, its audit whole."""

import random
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from clinic_app import actions, bundle
from clinic_app.actions.audit import note_move
from clinic_app.bootstrap.carrying import BROKE_OFF, COMPARING
from clinic_app.bootstrap.own_clinic import OwnClinic
from clinic_app.bootstrap.server_move import INVITED, MOVED_ALREADY, WOULD_MOVE, move_to_server
from clinic_app.bootstrap.server_move_back import move_back
from clinic_app.demo.clinic import MovingClock, Year
from clinic_app.demo.people import read_cast
from clinic_app.domain.client import ClientDetails
from clinic_app.errors import Refused
from clinic_app.records import moving
from clinic_app.records.audit import verify
from clinic_app.records.clinic_files import ClinicFiles
from clinic_app.records.engines import file_engine
from clinic_app.records.key_ring import KeyRing
from clinic_app.records.moving import OTHER_RECORD, Content, contents
from clinic_app.records.provision import Admin, Step, as_tables_owner
from clinic_app.records.record import Record, utc_now
from clinic_app.records.rotation import record_key
from clinic_app.records.server import engine_of, sign_in
from clinic_app.records.server_people import ServerStaff, set_own_password
from clinic_app.records.server_place import ServerPlace
from clinic_app.rules.evaluate import Evaluator
from tests.server.clusters import Cluster

OWNER, WORDS = "山田 院長", "山田 院長 の長い合言葉 2026"
STAFF = (("鈴木 見本", "trainer"), ("田中 受付", "front_desk"), ("鈴木 見本", "manager"))


def ask(_names: tuple[str, ...]) -> tuple[str, str]:
    """The owner signs in."""
    return OWNER, WORDS


def fill(record: Record, evaluator: Evaluator) -> None:
    """A made-up year through the real actions."""
    cast = read_cast(tomllib.loads(bundle.resource("demo", "names.toml").read_text(encoding="utf-8")))
    clock = MovingClock(utc_now().astimezone())
    growing = Record(record.engine, clock=clock, source=random.Random(3))  # noqa: S311 - made up
    with growing.in_one_transaction() as joined:
        Year(joined, evaluator, cast, clock, 3).grow()


class PowerCutError(Exception):
    """The program dies."""


def line_breaks(cluster: Cluster) -> Callable[[Step], None]:
    """The server ends the line of whoever moves, in the middle of the tables."""

    def told(step: Step) -> None:
        if step.values.get("table") == "visit":
            cluster.psql("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = 'moved'")

    return told


def content_of(folder: Path, ring: KeyRing) -> dict[str, Content]:
    """What the record of a folder holds, read from its file."""
    path = ClinicFiles(folder).current().record
    engine = file_engine(path, record_key(path, ring))
    found = contents(engine)
    engine.dispose()
    return found


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory, evaluator: Evaluator) -> tuple[Path, dict[str, str], KeyRing]:
    """A clinic in a folder, with a year of work; the ids of its people."""
    folder = tmp_path_factory.mktemp("own") / "studio"
    own = OwnClinic(ClinicFiles(folder))
    ring, _code = own.make("見本スタジオ", OWNER, WORDS)
    record = own.enter(ring).record
    for name, role in STAFF:
        own.add_person(record, ring, name, (role,))  # type: ignore[arg-type]
    fill(record, evaluator)
    record.close()
    return folder, {person.id: person.name for person in own.staff()}, ring


@pytest.fixture(scope="module")
def elsewhere(admin: Admin) -> Admin:
    """A database of its own for what is moved."""
    return Admin(ServerPlace(admin.place.host, "moved", sslmode="disable"), admin.login, admin.password)


@pytest.fixture(scope="module")
def logged_before(scram_cluster: Cluster) -> int:
    """How long the server's log was before anything was moved; what others did there is not asked about."""
    return len(Path(str(scram_cluster._server.log)).read_bytes())


@pytest.fixture(scope="module")
def moved(
    clinic: tuple[Path, dict[str, str], KeyRing], elsewhere: Admin, scram_cluster: Cluster, logged_before: int
) -> tuple[list[Step], dict[str, Content]]:
    """The clinic after it was moved, what was said, and what its record held before."""
    folder, _people, ring = clinic
    before = content_of(folder, ring)
    planned: list[Step] = []
    move_to_server(folder, elsewhere, ask, planned.append, dry_run=True)
    assert [step.message for step in planned] == [WOULD_MOVE]
    assert content_of(folder, ring) == before
    assert ServerPlace.load(folder) is None

    def power_cut(step: Step) -> None:
        if step.message == COMPARING:
            raise PowerCutError

    with pytest.raises(Refused) as refused:
        move_to_server(folder, elsewhere, ask, line_breaks(scram_cluster))
    assert refused.value.message == BROKE_OFF
    assert ServerPlace.load(folder) is None, "a move that was cut short leaves the clinic where it is"
    with pytest.raises(PowerCutError):
        move_to_server(folder, elsewhere, ask, power_cut)
    # As if the program had died between its last row and pointing the folder at the server.
    with as_tables_owner(elsewhere) as engine:
        note_move(Record(engine), "move_to_server", ring.person)
    unseen = next(person for person in OwnClinic(ClinicFiles(folder)).staff() if person.name == "田中 受付")
    server = engine_of(elsewhere.place, elsewhere.login, elsewhere.password)
    ServerStaff(server).add(None, unseen.name, unseen.roles, unseen.id)
    server.dispose()
    said: list[Step] = []
    move_to_server(folder, elsewhere, ask, said.append)
    return said, before


def passwords(said: list[Step]) -> dict[str, str]:
    return {str(step.values["login"]): str(step.values["password"]) for step in said if "password" in step.values}


def test_every_table_is_the_same_at_both_places_but_for_the_row_that_tells_of_the_move(
    moved: tuple[list[Step], dict[str, Content]], clinic: tuple[Path, dict[str, str], KeyRing], elsewhere: Admin
) -> None:
    _said, before = moved
    folder, _people, ring = clinic
    assert content_of(folder, ring) == before, "the old record was written to"
    assert before["visit"].rows > 100
    with as_tables_owner(elsewhere) as engine:
        there = contents(engine)
        assert verify(engine, []).fault is None
        with engine.connect() as connection:
            last = connection.execute(text("SELECT action, actor FROM audit ORDER BY seq DESC LIMIT 1")).one()
    assert {name for name in there if there[name] != before[name]} == {"audit"}
    assert (last.action, last.actor) == ("move_to_server", ring.person)


def test_the_old_record_can_only_be_read_and_the_folder_uses_the_server(
    moved: tuple[list[Step], dict[str, Content]], clinic: tuple[Path, dict[str, str], KeyRing], elsewhere: Admin
) -> None:
    assert moved
    folder, _people, _ring = clinic
    assert ClinicFiles(folder).current().record.stat().st_mode & 0o222 == 0
    assert ServerPlace.load(folder) == elsewhere.place
    with pytest.raises(Refused) as refused:
        move_to_server(folder, elsewhere, ask, lambda _step: None)
    assert refused.value.message == MOVED_ALREADY


def test_everybody_signs_in_under_the_id_that_the_record_knows(
    moved: tuple[list[Step], dict[str, Content]], clinic: tuple[Path, dict[str, str], KeyRing], elsewhere: Admin
) -> None:
    folder, people, _ring = clinic
    assert folder
    once = passwords(moved[0])
    assert sorted(once) == sorted([OWNER, "鈴木 見本", "田中 受付", "鈴木 見本 2"])
    found = {}
    for login, password in once.items():
        ring = sign_in(elsewhere.place, login, password)
        found[ring.person] = ring.name
        ring.forget()
    assert found == people


def test_work_goes_on_at_the_server_with_the_rights_of_a_trainer_and_comes_back_whole(
    moved: tuple[list[Step], dict[str, Content]],
    clinic: tuple[Path, dict[str, str], KeyRing],
    elsewhere: Admin,
    scram_cluster: Cluster,
    tmp_path: Path,
) -> None:
    folder, _people, _ring = clinic
    once = passwords(moved[0])
    trainer = set_own_password(elsewhere.place, "鈴木 見本", once["鈴木 見本"], "鈴木 の長い合言葉 2026")
    record = Record(trainer.connected)
    details = ClientDetails("移動 後子", "いどう あとこ", "female", date(1990, 1, 2), "090-0000-9999", note="架空")
    new = actions.register_client(record, details, actor=trainer.person).value
    actions.open_visit(record, new.id, day=date(2026, 11, 23), trainer="鈴木 見本", actor=trainer.person)
    trainer.forget()
    set_own_password(elsewhere.place, OWNER, once[OWNER], WORDS).forget()
    with as_tables_owner(elsewhere) as engine:
        at_server = contents(engine)

    back = tmp_path / "back"
    with pytest.raises(Refused) as refused:
        move_back(folder, back, ask, line_breaks(scram_cluster))
    assert refused.value.message == BROKE_OFF
    begun = next((back / "generations").iterdir())
    assert begun.name.endswith(".partial"), "what was begun is not there to go on with"
    said: list[Step] = []
    move_back(folder, back, ask, said.append)
    assert f"{ClinicFiles(back).current().folder.name}.partial" == begun.name
    own = OwnClinic(ClinicFiles(back))
    ring = own.unlock(next(person.id for person in own.staff() if person.name == OWNER), WORDS)
    here = content_of(back, ring)
    assert {name for name in here if here[name] != at_server[name]} == {"audit"}
    assert here["audit"].rows == at_server["audit"].rows + 1
    assert {person.name for person in own.staff()} == {OWNER, "鈴木 見本", "田中 受付"}
    record = own.enter(ring).record
    assert verify(record.engine, []).fault is None
    assert actions.register_client(record, details, actor=ring.person).value.id != new.id
    record.close()


def test_a_database_with_another_record_is_not_written_to(
    moved: tuple[list[Step], dict[str, Content]], elsewhere: Admin, file_of_another: Record
) -> None:
    assert moved
    with as_tables_owner(elsewhere) as engine:
        before = contents(engine)
        with pytest.raises(Refused) as refused:
            moving.copy(file_of_another.engine, engine, lambda _progress: None)
        assert refused.value.message == OTHER_RECORD
        assert contents(engine) == before


@pytest.fixture
def file_of_another(record: Record) -> Record:
    """Another clinic's record."""
    actions.register_client(record, ClientDetails("別人", "べつじん", "male"), actor="staff-1")
    return record


def test_the_server_s_log_holds_nothing_that_was_moved(
    moved: tuple[list[Step], dict[str, Content]], scram_cluster: Cluster, logged_before: int
) -> None:
    assert moved
    written = Path(str(scram_cluster._server.log)).read_bytes()[logged_before:]
    for name in ("髙橋", "見本スタジオ", "架空"):
        assert name.encode() not in written


def test_whoever_is_called_like_somebody_of_another_studio_on_the_server_signs_in_with_a_number(
    moved: tuple[list[Step], dict[str, Content]], elsewhere: Admin, tmp_path: Path
) -> None:
    assert moved
    OwnClinic(ClinicFiles(tmp_path / "second")).make("二つめ", OWNER, WORDS)
    second = elsewhere._replace(place=ServerPlace(elsewhere.place.host, "moved_second", sslmode="disable"))
    said: list[Step] = []
    move_to_server(tmp_path / "second", second, ask, said.append)
    (invited,) = [step.values for step in said if step.message == INVITED]
    assert (invited["name"], invited["login"]) == (OWNER, f"{OWNER} 2")
    ring = sign_in(second.place, f"{OWNER} 2", str(invited["password"]))
    assert ring.one_time
    ring.forget()
