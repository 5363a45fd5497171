"""What a curious employee tries with a login of their own, the program's sources and no program of ours."""

import hashlib
import json
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import psycopg
import pytest

from clinic_app import actions
from clinic_app.bootstrap.desk_link import DeskLink
from clinic_app.bootstrap.releasing import EXPORTED, take_in_exports
from clinic_app.domain.client import ClientDetails
from clinic_app.domain.release import ExportRequest
from clinic_app.errors import Refused
from clinic_app.records.exchange import exchange
from clinic_app.records.inbox import Event, append_event
from clinic_app.records.key_ring import HeldRing
from clinic_app.records.live import NewsLine
from clinic_app.records.record import Record
from clinic_app.records.server_audit import CHANNEL
from clinic_app.records.server_staff import TAKEN
from tests.server.staffed import Staffed

ROLES = {"owner": "院長", "trainer": "髙橋 見本", "front_desk": "受付", "manager": "集計"}
NO_RIGHT, FORGED, NOT_A_VERIFIER = "42501", "CA004", "22023"
COLUMNS = ("seq", "at", "actor", "action", "record_id", "revision", "previous")
Connect = Callable[[str], psycopg.Connection[Any]]


@pytest.fixture(scope="module")
def raw(staffed: Staffed) -> Iterator[Connect]:
    """A connection of the driver itself for a role."""
    place, opened = staffed.place, []

    def connect(role: str) -> psycopg.Connection[Any]:
        name = ROLES[role]
        words = staffed.passwords[name]
        opened.append(psycopg.connect(host=place.host, dbname=place.database, user=name, password=words))
        return opened[-1]

    yield connect
    for connection in opened:
        connection.close()


def state_of(connection: psycopg.Connection[Any], sql: str, *values: Any) -> str:
    """The server's answer: empty where it did what it was told."""
    try:
        connection.execute(sql, values or None)
    except psycopg.Error as error:
        return error.sqlstate or type(error).__name__
    finally:
        connection.rollback()
    return ""


def a_client(staffed: Staffed) -> None:
    """Somebody registers a client, so that the audit has a last link."""
    ring = staffed.sign_in(ROLES["trainer"])
    details = ClientDetails("架空 内側", "かくう うちがわ", "female")
    actions.register_client(Record(ring.connected), details, actor=ring.person)


def link(connection: psycopg.Connection[Any], actor: str, action: str, record_id: str) -> dict[str, Any]:
    """The next link of the chain, made as the program makes it."""
    found = connection.execute("SELECT seq, hash FROM clinic.audit ORDER BY seq DESC LIMIT 1").fetchone()
    connection.rollback()
    assert found is not None
    at, previous = "2026-11-23T00:00:00+00:00", found[1]
    row = [found[0] + 1, at, actor, action, record_id, 0, previous]
    told = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
    return {**dict(zip(COLUMNS, row, strict=True)), "hash": hashlib.sha256(told.encode()).hexdigest()}


def put(connection: psycopg.Connection[Any], row: dict[str, Any]) -> str:
    return state_of(connection, "INSERT INTO clinic.audit VALUES (%s, %s, %s, %s, %s, %s, %s, %s)", *row.values())


def test_a_link_whose_hash_is_not_its_own_never_gets_into_the_chain(staffed: Staffed, raw: Connect) -> None:
    a_client(staffed)
    trainer, own = raw("trainer"), staffed.ids[ROLES["trainer"]]
    right = link(trainer, own, "save_plan", 'x "y" \\ 架空\n')
    assert put(trainer, right) == ""
    assert put(trainer, right | {"hash": "0" * 64}) == FORGED
    assert put(trainer, right | {"record_id": "another"}) == FORGED


def test_an_event_that_waits_lets_nobody_write_other_entries_in_its_author_s_name(
    staffed: Staffed, raw: Connect
) -> None:
    a_client(staffed)
    desk, trainer = staffed.ids[ROLES["front_desk"]], raw("trainer")
    waiting, connection = str(uuid.uuid4()), raw("front_desk")
    content = json.dumps({"actor": desk, "kind": "moved"}).encode()
    connection.execute("INSERT INTO desk.inbox (id, content) VALUES (%s, %s)", (waiting, content))
    connection.commit()
    try:
        for action, about in (("erase_client", waiting), ("erase_client", "x"), ("import_event", "x")):
            assert put(trainer, link(trainer, desk, action, about)) == FORGED
        assert put(trainer, link(trainer, desk, "import_event", waiting)) == ""
    finally:
        trainer.execute("DELETE FROM desk.inbox WHERE id = %s", (waiting,))
        trainer.commit()


def test_what_the_manager_let_leave_is_signed_for_the_manager_while_it_is_taken_in_and_nothing_else_is(
    staffed: Staffed, raw: Connect
) -> None:
    a_client(staffed)
    manager, trainer = staffed.ids[ROLES["manager"]], raw("trainer")
    event, release, connection = str(uuid.uuid4()), str(uuid.uuid4()), raw("manager")
    told = {"actor": manager, "kind": "exported", "payload": {"release_id": release}}
    connection.execute("INSERT INTO stats.inbox (id, content) VALUES (%s, %s)", (event, json.dumps(told).encode()))
    connection.commit()
    took_in = "INSERT INTO clinic.imported_event (id, kind, at, actor, imported_at) VALUES (%s, %s, now(), %s, now())"
    for about, said in ((release, ""), ("another", FORGED)):
        row = link(trainer, manager, "export_release", about)
        trainer.execute(took_in, (event, "exported", manager))
        assert put(trainer, row) == said


def test_how_the_studio_works_only_an_owner_changes(raw: Connect) -> None:
    add = "INSERT INTO clinic.setting (name, value) VALUES (%s, '{}')"
    for name in ("clinic_profile", "house_defaults", "locking", "retention", "former_staff"):
        wanted = add + " ON CONFLICT (name) DO UPDATE SET value = '{}'"
        assert state_of(raw("trainer"), wanted, name) == NO_RIGHT
        assert state_of(raw("owner"), wanted, name) == ""
    changed = raw("trainer").execute("UPDATE clinic.setting SET value = '{}' WHERE name = 'clinic_profile'")
    assert changed.rowcount == 0
    assert state_of(raw("trainer"), add + " ON CONFLICT DO NOTHING", "case_facts") == ""


@pytest.mark.parametrize("role", ROLES)
def test_nobody_keeps_anything_outside_the_tables(role: str, raw: Connect) -> None:
    """Large objects lie in no table and in no copy, and who may see none of the record could still hand them on."""
    connection = raw(role)
    tried = (
        "SELECT lo_create(0)",
        "SELECT lo_creat(-1)",
        "SELECT lo_from_bytea(0, 'x')",
        "SELECT lo_put(1, 0, 'x')",
        "SELECT lowrite(0, 'x')",
        "SELECT lo_truncate(0, 1)",
        "SELECT lo_truncate64(0, 1)",
        "SELECT lo_import('/etc/passwd')",
    )
    assert [sql for sql in tried if state_of(connection, sql) != NO_RIGHT] == []


def test_what_the_manager_reads_is_a_release_of_the_record_and_stays_one(staffed: Staffed, raw: Connect) -> None:
    """Whoever signs in next takes what lies there into the record, in their own name and once and for all."""
    a_client(staffed)
    put_there = "INSERT INTO stats.outbox (id, content) VALUES (%s, %s) ON CONFLICT (id) DO UPDATE SET content = %s"
    released = (
        "INSERT INTO clinic.release (id, period, payload, sha256, closed_at, closed_by) "
        "VALUES (%s, '2020-H1', 'as released', 'x', now(), 'x')"
    )
    owner, trainer, name = raw("owner"), raw("trainer"), str(uuid.uuid4())
    for connection in (owner, trainer):
        assert state_of(connection, put_there, name, b"made up", b"made up") == FORGED
        for box in ("DELETE FROM stats.outbox", "DELETE FROM stats.inbox"):
            assert state_of(connection, box) == NO_RIGHT
    for content, said in ((b"as released", ""), (b"made up", FORGED)):
        owner.execute(released, (name,))
        owner.execute(put_there, (name, b"as released", b"as released"))
        assert state_of(owner, put_there, name, content, content) == said
    assert state_of(trainer, released, name) == NO_RIGHT, "the owner closes a period, once and for all"


def test_nobody_keeps_from_the_record_that_a_release_left_or_writes_there_what_was_not_told(
    staffed: Staffed, raw: Connect, tmp_path: Path
) -> None:
    """An entry that says an event is in already would keep every session from ever taking it in."""
    a_client(staffed)
    own, trainer, late = staffed.ids[ROLES["manager"]], raw("trainer"), raw("trainer")
    late.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    late.execute("SELECT 1 FROM clinic.client")  # goes on seeing what was there now, without the event
    release, event = str(uuid.uuid4()), str(uuid.uuid4())
    at = datetime(2026, 11, 20, 1, 2, 3, 456789, UTC)
    told = ExportRequest(release, "csv", "ja", "a.csv", "研究", "先方")
    put_release = (
        "INSERT INTO clinic.release (id, period, payload, sha256, closed_at, closed_by) "
        "VALUES (%s, 'x', '', 'x', %s, '')"
    )
    raw("owner").execute(put_release, (release, at)).connection.commit()
    try:
        inbox = exchange(tmp_path, "stats", "in", staffed.sign_in(ROLES["manager"]))
        append_event(inbox, Event(event, at, own, EXPORTED, msgspec.to_builtins(told)))
        took_in = (
            "INSERT INTO clinic.imported_event (id, kind, at, actor, imported_at) VALUES (%s, 'x', now(), 'x', now())"
        )
        for connection in (late, trainer, raw("owner")):
            assert state_of(connection, took_in, event) == FORGED
        names = list(msgspec.to_builtins(told))
        left = "INSERT INTO clinic.release_export (id, actor, at, {}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)"
        left = left.format(", ".join(names))
        right = (event, own, at, *(getattr(told, name) for name in names))
        assert state_of(trainer, left, *right) == ""
        another, owner = str(uuid.uuid4()), staffed.ids[ROLES["owner"]]
        for place, otherwise in ((0, another), (1, owner), (2, "now"), (7, "掲示"), (8, "")):
            assert state_of(trainer, left, *right[:place], otherwise, *right[place + 1 :]) == FORGED
        ring = staffed.sign_in(ROLES["trainer"])
        record = Record(ring.connected)
        take_in_exports(record, tmp_path, ring)
        assert [(export.id, export.recipient) for export in actions.exports_of(record, release)] == [(event, "先方")]
    finally:
        with psycopg.connect(host=staffed.place.host, dbname=staffed.place.database, user="postgres") as keeper:
            keeper.execute("DELETE FROM stats.inbox WHERE id = %s", (event,))
            keeper.execute("DELETE FROM clinic.release WHERE id = %s", (release,))
            keeper.execute("DELETE FROM clinic.imported_event WHERE id = %s", (event,))


def names_of(left: tuple[Refused, ...]) -> set[str]:
    """Which events stay where they are."""
    return {Path(str(refused.values["file"])).name for refused in left if "file" in refused.values}


NEVER_WRITTEN: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("own_password", "2026-11-20T01:00:00+00:00", {}),
    ("booked", "0001-01-01T00:00:00+14:00", {}),
    ("booked", "2026-11-20T01:00:00+00:00", {"minutes": 10**17}),
    ("booked", "2026-11-20T01:00:00+00:00", {"at": "0001-01-01T00:00:00+14:00"}),
)


def test_an_entry_that_no_program_writes_keeps_no_other_from_the_record(
    staffed: Staffed, raw: Connect, tmp_path: Path
) -> None:
    desk, own = raw("front_desk"), staffed.ids[ROLES["front_desk"]]
    right = {"at": "2026-11-24T01:00:00+00:00", "kind": "trial", "name": "架空 来客", "by": "受付"}
    taken = {"booking": str(uuid.uuid4())}  # the second of this number cannot be taken in
    written = ("booked", "2026-11-20T01:00:00+00:00", taken)
    ids = []
    for kind, at, told in (*NEVER_WRITTEN, written, written):
        ids.append(str(uuid.uuid4()))
        payload = {} if kind == "own_password" else {"booking": str(uuid.uuid4()), **right, **told}
        event = {"uuid": ids[-1], "at": at, "actor": own, "kind": kind, "payload": payload}
        desk.execute("INSERT INTO desk.inbox (id, content) VALUES (%s, %s)", (ids[-1], json.dumps(event).encode()))
    nameless = "INSERT INTO desk.inbox (id, content) VALUES ('no id', %s)"
    desk.execute(nameless, (json.dumps({"actor": own}).encode(),))
    desk.commit()
    held = HeldRing(staffed.sign_in(ROLES["trainer"]))
    link = DeskLink(Record(held.ring.connected), tmp_path, held, lambda _heard: None)  # type: ignore[attr-defined]
    try:
        link.once()
        assert set(ids[:-2]) <= names_of(link.left)
        assert len(names_of(link.left) & set(ids[-2:])) == 1
        found = raw("trainer").execute("SELECT count(*) FROM clinic.booking WHERE id = %s", (taken["booking"],))
        assert found.fetchone() == (1,)
    finally:
        raw("trainer").execute("DELETE FROM desk.inbox WHERE id = ANY (%s)", ([*ids, "no id"],)).connection.commit()


def test_the_manager_keeps_no_period_from_being_closed(staffed: Staffed, raw: Connect, tmp_path: Path) -> None:
    manager, own = raw("manager"), staffed.ids[ROLES["manager"]]
    event = {"uuid": str(uuid.uuid4()), "at": "2026-11-20T01:00:00+00:00", "actor": own, "kind": "own_password"}
    inbox = "INSERT INTO stats.inbox (id, content) VALUES (%s, %s)"
    manager.execute(inbox, (event["uuid"], json.dumps(event).encode()))
    manager.commit()
    ring = staffed.sign_in(ROLES["owner"])
    try:
        assert event["uuid"] in names_of(take_in_exports(Record(ring.connected), tmp_path, ring).left)
    finally:
        with psycopg.connect(host=staffed.place.host, dbname=staffed.place.database, user="postgres") as keeper:
            keeper.execute("DELETE FROM stats.inbox WHERE id = %s", (event["uuid"],))


def test_no_function_of_the_staff_is_open_to_whoever_comes_along(staffed: Staffed) -> None:
    asked = (
        "SELECT p.proname FROM pg_proc AS p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS a "
        "WHERE p.pronamespace = 'staff'::regnamespace AND a.grantee = 0"
    )
    with closing(psycopg.connect(host=staffed.place.host, dbname=staffed.place.database, user="postgres")) as keeper:
        assert keeper.execute(asked).fetchall() == []


@pytest.mark.parametrize("role", ["trainer", "front_desk", "manager"])
def test_nobody_can_make_anything_that_others_would_run(role: str, raw: Connect) -> None:
    """What runs in somebody else's name looks up what it calls: nobody has a place to put something else there."""
    connection = raw(role)
    tried = (
        "CREATE TEMP TABLE mine (id text)",
        "CREATE FUNCTION pg_temp.pg_has_role(name, text, text) RETURNS boolean LANGUAGE sql AS 'SELECT true'",
        "CREATE FUNCTION public.current_database() RETURNS name LANGUAGE sql AS 'SELECT ''x''::name'",
        "CREATE OPERATOR public.|| (leftarg = text, rightarg = text, procedure = textcat)",
        "CREATE TRIGGER mine AFTER DELETE ON clinic.client FOR EACH ROW EXECUTE FUNCTION staff.leave_all()",
        "CREATE VIEW public.mine AS SELECT 1",
        "CREATE POLICY mine ON desk.inbox USING (true)",
        "COMMENT ON SCHEMA clinic IS 'clinic-app 9999 x'",
        "SELECT setval('desk.mark', 1)",
    )
    assert [sql for sql in tried if state_of(connection, sql) != NO_RIGHT] == []


def test_a_role_that_somebody_gives_themselves_for_the_next_time_is_not_theirs_then(
    staffed: Staffed, raw: Connect
) -> None:
    connection, name = raw("front_desk"), ROLES["front_desk"]
    connection.execute(f"ALTER ROLE \"{name}\" SET role = '{staffed.place.database}_tables'")
    connection.commit()
    try:
        again = raw("front_desk")
        assert again.execute("SELECT current_user").fetchone() == (name,)
        again.rollback()
        assert state_of(again, "SELECT 1 FROM clinic.client") == NO_RIGHT
    finally:
        connection.execute(f'ALTER ROLE "{name}" RESET role')
        connection.commit()


def test_no_owner_takes_on_somebody_who_would_be_a_group_of_the_next_studio_on_the_server(raw: Connect) -> None:
    owner, verifier = raw("owner"), "SCRAM-SHA-256$4096:c2FsdA==$c3RvcmVk:c2VydmVy"
    add = "SELECT staff.add(%s, %s, 'x', ARRAY['trainer'], %s)"
    for login in ("other_trainer", "other_owner", "other_tables", "other_keeper", "other_front_desk"):
        assert state_of(owner, add, str(uuid.uuid4()), login, verifier) == TAKEN
    assert state_of(owner, add, str(uuid.uuid4()), "other_trainer 2", verifier) == ""
    assert state_of(owner, add, str(uuid.uuid4()), "without a password", None) == NOT_A_VERIFIER


def test_what_others_ask_the_server_is_not_shown(raw: Connect) -> None:
    trainer = raw("trainer")
    trainer.execute("SELECT '架空 秘密'")
    for role in ("front_desk", "manager"):
        found = raw(role).execute("SELECT query FROM pg_stat_activity WHERE usename = %s", (ROLES["trainer"],))
        assert {row[0] for row in found} == {"<insufficient privilege>"}
    trainer.rollback()


def test_news_that_no_program_tells_and_a_false_time_of_a_session_disturb_nobody(
    staffed: Staffed, raw: Connect
) -> None:
    ring = staffed.sign_in(ROLES["owner"])
    line, visit = NewsLine(ring.connected), str(uuid.uuid4())
    try:
        desk = raw("front_desk")
        for payload in ("a b c", "a b", "a b c d", "", "x y -1", f"x y {'9' * 40}"):
            desk.execute("SELECT pg_notify(%s, %s)", (CHANNEL, payload))
        for name in (f"clinic-visit {visit} zz", f"clinic-visit {visit} {'f' * 20}", f"clinic-visit {visit} "):
            other = raw("front_desk")
            other.autocommit = True
            other.execute("SELECT set_config('application_name', %s, false)", (name,))
        desk.execute("SELECT pg_notify(%s, 'saved')", (CHANNEL,))
        desk.commit()
        told: list[str] = []
        while "saved" not in told:
            assert line.wait(60)
            told += [news.action for news in line.take()]
        assert told == ["saved"]
        assert line.others(visit) == ()
    finally:
        line.close()
