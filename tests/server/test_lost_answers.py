"""The server dies right before it makes a save durable, or right after it has, before anybody hears so.

Each is brought about on purpose: the line sees the words go by, the server is struck down at that moment, and what it
would have answered is never heard. Whoever presses again must not store it twice.
"""

import logging
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import text

from clinic_app import actions
from clinic_app.actions.counter import Counter
from clinic_app.bootstrap.desk_link import DeskLink
from clinic_app.bootstrap.factory import poses
from clinic_app.desktop.context import Context
from clinic_app.desktop.trainer.session import Session
from clinic_app.domain.clinic import ClinicProfile
from clinic_app.domain.desk_event import Booked
from clinic_app.errors import Refused
from clinic_app.records import audit, commits
from clinic_app.records.engines import server_engine
from clinic_app.records.exchange import exchange
from clinic_app.records.fault_sentences import CONNECTION_LOST, STORED_AFTER_ALL, UNSURE
from clinic_app.records.key_ring import HeldRing
from clinic_app.records.record import Record
from clinic_app.records.server import sign_in
from tests.faults.harness import DAY, EVALUATOR, HANAKO
from tests.server.clusters import Cluster, fresh_record
from tests.server.staffed import Staffed
from tests.server.stand_in import COMMIT, COMMITTED, StandIn

Dies = Callable[[StandIn, Cluster], None]
DYING = """
CREATE FUNCTION clinic.dying() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(60); RETURN NEW; END $$;
CREATE TRIGGER dying BEFORE INSERT ON clinic.client FOR EACH ROW EXECUTE FUNCTION clinic.dying();
"""
READY = b"Z\x00\x00\x00\x05I"  # as a server ends what it says to somebody new


def before_commit(network: StandIn, cluster: Cluster) -> None:
    """The server dies when COMMIT is on its way to it."""

    def cut(sent: bytes) -> str | None:
        if COMMIT not in sent:
            return None
        network.cut = lambda _sent: None
        cluster.strike_down()
        return "before"

    network.cut = cut


def after_commit(network: StandIn, cluster: Cluster) -> None:
    """The server dies when it has done COMMIT, with the audit's row, and said so; nobody hears that."""

    def lose(answer: bytes) -> str | None:
        if COMMITTED not in answer:
            return None
        network.lose = lambda _answer: None
        cluster.strike_down()
        return "before"

    network.lose = lose


@pytest.fixture
def network(cluster: Cluster) -> Iterator[StandIn]:
    """The line of a trainer."""
    made = StandIn(cluster.socket)
    yield made
    made.close()


@pytest.fixture
def record(cluster: Cluster, network: StandIn) -> Iterator[Record]:
    """A fresh record, reached over that line."""
    fresh_record(cluster.url()).close()
    opened = Record(server_engine(cluster.url(network.host, network.port)))
    yield opened
    opened.close()


def session_of(record: Record) -> Session:
    """A session on a trainer's screen."""
    client = actions.register_client(record, HANAKO, actor="staff-1").value
    visit = actions.open_visit(record, client.id, day=DAY, trainer="見本", actor="staff-1").value
    clinic = ClinicProfile("架空")
    context = Context(
        record=record, evaluator=EVALUATOR, poses=poses(), clinic=clinic, person="見本", staff_id="staff-1"
    )
    return Session(context, visit.id)


def told(record: Record, action: str) -> int:
    """How often the audit says that something was done; the audit is whole."""
    assert audit.verify(record.engine).fault is None
    with record.engine.connect() as connection:
        asked = text("SELECT count(*) FROM audit WHERE action = :action")
        return int(connection.execute(asked, {"action": action}).scalar_one())


def test_an_entry_the_server_died_after_counts_as_saved(
    record: Record, cluster: Cluster, network: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commits, "PATIENCE", 60.0)  # a busy machine may need long to let anybody in again
    session = session_of(record)
    after_commit(network, cluster)
    session.put("weekly_km", 20)
    assert session.refused is None, "it is looked up when the server is back, and it is there"
    session.put("nrs.now", 3)
    stored = actions.resume_visit(record, session.visit_id).assessment
    assert (stored.revision, stored.assessment.weekly_km, stored.assessment.nrs.now) == (3, 20, 3)
    assert told(record, "record_findings") == 2


def test_an_entry_nobody_could_ask_about_is_stored_once_by_the_repeat(
    record: Record, cluster: Cluster, network: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commits, "PATIENCE", 0.0)
    session = session_of(record)
    after_commit(network, cluster)
    network.refusing = True  # and nobody can be asked for a while
    session.put("weekly_km", 20)
    assert session.refused is not None
    assert session.refused.message == UNSURE
    network.refusing = False
    session.go_to(session.step)  # "save again"
    assert session.refused is None
    stored = actions.resume_visit(record, session.visit_id).assessment
    assert (stored.revision, stored.assessment.weekly_km) == (2, 20)
    assert told(record, "record_findings") == 1


def test_an_entry_the_server_died_before_is_stored_once_by_the_repeat(
    record: Record, cluster: Cluster, network: StandIn
) -> None:
    session = session_of(record)
    before_commit(network, cluster)
    session.put("weekly_km", 20)
    assert session.refused is not None
    assert session.refused.message == CONNECTION_LOST
    session.go_to(session.step)
    assert session.refused is None
    assert actions.resume_visit(record, session.visit_id).assessment.revision == 2
    assert told(record, "record_findings") == 1


@pytest.mark.parametrize("dies", [before_commit, after_commit])
def test_somebody_new_is_registered_once_whenever_the_server_died(
    record: Record, cluster: Cluster, network: StandIn, monkeypatch: pytest.MonkeyPatch, dies: Dies
) -> None:
    monkeypatch.setattr(commits, "PATIENCE", 0.0)
    actions.find_clients(record, "")
    dies(network, cluster)
    network.refusing = True
    with pytest.raises(Refused) as refused:
        actions.register_client(record, HANAKO, actor="staff-1")
    assert refused.value.message == UNSURE
    network.refusing = False
    if dies is before_commit:
        actions.register_client(record, HANAKO, actor="staff-1")
    else:
        with pytest.raises(Refused) as refused:
            actions.register_client(record, HANAKO, actor="staff-1")
        assert refused.value.message == STORED_AFTER_ALL
    assert len(actions.find_clients(record, "")) == 1
    assert told(record, "register_client") == 1


@pytest.mark.parametrize("dies", [before_commit, after_commit])
def test_what_the_desk_writes_down_is_there_once_whenever_the_server_died(
    scram_cluster: Cluster, staffed: Staffed, tmp_path: Path, dies: Dies
) -> None:
    network = StandIn(scram_cluster.socket)
    place = replace(staffed.place, host=network.host, port=network.port)
    desk = HeldRing(staffed.keep(sign_in(place, "受付", staffed.passwords["受付"])))
    counter = Counter(tmp_path, desk)
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    visitor = Booked(str(uuid.uuid4()), tomorrow, "trial", "架空 来客", by="受付")
    counter.look()
    dies(network, scram_cluster)
    with pytest.raises(Refused) as refused:
        counter.note(visitor)
    assert refused.value.message == CONNECTION_LOST
    counter.note(visitor)
    record = Record(staffed.sign_in("髙橋 見本").connected)
    held = HeldRing(staffed.sign_in("髙橋 見本"))
    assert DeskLink(record, tmp_path, held, lambda _heard: None).once() == 1
    assert sum(line.id == visitor.booking for line in Counter(tmp_path, desk).look().lines) == 1
    assert audit.verify(record.engine).fault is None
    network.close()


@pytest.mark.parametrize("dies", [before_commit, after_commit])
def test_a_sheet_for_the_desk_is_there_once_whenever_the_server_died(
    scram_cluster: Cluster, staffed: Staffed, tmp_path: Path, dies: Dies
) -> None:
    network = StandIn(scram_cluster.socket)
    place = replace(staffed.place, host=network.host, port=network.port)
    trainer = staffed.keep(sign_in(place, "髙橋 見本", staffed.passwords["髙橋 見本"]))
    box, sheet = exchange(tmp_path, "desk", "out", trainer), str(uuid.uuid4())
    box.ids()
    dies(network, scram_cluster)
    with pytest.raises(Refused) as refused:
        box.publish({sheet: b"a sheet"})
    assert refused.value.message == CONNECTION_LOST
    box.publish({sheet: b"a sheet"})
    assert [(one, content) for one, content in box.contents() if one == sheet] == [(sheet, b"a sheet")]
    box.withdraw(sheet)
    network.close()


def test_a_line_that_the_server_ended_in_the_middle_is_asked_nothing_more(
    cluster: Cluster, record: Record, caplog: pytest.LogCaptureFixture
) -> None:
    cluster.psql(DYING)
    with pytest.raises(Refused) as refused, caplog.at_level(logging.ERROR):
        actions.register_client(record, HANAKO, actor="staff-1")
    assert refused.value.message == CONNECTION_LOST
    assert caplog.records == [], "a rollback on it would only complain"
    cluster.psql("DROP TRIGGER dying ON clinic.client; DROP FUNCTION clinic.dying()")
    actions.register_client(record, HANAKO, actor="staff-1")
    assert len(actions.find_clients(record, "")) == 1


def test_a_line_that_breaks_as_soon_as_it_is_there_is_a_lost_connection(record: Record, network: StandIn) -> None:
    actions.find_clients(record, "")
    network.drop_all()
    network.lose = lambda answer: "after" if READY in answer else None
    for ask in (lambda: actions.find_clients(record, ""), lambda: actions.register_client(record, HANAKO, actor="x")):
        with pytest.raises(Refused) as refused:
            ask()
        assert refused.value.message == CONNECTION_LOST
