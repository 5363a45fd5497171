"""A whole visit of an existing client, from opening to the issued sheet: by keys, touch or mouse, with one result."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from clinic_app import actions
from clinic_app.desktop.trainer.dead_bug import DeadBugCard
from clinic_app.desktop.trainer.hip_hinge import HingeCard
from clinic_app.desktop.trainer.movement import MovementStep
from clinic_app.desktop.trainer.plan import PlanStep
from clinic_app.desktop.trainer.result import ResultStep
from clinic_app.desktop.trainer.screening import ScreeningStep
from clinic_app.desktop.trainer.session_page import SessionPage
from clinic_app.desktop.trainer.teach import TeachStep
from clinic_app.desktop.trainer.thoracic_rotation import RotationCard
from clinic_app.desktop.widgets.choices import Segments
from clinic_app.desktop.widgets.numbers import DurationField, NumberField
from clinic_app.desktop.widgets.option import OptionButton
from clinic_app.desktop.widgets.pain_row import PainRow
from clinic_app.desktop.window import Window
from clinic_app.domain.assessment import to_plain
from clinic_app.records.record import Record
from clinic_app.rules.evaluate import Evaluator
from tests.journeys.hands import Hand, Keys, Mouse, Touch
from tests.journeys.session_window import at_a_session

ANSWERS = {
    "client.age_at_onset": "41",
    "nrs.now": "4",
    "nrs.worst_run": "6",
    "nrs.average_7d": "3",
    "test_pain_settles": "yes",
    "weekly_km": "45",
    "interview.pain_on_extension": "yes",
    "interview.pain_on_rising": "no",
    "interview.desk_work": "yes",
    "interview.pain_point": "paravertebral_point",
}
WEEKS = "9"


@pytest.fixture
def window(qapp: QApplication, record: Record, evaluator: Evaluator) -> Iterator[Window]:
    """A window at the open visit of a client who is known already."""
    with at_a_session(record, evaluator) as opened:
        yield opened


class Visit:
    """The same visit for every hand."""

    def __init__(self, window: Window, hand: Hand) -> None:
        self.window, self.hand = window, hand

    @property
    def page(self) -> SessionPage:
        assert self.window.session_page is not None
        return self.window.session_page

    def whole(self) -> None:
        """From the interview to the issued sheet."""
        self.intake()
        self.screening()
        self.posture()
        self.hip_hinge()
        self.rotation()
        self.dead_bug()
        self.result()
        self.teach()
        self.hand.step("plan")
        plan = self.page.page("plan")
        assert isinstance(plan, PlanStep)
        self.hand.press(plan.issue)

    def intake(self) -> None:
        self.hand.step("intake")
        entries = {entry.path: entry for entry in self.page.page("intake").entries}
        for path, value in ANSWERS.items():
            control = entries[path].control
            if isinstance(control, NumberField):
                self.hand.number(control, value)
            else:
                assert isinstance(control, Segments)
                self.hand.pick(control, value)
        onset = entries["weeks_since_onset"].control
        assert isinstance(onset, DurationField)
        self.hand.number(onset.number, WEEKS)

    def screening(self) -> None:
        self.hand.step("screening")
        page = self.page.page("screening")
        assert isinstance(page, ScreeningStep)
        for row in page.rows:
            if row.item.group == "urgent":
                self.hand.pick(row.control, "no")
        for section in page.groups:
            if section.zero is not None:
                button = section.zero.widget
                assert isinstance(button, OptionButton)
                self.hand.press(button)
        for row in page.rows:
            if row.path.endswith("amenorrhoea"):
                self.hand.pick(row.control, "no")

    def posture(self) -> None:
        self.hand.step("posture")
        for entry in self.page.page("posture").entries:
            assert isinstance(entry.control, Segments)
            self.hand.pick(entry.control, "yes" if "lordosis" in entry.path else "no")

    def cards(self, step: str) -> list[Any]:
        self.hand.step(step)
        page = self.page.page(step)
        assert isinstance(page, MovementStep)
        return list(page.cards)

    def hip_hinge(self) -> None:
        for card in self.cards("hip_hinge"):
            assert isinstance(card, HingeCard)
            self.hand.press(card.faults["lumbar_extension"])
            self.hand.pick(card.lean, "partial")
            self.hand.pick(card.sensation, "no")
            self.hand.pain(card.pain, (2, 3, 2))

    def rotation(self) -> None:
        self.hand.step("thoracic_rotation")
        position = self.page.page("thoracic_rotation").entries[0].control
        assert isinstance(position, Segments)
        self.hand.pick(position, "lumbar_locked")
        for card, degrees in zip(self.cards("thoracic_rotation"), ("46", "44"), strict=True):
            assert isinstance(card, RotationCard)
            self.hand.number(card.trials[0], degrees)
            self.hand.pain(card.pain, (2, 2, 2))

    def dead_bug(self) -> None:
        for card in self.cards("dead_bug"):
            assert isinstance(card, DeadBugCard)
            self.hand.pick(card.holds, "yes")
            self.hand.pick(card.key, "")
            self.hand.pick(card.minor, "")
            self.hand.pain(card.pain, (2, 2, 2))

    def result(self) -> None:
        self.hand.step("result")
        page = self.page.page("result")
        assert isinstance(page, ResultStep)
        self.hand.press(page.kind.buttons["accepted"])

    def teach(self) -> None:
        self.hand.step("teach")
        page = self.page.page("teach")
        assert isinstance(page, TeachStep)
        teach_back = next(c for c in page.findChildren(Segments) if "can_do" in c.buttons)
        self.hand.pick(teach_back, "can_do")
        pain = page.findChildren(PainRow)[0]
        self.hand.pain(pain, (4, 2))


@pytest.mark.parametrize("kind", [Keys, Mouse, Touch])
def test_a_whole_visit_needs_one_hand(window: Window, kind: type[Keys | Mouse | Touch]) -> None:
    hand = kind(window)
    Visit(window, hand).whole()
    visit = actions.visits_of_day(window.context.record, date(2026, 11, 22))[0].visit
    stored = actions.resume_visit(window.context.record, visit.id)
    assert stored.proposal is not None
    assert stored.decision is not None
    assert stored.plan is not None
    assert (stored.proposal.proposal.outcome, stored.decision.kind) == ("leading", "accepted")
    assert stored.proposal.proposal.causes == ("gluteal_support",)
    taught = stored.plan.items[0]
    assert (taught.exercise, taught.teach_back) == ("hip_hinge", "can_do")
    assert (taught.pain_before, taught.pain_after) == (4, 2)
    assert [handout.kind for handout in stored.handouts] == ["sheet"]
    assert to_plain(stored.assessment.assessment) == EXPECTED


def _sides(**seen: Any) -> dict[str, Any]:
    side = {"status": "done", **seen}
    return {"left": side, "right": side}


def _pain(before: int, during: int, after: int) -> dict[str, int]:
    return {"before": before, "during": during, "after": after}


NO = (
    *("saddle_numbness", "bladder_bowel", "bilateral_leg", "progressive_weakness", "major_trauma"),
    *("fever_severe_pain", "chest_abdomen_acute", "fever", "chest_pain_known", "rest_night_pain"),
    *("cancer_weight_nutrition", "steroid_immune_bone", "visceral", "leg_radiation", "spinal_deformity"),
    *("special_condition", "failed_trial"),
)
PARTS = {
    "bone_stress": ("landing_unilateral", "walking_or_night", "hop_pain_history", "bony_point", "load_spike"),
    "low_energy": ("amenorrhoea", "eating_problem", "past_stress_fracture", "rapid_weight_loss"),
    "inflammatory": ("gradual", "morning_or_late_night", "better_moving"),
}
ROTATION = _sides(pain=_pain(2, 2, 2))
EXPECTED: dict[str, Any] = {
    "format": "clinic-app/assessment/1",
    "date": "2026-11-22",
    "client": {"name": "架空 花子", "kana": "カクウ ハナコ", "sex": "female", "age": 42, "age_at_onset": 41},
    "weeks_since_onset": 9,
    "nrs": {"now": 4, "worst_run": 6, "average_7d": 3},
    "test_pain_settles": "yes",
    "weekly_km": 45,
    "interview": {
        "pain_on_extension": "yes",
        "pain_on_rising": "no",
        "desk_work": "yes",
        "pain_point": "paravertebral_point",
    },
    "posture": {
        "increased_lordosis": "yes",
        "anterior_pelvic_shift": "no",
        "sway_back": "no",
        "single_leg_pelvic_drop": "no",
    },
    "screening": dict.fromkeys(NO, "no") | {group: dict.fromkeys(parts, "no") for group, parts in PARTS.items()},
    "tests": {
        "hip_hinge": _sides(
            lean="partial",
            faults={"lumbar_extension": "persists"},
            gluteal_sensation=False,
            pain=_pain(2, 3, 2),
        ),
        "thoracic_rotation": {
            "position": "lumbar_locked",
            "left": {**ROTATION["left"], "degrees": [46]},
            "right": {**ROTATION["right"], "degrees": [44]},
        },
        "dead_bug": _sides(holds_start=True, key_faults=[], failed_reps=0, minor_faults=[], pain=_pain(2, 2, 2)),
    },
}
