"""The main job, driven through the window: a new client, a whole trial visit, the sheet, and everything found again."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pypdf
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from clinic_app import actions
from clinic_app.bootstrap.factory import poses
from clinic_app.bootstrap.record_files import open_record
from clinic_app.desktop.app import load_fonts, settle
from clinic_app.desktop.context import Context
from clinic_app.desktop.trainer.client_form import ClientForm
from clinic_app.desktop.trainer.dead_bug import DeadBugCard
from clinic_app.desktop.trainer.entry import Entry
from clinic_app.desktop.trainer.hip_hinge import HingeCard
from clinic_app.desktop.trainer.intake import IntakeStep
from clinic_app.desktop.trainer.movement import MovementStep
from clinic_app.desktop.trainer.plan import PlanStep
from clinic_app.desktop.trainer.result import ResultStep
from clinic_app.desktop.trainer.screening import ScreeningStep
from clinic_app.desktop.trainer.session_page import SessionPage
from clinic_app.desktop.trainer.teach import TeachStep
from clinic_app.desktop.trainer.thoracic_rotation import RotationCard
from clinic_app.desktop.widgets.choices import Segments
from clinic_app.desktop.widgets.numbers import DurationField, NumberField
from clinic_app.desktop.window import Window
from clinic_app.domain.clinic import ClinicProfile
from clinic_app.records.record import Record
from clinic_app.rules.evaluate import Evaluator

KEY = bytes(range(32))
NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
NAME, KANA = "𠮷田 髙子", "ヨシダ タカコ"


def new_window(record: Record, evaluator: Evaluator) -> Window:
    """The program as a trainer finds it in the morning."""
    load_fonts()
    context = Context(
        record=record,
        evaluator=evaluator,
        poses=poses(),
        clinic=ClinicProfile("架空コンディショニング", phone="00-0000-0000"),
        person="佐藤",
        clock=lambda: NOON,
    )
    window = Window(context)
    window.resize(1400, 860)
    window.show()
    settle()
    return window


def shut(window: Window) -> None:
    """Close a window for good."""
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    settle()


@pytest.fixture
def window(qapp: QApplication, record: Record, evaluator: Evaluator) -> Iterator[Window]:
    """A window on a fresh record."""
    opened = new_window(record, evaluator)
    yield opened
    if isValid(opened):
        shut(opened)


class Trainer:
    """Hands at the window: presses what is visible, types into what has a label, never calls the presenter."""

    def __init__(self, bot: QtBot, window: Window) -> None:
        self.bot, self.window = bot, window

    def press(self, button: QAbstractButton) -> None:
        """One click on something that can be clicked."""
        assert button.isVisible(), button.text()
        assert button.isEnabled(), button.text()
        self.bot.mouseClick(button, Qt.MouseButton.LeftButton)
        settle()

    def press_named(self, text: str, within: QWidget | None = None) -> None:
        """One click on the visible button with these words."""
        buttons = (within or self.window).findChildren(QAbstractButton)
        self.press(next(button for button in buttons if button.isVisible() and button.text() == text))

    def type_into(self, field: QWidget, text: str) -> None:
        """Type, Japanese through an input method as on a real desk, and leave the field."""
        edit = field.edit  # type: ignore[attr-defined]
        edit.setFocus()
        if text.isascii():
            self.bot.keyClicks(edit, text)
        else:
            composed = QInputMethodEvent()
            composed.setCommitString(text)
            QApplication.sendEvent(edit, composed)
        self.bot.keyClick(edit, Qt.Key.Key_Return)
        settle()

    @property
    def page(self) -> SessionPage:
        """The session on screen."""
        assert self.window.session_page is not None
        return self.window.session_page

    def step(self, name: str) -> QWidget:
        """Go to a step through the list of steps."""
        self.press(self.page.steps.buttons[name])
        return self.page.page(name)

    def answer(self, entry: Entry, value: str) -> None:
        """Answer one row."""
        if isinstance(entry.control, Segments):
            self.press(entry.control.buttons[value])
        elif isinstance(entry.control, DurationField):
            self.type_into(entry.control.number, value)
        else:
            assert isinstance(entry.control, NumberField)
            self.type_into(entry.control, value)

    def register(self) -> None:
        """A new client, as the form asks for it."""
        self.press_named("新しいお客様")
        form = self.window.findChild(ClientForm)
        assert form is not None
        self.type_into(form.name, NAME)
        self.type_into(form.kana, "よしだ たかこ")
        self.type_into(form.birth, "S59.5.1")
        self.press(form.sex.buttons["female"])
        self.type_into(form.phone, "090-0000-4321")
        self.press(form.begin)

    def interview(self) -> None:
        """What hurts, since when, and how."""
        intake = self.step("intake")
        assert isinstance(intake, IntakeStep)
        answers = {
            "client.age_at_onset": "42",
            "weeks_since_onset": "8",
            "nrs.now": "3",
            "interview.pain_on_extension": "yes",
            "interview.desk_work": "yes",
            "interview.pain_point": "paravertebral_point",
        }
        rows = {entry.path: entry for entry in intake.entries}
        for path, value in answers.items():
            self.answer(rows[path], value)
        posture = self.step("posture")
        for entry in posture.entries:  # type: ignore[attr-defined]
            self.answer(entry, "yes" if entry.path == "posture.increased_lordosis" else "no")

    def screen(self) -> None:
        """Every group is read aloud; the urgent one item by item."""
        screening = self.step("screening")
        assert isinstance(screening, ScreeningStep)
        for made in screening.rows:
            if made.item.group == "urgent" or made.path.endswith("amenorrhoea"):
                self.press(made.control.buttons["no"])
        for button in screening.findChildren(QAbstractButton):
            if button.text() == "すべて「いいえ」":
                self.press(button)

    def test_movements(self) -> None:
        """A hinge that arches on the left, an ample rotation, a firm trunk."""
        for card in self.cards("hip_hinge"):
            assert isinstance(card, HingeCard)
            self.press(card.faults["lumbar_extension"] if card.side == "left" else card.none)
            self.press(card.lean.buttons["full"])
            self.press(card.sensation.buttons["yes"])
        rotation = self.step("thoracic_rotation")
        self.answer(rotation.entries[0], "lumbar_locked")  # type: ignore[attr-defined]
        for card in self.cards("thoracic_rotation"):
            assert isinstance(card, RotationCard)
            self.type_into(card.trials[0], "48" if card.side == "left" else "47.5")
        for card in self.cards("dead_bug"):
            assert isinstance(card, DeadBugCard)
            self.press(card.holds.buttons["yes"])
            self.press(card.key.buttons[""])
            self.press(card.minor.buttons[""])

    def cards(self, test: str) -> list[QWidget]:
        """The two side cards of a test."""
        step = self.step(test)
        assert isinstance(step, MovementStep)
        return list(step.cards)

    def decide_and_teach(self) -> None:
        """Accept what is proposed, and see how well the exercise is done."""
        result = self.step("result")
        assert isinstance(result, ResultStep)
        self.press(result.kind.buttons["accepted"])
        teach = self.step("teach")
        assert isinstance(teach, TeachStep)
        self.press_named("声かけで", teach)

    def finish(self) -> None:
        """Decide, teach, issue."""
        self.decide_and_teach()
        plan = self.step("plan")
        assert isinstance(plan, PlanStep)
        self.bot.waitUntil(lambda: plan.preview.page_count() == 2, timeout=30_000)
        self.press(plan.issue)


def test_a_new_client_leaves_with_a_sheet_and_everything_is_found_again(
    qtbot: QtBot, window: Window, record: Record, record_path: Path, evaluator: Evaluator
) -> None:
    trainer = Trainer(qtbot, window)
    trainer.register()
    assert window.page_name == "session"
    assert NAME in window.windowTitle()
    assert KANA in window.windowTitle()
    trainer.interview()
    assert not trainer.cards("hip_hinge")[0].isEnabled(), "no test before the screening"
    trainer.screen()
    trainer.test_movements()
    trainer.finish()
    issued = trainer.page.session.handouts
    assert len(issued) == 1
    shut(window)
    record.close()

    again = open_record(record_path, KEY)
    try:
        found = actions.find_clients(again, "ﾖｼﾀﾞ")
        assert [client.details.name for client in found] == [NAME]
        entries = actions.visits_of_day(again, NOON.astimezone().date())
        opened = actions.resume_visit(again, entries[0].visit.id)
        assert opened.visit.step == "plan"
        assert opened.proposal is not None
        assert opened.proposal.proposal.causes == ("gluteal_support",)
        assert opened.decision is not None
        assert opened.decision.kind == "accepted"
        assert opened.plan is not None
        assert [(item.exercise, item.teach_back) for item in opened.plan.items] == [("hip_hinge", "with_cue")]
        assert opened.handouts == issued
        pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(opened.handouts[0].pdf)).pages]
        assert all(NAME.split(maxsplit=1)[0] in page for page in pages)
        assert opened.plan.code in pages[1]
        morning = new_window(again, evaluator)
        hands = Trainer(qtbot, morning)
        hands.press_named("続ける")
        assert hands.page.session.step == "plan"
        assert hands.page.session.value("tests.thoracic_rotation.right.degrees") == [47.5]
        shut(morning)
    finally:
        again.close()


def test_a_wrong_entry_is_said_beside_its_field_and_what_was_typed_stays(qtbot: QtBot, window: Window) -> None:
    trainer = Trainer(qtbot, window)
    trainer.press_named("新しいお客様")
    form = window.findChild(ClientForm)
    assert form is not None
    trainer.type_into(form.name, NAME)
    trainer.type_into(form.kana, "yoshida")
    trainer.type_into(form.birth, "2026-13-40")
    trainer.press(form.begin)
    assert window.page_name == "client_new"
    assert form.kana.problem.isVisible()
    assert form.birth.problem.isVisible()
    assert (form.name.text(), form.kana.text(), form.birth.text()) == (NAME, "yoshida", "2026-13-40")


def test_degrees_that_cannot_be_are_refused_beside_the_card(qtbot: QtBot, window: Window) -> None:
    trainer = Trainer(qtbot, window)
    trainer.register()
    trainer.interview()
    trainer.screen()
    card = trainer.cards("thoracic_rotation")[0]
    assert isinstance(card, RotationCard)
    trainer.type_into(card.trials[0], "95")
    assert "90" in card.beside.text()
    other = trainer.cards("thoracic_rotation")[1]
    assert isinstance(other, RotationCard)
    trainer.type_into(other.trials[0], "44")
    assert card.trials[0].text() == "95", "what was refused stays while something else is entered"
    assert "90" in card.beside.text()
    assert trainer.page.session.value("tests.thoracic_rotation.left.degrees") is None
