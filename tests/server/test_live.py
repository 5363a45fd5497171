"""Two windows on one server: each shows within a second what the other saved, and outlives the loss of the line."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import psycopg
import pytest
from PySide6.QtCore import QThreadPool
from PySide6.QtWidgets import QApplication

from clinic_app import actions
from clinic_app.bootstrap.factory import poses
from clinic_app.desktop.app import load_fonts, settle
from clinic_app.desktop.context import Context
from clinic_app.desktop.live import Live, stay_in_touch
from clinic_app.desktop.lock_screen import Keeper
from clinic_app.desktop.presence import Presence
from clinic_app.desktop.trainer.client_page import ClientPage
from clinic_app.desktop.trainer.clients import ClientsPage
from clinic_app.desktop.trainer.session import Session
from clinic_app.desktop.trainer.today import TodayPage
from clinic_app.desktop.window import Window
from clinic_app.domain.client import Client, ClientDetails
from clinic_app.domain.clinic import ClinicProfile
from clinic_app.domain.locking import Locking
from clinic_app.records.engines import server_engine
from clinic_app.records.live import NewsLine
from clinic_app.records.record import Record
from clinic_app.records.server_audit import CHANNEL
from clinic_app.rules.evaluate import Evaluator
from tests.server.clusters import Cluster, fresh_record, running

NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
ONE_SECOND, LONG = 1000, 15_000


@pytest.fixture(scope="module")
def own_cluster() -> Iterator[Cluster]:
    """A server of this module's own: it is stopped here and nobody else may wait for it."""
    with running() as made:
        yield made


@pytest.fixture
def other(own_cluster: Cluster) -> Iterator[Record]:
    """The record as somebody else's program holds it, fresh."""
    made = fresh_record(own_cluster.url())
    yield made
    made.close()


@pytest.fixture
def context(qapp: QApplication, own_cluster: Cluster, other: Record, evaluator: Evaluator) -> Iterator[Context]:
    """A trainer at the same record, over lines of their own."""
    assert other.is_open
    load_fonts()
    record = Record(server_engine(own_cluster.url()))
    yield Context(
        record=record,
        evaluator=evaluator,
        poses=poses(),
        clinic=ClinicProfile("架空コンディショニング"),
        person="佐藤",
        staff_id="staff-1",
        clock=lambda: NOON,
    )
    record.close()


@pytest.fixture
def window(context: Context, own_cluster: Cluster) -> Iterator[Window]:
    """That trainer's window, listening."""
    record = context.record
    keeper = Keeper(
        person=("staff-1", "佐藤"),
        people=lambda: [("staff-1", "佐藤")],
        unlock=lambda _person, _password: None,
        renew=lambda _person, _old, _new: None,
        change_password=lambda _old, _new: None,
        locking=Locking,
        is_open=lambda: record.is_open,
        drop=record.close,
        reopen=lambda _ring: record.reopen(server_engine(own_cluster.url())),
        somebody_else=lambda _ring: None,
    )
    opened = Window(context)
    opened.resize(1300, 820)
    opened.show()
    presence = Presence(opened, keeper)
    live = Live(lambda: NewsLine(record.engine))
    stay_in_touch(presence, live)
    _until(lambda: live.line is not None)
    settle()
    yield opened
    presence.sign_out()
    QThreadPool.globalInstance().waitForDone()
    opened.close()
    opened.deleteLater()
    settle()


def _until(holds: Callable[[], bool], within: int = LONG) -> None:
    from pytestqt.wait_signal import TimeoutError as Late

    clock = datetime.now(UTC)
    while not holds():
        QApplication.processEvents()
        if (datetime.now(UTC) - clock).total_seconds() * 1000 > within:
            raise Late(f"not within {within} ms")


def _register(record: Record, name: str = "架空 花子") -> Client:
    details = ClientDetails(name, "カクウ ハナコ", "female", NOON.date().replace(year=1984), "090-0000-1234")
    return actions.register_client(record, details, actor="staff-2").value


def _texts(window: Window) -> str:
    from PySide6.QtWidgets import QLabel

    return "\n".join(found.text() for found in window.findChildren(QLabel) if found.isVisible())


def test_a_visit_that_is_begun_elsewhere_stands_on_the_day_within_a_second(window: Window, other: Record) -> None:
    page = window.stack.currentWidget()
    assert isinstance(page, TodayPage)
    assert not page._watch.isActive()  # nothing asks again and again
    client = _register(other)
    visit = actions.open_visit(other, client.id, day=NOON.date(), trainer="鈴木", actor="staff-2").value
    _until(lambda: "架空 花子" in _texts(window), ONE_SECOND)
    actions.close_visit(other, visit.id, result="joined", actor="staff-2")
    _until(lambda: window.context.text("Finished") in _texts(window), ONE_SECOND)


def test_a_client_registered_elsewhere_stands_in_the_list_and_the_chosen_one_stays(
    window: Window, other: Record
) -> None:
    _register(other, "一番 目")
    window.show_page("clients")
    page = window.stack.currentWidget()
    assert isinstance(page, ClientsPage)
    assert page.model.rowCount() == 1
    _register(other, "二番 目")
    _until(lambda: page.model.rowCount() == 2, ONE_SECOND)
    chosen = page.model.line(page.list.currentIndex().row())
    assert chosen is not None
    assert chosen.client.details.name == "一番 目"


def test_a_clients_page_shows_what_was_changed_elsewhere(window: Window, other: Record) -> None:
    from msgspec.structs import replace

    client = _register(other)
    window.show_client(client.id)
    changed = replace(client, details=replace(client.details, note="右膝は触れない"))
    actions.change_client(other, changed, actor="staff-2")
    _until(lambda: "右膝は触れない" in _texts(window), ONE_SECOND)
    assert isinstance(window.stack.currentWidget(), ClientPage)


def test_entries_of_somebody_else_show_in_an_open_session_and_who_has_it_open_too(
    window: Window, other: Record, context: Context
) -> None:
    from dataclasses import replace

    client = _register(other)
    visit = actions.open_visit(other, client.id, day=NOON.date(), trainer="鈴木", actor="staff-2").value
    window.open_visit(visit.id)
    page = window.session_page
    assert page is not None
    theirs = Session(replace(context, record=other, person="鈴木"), visit.id)
    line = NewsLine(other.engine)
    line.enter(visit.id)
    _until(lambda: "postgres" in page.elsewhere.words.text(), ONE_SECOND)
    theirs.put("weekly_km", 42)
    _until(lambda: page.session.value("weekly_km") == 42, ONE_SECOND)
    page.session.put("nrs.now", 3)
    assert page.session.refused is None
    assert [one.person for one in line.others(visit.id)] == ["postgres"]
    line.leave()
    _until(lambda: "postgres" not in page.elsewhere.words.text(), ONE_SECOND)
    window.show_page("today")
    _until(lambda: line.others(visit.id) == (), ONE_SECOND)
    line.close()


def test_what_is_entered_while_the_server_is_away_stays_and_is_saved_when_it_is_back(
    window: Window, other: Record, own_cluster: Cluster
) -> None:
    client = _register(other)
    visit = actions.open_visit(other, client.id, day=NOON.date(), trainer="佐藤", actor="staff-1").value
    window.open_visit(visit.id)
    page = window.session_page
    assert page is not None
    page.session.put("weekly_km", 20)
    own_cluster.stop()
    try:
        _until(window.said.isVisible)
        assert "サーバー" in window.said.text()
        page.session.put("nrs.now", 4)
        assert page.session.refused is not None
        assert window.has_unsaved
        assert page.session.value("nrs.now") == 4
    finally:
        own_cluster.start()
    _until(lambda: not window.has_unsaved)
    assert not window.said.isVisible()
    stored = actions.resume_visit(other, visit.id).assessment.assessment
    assert (stored.weekly_km, stored.nrs.now) == (20, 4)


def test_somebody_who_comes_back_sees_what_was_done_meanwhile(window: Window, other: Record) -> None:
    presence = window.presence
    assert presence is not None
    presence.hide_now()
    client = _register(other)
    actions.open_visit(other, client.id, day=NOON.date(), trainer="鈴木", actor="staff-2")
    presence.keeper.reopen(None)
    presence._on_unlocked()
    _until(lambda: "架空 花子" in _texts(window))


def test_what_is_announced_names_nobody_and_nothing_is_announced_that_was_not_saved(
    own_cluster: Cluster, other: Record
) -> None:
    with psycopg.connect(own_cluster.url().replace("+psycopg", ""), autocommit=True) as anybody:
        anybody.execute(f"LISTEN {CHANNEL}")
        client = _register(other)
        with other.unit_of_work() as work:
            work.audit("change_client", "staff-2", client.id, 2)  # and no commit
        heard = [note.payload for note in anybody.notifies(timeout=0.5)]
    assert heard == [f"register_client {client.id} 1"]


def test_the_line_of_news_is_kept_apart_from_those_that_save(other: Record) -> None:
    line = NewsLine(other.engine)
    actions.find_clients(other, "")
    assert line.take() == ()
    _register(other)
    assert line.wait(1)
    assert [one.action for one in line.take()] == ["register_client"]
    line.close()
