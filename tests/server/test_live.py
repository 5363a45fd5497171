"""Two windows on one server: each shows by itself what the other saved, and outlives the loss of the line."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from msgspec.structs import replace as struct_with
from PySide6.QtWidgets import QApplication

from clinic_app import actions
from clinic_app.actions.studios import SHUT
from clinic_app.desktop.context import Context
from clinic_app.desktop.live import Live
from clinic_app.desktop.opening import _whereabouts
from clinic_app.desktop.trainer.client_page import ClientPage
from clinic_app.desktop.trainer.clients import ClientsPage
from clinic_app.desktop.trainer.session import Session
from clinic_app.desktop.trainer.today import TodayPage
from clinic_app.desktop.window import Window
from clinic_app.domain.client import Client, ClientDetails
from clinic_app.domain.clinic import ClinicProfile
from clinic_app.errors import Refused
from clinic_app.records.key_ring import HeldRing, KeyRing
from clinic_app.records.live import NewsLine
from clinic_app.records.record import Record
from clinic_app.records.server_audit import CHANNEL
from clinic_app.rules.evaluate import Evaluator
from tests.server.clusters import Cluster, fresh_record, running
from tests.server.listening import NOON, listening_window, until


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
def window(qapp: QApplication, own_cluster: Cluster, other: Record, evaluator: Evaluator) -> Iterator[Window]:
    """A trainer's window at the same record, over lines of its own, listening."""
    assert other.is_open
    with listening_window(own_cluster.url(), evaluator) as opened:
        yield opened


@pytest.fixture
def context(window: Window) -> Context:
    """What that window's pages are given."""
    return window.context


def _register(record: Record, name: str = "架空 花子") -> Client:
    details = ClientDetails(name, "カクウ ハナコ", "female", NOON.date().replace(year=1984), "090-0000-1234")
    return actions.register_client(record, details, actor="staff-2").value


def _texts(window: Window) -> str:
    from PySide6.QtWidgets import QLabel

    return "\n".join(found.text() for found in window.findChildren(QLabel) if found.isVisible())


def test_a_visit_that_is_begun_elsewhere_stands_on_the_day(window: Window, other: Record) -> None:
    page = window.stack.currentWidget()
    assert isinstance(page, TodayPage)
    assert not page._watch.isActive()  # nothing asks again and again
    client = _register(other)
    visit = actions.open_visit(other, client.id, day=NOON.date(), trainer="鈴木", actor="staff-2").value
    until(lambda: "架空 花子" in _texts(window))
    actions.close_visit(other, visit.id, result="joined", actor="staff-2")
    until(lambda: window.context.text("Finished") in _texts(window))


def test_a_client_registered_elsewhere_stands_in_the_list_and_the_chosen_one_stays(
    window: Window, other: Record
) -> None:
    _register(other, "一番 目")
    window.show_page("clients")
    page = window.stack.currentWidget()
    assert isinstance(page, ClientsPage)
    assert page.model.rowCount() == 1
    _register(other, "二番 目")
    until(lambda: page.model.rowCount() == 2)
    chosen = page.model.line(page.list.currentIndex().row())
    assert chosen is not None
    assert chosen.client.details.name == "一番 目"


def test_a_clients_page_shows_what_was_changed_elsewhere(window: Window, other: Record) -> None:
    from msgspec.structs import replace

    client = _register(other)
    window.show_client(client.id)
    changed = replace(client, details=replace(client.details, note="右膝は触れない"))
    actions.change_client(other, changed, actor="staff-2")
    until(lambda: "右膝は触れない" in _texts(window))
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
    until(lambda: "postgres" in page.elsewhere.words.text())
    theirs.put("weekly_km", 42)
    until(lambda: page.session.value("weekly_km") == 42)
    page.session.put("nrs.now", 3)
    assert page.session.refused is None
    assert [one.person for one in line.others(visit.id)] == ["postgres"]
    line.leave()
    until(lambda: "postgres" not in page.elsewhere.words.text())
    window.show_page("today")
    until(lambda: line.others(visit.id) == ())
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
        until(window.said.isVisible)
        assert "サーバー" in window.said.text()
        page.session.put("nrs.now", 4)
        assert page.session.refused is not None
        assert window.has_unsaved
        with pytest.raises(Refused):
            window.show_page("today")
        assert window.session_page is page
        assert page.session.value("nrs.now") == 4
    finally:
        own_cluster.start()
    until(lambda: not window.has_unsaved)
    assert not window.said.isVisible()
    stored = actions.resume_visit(other, visit.id).assessment.assessment
    assert (stored.weekly_km, stored.nrs.now) == (20, 4)


def test_a_page_asked_for_while_the_server_is_away_leaves_the_one_on_screen_and_comes_when_it_is_back(
    window: Window, other: Record, own_cluster: Cluster
) -> None:
    _register(other)
    page = window.stack.currentWidget()
    own_cluster.stop()
    try:
        until(window.said.isVisible)
        with pytest.raises(Refused):
            window.show_page("clients")
        assert window.stack.currentWidget() is page
        assert page is not None
        assert page.isVisible()
        assert window.tabs["today"].isChecked()
        assert window.said.isVisible()
    finally:
        own_cluster.start()
    until(lambda: not window.said.isVisible())
    window.show_page("clients")
    shown = window.stack.currentWidget()
    assert isinstance(shown, ClientsPage)
    assert shown.model.rowCount() == 1


def test_somebody_who_comes_back_sees_what_was_done_meanwhile(window: Window, other: Record) -> None:
    presence = window.presence
    assert presence is not None
    presence.hide_now()
    client = _register(other)
    actions.open_visit(other, client.id, day=NOON.date(), trainer="鈴木", actor="staff-2")
    presence.keeper.reopen(None)
    presence._on_unlocked()
    until(lambda: "架空 花子" in _texts(window))


def test_what_is_announced_names_nobody_and_nothing_is_announced_that_was_not_saved(
    own_cluster: Cluster, other: Record, context: Context
) -> None:
    with psycopg.connect(own_cluster.url().replace("+psycopg", ""), autocommit=True) as anybody:
        anybody.execute(f"LISTEN {CHANNEL}")
        client = _register(other)
        with other.unit_of_work() as work:
            work.audit("change_client", "staff-2", client.id, 2)  # and no commit
        visit = actions.open_visit(other, client.id, day=NOON.date(), trainer="鈴木", actor="staff-2").value
        Session(replace(context, record=other), visit.id).put("weekly_km", 20)
        actions.bin_client(other, client.id, actor="staff-2", reason="")
        heard = [note.payload for note in anybody.notifies(timeout=30, stop_after=4)]
    document = actions.resume_visit(other, visit.id).assessment
    assert heard == ["saved", "saved", f"record_findings {document.id} {document.revision}", "saved"]
    assert not [said for said in heard if client.id in said or visit.id in said], "ids that are known at a desk"


def test_a_studio_that_is_renamed_or_closed_elsewhere_is_called_so_at_once_on_pages_and_papers(
    window: Window, other: Record, tmp_path: Path
) -> None:
    for code, name in (("SBY", "渋谷店"), ("UEN", "上野店")):
        actions.name_studio(other, code=code, name=name, actor="staff-2")
    held = HeldRing(KeyRing("staff-1", "佐藤", ("trainer",), "clinic", 1, {"clinic": ()}))
    there = _whereabouts(tmp_path, held, window.context.record)
    window.context = replace(window.context, whereabouts=there)
    there.choose("UEN")
    window.show_page("today")
    ueno = next(one for one in actions.studios(other) if one.code == "UEN")
    actions.change_studio(other, struct_with(ueno, name="上野駅前店", phone="03-1111-1111"), actor="staff-2")
    actions.change_clinic_profile(other, ClinicProfile("新しい社名"), actor="staff-2")
    until(lambda: window.context.clinic_at("UEN").name == "新しい社名 上野駅前店")
    assert window.context.clinic_at("UEN").phone == "03-1111-1111"
    actions.close_studio(other, "UEN", NOON.date(), actor="staff-2")
    until(lambda: "上野駅前店は閉店しています" in _texts(window))
    with pytest.raises(Refused) as refused:
        actions.book_visit(
            window.context.record, name="架空", at=datetime.now(UTC), kind="trial", by="佐藤", actor="staff-1"
        )
    assert refused.value.message == SHUT
    assert "上野駅前店" in refused.value.sentence("ja")


def test_the_line_of_news_is_kept_apart_from_those_that_save(other: Record) -> None:
    line = NewsLine(other.engine)
    actions.find_clients(other, "")
    assert line.take() == ()
    _register(other)
    assert line.wait(30)
    assert [one.action for one in line.take()] == ["saved"]
    line.close()


def test_a_line_that_breaks_on_its_way_to_the_window_is_not_told_as_back(
    qapp: QApplication, own_cluster: Cluster, other: Record
) -> None:
    assert qapp is not None
    lines: list[NewsLine] = []
    told: list[tuple[str, int]] = []

    def end(line: NewsLine) -> None:
        own_cluster.psql(f"SELECT pg_terminate_backend({line._line.info.backend_pid}, 60000)")

    def make() -> NewsLine:
        lines.append(NewsLine(other.engine))
        if len(lines) == 2:
            end(lines[1])
        return lines[-1]

    live = Live(make)
    live.lost.connect(lambda _why: told.append(("lost", len(lines))))
    live.back.connect(lambda: told.append(("back", len(lines))))
    live.begin()
    try:
        until(lambda: live.line is not None)
        end(lines[0])
        until(lambda: len(lines) == 3 and live.line is lines[2])
        assert told == [("lost", 1), ("back", 3)]
    finally:
        live.rest()
        live.deleteLater()
