"""Two people on one session: what the second one entered is never dropped, and never written over the first one's."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from geometry import cut_off, nameless, small_targets, squeezed
from pytestqt.qtbot import QtBot

from clinic_app import actions
from clinic_app.desktop.app import settle
from clinic_app.desktop.context import Context
from clinic_app.desktop.theme import Theme
from clinic_app.desktop.trainer.session import Session
from clinic_app.desktop.trainer.session_page import SessionPage
from clinic_app.desktop.trainer.versions_page import VersionsPage
from clinic_app.domain.assessment import Assessment
from clinic_app.domain.two_versions import differences
from clinic_app.records.fault_sentences import STALE
from clinic_app.records.live import News


@pytest.fixture
def both(context: Context, open_visit: Callable[..., str]) -> tuple[Session, Session]:
    """Two people who have one session open, each with a page that knows nothing of the other."""
    visit_id = open_visit()
    return Session(context, visit_id), Session(replace(context, person="鈴木"), visit_id)


def _in_record(session: Session) -> Assessment:
    return actions.resume_visit(session.context.record, session.visit_id).assessment.assessment


def _page(qtbot: QtBot, session: Session) -> SessionPage:
    page = SessionPage(session)
    qtbot.addWidget(page)
    page.resize(1300, 820)
    page.show()
    settle()
    return page


def test_only_what_differs_is_asked_and_who_changed_it_is_known() -> None:
    before = {"weekly_km": 20, "nrs": {"now": 2}, "tests": {"hip_hinge": {"left": {"status": "done", "lean": "full"}}}}
    mine = {"weekly_km": 30, "nrs": {"now": 3}, "tests": {"hip_hinge": {"left": {"status": "done", "lean": "partial"}}}}
    theirs = {
        "weekly_km": 40,
        "nrs": {"now": 2, "worst_run": 5},
        "tests": {"hip_hinge": {"left": {"status": "not_done"}}},
    }
    found = {one.path: (one.mine, one.theirs, one.changed_by) for one in differences(before, mine, theirs)}
    assert found == {
        "weekly_km": (30, 40, "both"),
        "nrs.now": (3, 2, "mine"),
        "nrs.worst_run": (None, 5, "theirs"),
        "tests.hip_hinge.left": ({"status": "done", "lean": "partial"}, {"status": "not_done"}, "both"),
    }
    assert differences(before, mine, mine) == ()


def test_the_second_save_is_not_stored_and_keeps_both_versions(both: tuple[Session, Session]) -> None:
    first, second = both
    first.put("weekly_km", 20)
    second.put("weekly_km", 30)
    second.put("nrs.now", 4)
    assert second.refused is not None
    assert second.refused.message == STALE
    assert (second.value("weekly_km"), second.value("nrs.now")) == (30, 4)
    assert _in_record(first).weekly_km == 20
    assert {one.path: one.changed_by for one in second.elsewhere.differences} == {
        "weekly_km": "both",
        "nrs.now": "mine",
    }


def test_what_is_picked_place_by_place_is_saved_and_the_session_goes_on(both: tuple[Session, Session]) -> None:
    first, second = both
    first.put("weekly_km", 20)
    first.put("years_running", 3)
    second.put("weekly_km", 30)
    second.put("nrs.now", 4)
    second.elsewhere.settle({"weekly_km": "theirs", "nrs.now": "mine", "years_running": "theirs"})
    stored = _in_record(second)
    assert (stored.weekly_km, stored.years_running, stored.nrs.now) == (20, 3, 4)
    assert second.refused is None
    second.put("weekly_km", 35)
    assert second.refused is None
    assert _in_record(first).weekly_km == 35


def test_a_third_save_in_between_is_met_again(both: tuple[Session, Session]) -> None:
    first, second = both
    first.put("weekly_km", 20)
    second.put("weekly_km", 30)
    first.put("weekly_km", 21)
    second.elsewhere.settle({"weekly_km": "mine"})
    assert second.refused is not None
    assert [(one.mine, one.theirs) for one in second.elsewhere.differences] == [(30, 21)]
    second.elsewhere.settle({"weekly_km": "mine"})
    assert second.refused is None
    assert _in_record(first).weekly_km == 30


def test_the_page_shows_both_side_by_side_and_saves_only_a_whole_choice(
    qtbot: QtBot, both: tuple[Session, Session]
) -> None:
    first, second = both
    page = _page(qtbot, second)
    assert page.elsewhere.isHidden()
    first.put("weekly_km", 20)
    second.put("weekly_km", 30)
    second.put("nrs.now", 4)
    assert not page.elsewhere.isHidden()
    page.elsewhere.compare.click()
    shown = page.stack.currentWidget()
    assert isinstance(shown, VersionsPage)
    assert shown.both.picked() == {"nrs.now": "mine"}
    assert not shown.save.isEnabled()
    assert [button.text() for button in shown.both.buttons["weekly_km"].values()] == ["30 km/週", "20 km/週"]
    shown.both.buttons["weekly_km"]["theirs"].click()
    shown.save.click()
    settle()
    assert page.stack.currentWidget() is page.page(second.step)
    assert page.elsewhere.isHidden()
    stored = _in_record(first)
    assert (stored.weekly_km, stored.nrs.now) == (20, 4)


def test_what_somebody_else_entered_is_shown_at_once_where_nothing_of_ours_waits(both: tuple[Session, Session]) -> None:
    first, second = both
    first.put("weekly_km", 20)
    second.elsewhere.hear([News("record_findings", first.stored.id, first.stored.revision)])
    assert second.value("weekly_km") == 20
    assert second.elsewhere.taken_over
    second.put("nrs.now", 4)
    assert second.refused is None
    assert not second.elsewhere.taken_over
    assert (_in_record(first).weekly_km, _in_record(first).nrs.now) == (20, 4)
    assert not second.undo() or _in_record(first).weekly_km == 20


def test_news_of_ones_own_entry_changes_nothing(session: Session) -> None:
    heard: list[int] = []
    session.put("weekly_km", 20)
    session.listeners.append(lambda: heard.append(1))
    session.elsewhere.hear([News("record_findings", session.stored.id, session.stored.revision)])
    assert heard == []


@pytest.mark.parametrize("scale", [1.0, 1.5])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_nothing_is_cut_where_two_versions_stand_side_by_side(
    qtbot: QtBot, context: Context, open_visit: Callable[..., str], language: str, scale: float
) -> None:
    visit_id = open_visit()
    look = replace(context, language=language, theme=Theme("light", scale))
    first, second = Session(look, visit_id), Session(look, visit_id)
    first.put_side("hip_hinge", "left", "lean", "partial")
    first.put("screening.saddle_numbness", "no")
    second.put_side("hip_hinge", "left", "lean", "full")
    second.put("weekly_km", 30)
    page = VersionsPage(second)
    qtbot.addWidget(page)
    page.resize(1280, 820)
    page.show()
    settle()
    assert len(page.both.buttons) >= 2
    assert [check(page) for check in (squeezed, cut_off, nameless, small_targets)] == [[], [], [], []]
