"""Two people on one plan: the second one's is not written over the first one's, and each place is chosen."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from geometry import cut_off, nameless, small_targets, squeezed
from pytestqt.qtbot import QtBot
from visits import GLUTEAL

from clinic_app import actions
from clinic_app.desktop.app import settle
from clinic_app.desktop.context import Context
from clinic_app.desktop.theme import Theme
from clinic_app.desktop.trainer.session import Session
from clinic_app.desktop.trainer.session_page import SessionPage
from clinic_app.desktop.trainer.versions_page import VersionsPage
from clinic_app.domain.visit import Plan
from clinic_app.errors import Refused
from clinic_app.records.fault_sentences import STALE
from clinic_app.records.live import News

LATER = date(2026, 12, 24)


@pytest.fixture
def both(context: Context, open_visit: Callable[..., str]) -> tuple[Session, Session]:
    """Two people who have one decided session with its plan open."""
    first = Session(context, open_visit(GLUTEAL))
    first.decide("accepted")
    first.ensure_plan()
    return first, Session(replace(context, person="鈴木"), first.visit_id)


def _in_record(session: Session) -> Plan:
    found = actions.plan_of(session.context.record, session.visit_id)
    assert found is not None
    return found


def _refused(session: Session, **settings: object) -> None:
    with pytest.raises(Refused) as refused:
        session.save_plan(session.drafted_items(), **settings)
    assert refused.value.message == STALE


def test_the_second_plan_is_not_stored_and_both_are_kept(both: tuple[Session, Session]) -> None:
    first, second = both
    first.save_plan(first.drafted_items(), note="最初の人の言葉")
    _refused(second, note="二人目の言葉", recheck_on=LATER)
    assert _in_record(first).note == "最初の人の言葉"
    assert {one.path: (one.mine, one.theirs, one.changed_by) for one in second.elsewhere.differences} == {
        "plan.note": ("二人目の言葉", "最初の人の言葉", "both"),
        "plan.recheck_on": (LATER, _in_record(first).recheck_on, "mine"),
    }


def test_what_is_picked_is_saved_and_a_third_plan_in_between_is_met_again(both: tuple[Session, Session]) -> None:
    first, second = both
    first.save_plan(first.drafted_items(), note="最初の人の言葉")
    _refused(second, note="二人目の言葉", recheck_on=LATER)
    first.save_plan(first.drafted_items(), note="もう一つの言葉")
    with pytest.raises(Refused):
        second.elsewhere.settle({"plan.note": "mine", "plan.recheck_on": "mine"})
    assert [one.theirs for one in second.elsewhere.differences if one.path == "plan.note"] == ["もう一つの言葉"]
    second.elsewhere.settle({"plan.note": "theirs", "plan.recheck_on": "mine"})
    stored = _in_record(second)
    assert (stored.note, stored.recheck_on) == ("もう一つの言葉", LATER)
    assert not second.elsewhere.has_met
    second.save_plan(second.drafted_items(), note="そのあと")
    assert _in_record(first).note == "そのあと"


def test_two_plans_that_say_the_same_are_no_conflict(both: tuple[Session, Session]) -> None:
    first, second = both
    first.save_plan(first.drafted_items(), note="同じ言葉")
    second.save_plan(second.drafted_items(), note="同じ言葉")
    assert not second.elsewhere.has_met
    assert second.plan == _in_record(first)


def test_a_plan_that_somebody_else_saved_is_shown_at_once(both: tuple[Session, Session]) -> None:
    first, second = both
    first.save_plan(first.drafted_items(), note="最初の人の言葉")
    second.elsewhere.hear([News("save_plan", _in_record(first).id)])
    assert second.plan is not None
    assert second.plan.note == "最初の人の言葉"
    second.save_plan(second.drafted_items(), recheck_on=LATER)
    assert _in_record(first).note == "最初の人の言葉"


def test_a_new_decision_makes_a_new_plan_over_the_one_that_was_seen(both: tuple[Session, Session]) -> None:
    first, _second = both
    first.decide("accepted")
    first.ensure_plan()
    assert first.plan == _in_record(first)


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_both_plans_stand_side_by_side_on_the_page(
    qtbot: QtBot, context: Context, both: tuple[Session, Session], scale: float
) -> None:
    first, other = both
    second = Session(replace(context, person="鈴木", theme=Theme("light", scale)), other.visit_id)
    page = SessionPage(second)
    qtbot.addWidget(page)
    page.resize(1300, 860)
    page.show()
    settle()
    first.save_plan(first.drafted_items(), note="最初の人の言葉", back_to_running=True)
    _refused(second, note="二人目の言葉")
    page.refresh()
    assert page.saved.text() == context.text("Not saved"), "as long as one plan waits"
    page.elsewhere.compare.click()
    shown = page.stack.currentWidget()
    assert isinstance(shown, VersionsPage)
    assert shown.both.picked() == {"plan.back_to_running": "theirs"}
    assert [button.text() for button in shown.both.buttons["plan.note"].values()] == ["二人目の言葉", "最初の人の言葉"]
    assert (cut_off(shown), squeezed(shown), nameless(shown), small_targets(shown)) == ([], [], [], [])
    shown.both.buttons["plan.note"]["mine"].click()
    shown.save.click()
    settle()
    assert (_in_record(first).note, _in_record(first).back_to_running) == ("二人目の言葉", True)
    assert page.elsewhere.isHidden()
    assert page.saved.text() == context.text("✓ Saved")
