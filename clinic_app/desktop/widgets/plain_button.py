"""Buttons that the style sheet draws, for the first window: short words on one line, no figure and no printed key.

They look like `OptionButton`, whose painter needs more of PySide than the first window can wait for.
"""

from collections.abc import Sequence
from typing import Literal

from PySide6.QtWidgets import QButtonGroup, QGridLayout, QPushButton, QWidget

from clinic_app.desktop.theme import BODY, BUTTON_PAD, Theme
from clinic_app.desktop.widgets.measured import width_of

Tone = Literal["choice", "primary", "quiet"]


class PlainButton(QPushButton):
    """A target with one line of words; a choice stays pressed."""

    def __init__(self, text: str, tone: Tone) -> None:
        super().__init__(text.replace("&", "&&"))
        self.setProperty("tone", tone)
        self.setCheckable(tone == "choice")
        self.setAutoDefault(False)


class Names(QWidget):
    """One of a few people, in columns of one width, as many as fit in `room` pixels."""

    def __init__(self, theme: Theme, people: Sequence[tuple[str, str]], name: str, room: int) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._one_of = QButtonGroup(self)
        self.buttons: dict[str, PlainButton] = {}
        for key, person in people:
            button = PlainButton(person, "choice")
            button.setAccessibleName(f"{name}: {person}")
            self._one_of.addButton(button)
            self.buttons[key] = button
        gap = theme.px(6)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(gap)
        across = _columns(theme, [person for _key, person in people], room, gap)
        for number, button in enumerate(self.buttons.values()):
            grid.addWidget(button, number // across, number % across)
        for column in range(across):
            grid.setColumnStretch(column, 1)

    def value(self) -> str | None:
        """The chosen person, or None while nobody is chosen."""
        return next((key for key, button in self.buttons.items() if button.isChecked()), None)

    def pick(self, key: str) -> None:
        """Choose somebody."""
        self.buttons[key].setChecked(True)


def _columns(theme: Theme, people: Sequence[str], room: int, gap: int) -> int:
    """How many fit beside each other; they have no look yet to be asked for their size, and the chosen one is bold."""
    words = max((width_of(person, theme.px(BODY), bold=True) for person in people), default=0)
    widest = max(theme.target, words + 2 * theme.px(BUTTON_PAD) + 2)
    return max(1, min(len(people), (room + gap) // (widest + gap)))
