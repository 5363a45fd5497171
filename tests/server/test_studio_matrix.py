# ruff: noqa: S608 - names of tables, tried one by one
"""Rows of two studios by the driver alone: read, added, changed, removed and moved, in every table, by everybody."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import psycopg
import pytest
from sqlalchemy import text

from clinic_app.records.client_copy import owner_of
from clinic_app.records.models import Base
from clinic_app.records.provision import as_tables_owner
from clinic_app.records.server_people import ServerStaff
from tests.server.company import BOTH, DESK_A, DESK_B, DESK_BOTH, OWNER, A, B, Company
from tests.server.studio_rows import NO_RIGHT, PLACED, Rows, count, made_up_row, one_row_of_each, put

DAY = "00000000-0000-8000-8000-00000000da11"
BY_ME = "convert_to(json_build_object('actor', staff.my_id())::text, 'UTF8')"
HANGS_ON = {"case_fact": PLACED["case_fact"].c.client_seq}
WORKS_IN = [
    (A, ("SBY",)),
    (B, ("UEN",)),
    (BOTH, ("SBY", "UEN")),
    (DESK_A, ("SBY",)),
    (DESK_B, ("UEN",)),
    (DESK_BOTH, ("SBY", "UEN")),
]
ENTRIES = {"SBY": "11111111-0000-4000-8000-000000000001", "UEN": "22222222-0000-4000-8000-000000000002"}


@pytest.fixture(scope="module")
def rows(company: Company) -> Iterator[Rows]:
    """With a sheet and an entry of each studio at the desks, and no other; nothing that is tried here stays."""
    _clear_desks(company)
    with one_row_of_each(company) as made:
        with as_tables_owner(company.admin) as tables, tables.begin() as connection:
            for of_studio in made.values():
                sheet = {"id": of_studio["handout"]["id"], "content": b"sheet"}
                connection.execute(text("INSERT INTO desk.outbox (id, content) VALUES (:id, :content)"), sheet)
        for name, code in ((DESK_A, "SBY"), (DESK_B, "UEN")):
            with company.raw(name) as desk:
                desk.execute(f"INSERT INTO desk.inbox (id, content) SELECT %s, {BY_ME}", [ENTRIES[code]])  # type: ignore[arg-type]
        yield made
        _clear_desks(company)


def _clear_desks(company: Company) -> None:
    with as_tables_owner(company.admin) as tables, tables.begin() as connection:
        for box in ("inbox", "outbox"):
            connection.execute(text(f"DELETE FROM desk.{box}"))


def test_nearly_every_table_belongs_to_a_studio_and_the_others_are_named_here() -> None:
    common = {table.name for table in Base.metadata.sorted_tables} - set(PLACED)
    assert common == {"audit", "imported_event", "release", "release_export", "rule_set", "setting", "studio"}


def test_what_a_table_hangs_on_is_what_the_server_looks_through() -> None:
    assert all(owner_of(table) is not None for name, table in PLACED.items() if name != "client")


@pytest.mark.parametrize(("name", "seen"), [(A, 1), (B, 1), (BOTH, 2), (OWNER, 2)])
def test_each_trainer_reads_changes_and_removes_rows_of_their_own_studios_alone(
    company: Company, rows: Rows, name: str, seen: int
) -> None:
    assert rows.keys() == {"SBY", "UEN"}
    wrong = []
    with closing(company.raw(name)) as connection:
        for table, columns in PLACED.items():
            some = next(column.name for column in columns.columns if column.name not in ("seq", "id"))
            tried = {
                "SELECT": f'SELECT * FROM clinic."{table}"',
                "UPDATE": f'UPDATE clinic."{table}" SET "{some}" = "{some}"',
                "DELETE": f'DELETE FROM clinic."{table}"',
            }
            for what, sql in tried.items():
                found = count(connection, sql)
                if found != seen and not (what != "SELECT" and found == NO_RIGHT):
                    wrong.append((table, what, found))
        reached = {table: count(connection, f'SELECT * FROM clinic."{table}"') for table in PLACED}
    assert wrong == []
    assert set(reached.values()) == {seen}


@pytest.mark.parametrize(("name", "mine", "foreign"), [(A, "SBY", "UEN"), (B, "UEN", "SBY")])
def test_no_trainer_adds_a_row_to_the_other_studio_or_to_a_client_of_it(
    company: Company, rows: Rows, name: str, mine: str, foreign: str
) -> None:
    with closing(company.raw(name)) as connection:
        there = {
            table: put(connection, made, made_up_row(made, foreign, rows[foreign])) for table, made in PLACED.items()
        }
        hanging = {
            table: put(connection, made, made_up_row(made, mine, rows[foreign]))
            for table, made in PLACED.items()
            if table != "client"
        }
    assert set(there.values()) == {NO_RIGHT}, there
    assert set(hanging.values()) == {NO_RIGHT}, hanging


@pytest.mark.parametrize(("name", "mine", "foreign"), [(A, "SBY", "UEN"), (B, "UEN", "SBY")])
def test_no_trainer_moves_a_row_to_the_other_studio_or_under_a_row_of_it(
    company: Company, rows: Rows, name: str, mine: str, foreign: str
) -> None:
    moved: dict[str, int | str] = {}
    with closing(company.raw(name)) as connection:
        for table, made in PLACED.items():
            for column in made.columns:
                if column.name == "studio":
                    moved[f"{table}.studio"] = count(connection, f"UPDATE clinic.\"{table}\" SET studio = '{foreign}'")
                hangs = column is HANGS_ON.get(table, owner_of(made)) or table == "not_same_person"
                for reference in column.foreign_keys if hangs else ():  # what it only names shows nobody anything
                    theirs = rows[foreign][reference.column.table.name][reference.column.name]
                    own = rows[mine][table][column.name]
                    sql = f'UPDATE clinic."{table}" SET "{column.name}" = %s WHERE "{column.name}" = %s'
                    moved[f"{table}.{column.name}"] = count(connection, sql, [theirs, own])
    assert {"client.studio", "booking.studio", "call.studio", "visit.studio", "case_fact.studio"} <= moved.keys()
    assert {place: said for place, said in moved.items() if said != NO_RIGHT} == {}


@pytest.mark.parametrize(("name", "mine", "foreign"), [(A, "SBY", "UEN"), (B, "UEN", "SBY")])
def test_nobody_takes_the_place_of_a_fact_that_the_other_studio_is_to_write(
    company: Company, rows: Rows, name: str, mine: str, foreign: str
) -> None:
    """A visit has one fact: who put theirs there first, unseen, would keep the other studio from closing it."""
    fact = PLACED["case_fact"]
    theirs = {"visit_seq": rows[foreign]["visit"]["seq"]}
    with closing(company.raw(name)) as connection:
        assert put(connection, fact, made_up_row(fact, mine, rows[mine]) | theirs) == NO_RIGHT
        moved = "UPDATE clinic.case_fact SET visit_seq = %s"
        assert count(connection, moved, [theirs["visit_seq"]]) == NO_RIGHT


def seen_in(connection: psycopg.Connection[Any], box: str) -> set[str]:
    found = {row[0] for row in connection.execute(f"SELECT id FROM desk.{box}").fetchall()}  # type: ignore[arg-type]
    connection.rollback()
    return found


@pytest.mark.parametrize(("name", "codes"), WORKS_IN)
def test_the_desk_s_two_tables_are_those_of_one_s_own_studios(
    company: Company, rows: Rows, name: str, codes: tuple[str, ...]
) -> None:
    desk = name in (DESK_A, DESK_B, DESK_BOTH)
    own = len(codes)
    with closing(company.raw(name)) as connection:
        assert seen_in(connection, "outbox") == {rows[code]["handout"]["id"] for code in codes}
        assert seen_in(connection, "inbox") == {ENTRIES[code] for code in codes}
        assert count(connection, "UPDATE desk.outbox SET content = content") == (NO_RIGHT if desk else own)
        assert count(connection, "DELETE FROM desk.outbox") == (NO_RIGHT if desk else own)
        assert count(connection, "UPDATE desk.inbox SET content = content") == NO_RIGHT
        assert count(connection, "DELETE FROM desk.inbox") == (NO_RIGHT if desk else own)


@pytest.mark.parametrize(
    ("name", "mine", "foreign"), [(A, "SBY", "UEN"), (DESK_A, "SBY", "UEN"), (DESK_B, "UEN", "SBY")]
)
def test_nothing_is_put_at_the_desk_of_the_other_studio_or_moved_there(
    company: Company, rows: Rows, name: str, mine: str, foreign: str
) -> None:
    theirs = rows[foreign]["handout"]["id"]
    with closing(company.raw(name)) as connection:
        in_place = "INSERT INTO desk.outbox (id, content) VALUES (%s, '') ON CONFLICT (id) DO UPDATE SET content = ''"
        assert count(connection, in_place, [theirs]) == NO_RIGHT
        assert count(connection, "INSERT INTO desk.outbox (id, content) VALUES (%s, '')", [day_of(foreign)]) == NO_RIGHT
        entry = f"INSERT INTO desk.inbox (id, content, studio) SELECT 'x', {BY_ME}, %s"
        assert count(connection, entry, [foreign]) == NO_RIGHT
        assert count(connection, f"UPDATE desk.inbox SET studio = '{foreign}'") == NO_RIGHT
        if name == A:  # where a sheet lies is worked out by the server, whatever is written there
            moved = f"UPDATE desk.outbox SET studio = '{foreign}', home = '{foreign}' RETURNING studio, home"
            found = connection.execute(moved).fetchall()
            connection.rollback()
            assert found == [(mine, mine)]
        else:
            assert count(connection, f"UPDATE desk.outbox SET studio = '{foreign}'") == NO_RIGHT


def day_of(code: str) -> str:
    letters = code.encode().hex().ljust(16, "0")
    return f"{letters[:8]}-{letters[8:12]}-{letters[12:]}{DAY[18:]}"


def test_no_front_desk_reaches_a_table_of_the_record(company: Company, rows: Rows) -> None:
    assert rows
    with closing(company.raw(DESK_BOTH)) as connection:
        found = {table: count(connection, f'SELECT * FROM clinic."{table}"') for table in PLACED}
        assert count(connection, "SELECT * FROM staff.works_in") == NO_RIGHT
    assert set(found.values()) == {NO_RIGHT}


def test_who_works_in_no_studio_sees_nobody(company: Company, rows: Rows) -> None:
    assert rows
    owner = company.ring(OWNER)
    staff = ServerStaff(owner.connected)
    person = next(one.id for one in staff.people() if one.name == A)
    staff.set_studios(person, ())
    with closing(company.raw(A)) as connection:
        seen = {table: count(connection, f'SELECT * FROM clinic."{table}"') for table in PLACED}
    staff.set_studios(person, ("SBY",))
    assert set(seen.values()) == {0}
    owner.forget()
