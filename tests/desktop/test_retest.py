"""The test once more in the same session: entered like the test, kept apart from it, told on the sheet when real."""

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace
from PySide6.QtWidgets import QWidget
from visits import CASES, GOOD, read

from clinic_app import actions
from clinic_app.desktop.app import settle
from clinic_app.desktop.context import Context
from clinic_app.desktop.trainer.going_home import paper_content
from clinic_app.desktop.trainer.hip_hinge import HingeCard
from clinic_app.desktop.trainer.retest import Retest
from clinic_app.desktop.trainer.session import Session
from clinic_app.desktop.trainer.teach import TeachStep
from clinic_app.desktop.trainer.thoracic_rotation import RotationCard
from clinic_app.desktop.widgets.figure import FigureView
from clinic_app.desktop.widgets.labels import Words
from clinic_app.handouts import SheetContent


def test_a_retest_is_entered_on_the_teaching_step_with_the_cards_of_the_test(
    taught: Session, show: Callable[..., QWidget]
) -> None:
    first, proposal = taught.assessment, taught.proposal
    page = show(TeachStep(taught, "teach"))
    assert isinstance(page, TeachStep)
    page.retest.buttons["hip_hinge"].click()
    for card in page.retest.cards:
        assert isinstance(card, HingeCard)
        card.none.click()
        card.lean.pick("full")
        card.sensation.pick("yes")
    assert (taught.assessment, taught.proposal) == (first, proposal)
    changes = Retest(taught, "hip_hinge").changes()
    assert [(one.side, one.after.level, one.verdict) for one in changes] == [
        ("left", 3, "better"),
        ("right", 3, None),
    ], "it was good on the right before"
    page.refresh()
    settle()
    assert "→ レベル3" in read(page)
    assert "↑改善" in read(page)
    stored = actions.resume_visit(taught.context.record, taught.visit_id).retests
    assert [one.test for one in stored] == ["hip_hinge"]
    page.close()


def test_a_retest_is_undone_entry_by_entry(taught: Session) -> None:
    again = Retest(taught, "hip_hinge")
    again.put_side("hip_hinge", "left", "lean", "full")
    again.put_side("hip_hinge", "left", "faults", {})
    assert taught.undo()
    assert again.value("tests.hip_hinge.left.faults") is None
    assert taught.undo()
    assert taught.course.retests == {}
    assert actions.resume_visit(taught.context.record, taught.visit_id).retests == ()
    assert taught.redo()
    assert Session(taught.context, taught.visit_id).course.retested() == ("hip_hinge",)


def test_the_rotation_is_tested_again_in_the_position_of_the_first_time(
    taught: Session, show: Callable[..., QWidget]
) -> None:
    page = show(TeachStep(taught, "teach"))
    assert isinstance(page, TeachStep)
    page.retest.buttons["thoracic_rotation"].click()
    card = page.retest.cards[0]
    assert isinstance(card, RotationCard)
    card.trials[0].edit.setText("58")
    card.trials[0].flush()
    assert taught.course.retests["thoracic_rotation"].tests.thoracic_rotation is not None
    assert taught.course.retests["thoracic_rotation"].tests.thoracic_rotation.position == taught.value(
        "tests.thoracic_rotation.position"
    )
    page.close()


def test_what_was_not_tested_today_cannot_be_tested_again(
    context: Context, open_visit: Callable[..., str], show: Callable[..., QWidget]
) -> None:
    session = Session(context, open_visit(CASES["05-dead-bug-missing"]))
    session.decide("accepted")
    page = show(TeachStep(session, "teach"))
    assert isinstance(page, TeachStep)
    assert not page.retest.buttons["dead_bug"].isEnabled()
    assert page.retest.buttons["hip_hinge"].isEnabled()
    page.close()


def test_the_sheet_tells_before_and_after_where_it_really_changed(taught: Session) -> None:
    def changes() -> tuple[str, ...]:
        content = paper_content(taught, "ja", "standard")
        assert isinstance(content, SheetContent)
        return content.changes

    assert changes() == ()
    before = taught.levels.sides["hip_hinge"][0]
    again = Retest(taught, "hip_hinge")
    for field, value in GOOD.items():
        again.put_side("hip_hinge", "left", field, value)
    assert changes() == (f"ヒップヒンジのレベル(左) {before} → 3",)
    (item, *rest) = taught.drafted_items()
    taught.change_plan((replace_pain(item, 4, 3), *rest))
    assert len(changes()) == 1, "one point of four is no real change"
    taught.change_plan((replace_pain(item, 4, 2), *rest))
    assert any("4 → 2" in line for line in changes())


def replace_pain(item: Any, before: int, after: int) -> Any:
    """The same exercise with its pain right before and after."""
    return replace(item, pain_before=before, pain_after=after)


def test_rest_and_walk_are_two_still_figures_with_a_plus_between_them_as_on_paper(
    context: Context, open_visit: Callable[..., str], show: Callable[..., QWidget]
) -> None:
    both: set[str] = {"休む", "+", "歩く"}
    for case, moving, words in (("18-irritable", [False, False], both), ("01-clear-gluteal", [True], set[str]())):
        session = Session(context, open_visit(CASES[case], sex="male"))
        session.decide("accepted")
        page = show(TeachStep(session, "teach"))
        assert [view.is_moving() for view in page.findChildren(FigureView)] == moving
        assert both & {said.text() for said in page.findChildren(Words)} == words
        page.close()
