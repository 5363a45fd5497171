"""A session from its first question to its end, through the actions, on both engines."""

import hashlib
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from clinic_app import actions
from clinic_app.actions import clients, findings, handouts, proposals, visits
from clinic_app.demo.people import Story
from clinic_app.domain.assessment import HINGE, Assessment, from_plain, to_plain
from clinic_app.domain.client import Client, ClientDetails
from clinic_app.domain.visit import Plan, PlanItem, Visit
from clinic_app.errors import Refused
from clinic_app.records import faults
from clinic_app.records.record import Record
from clinic_app.rules.evaluate import Evaluator

Enter = Callable[[Visit, Story], Assessment]
HINGE_ITEM = PlanItem("hip_hinge", "easier", 10, 2, cue="お尻で壁を押す", teach_back="with_cue")
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 300


def _save(record: Record, visit: Visit, evaluator: Evaluator, *items: PlanItem) -> actions.Changed[Plan]:
    return actions.save_plan(record, visit.id, items=items, evaluator=evaluator, actor="見本", approved_by="見本")


def test_a_whole_session_is_found_again_as_it_was(
    record: Record, client: Client, visit: Visit, evaluator: Evaluator, enter: Enter, today: date
) -> None:
    document = enter(visit, "gluteal")
    proposal = actions.propose(record, visit.id, evaluator, actor="staff-1").value
    decision = actions.decide_on_proposal(record, proposal.id, kind="accepted", actor="見本", decided_by="見本").value
    plan = actions.save_plan(
        record,
        visit.id,
        items=(HINGE_ITEM, PlanItem("dead_bug", "standard", 10, 2)),
        evaluator=evaluator,
        actor="見本",
        recheck_on=today + timedelta(days=14),
        recheck_time="18:30",
        note="ゆっくり",
        approved_by="見本",
    ).value
    handout = actions.issue_handout(
        record, visit.id, pdf=PDF, pages=2, actor="見本", variant="large", approved_by="見本"
    ).value
    closed = actions.close_visit(record, visit.id, result="joined", actor="staff-1").value
    opened = actions.resume_visit(record, visit.id)
    assert opened.client == client
    assert opened.visit == closed
    assert (closed.state, closed.result, closed.step) == ("closed", "joined", "result")
    assert opened.assessment.assessment == document
    assert opened.proposal == proposal
    assert proposal.proposal.ruleset == evaluator.rule_set.ref
    assert opened.decision == decision
    assert decision.causes == ("gluteal_support",)
    assert opened.plan == plan
    assert plan.items[0] == HINGE_ITEM
    assert opened.handouts == (handout,)
    assert (opened.previous_visit, opened.previous) == (None, None)
    (line,) = actions.visits_of_day(record, today)
    assert (line.client, line.visit, line.has_plan, line.handouts) == (client, closed, True, 1)


def test_the_bytes_of_a_paper_survive(record: Record, visit: Visit) -> None:
    actions.issue_handout(record, visit.id, pdf=PDF, pages=2, actor="見本", kind="memo", approved_by="見本")
    (handout,) = actions.resume_visit(record, visit.id).handouts
    assert handout.pdf == PDF
    assert handout.sha256 == hashlib.sha256(PDF).hexdigest()


@pytest.mark.parametrize(("pdf", "pages"), [(b"", 1), (b"<html>", 1), (PDF, 0)])
def test_what_is_no_paper_is_not_kept(record: Record, visit: Visit, pdf: bytes, pages: int) -> None:
    with pytest.raises(Refused) as refused:
        actions.issue_handout(record, visit.id, pdf=pdf, pages=pages, actor="見本", kind="memo", approved_by="見本")
    assert refused.value.message == handouts.NOT_A_PDF


def test_a_sheet_needs_a_plan(record: Record, visit: Visit, evaluator: Evaluator, enter: Enter) -> None:
    enter(visit, "gluteal")
    actions.propose(record, visit.id, evaluator, actor="staff-1")
    with pytest.raises(Refused) as refused:
        actions.issue_handout(record, visit.id, pdf=PDF, pages=2, actor="見本", approved_by="見本")
    assert refused.value.message == handouts.NO_PLAN


def test_the_first_visit_is_a_trial_and_a_new_document_knows_the_client(record: Record, visit: Visit) -> None:
    document = actions.resume_visit(record, visit.id).assessment.assessment
    assert visit.kind == "trial"
    assert document.client.name == "髙橋 花子"
    assert document.client.kana == "タカハシ ハナコ"
    assert (document.client.sex, document.client.age, document.date) == ("female", 42, "2026-11-22")
    assert document.screening == {"failed_trial": "no"}


def test_opening_twice_on_one_day_gives_the_same_visit(record: Record, visit: Visit, today: date) -> None:
    again = actions.open_visit(record, visit.client_id, day=today, trainer="架空", actor="staff-1")
    assert (again.value, again.kinds) == (visit, frozenset())


def test_after_a_plan_its_failure_is_a_question_again(
    record: Record, visit: Visit, evaluator: Evaluator, enter: Enter, today: date
) -> None:
    enter(visit, "gluteal")
    actions.propose(record, visit.id, evaluator, actor="staff-1")
    _save(record, visit, evaluator, HINGE_ITEM)
    actions.close_visit(record, visit.id, result="joined", actor="staff-1")
    after = actions.open_visit(
        record, visit.client_id, day=today + timedelta(days=14), trainer="見本", actor="staff-1"
    ).value
    opened = actions.resume_visit(record, after.id)
    assert (after.kind, after.episode_id) == ("follow_up", visit.episode_id)
    assert opened.assessment.assessment.screening == {}
    assert opened.previous_visit is not None
    assert opened.previous_visit.id == visit.id
    assert opened.previous is not None
    assert opened.previous.tests.hip_hinge is not None
    assert opened.previous_plan is not None


@pytest.mark.parametrize(
    ("day", "new", "same_episode"),
    [
        (date(2027, 5, 22), None, True),
        (date(2027, 5, 23), None, False),
        (date(2027, 5, 23), False, True),
        (date(2026, 12, 1), True, False),
    ],
)
def test_a_new_episode_begins_after_six_months(
    record: Record, visit: Visit, day: date, new: bool | None, same_episode: bool
) -> None:
    after = actions.open_visit(record, visit.client_id, day=day, trainer="見本", new_episode=new, actor="staff-1").value
    assert (after.episode_id == visit.episode_id) is same_episode
    assert (actions.resume_visit(record, after.id).previous is not None) is same_episode


def test_a_client_without_birth_date_is_asked_for_the_age(record: Record, today: date) -> None:
    client = actions.register_client(record, ClientDetails("佐藤 誠", "サトウ マコト"), actor="staff-1").value
    with pytest.raises(Refused) as refused:
        actions.open_visit(record, client.id, day=today, trainer="見本", actor="staff-1")
    assert refused.value.message == visits.AGE_UNKNOWN
    actions.open_visit(record, client.id, day=today, trainer="見本", age=40, actor="staff-1")
    after = actions.open_visit(
        record, client.id, day=today + timedelta(days=400), trainer="見本", actor="staff-1"
    ).value
    assert actions.resume_visit(record, after.id).assessment.assessment.client.age == 41


@pytest.mark.parametrize(
    ("details", "message"),
    [
        (ClientDetails(" ", "ア"), clients.NO_NAME),
        (ClientDetails("佐藤", ""), clients.NO_KANA),
        (ClientDetails("佐藤", "サトウ", birth_date=date(2999, 1, 1)), clients.BIRTH_DATE),
        (ClientDetails("佐藤", "サトウ", birth_date=date(1890, 1, 1)), clients.BIRTH_DATE),
    ],
)
def test_an_impossible_client_is_refused(record: Record, details: ClientDetails, message: str) -> None:
    with pytest.raises(Refused) as refused:
        actions.register_client(record, details, actor="staff-1")
    assert refused.value.message == message


def test_an_impossible_value_is_refused_and_the_last_save_stands(
    record: Record, visit: Visit, evaluator: Evaluator
) -> None:
    stored = actions.resume_visit(record, visit.id).assessment
    with pytest.raises(Refused) as refused:
        actions.record_findings(
            record,
            visit.id,
            replace(stored.assessment, weekly_km=401),
            evaluator=evaluator,
            revision=stored.revision,
            step="intake",
            actor="staff-1",
        )
    assert (refused.value.message, refused.value.values) == (findings.NOT_POSSIBLE, {"path": "weekly_km"})
    assert actions.resume_visit(record, visit.id).assessment == stored


def test_a_half_entered_side_is_saved(record: Record, visit: Visit, evaluator: Evaluator) -> None:
    stored = actions.resume_visit(record, visit.id).assessment
    half = from_plain({**to_plain(stored.assessment), "tests": {HINGE: {"left": {"status": "done", "lean": "full"}}}})
    actions.record_findings(
        record,
        visit.id,
        half,
        evaluator=evaluator,
        revision=stored.revision,
        step=HINGE,
        field="tests.hip_hinge",
        actor="staff-1",
    )
    opened = actions.resume_visit(record, visit.id)
    assert opened.assessment.assessment == half
    assert opened.assessment.version == 1
    assert (opened.visit.step, opened.visit.field) == (HINGE, "tests.hip_hinge")


def test_saving_the_same_again_changes_nothing(record: Record, visit: Visit, evaluator: Evaluator) -> None:
    stored = actions.resume_visit(record, visit.id).assessment
    saved = actions.record_findings(
        record,
        visit.id,
        stored.assessment,
        evaluator=evaluator,
        revision=stored.revision,
        step="intake",
        actor="staff-1",
    )
    assert (saved.value, saved.kinds) == (stored, frozenset())


def test_the_same_proposal_is_stored_once(record: Record, visit: Visit, evaluator: Evaluator, enter: Enter) -> None:
    enter(visit, "gluteal")
    first = actions.propose(record, visit.id, evaluator, actor="staff-1")
    again = actions.propose(record, visit.id, evaluator, actor="staff-1")
    assert (again.value, again.kinds) == (first.value, frozenset())


def test_an_old_proposal_keeps_its_findings_when_they_change(
    record: Record, visit: Visit, evaluator: Evaluator, enter: Enter
) -> None:
    document = enter(visit, "gluteal")
    first = actions.propose(record, visit.id, evaluator, actor="staff-1").value
    enter(visit, "trunk")
    second = actions.propose(record, visit.id, evaluator, actor="staff-1").value
    with record.reading() as work:
        assert work.proposals.get(first.id) == first
    assert first.assessment == document
    assert (first.proposal.causes, second.proposal.causes) == (("gluteal_support",), ("trunk_weakness",))


def test_decisions_are_appended_and_the_last_one_holds(
    record: Record, visit: Visit, evaluator: Evaluator, enter: Enter
) -> None:
    enter(visit, "gluteal")
    made = actions.propose(record, visit.id, evaluator, actor="staff-1").value
    first = actions.decide_on_proposal(record, made.id, kind="accepted", actor="見本", decided_by="見本").value
    second = actions.decide_on_proposal(
        record,
        made.id,
        kind="changed",
        causes=("trunk_weakness",),
        reason="client_story",
        note="話から",
        actor="見本",
        decided_by="見本",
    ).value
    with record.reading() as work:
        assert work.decisions.of_visit(visit.id) == (first, second)
    assert actions.resume_visit(record, visit.id).decision == second


def test_a_decision_that_says_nothing_is_refused(
    record: Record, visit: Visit, evaluator: Evaluator, enter: Enter
) -> None:
    enter(visit, "gluteal")
    made = actions.propose(record, visit.id, evaluator, actor="staff-1").value
    for causes, reason, message in (
        (("trunk_weakness",), None, proposals.REASON_MISSING),
        ((), "other", proposals.CAUSES_MISSING),
        (("gluteal_support",), "other", proposals.CAUSES_MISSING),
    ):
        with pytest.raises(Refused) as refused:
            actions.decide_on_proposal(
                record,
                made.id,
                kind="changed",
                causes=causes,
                reason=reason,  # type: ignore[arg-type]
                actor="見本",
                decided_by="見本",
            )
        assert refused.value.message == message


def test_a_decision_on_findings_that_changed_since_is_refused(
    record: Record, visit: Visit, evaluator: Evaluator, enter: Enter
) -> None:
    enter(visit, "gluteal")
    made = actions.propose(record, visit.id, evaluator, actor="staff-1").value
    enter(visit, "trunk")
    with pytest.raises(Refused) as refused:
        actions.decide_on_proposal(record, made.id, kind="accepted", actor="見本", decided_by="見本")
    assert refused.value.message == proposals.OUTDATED
    actions.propose(record, visit.id, evaluator, actor="staff-1")
    with pytest.raises(Refused) as refused:
        actions.decide_on_proposal(record, made.id, kind="accepted", actor="見本", decided_by="見本")
    assert refused.value.message == proposals.OUTDATED


def test_a_closed_session_is_changed_by_correction_only(
    record: Record, visit: Visit, evaluator: Evaluator, enter: Enter
) -> None:
    document = enter(visit, "gluteal")
    made = actions.propose(record, visit.id, evaluator, actor="staff-1").value
    with pytest.raises(Refused) as refused:
        actions.close_visit(record, visit.id, actor="staff-1")
    assert refused.value.message == visits.RESULT_MISSING
    with pytest.raises(Refused) as refused:
        actions.correct_findings(record, visit.id, document, evaluator=evaluator, version=1, actor="staff-1")
    assert refused.value.message == findings.STILL_OPEN
    actions.close_visit(record, visit.id, result="thinking", actor="staff-1")
    for attempt in (
        lambda: enter(visit, "trunk"),
        lambda: actions.propose(record, visit.id, evaluator, actor="staff-1"),
        lambda: actions.decide_on_proposal(record, made.id, kind="accepted", actor="見本", decided_by="見本"),
        lambda: _save(record, visit, evaluator, HINGE_ITEM),
        lambda: actions.issue_handout(
            record, visit.id, pdf=PDF, pages=1, actor="見本", kind="memo", approved_by="見本"
        ),
        lambda: actions.close_visit(record, visit.id, result="joined", actor="staff-1"),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.message == visits.CLOSED
    corrected = replace(document, weekly_km=35)
    actions.correct_findings(record, visit.id, corrected, evaluator=evaluator, version=1, actor="staff-1")
    with pytest.raises(Refused) as refused:
        actions.correct_findings(record, visit.id, document, evaluator=evaluator, version=1, actor="staff-1")
    assert refused.value.message == faults.STALE
    with record.reading() as work:
        versions = work.assessments.versions_of(visit.id)
    assert [(found.version, found.assessment) for found in versions] == [(1, document), (2, corrected)]


def test_the_factory_rule_set_is_imported_once_and_reads_back_as_itself(record: Record, evaluator: Evaluator) -> None:
    from clinic_app.bootstrap.factory import evaluator_of, factory_texts

    texts = factory_texts()
    again = actions.import_rule_set(record, evaluator.rule_set.ref, texts, actor="staff-1")
    assert again.kinds == frozenset()
    active = actions.active_rule_set(record)
    assert active is not None
    assert (active.ref, active.texts, active.state) == (evaluator.rule_set.ref, texts, "active")
    assert evaluator_of(record).rule_set.ref == evaluator.rule_set.ref
    other = actions.import_rule_set(
        record, replace(evaluator.rule_set.ref, version="next"), texts, actor="staff-1"
    ).value
    assert other.state == "draft"


def test_documents_keep_the_order_of_nothing_but_their_values(
    record: Record, visit: Visit, evaluator: Evaluator, enter: Enter
) -> None:
    document: Assessment = enter(visit, "gluteal_trunk")
    stored = actions.resume_visit(record, visit.id).assessment
    assert stored.assessment == document
    assert evaluator.evaluate(stored.assessment) == evaluator.evaluate(document)
