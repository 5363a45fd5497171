"""The short form of F18, and what a person is told meanwhile. The long form is `tests.server.dropped_commits`."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from sqlalchemy import text

from clinic_app import actions
from clinic_app.domain.client import ClientDetails
from clinic_app.errors import Refused
from clinic_app.records import commits
from clinic_app.records.engines import server_engine
from clinic_app.records.fault_sentences import CONNECTION_LOST, NOT_ALLOWED, STORED_AFTER_ALL, UNSURE
from clinic_app.records.record import Record
from tests.faults.harness import EVALUATOR
from tests.server import dropped_commits
from tests.server.clusters import Cluster, fresh_record
from tests.server.stand_in import COMMIT, COMMITTED, StandIn

HANAKO = ClientDetails("見本 花子", "みほん はなこ", "female", date(1984, 3, 1), "")


@pytest.fixture(scope="module")
def _made(cluster: Cluster) -> None:
    fresh_record(cluster.url()).close()


@pytest.fixture
def network(cluster: Cluster) -> Iterator[StandIn]:
    made = StandIn(cluster.socket)
    yield made
    made.close()


@pytest.fixture
def record(cluster: Cluster, network: StandIn, _made: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Record]:
    """A record reached over a line that can be cut."""
    monkeypatch.setattr(commits, "PATIENCE", 60.0)  # a busy machine may need long to let anybody in again
    opened = Record(server_engine(cluster.url(network.host, network.port)))
    yield opened
    opened.close()


@pytest.fixture
def _not_for_long(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server that does not answer a save here never will."""
    assert record.is_open
    monkeypatch.setattr(commits, "PATIENCE", 0.0)


def _once(network: StandIn, how: str) -> Callable[[bytes], str | None]:
    def cut(sent: bytes) -> str | None:
        if COMMIT not in sent:
            return None
        network.cut = lambda _sent: None
        return how

    return cut


def _unheard(network: StandIn, *, and_stay_away: bool = False) -> Callable[[bytes], str | None]:
    """The next COMMIT takes place and nobody hears of it. On its way alone it might be overtaken by who asks for it."""

    def lose(answer: bytes) -> str | None:
        if COMMITTED not in answer:
            return None
        network.lose = lambda _answer: None
        network.refusing = and_stay_away
        return "once"

    return lose


def _count(record: Record, note: str) -> int:
    with record.engine.connect() as connection:
        return int(
            connection.execute(text("SELECT count(*) FROM client WHERE note = :note"), {"note": note}).scalar_one()
        )


def _named(note: str) -> ClientDetails:
    return ClientDetails(HANAKO.name, HANAKO.kana, HANAKO.sex, HANAKO.birth_date, "", note=note)


@pytest.mark.parametrize("campaign", ["killed", "struck_down", "cut_at_commit"])
def test_nothing_confirmed_is_lost_and_nothing_is_there_twice(cluster: Cluster, campaign: str) -> None:
    short = {"killed": 15, "struck_down": 2, "cut_at_commit": 30}
    score = getattr(dropped_commits, campaign)(cluster, short[campaign])
    print(score)
    assert score.confirmed > 0
    assert score.clean, str(score)


def test_a_save_whose_answer_was_lost_is_looked_up_and_counts_as_saved(record: Record, network: StandIn) -> None:
    network.lose = _unheard(network)
    made = actions.register_client(record, _named("answer lost"), actor="staff-1").value
    assert actions.read_client(record, made.id) == made
    assert _count(record, "answer lost") == 1


def test_a_save_that_never_reached_the_server_is_refused_and_can_be_repeated(record: Record, network: StandIn) -> None:
    for how in ("before", "once"):
        network.cut = _once(network, how)
        with pytest.raises(Refused) as refused:
            actions.register_client(record, _named(how), actor="staff-1")
        assert refused.value.message == CONNECTION_LOST
        actions.register_client(record, _named(how), actor="staff-1")
        assert _count(record, how) == 1


@pytest.mark.usefixtures("_not_for_long")
def test_while_nobody_knows_the_person_is_told_so_and_a_repeat_makes_no_second_one(
    record: Record, network: StandIn
) -> None:
    network.lose = _unheard(network, and_stay_away=True)
    messages = []
    for away in (True, True, False):
        network.refusing = network.refusing and away
        with pytest.raises(Refused) as refused:
            actions.register_client(record, _named("unsure"), actor="staff-1")
        messages.append(refused.value.message)
    assert messages == [UNSURE, CONNECTION_LOST, STORED_AFTER_ALL]
    assert _count(record, "unsure") == 1
    actions.register_client(record, _named("the next one"), actor="staff-1")
    assert _count(record, "the next one") == 1


@pytest.mark.usefixtures("_not_for_long")
def test_an_entry_in_a_session_goes_on_from_a_save_that_took_place_unheard(
    record: Record, network: StandIn, today: date
) -> None:
    from msgspec.structs import replace

    client = actions.register_client(record, _named("in a session"), actor="staff-1").value
    visit = actions.open_visit(record, client.id, day=today, trainer="見本", actor="staff-1").value
    stored = actions.resume_visit(record, visit.id).assessment

    def enter(km: float) -> int:
        return actions.record_findings(
            record,
            visit.id,
            replace(stored.assessment, weekly_km=km),
            evaluator=EVALUATOR,
            revision=stored.revision,
            step="intake",
            actor="staff-1",
        ).value.revision

    network.lose = _unheard(network, and_stay_away=True)
    with pytest.raises(Refused) as refused:
        enter(20)
    assert refused.value.message == UNSURE
    network.refusing = False
    assert enter(30) == stored.revision + 2  # the page still knows the version of before
    assert actions.resume_visit(record, visit.id).assessment.assessment.weekly_km == 30


def test_a_line_that_was_cut_while_nobody_worked_is_not_noticed(record: Record, network: StandIn) -> None:
    actions.find_clients(record, "")
    network.drop_all()
    assert actions.find_clients(record, "") is not None


@pytest.mark.usefixtures("_made")
def test_what_the_server_does_not_allow_is_said_without_a_word_of_folders(cluster: Cluster) -> None:
    cluster.psql("CREATE ROLE reader LOGIN; GRANT USAGE ON SCHEMA clinic TO reader;")
    cluster.psql("GRANT SELECT ON ALL TABLES IN SCHEMA clinic TO reader;")
    record = Record(server_engine(cluster.url(user="reader")))
    with pytest.raises(Refused) as refused:
        actions.register_client(record, HANAKO, actor="staff-1")
    record.close()
    assert refused.value.message == NOT_ALLOWED
