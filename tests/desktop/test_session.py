"""The session's presenter: every entry durable, refusals kept out, undo, the gate, decisions that can go stale."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from clinic_app import actions
from clinic_app.desktop.context import Context
from clinic_app.desktop.trainer.session import Session
from clinic_app.errors import Refused

CASES = {
    case["input"]["case"]: case["input"]
    for case in json.loads((Path(__file__).parents[1] / "unit/cases/examples.json").read_text(encoding="utf-8"))
}


def reopened(session: Session) -> Session:
    """The same visit as another window would find it."""
    return Session(session.context, session.visit_id)


def test_an_entry_is_in_the_record_when_it_returns(session: Session) -> None:
    assert session.put("interview.pain_on_extension", "yes") is None
    assert reopened(session).value("interview.pain_on_extension") == "yes"


def test_a_refused_value_is_not_stored_and_says_which(session: Session) -> None:
    session.put("nrs.now", 3)
    refused = session.put("nrs.now", 11)
    assert refused is not None
    assert (refused.path, refused.code) == ("nrs.now", "above")
    assert session.value("nrs.now") == reopened(session).value("nrs.now") == 3


def test_an_answer_taken_back_is_not_asked(session: Session) -> None:
    session.put("posture.sway_back", "no")
    session.put("posture.sway_back", None)
    assert session.value("posture") is None
    assert reopened(session).assessment.posture == {}


def test_undo_takes_back_one_entry_at_a_time_in_the_record_too(session: Session) -> None:
    session.put("nrs.now", 3)
    session.put("nrs.now", 4)
    assert session.undo()
    assert reopened(session).value("nrs.now") == 3
    assert session.undo()
    assert not session.undo()
    assert reopened(session).value("nrs.now") is None


def test_tests_stay_locked_until_the_screening_is_answered(session: Session) -> None:
    assert session.step_state("hip_hinge") == "locked"
    for path, value in (("client.age_at_onset", 42), ("weeks_since_onset", 8), ("nrs.now", 3)):
        session.put(path, value)
    for group in session.context.rule_set.catalogue.groups:
        session.all_no(group.id)
    assert session.screened.unanswered == ("screening.low_energy.amenorrhoea",)
    session.put("screening.low_energy.amenorrhoea", "no")
    assert session.gate_open
    assert session.step_state("hip_hinge") == "todo"


def test_all_no_leaves_what_was_answered_before(session: Session) -> None:
    session.put("screening.fever", "yes")
    session.all_no("general")
    assert session.value("screening.fever") == "yes"
    assert session.value("screening.visceral") == "no"


def test_the_first_finding_of_a_side_makes_it_done_and_an_unfinished_side_has_no_level(session: Session) -> None:
    session.put_side("hip_hinge", "left", "faults", {"lumbar_extension": "persists"})
    assert session.value("tests.hip_hinge.left.status") == "done"
    assert session.levels.sides["hip_hinge"] == (None, None)
    session.put_side("hip_hinge", "left", "lean", "full")
    session.put_side("hip_hinge", "left", "gluteal_sensation", True)
    assert session.levels.sides["hip_hinge"] == (1, None)
    assert session.levels.tests["hip_hinge"] is None


def test_no_key_fault_means_no_failed_repetition(session: Session) -> None:
    session.put_side("dead_bug", "left", "key_faults", [])
    assert session.value("tests.dead_bug.left.failed_reps") == 0


def test_a_side_that_was_not_done_keeps_only_the_pain_before(session: Session) -> None:
    session.put_side("dead_bug", "left", "holds_start", True)
    session.put_side("dead_bug", "left", "pain.before", 6)
    session.put_side("dead_bug", "left", "pain.during", 7)
    session.set_status("dead_bug", "left", "not_done")
    assert session.value("tests.dead_bug.left") == {"status": "not_done", "pain": {"before": 6}}


def test_a_session_reopens_on_the_step_it_was_left_at(session: Session) -> None:
    session.go_to("posture")
    assert reopened(session).step == "posture"


def test_a_closed_record_keeps_the_entry_on_screen_and_says_not_saved(session: Session) -> None:
    other = reopened(session)
    other.put("nrs.now", 5)  # another window saved first, so this one may not overwrite it
    session.put("nrs.worst_run", 6)
    assert session.refused is not None
    assert session.value("nrs.worst_run") == 6
    assert reopened(session).value("nrs.now") == 5


def test_the_plan_follows_from_the_decision_and_a_new_finding_asks_for_a_new_one(
    context: Context, open_visit: Callable[..., str]
) -> None:
    session = Session(context, open_visit(CASES["01-clear-gluteal"], sex="male"))
    assert session.proposal.causes == ("gluteal_support",)
    assert session.drafted_items() == ()
    session.decide("accepted")
    session.ensure_plan()
    assert [(item.exercise, item.form) for item in session.drafted_items()] == [("hip_hinge", "easier")]
    assert reopened(session).plan is not None
    session.put("interview.tight_ache", "yes")
    assert session.decided is None
    assert session.drafted_items() == ()


def test_a_changed_decision_brings_its_own_exercises(context: Context, open_visit: Callable[..., str]) -> None:
    session = Session(context, open_visit(CASES["01-clear-gluteal"], sex="male"))
    session.decide("changed", ("trunk_weakness", "gluteal_support"), "movement_impression")
    assert [item.exercise for item in session.drafted_items()] == ["dead_bug", "hip_hinge"]


def test_a_changed_decision_without_a_reason_is_refused(context: Context, open_visit: Callable[..., str]) -> None:
    session = Session(context, open_visit(CASES["01-clear-gluteal"], sex="male"))
    with pytest.raises(Refused):
        session.decide("changed", ("trunk_weakness",))


def test_a_red_flag_leaves_only_the_referral_memo(context: Context, open_visit: Callable[..., str]) -> None:
    session = Session(context, open_visit(CASES["09-urgent"], sex="male"))
    assert session.step_state("teach") == "locked"
    assert session.lacking_for_handout() is None
    handout = session.issue("ja")
    assert (handout.kind, handout.plan_id) == ("memo", None)
    assert session.proposal.points is None


def test_the_memo_waits_until_every_urgent_item_is_answered(session: Session) -> None:
    session.put("screening.fever", "yes")
    assert session.proposal.outcome == "refer"
    assert session.lacking_for_handout() == "urgent_items"


def test_an_issued_handout_is_what_was_drafted(context: Context, open_visit: Callable[..., str]) -> None:
    session = Session(context, open_visit(CASES["01-clear-gluteal"], sex="male"))
    session.decide("accepted")
    session.ensure_plan()
    drafted = session.draft("ja")
    handout = session.issue("ja")
    assert handout.pdf == drafted
    assert handout.pages == 2
    assert actions.resume_visit(context.record, session.visit_id).handouts == (handout,)
