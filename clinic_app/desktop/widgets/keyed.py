"""Keys for one hand: digits, Enter, Backspace, plus, minus and arrows, each printed on what it does.

A control that can be answered this way is `Keyed`. While it listens it shows its keys on its targets.
"""

from enum import Enum
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

ENTER, BACK, UP, DOWN, LEFT, RIGHT = "enter", "back", "up", "down", "left", "right"
PLUS, MINUS = "+", "-"
_NAMED = {
    Qt.Key.Key_Return: ENTER,
    Qt.Key.Key_Enter: ENTER,
    Qt.Key.Key_Backspace: BACK,
    Qt.Key.Key_Up: UP,
    Qt.Key.Key_Down: DOWN,
    Qt.Key.Key_Left: LEFT,
    Qt.Key.Key_Right: RIGHT,
    Qt.Key.Key_Plus: PLUS,
    Qt.Key.Key_Minus: MINUS,
}


class Took(Enum):
    """What became of a key."""

    NO = "not for this control"
    STAY = "taken; more may follow"
    DONE = "taken; the control is answered"


class Keyed(Protocol):
    """A control that is answered by keys."""

    def show_keys(self, on: bool) -> None:
        """Print the keys on the targets, or take them away."""

    def take_key(self, key: str) -> Took:
        """Answer by a digit, `+`, `-` or `back`."""


def key_of(event: QKeyEvent) -> str | None:
    """The name of one of our keys, or None for any other and for every combination with a modifier."""
    extra = event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
    if extra != Qt.KeyboardModifier.NoModifier:
        return None
    named = _NAMED.get(Qt.Key(event.key()))
    if named is not None:
        return named  # plus needs Shift on most keyboards
    shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
    text = event.text()
    return text if not shifted and len(text) == 1 and text in "0123456789" else None
