"""Two studios on one server: who sees what of whom, tried with the driver alone and through the program."""

import uuid
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import delete, select

from clinic_app import actions
from clinic_app.actions.counter import Counter
from clinic_app.actions.releases import NOT_CHOSEN, SOME_STUDIOS
from clinic_app.actions.studios import LAST_ONE, SHUT, TAKEN, UNKNOWN
from clinic_app.bootstrap.factory import build_evaluator, factory_texts
from clinic_app.bootstrap.record_files import create_record
from clinic_app.domain.desk_event import Booked
from clinic_app.domain.period import Period
from clinic_app.errors import Refused
from clinic_app.records import moving
from clinic_app.records.key_ring import HeldRing
from clinic_app.records.models import Base, Visit
from clinic_app.records.provision import Admin, as_tables_owner, provision
from clinic_app.records.record import Record
from clinic_app.records.server_copies import make_copy
from clinic_app.records.server_tools import Tools
from clinic_app.records.store import GONE
from tests.server.clusters import Cluster
from tests.server.company import (
    BOTH,
    DESK_A,
    DESK_B,
    OWNER,
    A,
    B,
    Company,
    details,
    link_of,
    record_of,
)
from tests.server.studio_rows import NO_RIGHT, PLACED, Rows, count, one_row_of_each

TODAY = date(2026, 11, 23)


@pytest.fixture
def rows(company: Company) -> Iterator[Rows]:
    with one_row_of_each(company) as made:
        yield made


def test_a_client_s_visits_are_seen_with_the_client_wherever_they_took_place(company: Company) -> None:
    trainer = company.ring(BOTH)
    record = record_of(trainer)
    client = actions.register_client(record, details("まわる"), actor=trainer.person).value
    visit = actions.open_visit(record, client.id, day=TODAY, trainer=BOTH, actor=trainer.person).value
    assert (client.studio, visit.studio) == ("SBY", "SBY")
    moved = actions.change_home(record, client.id, "UEN", actor=trainer.person).value
    assert (moved.studio, moved.revision) == ("UEN", client.revision + 1)
    assert actions.resume_visit(record, visit.id).visit.studio == "SBY"
    there, here = company.ring(B), company.ring(A)
    assert actions.resume_visit(record_of(there), visit.id).client.id == client.id
    assert [entry.action for entry in actions.audit_entries(record)[:1]] == ["change_home"]
    with pytest.raises(Refused) as refused:
        actions.read_client(record_of(here), client.id)
    assert refused.value.message == GONE
    with pytest.raises(Refused) as refused:
        actions.change_home(record_of(there), client.id, "SBY", actor=there.person)
    assert refused.value.message == UNKNOWN
    for ring in (trainer, there, here):
        ring.forget()


def test_no_page_of_one_studio_shows_a_client_of_the_other(company: Company) -> None:
    here, there = company.ring(A), company.ring(B)
    mine, theirs = record_of(here), record_of(there)
    now = datetime.now(UTC)
    known = details("うえの", phone="090-0000-7777")
    client = actions.register_client(theirs, known, actor=there.person).value
    actions.book_visit(theirs, name="", at=now, kind="trial", by=B, actor=there.person, client_id=client.id)
    actions.book_visit(theirs, name="架空 電話", at=now, kind="trial", by=B, actor=there.person)
    actions.note_call(theirs, name="架空 電話", by=B, actor=there.person)
    visit = actions.open_visit(theirs, client.id, day=now.astimezone().date(), trainer=B, actor=there.person).value
    ours = actions.register_client(mine, known, actor=here.person).value
    assert {one.id for one in actions.find_clients(mine, "うえの")} == {ours.id}
    assert client.id not in {one.client.id for one in actions.alike_clients(mine, known, client_id=ours.id)}
    day = actions.day_overview(mine, now.astimezone().date(), now.astimezone().date())
    assert not [one for one in day.expected if one.booking.studio != "SBY"]
    assert visit.id not in {one.visit.id for one in day.in_progress}
    assert not [one for one in day.calls if one.studio != "SBY"]
    for refused in (
        lambda: actions.preview_merge(mine, ours.id, client.id),
        lambda: actions.resume_visit(mine, visit.id),
        lambda: actions.client_overview(mine, client.id),
        lambda: actions.preview_move(mine, visit.id),
        lambda: actions.book_visit(mine, name="", at=now, kind="trial", by=A, actor=here.person, client_id=client.id),
    ):
        with pytest.raises(Refused):
            refused()
    for ring in (here, there):
        ring.forget()


def issue(record: Record, actor: str, name: str) -> str:
    """A paper for the desk, of a client of where the record stands; gives its id."""
    client = actions.register_client(record, details(name), actor=actor).value
    today = datetime.now().astimezone().date()
    visit = actions.open_visit(record, client.id, day=today, trainer="見本", actor=actor).value
    made = actions.issue_handout(
        record, visit.id, pdf=b"%PDF-1.4", pages=1, actor=actor, approved_by="見本", kind="memo"
    )
    return made.value.id


def test_each_desk_has_the_sheets_bookings_and_events_of_its_own_studio(company: Company, tmp_path: Path) -> None:
    rings = {name: company.ring(name) for name in (A, B, BOTH, DESK_A, DESK_B)}
    papers = {name: issue(record_of(rings[name]), rings[name].person, f"がみ{name}") for name in (A, B)}
    links = [link_of(rings[name], tmp_path) for name in (A, B, BOTH)]
    for link in links:
        link.once()
    desks = {name: Counter(tmp_path, HeldRing(rings[name])) for name in (DESK_A, DESK_B)}
    assert {job.sheet.id for job in desks[DESK_A].look().jobs} == {papers[A]}
    assert {job.sheet.id for job in desks[DESK_B].look().jobs} == {papers[B]}
    with closing(company.raw(DESK_B)) as connection:
        before = count(connection, "SELECT * FROM desk.inbox")
    booking, at = str(uuid.uuid4()), datetime.now(UTC) + timedelta(days=1)
    desks[DESK_A].note(Booked(booking, at, "trial", "架空 来客", by=DESK_A, kana="かくう らいきゃく"))
    links[1].once()
    with closing(company.raw(DESK_B)) as connection:
        assert count(connection, "SELECT * FROM desk.inbox") == before
        assert count(connection, "SELECT * FROM desk.inbox WHERE studio = 'SBY'") == 0
        foreign = "INSERT INTO desk.inbox (id, content, studio) VALUES ('x', '{}', 'SBY')"
        assert count(connection, foreign) in (NO_RIGHT, "CA004")
    with pytest.raises(Refused):
        actions.read_booking(record_of(rings[B]), booking)
    links[2].once()  # who works in both takes it in, for the studio whose desk wrote it
    assert actions.read_booking(record_of(rings[A]), booking).studio == "SBY"
    links[0].once()
    assert booking in {line.id for line in desks[DESK_A].look().lines}
    assert booking not in {line.id for line in desks[DESK_B].look().lines}
    for ring in rings.values():
        ring.forget()


def test_a_client_who_changes_studio_takes_their_sheets_along_to_the_new_desk(company: Company, tmp_path: Path) -> None:
    rings = {name: company.ring(name) for name in (A, B, BOTH, DESK_A, DESK_B)}
    paper = issue(record_of(rings[A]), rings[A].person, "ひっこし")
    links = {name: link_of(rings[name], tmp_path) for name in (A, B)}
    links[A].once()
    found = actions.find_clients(record_of(rings[BOTH]), "ひっこし")
    actions.change_home(record_of(rings[BOTH]), found[0].id, "UEN", actor=rings[BOTH].person)
    for name in (A, B, A):
        links[name].once()
    for desk in (DESK_A, DESK_B):
        jobs = Counter(tmp_path, HeldRing(rings[desk])).look().jobs
        assert paper in {job.sheet.id for job in jobs}, "where it was issued, and where the client is at home now"
    for ring in rings.values():
        ring.forget()


def test_a_studio_that_closed_takes_no_new_bookings_and_loses_nothing(company: Company) -> None:
    owner, trainer = company.ring(OWNER), company.ring(B)
    record, theirs = record_of(owner), record_of(trainer)
    with pytest.raises(Refused) as refused:
        actions.name_studio(record, code="SBY", name="渋谷二号", actor=owner.person)
    assert refused.value.message == TAKEN
    clients = actions.find_clients(theirs, "")
    actions.close_studio(record, "UEN", TODAY, actor=owner.person)
    with pytest.raises(Refused) as refused:
        actions.book_visit(theirs, name="架空", at=datetime.now(UTC), kind="trial", by=B, actor=trainer.person)
    assert refused.value.message == SHUT
    with pytest.raises(Refused) as refused:
        actions.close_studio(record, "SBY", TODAY, actor=owner.person)
    assert refused.value.message == LAST_ONE
    assert actions.find_clients(theirs, "") == clients
    actions.reopen_studio(record, "UEN", actor=owner.person)
    assert [one.code for one in actions.my_studios(theirs)] == ["UEN"]
    for ring in (owner, trainer):
        ring.forget()


def test_a_copy_of_the_server_holds_the_rows_of_every_studio(
    company: Company, rows: Rows, scram_cluster: Cluster, tmp_path: Path
) -> None:
    tools = Tools(Path(scram_cluster._server.bin_path))
    copied = make_copy(company.admin, tmp_path, datetime.now(UTC), tools)
    assert {copied.listed.rows[name] for name in PLACED} == {len(rows)}


def test_a_period_is_closed_by_somebody_who_sees_every_studio(company: Company) -> None:
    rule_set = build_evaluator(factory_texts()).rule_set
    for name, message in ((A, SOME_STUDIOS), (B, SOME_STUDIOS), (BOTH, NOT_CHOSEN), (OWNER, NOT_CHOSEN)):
        ring = company.ring(name)
        with pytest.raises(Refused) as refused:
            actions.close_period(record_of(ring), Period(2025), rule_set, actor=ring.person, closed_by=name)
        ring.forget()
        assert refused.value.message == message, "else the clients of the other studio would be missing in it"


def test_a_move_to_a_file_and_to_a_server_again_keeps_every_code(company: Company, rows: Rows, tmp_path: Path) -> None:
    def quietly(_told: object) -> None:
        """Nobody waits."""

    again = Admin(replace(company.admin.place, database="company_again"), company.admin.login, company.admin.password)
    provision(again, quietly)
    file = create_record(tmp_path / "clinic.db", bytes(range(32))).engine
    with file.begin() as connection:
        for table in reversed(Base.metadata.sorted_tables):  # a new record has its rule set already
            connection.execute(delete(table))
    with as_tables_owner(company.admin) as here, as_tables_owner(again) as there:
        moving.copy(here, file, quietly)
        moving.copy(file, there, quietly)
        found = [moving.contents(engine) for engine in (here, file, there)]
        with there.connect() as connection:
            codes = set(connection.execute(select(Visit.studio)).scalars())
    file.dispose()
    assert found[0] == found[1] == found[2]
    assert codes == set(rows)
