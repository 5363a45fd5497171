"""The tests and the pain drawing as a trainer touches them: three states, counting, the dial, regions."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from clinic_app.desktop.app import settle
from clinic_app.desktop.theme import Theme
from clinic_app.desktop.trainer.dead_bug import DeadBugCard
from clinic_app.desktop.trainer.hip_hinge import HingeCard
from clinic_app.desktop.trainer.intake import IntakeStep
from clinic_app.desktop.trainer.session import Session
from clinic_app.desktop.widgets.dial import RotationDial


@pytest.fixture
def dial(context: object) -> Iterator[RotationDial]:
    made = RotationDial(Theme(), "right", "右へ")
    made.resize(300, 216)
    made.set_values(None, 52, (25, 35, 40))
    made.show()
    settle()
    yield made
    made.close()


def place(dial: RotationDial, angle: float) -> QPoint:
    return dial.point(angle).toPoint()


def test_a_mouse_drags_the_dial_to_the_degrees_below_it(dial: RotationDial) -> None:
    released: list[int] = []
    dial.released.connect(released.append)
    QTest.mousePress(dial, Qt.MouseButton.LeftButton, pos=place(dial, 10))
    QTest.mouseMove(dial, place(dial, 40))
    QTest.mouseRelease(dial, Qt.MouseButton.LeftButton, pos=place(dial, 40))
    assert released == [pytest.approx(40, abs=1)]


def test_a_finger_drags_the_dial_to_the_degrees_below_it(dial: RotationDial) -> None:
    released: list[int] = []
    dial.released.connect(released.append)
    device = QTest.createTouchDevice()
    QTest.touchEvent(dial, device).press(0, place(dial, 10), dial).commit()
    QTest.touchEvent(dial, device).move(0, place(dial, 30), dial).commit()
    QTest.touchEvent(dial, device).release(0, place(dial, 30), dial).commit()
    assert released == [pytest.approx(30, abs=1)]


def test_each_band_of_the_dial_has_its_own_colour_and_the_other_side_is_drawn(dial: RotationDial) -> None:
    picture = dial.grab().toImage()
    bands = {picture.pixelColor(place(dial, angle)).name() for angle in (12, 30, 37.5, 70)}
    assert len(bands) == 4
    dial.set_values(None, None, (25, 35, 40))
    assert dial.grab().toImage() != picture


def test_a_fault_goes_from_persists_to_gone_to_none(session: Session) -> None:
    card = HingeCard(session, "hip_hinge", "left")
    session.listeners.append(card.refresh)
    button, states = card.faults["lumbar_flexion"], []
    for _ in range(3):
        button.click()
        states.append(((card.value("faults") or {}).get("lumbar_flexion"), button.note()[:1], button.isChecked()))
    assert states == [("persists", "●", True), ("gone_after_cue", "○", True), (None, "", False)]


def test_a_failed_repetition_asks_for_its_key_fault_first(session: Session) -> None:
    card = DeadBugCard(session, "dead_bug", "left")
    session.listeners.append(card.refresh)
    card.count.failed.click()
    assert card.count.marks == []
    assert card.beside.text()
    card.key.buttons["lumbar_lift"].click()
    for button in (card.count.good, card.count.failed, card.count.good, card.count.failed, card.count.good):
        button.click()
    assert card.value("failed_reps") == 2


def test_stopping_for_pain_is_offered_where_the_pain_says_so(session: Session) -> None:
    card = HingeCard(session, "hip_hinge", "left")
    session.listeners.append(card.refresh)
    card.put("lean", "full")
    assert card.stop.isHidden()
    card.put("pain.during", 6)
    assert not card.stop.isHidden()
    card.stop.click()
    assert card.value("status") == "stopped_by_pain"
    assert card.stop.isHidden()


def test_a_region_is_tapped_on_and_off_and_listed_in_words(session: Session) -> None:
    page = IntakeStep(session, "intake")
    session.listeners.append(page.refresh)
    region = page.drawing.regions["psis", "right"]
    region.click()
    assert session.value("pain_drawing") == [{"region": "psis", "side": "right"}]
    assert region.accessibleName() in page.marked.text()
    region.click()
    assert session.value("pain_drawing") is None


def test_every_region_of_the_catalogue_is_on_the_body_and_none_overlaps_another(session: Session) -> None:
    page = IntakeStep(session, "intake")
    assert page.drawing.regions.keys() == page.names.keys()
    targets = list(page.drawing.regions.values())
    for number, one in enumerate(targets):
        assert min(one.width(), one.height()) >= 44
        for other in targets[number + 1 :]:
            if one.parent() is other.parent():
                assert not one.geometry().intersects(other.geometry()), (one.accessibleName(), other.accessibleName())


@pytest.mark.parametrize(("region", "item"), [("below_knee", "leg_radiation"), ("flank", "visceral")])
def test_a_region_of_the_screening_asks_its_question_right_there(session: Session, region: str, item: str) -> None:
    page = IntakeStep(session, "intake")
    session.listeners.append(page.refresh)
    question = page.asked[region]
    assert question.isHidden()
    page.drawing.regions[region, "left"].click()
    assert not question.isHidden()
    question.control.buttons["yes"].click()
    assert session.value(f"screening.{item}") == "yes"
