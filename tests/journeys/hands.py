"""Three ways to use a session with one hand: by keys, by touch, by mouse. Each does what a person would do, no more.

The keys are read from where they are printed; a key that is not printed cannot be pressed.
"""

from typing import Protocol

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPointingDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollArea, QWidget

from clinic_app.desktop.app import settle
from clinic_app.desktop.trainer.keypad import KeyRow
from clinic_app.desktop.trainer.session_page import SessionPage
from clinic_app.desktop.widgets.choices import Segments, Ticks
from clinic_app.desktop.widgets.keyed import BACK, DOWN, ENTER, LEFT, MINUS, PLUS, RIGHT, UP
from clinic_app.desktop.widgets.numbers import NrsRow, NumberField
from clinic_app.desktop.widgets.option import OptionButton
from clinic_app.desktop.widgets.pain_row import PainRow
from clinic_app.desktop.window import Window

CODES = {
    **{str(digit): Qt.Key(Qt.Key.Key_0 + digit) for digit in range(10)},
    ENTER: Qt.Key.Key_Return,
    BACK: Qt.Key.Key_Backspace,
    PLUS: Qt.Key.Key_Plus,
    MINUS: Qt.Key.Key_Minus,
    UP: Qt.Key.Key_Up,
    DOWN: Qt.Key.Key_Down,
    LEFT: Qt.Key.Key_Left,
    RIGHT: Qt.Key.Key_Right,
}


class Hand(Protocol):
    """What a trainer does, whatever with."""

    def step(self, name: str) -> None:
        """Go to a step."""

    def press(self, button: OptionButton) -> None:
        """Press one button."""

    def pick(self, control: Segments | Ticks, answer: str) -> None:
        """Pick one answer of a row."""

    def pain(self, control: PainRow, values: tuple[int, ...]) -> None:
        """Enter the pain of each moment."""

    def number(self, field: NumberField, digits: str) -> None:
        """Enter a number."""


class Keys:
    """The keys alone. Nothing is focused, clicked or called."""

    def __init__(self, window: Window) -> None:
        self.window = window
        self.pressed: list[str] = []

    @property
    def page(self) -> SessionPage:
        assert self.window.session_page is not None
        return self.window.session_page

    def key(self, key: str) -> None:
        """One press, to the window, as the system does it."""
        self.pressed.append(key)
        QTest.keyClick(self.window.windowHandle(), CODES[key])
        settle()

    def step(self, name: str) -> None:
        steps = self.page.session.steps
        while self.page.session.step != name:
            self.key(RIGHT if steps.index(self.page.session.step) < steps.index(name) else LEFT)

    def _open(self, control: QWidget) -> KeyRow:
        """Go to the section that holds the control, then press the row's number."""
        keypad = self.page.page(self.page.session.step).keypad
        for _ in keypad.sections:
            for printed, row in keypad.sections[keypad.section].numbered().items():
                if row.widget is control or row.widget.isAncestorOf(control):
                    self.key(printed)
                    return row
            self.key(PLUS)
        raise AssertionError(f"no key is printed for {control.accessibleName()}")

    def press(self, button: OptionButton) -> None:
        self._open(button)

    def pick(self, control: Segments | Ticks, answer: str) -> None:
        self._open(control)
        button = control.buttons[answer]
        printed = button.hint() or (button.text() if isinstance(control, NrsRow) else "")
        assert printed, f"no key is printed on {button.text()}"
        self.key(printed)
        if isinstance(control, Ticks) and answer:
            self.key(ENTER)

    def pain(self, control: PainRow, values: tuple[int, ...]) -> None:
        self._open(control)
        for value in values:
            self.key(PLUS if value == 10 else str(value))

    def number(self, field: NumberField, digits: str) -> None:
        self._open(field)
        for digit in digits:
            self.key(digit)
        self.key(ENTER)


class Mouse:
    """The left button of a mouse alone."""

    def __init__(self, window: Window) -> None:
        self.window = window

    @property
    def page(self) -> SessionPage:
        assert self.window.session_page is not None
        return self.window.session_page

    def hit(self, target: QWidget) -> None:
        """Bring the target on screen as a wheel would, and hit its middle."""
        place: QWidget | None = target
        while place is not None and not isinstance(place, QScrollArea):
            place = place.parentWidget()
        if isinstance(place, QScrollArea) and place.widget().isAncestorOf(target):
            place.ensureWidgetVisible(target, 0, 60)
            settle()
        assert target.isVisible(), target
        assert target.isEnabled(), target
        self._hit(target, target.rect().center())
        settle()

    def _hit(self, target: QWidget, place: QPoint) -> None:
        there = target.mapTo(self.window, place)
        QTest.mouseClick(self.window.windowHandle(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, there)

    def step(self, name: str) -> None:
        self.hit(self.page.steps.buttons[name])

    def press(self, button: OptionButton) -> None:
        self.hit(button)

    def pick(self, control: Segments | Ticks, answer: str) -> None:
        self.hit(control.buttons[answer])

    def pain(self, control: PainRow, values: tuple[int, ...]) -> None:
        for moment, value in zip(control.buttons.values(), values, strict=True):
            self.hit(moment)
            for _ in range(value + 1):
                self.hit(control.plus)

    def number(self, field: NumberField, digits: str) -> None:
        self.hit(field.edit)
        assert self.page.pad.isVisible()
        for digit in digits:
            self.hit(self.page.pad.buttons[digit])
        self.hit(self.page.pad.buttons["enter"])


class Touch(Mouse):
    """A finger alone: real touch events, from which the toolkit makes what the controls hear."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.device: QPointingDevice = QTest.createTouchDevice()

    def _hit(self, target: QWidget, place: QPoint) -> None:
        # A screen without a display may be smaller than the window, and touches beside the screen get lost.
        self.window.move(self.window.screen().geometry().center() - target.mapTo(self.window, place))
        settle()
        QTest.touchEvent(target, self.device).press(0, place, target).commit()
        QTest.touchEvent(target, self.device).release(0, place, target).commit()
