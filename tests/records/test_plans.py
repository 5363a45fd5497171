"""Plans: what the outcome and the rules allow to go home, and the code that brings it back."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from clinic_app import actions
from clinic_app.actions import plans, proposals
from clinic_app.demo.people import Story
from clinic_app.domain.assessment import HINGE, Assessment, from_plain, to_plain
from clinic_app.domain.plan_code import read_plan_code
from clinic_app.domain.visit import Plan, PlanItem, Visit
from clinic_app.errors import Refused
from clinic_app.records.record import Record
from clinic_app.rules.evaluate import Evaluator

Enter = Callable[[Visit, Story], Assessment]
HINGE_ITEM = PlanItem("hip_hinge", "easier", 10, 2, cue="お尻で壁を押す", teach_back="with_cue")
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 300


def _save(record: Record, visit: Visit, evaluator: Evaluator, *items: PlanItem) -> actions.Changed[Plan]:
    return actions.save_plan(record, visit.id, items=items, evaluator=evaluator, actor="見本", approved_by="見本")


@pytest.mark.parametrize(
    ("story", "message"),
    [
        ("urgent", plans.RED_FLAG),
        ("bone_stress", plans.RED_FLAG),
        ("young", plans.RED_FLAG),
        ("interrupted", plans.SCREENING_OPEN),
        ("stopped", plans.NO_TEST),
    ],
)
def test_no_plan_is_saved_where_the_outcome_forbids_it(
    record: Record, visit: Visit, evaluator: Evaluator, enter: Enter, story: Story, message: str
) -> None:
    document = enter(visit, story)
    if story == "young":
        stored = actions.resume_visit(record, visit.id).assessment
        young = replace(document, client=replace(document.client, age=16, age_at_onset=15))
        actions.record_findings(
            record, visit.id, young, evaluator=evaluator, revision=stored.revision, step="result", actor="staff-1"
        )
    actions.propose(record, visit.id, evaluator, actor="staff-1")
    with pytest.raises(Refused) as refused:
        _save(record, visit, evaluator, HINGE_ITEM)
    assert refused.value.message == message
    assert actions.resume_visit(record, visit.id).plan is None


def test_a_new_red_flag_stops_plan_and_sheet_but_not_the_memo(
    record: Record, visit: Visit, evaluator: Evaluator, enter: Enter
) -> None:
    enter(visit, "gluteal")
    actions.propose(record, visit.id, evaluator, actor="staff-1")
    _save(record, visit, evaluator, HINGE_ITEM)
    enter(visit, "urgent")
    for attempt in range(2):  # before and after the proposal says so
        if attempt:
            actions.propose(record, visit.id, evaluator, actor="staff-1")
        with pytest.raises(Refused) as refused:
            _save(record, visit, evaluator, HINGE_ITEM)
        assert refused.value.message == (plans.RED_FLAG if attempt else proposals.OUTDATED)
        with pytest.raises(Refused) as refused:
            actions.issue_handout(record, visit.id, pdf=PDF, pages=2, actor="見本", approved_by="見本")
        assert refused.value.message == (plans.RED_FLAG if attempt else proposals.OUTDATED)
    memo = actions.issue_handout(
        record, visit.id, pdf=PDF, pages=1, actor="見本", kind="memo", approved_by="見本"
    ).value
    assert memo.plan_id is None
    made = actions.resume_visit(record, visit.id).proposal
    assert made is not None
    with pytest.raises(Refused) as refused:
        actions.decide_on_proposal(
            record,
            made.id,
            kind="changed",
            causes=("trunk_weakness",),
            reason="other",
            actor="見本",
            decided_by="見本",
        )
    assert refused.value.message == proposals.RED_FLAG_STANDS


BUG, ROTATION_ITEM = PlanItem("dead_bug", "standard", 10, 2), PlanItem("thoracic_rotation", "standard", 6, 2)


@pytest.mark.parametrize(
    ("items", "message"),
    [
        ((), plans.NONE_CHOSEN),
        ((HINGE_ITEM, BUG, ROTATION_ITEM, PlanItem("comfort_walk", "standard", 5, 1)), plans.TOO_MANY),
        ((HINGE_ITEM, HINGE_ITEM), plans.TWICE),
        ((PlanItem("squat", "standard", 10, 2),), plans.UNKNOWN_FORM),
        ((PlanItem("hip_hinge", "heavier", 10, 2),), plans.UNKNOWN_FORM),
        ((replace(HINGE_ITEM, reps=0),), plans.DOSE),
        ((replace(HINGE_ITEM, sets=99),), plans.DOSE),
    ],
)
def test_a_plan_that_breaks_a_rule_is_refused(
    record: Record, visit: Visit, evaluator: Evaluator, enter: Enter, items: tuple[PlanItem, ...], message: str
) -> None:
    enter(visit, "gluteal")
    actions.propose(record, visit.id, evaluator, actor="staff-1")
    with pytest.raises(Refused) as refused:
        _save(record, visit, evaluator, *items)
    assert refused.value.message == message


def test_irritable_pain_allows_only_comfort_and_walking(
    record: Record, visit: Visit, evaluator: Evaluator, enter: Enter
) -> None:
    enter(visit, "irritable")
    actions.propose(record, visit.id, evaluator, actor="staff-1")
    with pytest.raises(Refused) as refused:
        _save(record, visit, evaluator, HINGE_ITEM)
    assert refused.value.message == plans.ONLY_COMFORT
    _save(record, visit, evaluator, PlanItem("comfort_walk", "standard", 5, 1))


def test_a_test_stopped_by_pain_allows_its_easier_form_only(
    record: Record, visit: Visit, evaluator: Evaluator, enter: Enter
) -> None:
    plain = to_plain(enter(visit, "trunk"))
    plain["tests"][HINGE] = {"left": {"status": "stopped_by_pain"}, "right": {"status": "stopped_by_pain"}}
    stored = actions.resume_visit(record, visit.id).assessment
    actions.record_findings(
        record,
        visit.id,
        from_plain(plain),
        evaluator=evaluator,
        revision=stored.revision,
        step="result",
        actor="staff-1",
    )
    actions.propose(record, visit.id, evaluator, actor="staff-1")
    with pytest.raises(Refused) as refused:
        _save(record, visit, evaluator, BUG, replace(HINGE_ITEM, form="standard"))
    assert refused.value.message == plans.ONLY_EASIER
    _save(record, visit, evaluator, BUG, HINGE_ITEM)


def test_everything_normal_allows_a_plan_without_exercises(
    record: Record, visit: Visit, evaluator: Evaluator, enter: Enter
) -> None:
    enter(visit, "good")
    assert actions.propose(record, visit.id, evaluator, actor="staff-1").value.proposal.plan == ()
    _save(record, visit, evaluator)
    plan = actions.resume_visit(record, visit.id).plan
    assert plan is not None
    assert plan.items == ()


def test_a_plan_keeps_its_code_until_it_went_home(
    record: Record, visit: Visit, evaluator: Evaluator, enter: Enter
) -> None:
    enter(visit, "gluteal")
    actions.propose(record, visit.id, evaluator, actor="staff-1")
    codes = []
    for items in ((HINGE_ITEM,), (HINGE_ITEM, BUG)):
        _save(record, visit, evaluator, *items)
        plan = actions.resume_visit(record, visit.id).plan
        assert plan is not None
        assert plan.items == items
        codes.append(plan.code)
    went_home = plan
    actions.issue_handout(record, visit.id, pdf=PDF, pages=2, actor="見本", approved_by="見本")
    _save(record, visit, evaluator, BUG)
    plan = actions.resume_visit(record, visit.id).plan
    assert plan is not None
    assert codes[0] == codes[1] != plan.code
    assert actions.find_plan(record, codes[0].lower().replace("-", " ")) == went_home
    assert actions.find_plan(record, plan.code) == plan
    assert read_plan_code(plan.code) == plan.code
