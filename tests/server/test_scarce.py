"""A server without room: what a person is told, in both languages, and that nothing which was confirmed is gone."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from clinic_app import actions
from clinic_app.domain.client import ClientDetails
from clinic_app.errors import Refused
from clinic_app.i18n import texts
from clinic_app.records import audit
from clinic_app.records.engines import server_engine
from clinic_app.records.fault_sentences import CONNECTION_LOST, NOT_ALLOWED, SERVER_BUSY, SERVER_FULL, SHUT_OUT, UNSURE
from clinic_app.records.live import NewsLine
from clinic_app.records.record import Record
from clinic_app.records.server_faults import NO_ROOM, refusal
from clinic_app.records.server_place import ServerPlace
from tests.server.clusters import Cluster, fresh_record
from tests.server.scarce import NO_DISK, crowded, filled, running_on_small_disk, wait_until_gone
from tests.server.staffed import Staffed
from tests.server.stand_in import COMMITTED, StandIn

SOMEBODY = ClientDetails("架空 花子", "カクウ ハナコ", "female", datetime(1984, 5, 1, tzinfo=UTC).date(), "")
LARGE = replace(SOMEBODY, note="あ" * 9000)
OURS = "application_name LIKE 'clinic-%'"


@pytest.fixture(scope="module")
def small() -> Iterator[tuple[Cluster, Path | None]]:
    """A server on a disk of its own, with few places."""
    with running_on_small_disk() as (cluster, disk):
        cluster.psql("ALTER SYSTEM SET max_connections = 14")
        cluster.strike_down()
        yield cluster, disk


@pytest.fixture
def record(small: tuple[Cluster, Path | None]) -> Iterator[Record]:  # type: ignore[override]
    """A fresh record there; when it is closed, the places that it took are free."""
    made = fresh_record(small[0].url())
    yield made
    made.close()
    wait_until_gone(small[0], OURS)


def _names(record: Record) -> list[str]:
    return [one.details.name for one in actions.find_clients(record, "")]


def _register_until_refused(record: Record) -> tuple[int, str]:
    for number in range(500):
        try:
            actions.register_client(record, replace(LARGE, name=f"架空 {number}"), actor="staff-1")
        except Refused as refused:
            return number, refused.message
    return 500, "never refused"


def test_a_full_server_refuses_what_has_no_room_shows_what_it_has_and_goes_on_when_there_is_room(
    small: tuple[Cluster, Path | None], record: Record
) -> None:
    if small[1] is None:
        pytest.skip(NO_DISK)
    with filled(small[1]):
        saved, said = _register_until_refused(record)
        assert said == SERVER_FULL
        with pytest.raises(Refused) as again:
            actions.register_client(record, replace(LARGE, name="もう 一度"), actor="staff-1")
        assert again.value.message == SERVER_FULL
        assert len(_names(record)) == min(50, saved), "what is stored can be read"
    actions.register_client(record, replace(LARGE, name="場所が できた"), actor="staff-1")
    assert "場所が できた" in _names(record)
    verdict = audit.verify(record.engine)
    assert (verdict.fault, verdict.rows) == (None, saved + 2), "the rules, each who was confirmed, and the last one"


def test_a_server_without_a_place_says_so_and_nothing_is_stored_or_lost(
    small: tuple[Cluster, Path | None], record: Record
) -> None:
    actions.register_client(record, SOMEBODY, actor="staff-1")
    record.engine.dispose()
    wait_until_gone(small[0], OURS)
    with crowded(small[0]) as held:
        assert held > 5
        with pytest.raises(Refused) as refused:
            actions.register_client(record, SOMEBODY, actor="staff-1")
        assert refused.value.message == SERVER_BUSY
        with pytest.raises(Refused) as unheard:
            NewsLine(record.engine)
        assert unheard.value.message == SERVER_BUSY
    actions.register_client(record, SOMEBODY, actor="staff-1")
    assert len(_names(record)) == 2


def test_a_save_whose_answer_was_lost_is_looked_up_also_when_there_was_no_place_to_ask(
    small: tuple[Cluster, Path | None], record: Record
) -> None:
    cluster, network = small[0], StandIn(small[0].socket)
    elsewhere = Record(server_engine(cluster.url(network.host, network.port)))
    actions.find_clients(elsewhere, "")
    with crowded(cluster):
        network.lose = lambda answer: "once" if COMMITTED in answer else None
        with pytest.raises(Refused) as refused:
            actions.register_client(elsewhere, SOMEBODY, actor="staff-2")
    network.lose = lambda _answer: None
    assert refused.value.message == UNSURE
    assert len(_names(record)) == 1
    with pytest.raises(Refused) as told:
        actions.register_client(elsewhere, SOMEBODY, actor="staff-2")
    assert "stored after all" in told.value.message
    assert len(_names(record)) == 1
    elsewhere.close()
    network.close()


def test_who_was_removed_is_told_to_ask_an_owner(staffed: Staffed) -> None:
    leaver = staffed.hire("消える 人", "trainer")
    record = Record(staffed.sign_in("消える 人").connected)
    actions.register_client(record, SOMEBODY, actor=leaver)
    staffed.staff.remove(staffed.owner, leaver)
    said = set[str]()
    for _ in range(2):  # the line that was ended, then the one that is not let in
        with pytest.raises(Refused) as refused:
            actions.register_client(record, SOMEBODY, actor=leaver)
        said.add(refused.value.message)
    assert said <= {CONNECTION_LOST, SHUT_OUT}
    assert SHUT_OUT in said


def test_who_has_other_roles_now_is_told_so_and_sees_nothing_any_more(staffed: Staffed) -> None:
    changed = staffed.hire("受付に 移る", "trainer")
    ring = staffed.sign_in("受付に 移る")
    record = Record(ring.connected)
    actions.register_client(record, SOMEBODY, actor=changed)
    staffed.staff.change_roles(staffed.owner, changed, ("front_desk",))
    said = set[str]()
    for _ in range(2):
        with pytest.raises(Refused) as refused:
            actions.find_clients(record, "")
        said.add(refused.value.message)
    assert said <= {CONNECTION_LOST, NOT_ALLOWED}
    assert NOT_ALLOWED in said


@pytest.mark.parametrize(
    "said",
    [
        "FATAL:  sorry, too many clients already",
        "FATAL:  remaining connection slots are reserved for roles with the SUPERUSER attribute",
        'FATAL:  too many connections for role "x"',
        "致命的エラー:  現在クライアント数が多すぎます",
        "致命的エラー:  残りの接続枠は SUPERUSER 属性を持つロールのために予約されています",
    ],
)
def test_a_full_house_is_told_apart_before_somebody_is_in_whatever_the_server_speaks(said: str) -> None:
    assert refusal(said, ServerPlace("server.example", "studio")).message == NO_ROOM


def test_each_sentence_says_what_to_do_in_both_languages() -> None:
    say = {language: texts("messages", language) for language in ("ja", "en")}
    for message, acts in ((SERVER_FULL, "担当者"), (SERVER_BUSY, "待"), (SHUT_OUT, "オーナー"), (NO_ROOM, "待")):
        assert say["en"](message) == message
        assert acts in say["ja"](message), message
