"""What steps say while there is little to show, where they lead on to, and how both sides of a test stand."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget
from visits import CASES, GLUTEAL, read

from clinic_app.desktop.app import settle
from clinic_app.desktop.context import Context
from clinic_app.desktop.registry import pages
from clinic_app.desktop.trainer.clock import shortest_path
from clinic_app.desktop.trainer.hip_hinge import HingeCard, HipHingeStep
from clinic_app.desktop.trainer.made_up_sessions import SEEN_IN, STATES
from clinic_app.desktop.trainer.plan import PlanStep
from clinic_app.desktop.trainer.result import ResultStep
from clinic_app.desktop.trainer.session import Session
from clinic_app.desktop.trainer.session_page import SessionPage
from clinic_app.desktop.trainer.teach import TeachStep
from clinic_app.desktop.widgets.labels import Words
from clinic_app.desktop.window import Window

Show = Callable[[QWidget], QWidget]
Opened = Callable[..., str]


def test_a_side_that_nobody_touched_is_not_called_begun(context: Context, open_visit: Opened, show: Show) -> None:
    session = Session(context, open_visit(CASES["16-no-test"]))
    page = show(HipHingeStep(session, "hip_hinge"))
    assert isinstance(page, HipHingeStep)
    left, right = page.cards
    assert (left.level.text(), right.level.text()) == ("未入力", "未入力")
    session.put_side("hip_hinge", "left", "lean", "full")
    page.refresh()
    assert (left.level.text(), right.level.text()) == ("入力の途中", "未入力")
    page.close()


def test_the_rows_of_both_sides_stand_level_however_long_the_reasons_of_one_are(
    context: Context, open_visit: Opened, show: Show
) -> None:
    session = Session(context, open_visit(CASES["16-no-test"]))
    page = show(HipHingeStep(session, "hip_hinge"))
    assert isinstance(page, HipHingeStep)
    faults = dict.fromkeys(("lumbar_extension", "knee_dominant", "pelvic_shift", "alignment_lost"), "persists")
    for field, value in (("lean", "partial"), ("faults", faults), ("gluteal_sensation", False)):
        session.put_side("hip_hinge", "left", field, value)
    page.refresh()
    settle()
    tops = []
    for card in page.cards:
        assert isinstance(card, HingeCard)
        tops.append(card.faults["lumbar_extension"].mapTo(page, QPoint()).y())
    assert len(set(tops)) == 1
    assert page.cards[0].why.text()
    assert not page.cards[1].why.text()
    page.close()


@pytest.mark.parametrize(
    ("case", "step"), [("09-urgent", "plan"), ("15-screening-not-finished", "screening"), ("16-no-test", "hip_hinge")]
)
def test_a_result_that_waits_leads_to_what_it_waits_for_by_hand_and_by_key(
    context: Context, open_visit: Opened, show: Show, case: str, step: str
) -> None:
    page = show(ResultStep(Session(context, open_visit(CASES[case], sex=CASES[case]["client"]["sex"])), "result"))
    assert isinstance(page, ResultStep)
    asked: list[str] = []
    page.step_requested.connect(asked.append)
    page.onward.button.click()
    page.keypad.refresh()
    assert page.keypad.take(page.onward.button.hint())
    assert asked == [step, step]
    page.close()


def test_teaching_that_waits_for_a_decision_leads_there(context: Context, open_visit: Opened, show: Show) -> None:
    session = Session(context, open_visit(GLUTEAL))
    page = show(SessionPage(session))
    assert isinstance(page, SessionPage)
    page.go_to("teach")
    teach = page.page("teach")
    assert isinstance(teach, TeachStep)
    assert teach.nothing.isVisibleTo(page)
    teach.onward.button.click()
    assert session.step == "result"
    session.decide("accepted")
    page.go_to("teach")
    assert not teach.nothing.isVisibleTo(page)
    page.close()


def test_the_cards_of_three_exercises_are_heard_apart(context: Context, open_visit: Opened, show: Show) -> None:
    three = CASES["13-all-three"]
    session = Session(context, open_visit({**three, "client": {**three["client"], "age_at_onset": 41}}))
    session.decide("accepted")
    page = show(TeachStep(session, "teach"))
    inputs = [
        one
        for one in page.findChildren(QWidget)
        if isinstance(one, QAbstractButton | QLineEdit) and one.isVisibleTo(page)
    ]
    names = [one.accessibleName() for one in inputs]
    assert len(session.drafted_items()) == 3
    assert sum("デッドバグ: " in name for name in names) > 5
    assert sorted(set(names)) == sorted(names)
    page.close()


def test_what_is_known_from_the_start_makes_no_step_begun(session: Session) -> None:
    assert (session.value("client.age"), session.value("screening.failed_trial")) == (42, "no")
    assert (session.step_state("intake"), session.step_state("screening")) == ("todo", "todo")
    session.put("screening.fever", "no")
    session.put("weekly_km", 20)
    assert (session.step_state("intake"), session.step_state("screening")) == ("begun", "begun")


def test_nobody_is_hurried_in_the_first_half(context: Context, session: Session) -> None:
    started = session.visit.started_at
    session.context = replace(context, clock=lambda: started + timedelta(minutes=30))
    assert shortest_path(session) == ""
    session.context = replace(context, clock=lambda: started + timedelta(minutes=45))
    assert shortest_path(session)


def test_the_header_shows_the_whole_of_a_long_name(context: Context, open_visit: Opened, show: Show) -> None:
    name = "見本小路長之助左衛門尉 " + "長い名前の架空の人物の続き" * 2
    page = show(SessionPage(Session(context, open_visit(name=name))))
    page.resize(900, 700)
    settle()
    (label,) = [one for one in page.findChildren(Words) if one.text() == name]
    assert label.height() >= label.heightForWidth(label.width())
    assert page.rect().contains(label.mapTo(page, label.rect().bottomRight()))
    page.close()


def test_every_made_up_state_is_looked_at_in_some_step() -> None:
    assert SEEN_IN.keys() == STATES.keys()


def test_a_picture_of_the_plan_shows_its_sheet(window: Window) -> None:
    page: Any = next(one for one in pages() if one.name == "session-three-plan")
    page.show(window)
    settle()
    assert window.session_page is not None
    plan = window.session_page.page("plan")
    assert isinstance(plan, PlanStep)
    assert plan.preview.page_count() == 2
    assert "見本 三つ" in read(window)
    page.show(window)
    assert window.session_page.session.decided is not None, "the state is made once and found again"
