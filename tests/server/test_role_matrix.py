# ruff: noqa: S608 - names of tables, tried one by one
"""Who can do what on the server, tried with the driver alone: no line of the program stands between."""

import json
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import psycopg
import pytest

from clinic_app import actions
from clinic_app.domain.client import ClientDetails
from clinic_app.records.record import Record
from tests.server.staffed import Staffed

ROLES = {"owner": "院長", "trainer": "髙橋 見本", "front_desk": "受付", "manager": "集計"}
NO_RIGHT, FORGED = "42501", "CA004"
READS, ADDS, CHANGES, REMOVES = "SELECT", "INSERT", "UPDATE", "DELETE"

# What TRUST.md section 3 and the actions need, written down here once more and by hand.
WRITTEN_ONCE = {
    "proposal", "decision", "handout", "addendum", "audit", "outcome_measure", "retest", "confirmation", "release",
    "release_export", "print_event", "imported_event", "client_key", "plan_item",
}  # fmt: skip
REMOVED_FROM = {"client", "client_key", "case_fact", "plan_item", "not_same_person"}
OF_OWNERS = {"rule_set", "studio", "release"}
READ_ONLY = {"alembic_version"}
BOXES: dict[tuple[str, str], set[str]] = {
    ("front_desk", "desk.outbox"): {READS},
    ("front_desk", "desk.inbox"): {READS, ADDS},
    ("manager", "stats.outbox"): {READS},
    ("manager", "stats.inbox"): {READS, ADDS},
}
for _role in ("owner", "trainer"):
    BOXES[_role, "desk.outbox"] = {READS, ADDS, CHANGES, REMOVES}
    BOXES[_role, "desk.inbox"] = {READS, REMOVES}
    BOXES[_role, "stats.outbox"] = {READS, ADDS, CHANGES}
    BOXES[_role, "stats.inbox"] = {READS}


def allowed(role: str, table: str) -> set[str]:
    """What a role may do with a table."""
    schema, name = table.split(".")
    if schema != "clinic":
        return BOXES.get((role, table), set())
    if role not in ("owner", "trainer"):
        return set()
    if name in READ_ONLY or (name in OF_OWNERS and role != "owner"):
        return {READS}
    may = {READS, ADDS}
    may |= set() if name in WRITTEN_ONCE else {CHANGES}
    return may | ({REMOVES} if name in REMOVED_FROM | {"rule_set"} else set())


def state_of(connection: psycopg.Connection[Any], sql: str, *values: Any) -> str:
    """The server's answer: empty where it did what it was told."""
    try:
        connection.execute(sql, values or None)  # type: ignore[arg-type]
    except psycopg.Error as error:
        return error.sqlstate or type(error).__name__
    finally:
        connection.rollback()
    return ""


@pytest.fixture(scope="module")
def raw(staffed: Staffed) -> Iterator[Callable[[str], psycopg.Connection[Any]]]:
    """A connection of the driver itself for a role."""
    place, opened = staffed.place, {}

    def connect(role: str) -> psycopg.Connection[Any]:
        if role not in opened:
            name = ROLES[role]
            opened[role] = psycopg.connect(
                host=place.host, dbname=place.database, user=name, password=staffed.passwords[name]
            )
        return opened[role]

    yield connect
    for connection in opened.values():
        connection.close()


@pytest.fixture(scope="module")
def columns(staffed: Staffed) -> dict[str, list[str]]:
    """The tables of the three schemas and one that anybody may change, with its columns."""
    asked = "SELECT table_schema, table_name, column_name FROM information_schema.columns WHERE table_schema = ANY(%s)"
    found: dict[str, list[str]] = {}
    with closing(as_caretaker(staffed)) as connection:
        for schema, table, column in connection.execute(asked, (["clinic", "desk", "stats"],)):
            found.setdefault(f"{schema}.{table}", []).append(column)
    return found


def as_caretaker(staffed: Staffed) -> psycopg.Connection[Any]:
    return psycopg.connect(host=staffed.place.host, dbname=staffed.place.database, user="postgres")


@pytest.mark.parametrize("role", ROLES)
def test_each_role_does_with_each_table_what_it_may_and_nothing_else(
    role: str, raw: Callable[[str], psycopg.Connection[Any]], columns: dict[str, list[str]]
) -> None:
    assert len(columns) > 30
    connection, wrong = raw(role), []
    for table, names in columns.items():
        schema, name = table.split(".")
        changed = next((one for one in names if one not in ("seq", "id", "mark")), names[0])
        # No row: which rows somebody may add is another question than whether they may add any.
        what = "*" if schema == "clinic" else "id, content"
        row = f'{"" if what == "*" else f"({what})"} SELECT {what} FROM {schema}."{name}" WHERE false'
        tried = {
            READS: f'SELECT 1 FROM {schema}."{name}" LIMIT 1',
            ADDS: f'INSERT INTO {schema}."{name}" {row}',
            CHANGES: f'UPDATE {schema}."{name}" SET "{changed}" = "{changed}" WHERE false',
            REMOVES: f'DELETE FROM {schema}."{name}" WHERE false',
        }
        may = {what for what, sql in tried.items() if state_of(connection, sql) != NO_RIGHT}
        if may != allowed(role, table):
            wrong.append((table, sorted(may ^ allowed(role, table))))
    assert wrong == []


@pytest.mark.parametrize("role", ROLES)
def test_no_role_gets_out_of_its_place(role: str, raw: Callable[[str], psycopg.Connection[Any]]) -> None:
    connection = raw(role)
    tried = (
        "CREATE TABLE public.mine (x int)",
        "CREATE TABLE clinic.mine (x int)",
        "CREATE SCHEMA mine",
        "CREATE ROLE mine",
        "SELECT rolpassword FROM pg_authid",
        "COPY (SELECT 1) TO PROGRAM 'true'",
        "COPY (SELECT 1) TO '/tmp/mine'",
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT * FROM staff.person",
        "SELECT staff.give_roles('受付', ARRAY['owner'])",
        "SELECT staff.end_sessions('院長')",
        "SET ROLE studio_keeper",
        "SET ROLE studio_tables",
        "SET log_statement = 'all'",
        "ALTER TABLE clinic.audit DISABLE TRIGGER ALL",
        "ALTER ROLE postgres PASSWORD 'x'",
        "UPDATE clinic.audit SET actor = 'x'",
        "DELETE FROM clinic.audit",
        "TRUNCATE clinic.audit",
    )
    assert [sql for sql in tried if state_of(connection, sql) not in (NO_RIGHT, "0LP01")] == []
    if role != "owner":
        theirs = (
            "SELECT staff.add('x', 'x', 'x', ARRAY['owner'], 'x')",
            "SELECT staff.leave('x')",
            "SELECT staff.set_password('x', 'x')",
            "SELECT staff.change_roles('x', ARRAY['owner'])",
        )
        assert [sql for sql in theirs if state_of(connection, sql) != NO_RIGHT] == []


def test_what_the_server_knows_of_a_table_s_values_is_not_shown_to_the_desk_and_the_manager(
    raw: Callable[[str], psycopg.Connection[Any]],
) -> None:
    for role in ("front_desk", "manager"):
        found = raw(role).execute("SELECT count(*) FROM pg_stats WHERE schemaname = 'clinic'").fetchone()
        raw(role).rollback()
        assert found == (0,)


def test_nobody_signs_the_audit_for_somebody_else_or_beside_the_chain(
    staffed: Staffed, raw: Callable[[str], psycopg.Connection[Any]]
) -> None:
    trainer = staffed.sign_in(ROLES["trainer"])
    record = Record(trainer.connected)
    details = ClientDetails("架空 監査", "かくう かんさ", "male")
    actions.register_client(record, details, actor=trainer.person)
    connection = raw("trainer")
    found = connection.execute("SELECT seq, hash FROM clinic.audit ORDER BY seq DESC LIMIT 1").fetchone()
    connection.rollback()
    assert found is not None
    link = "INSERT INTO clinic.audit VALUES (%s, '2026-11-23T00:00:00+00:00', %s, 'x', 'x', 0, %s, 'x')"
    own, other = staffed.ids[ROLES["trainer"]], staffed.ids[ROLES["owner"]]
    assert state_of(connection, link, found[0] + 1, other, found[1]) == FORGED
    assert state_of(connection, link, found[0] + 2, own, found[1]) == FORGED
    assert state_of(connection, link, found[0] + 1, own, "another") == FORGED
    assert state_of(connection, link, found[0] + 1, own, found[1]) == FORGED, (
        "not its own hash; see the inside attacker"
    )
    with pytest.raises(Exception, match="CA004"):
        actions.register_client(record, details, actor=other)


def test_the_desk_writes_events_in_its_own_name_only_and_changes_none(
    staffed: Staffed, raw: Callable[[str], psycopg.Connection[Any]]
) -> None:
    desk, own = raw("front_desk"), staffed.ids[ROLES["front_desk"]]
    add = "INSERT INTO desk.inbox (id, content) VALUES (%s, %s)"

    def event(actor: str) -> bytes:
        return json.dumps({"actor": actor, "kind": "moved"}).encode()

    assert state_of(desk, add, str(uuid.uuid4()), event(own)) == ""
    assert state_of(desk, add, str(uuid.uuid4()), event(staffed.ids[ROLES["owner"]])) == FORGED
    named = "INSERT INTO desk.inbox (id, content, author) VALUES ('x', '', 'y')"
    assert state_of(desk, named) == NO_RIGHT
    assert state_of(desk, "UPDATE desk.inbox SET content = ''") == NO_RIGHT
