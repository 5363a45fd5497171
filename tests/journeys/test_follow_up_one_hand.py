"""A whole follow-up with its progress and a re-test, by keys, touch or mouse, with one result."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from PySide6.QtWidgets import QApplication

from clinic_app import actions
from clinic_app.desktop.trainer.hip_hinge import HingeCard
from clinic_app.desktop.trainer.plan import PlanStep
from clinic_app.desktop.trainer.progress import ProgressStep
from clinic_app.desktop.trainer.teach import TeachStep
from clinic_app.desktop.window import Window
from clinic_app.domain.assessment import to_plain
from clinic_app.domain.follow_up import OutcomeMeasure
from clinic_app.records.record import Record
from clinic_app.rules.evaluate import Evaluator
from tests.journeys.hands import Keys, Mouse, Touch
from tests.journeys.session_window import at_a_session
from tests.journeys.test_one_hand import EXPECTED, Visit

TODAY = date(2026, 11, 22)
LAST_TIME = (OutcomeMeasure("activity_1", 3, "階段を下りる"), OutcomeMeasure("activity_2", 5, "30分走る"))


@pytest.fixture
def window(qapp: QApplication, record: Record, evaluator: Evaluator) -> Iterator[Window]:
    """A window at the follow-up of a client who was here two weeks ago."""

    def two_weeks_ago(client_id: str) -> None:
        day = TODAY - timedelta(days=14)
        trial = actions.open_visit(record, client_id, day=day, trainer="佐藤", actor="staff-1").value
        actions.record_measures(record, trial.id, LAST_TIME, actor="staff-1", recorded_by="佐藤")
        actions.close_visit(record, trial.id, actor="staff-1", result="joined")

    with at_a_session(record, evaluator, two_weeks_ago) as opened:
        yield opened


class FollowUp(Visit):
    """The same visit as the first one, with what a follow-up adds."""

    def screening(self) -> None:
        super().screening()
        self.progress()

    def progress(self) -> None:
        """The words of the activities stand there already; nothing is typed but numbers."""
        self.hand.step("progress")
        page = self.page.page("progress")
        assert isinstance(page, ProgressStep)
        for row, score in zip(page.activities.rows, ("6", "8"), strict=False):
            self.hand.pick(row.score, score)
        self.hand.pick(page.pgic.choice, "2")
        for made, digits in zip(page.numbers, ("12", "1"), strict=True):
            self.hand.number(made.field, digits)

    def teach(self) -> None:
        super().teach()
        page = self.page.page("teach")
        assert isinstance(page, TeachStep)
        self.hand.press(page.retest.buttons["hip_hinge"])
        for card in page.retest.cards:
            assert isinstance(card, HingeCard)
            self.hand.press(card.none)
            self.hand.pick(card.lean, "full")
            self.hand.pick(card.sensation, "yes")


@pytest.mark.parametrize("kind", [Keys, Mouse, Touch])
def test_a_whole_follow_up_needs_one_hand(window: Window, kind: type[Keys | Mouse | Touch]) -> None:
    hand = kind(window)
    FollowUp(window, hand).whole()
    assert window.session_page is not None
    visit_id = window.session_page.session.visit_id
    stored = actions.resume_visit(window.context.record, visit_id)
    assert stored.visit.kind == "follow_up"
    assert to_plain(stored.assessment.assessment) == EXPECTED
    assert {one.measure: (one.words, one.value) for one in stored.measures} == {
        "activity_1": ("階段を下りる", 6),
        "activity_2": ("30分走る", 8),
        "pgic": ("", 2),
        "longest_run_km": ("", 12),
        "days_missed": ("", 1),
    }
    (again,) = stored.retests
    good = {"status": "done", "lean": "full", "faults": {}, "gluteal_sensation": True}
    found = again.tests.hip_hinge
    assert found is not None
    for side in (found.left, found.right):
        assert side is not None
        assert (side.status, side.lean, side.faults, side.gluteal_sensation) == tuple(good.values())
    assert [handout.kind for handout in stored.handouts] == ["sheet"]
    plan = window.session_page.page("plan")
    assert isinstance(plan, PlanStep)
    assert window.session_page.session.step == "plan"
