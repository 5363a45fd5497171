"""Undo, redo, the plan's exercises, and the clock of a session."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from msgspec.structs import replace as changed_item

from clinic_app.desktop.context import Context
from clinic_app.desktop.trainer.clock import shortest_path, time_left
from clinic_app.desktop.trainer.session import Session

CASES = {
    case["input"]["case"]: case["input"]
    for case in json.loads((Path(__file__).parents[1] / "unit/cases/examples.json").read_text(encoding="utf-8"))
}
GLUTEAL = CASES["01-clear-gluteal"]


def test_what_was_taken_back_is_done_again_until_something_new_is_entered(session: Session) -> None:
    session.put("nrs.now", 3)
    session.put("nrs.now", 4)
    assert session.undo()
    assert session.redo()
    assert Session(session.context, session.visit_id).value("nrs.now") == 4
    session.undo()
    session.put("nrs.now", 6)
    assert not session.redo()
    assert session.value("nrs.now") == 6


def test_undo_goes_back_to_the_step_and_field_of_the_entry(session: Session) -> None:
    session.field = "nrs.now"
    session.put("nrs.now", 3)
    session.go_to("posture")
    session.field = "posture.sway_back"
    session.put("posture.sway_back", "no")
    session.undo()
    assert (session.step, session.field) == ("posture", "posture.sway_back")
    session.undo()
    assert (session.step, session.field) == ("intake", "nrs.now")


def test_a_decision_taken_back_appends_that_nothing_can_be_said_yet(
    context: Context, open_visit: Callable[..., str]
) -> None:
    session = Session(context, open_visit(GLUTEAL, sex="male"))
    session.decide("accepted")
    session.undo()
    assert [decision.kind for decision in session.decisions] == ["accepted", "none"]
    session.redo()
    stored = Session(context, session.visit_id).decisions
    assert [decision.kind for decision in stored] == ["accepted", "none", "accepted"]


def test_an_exercise_that_is_not_understood_stays_off_the_sheet_unless_it_is_ticked(
    context: Context, open_visit: Callable[..., str]
) -> None:
    session = Session(context, open_visit(GLUTEAL, sex="male"))
    session.decide("accepted")
    session.ensure_plan()
    (item,) = session.drafted_items()
    both = (item, changed_item(session.fresh_item("dead_bug", "standard"), teach_back="not_yet"))
    session.change_plan(both)
    assert [one.goes_home for one in Session(context, session.visit_id).drafted_items()] == [True, False]
    without = session.draft("ja")
    session.change_plan((both[0], changed_item(both[1], on_sheet=True)))
    assert [one.goes_home for one in Session(context, session.visit_id).drafted_items()] == [True, True]
    assert session.draft("ja") != without
    session.undo()
    assert session.draft("ja") == without


def test_the_clock_counts_down_from_the_length_the_studio_chose(
    context: Context, open_visit: Callable[..., str]
) -> None:
    session = Session(context, open_visit())
    started = session.visit.started_at
    session.context = replace(context, clock=lambda: started + timedelta(minutes=20))
    assert time_left(session) == 55 * 60
    session.context = replace(context, clock=lambda: started + timedelta(minutes=80))
    assert time_left(session) == -5 * 60
    session.context = replace(context, clock=lambda: started + timedelta(days=1))
    assert time_left(session) is None


def test_short_time_names_what_may_be_left_out_and_never_the_screening(
    context: Context, open_visit: Callable[..., str]
) -> None:
    session = Session(context, open_visit())
    started = session.visit.started_at
    session.context = replace(context, language="en", clock=lambda: started)
    assert shortest_path(session) == ""
    session.context = replace(context, language="en", clock=lambda: started + timedelta(minutes=70))
    assert "The screening stays" in shortest_path(session)
    ready = Session(replace(context, language="en"), open_visit(CASES["05-dead-bug-missing"], name="架空 次郎"))
    ready.context = replace(ready.context, clock=lambda: started + timedelta(minutes=70))
    assert "Dead bug" in shortest_path(ready)
    urgent = Session(context, open_visit(CASES["09-urgent"], name="架空 三郎", sex="male"))
    urgent.context = replace(context, clock=lambda: started + timedelta(minutes=74))
    assert shortest_path(urgent) == ""


def test_the_seconds_of_each_step_are_stored(session: Session) -> None:
    session.spent(40)
    session.go_to("posture")
    session.spent(15)
    session.keep_timings()
    assert Session(session.context, session.visit_id).timings == {"intake": 40, "posture": 15}
