"""Two versions of the same things side by side: a person picks one of each, and nothing is dropped unseen."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from clinic_app.desktop.theme import Theme
from clinic_app.desktop.widgets.labels import label
from clinic_app.desktop.widgets.option import OptionButton
from clinic_app.i18n import Texts

Side = Literal["mine", "theirs"]
SIDES: tuple[Side, ...] = ("mine", "theirs")


class VersionLine(NamedTuple):
    """One thing in two versions; `picked` is what stands chosen at first, None where the person must say."""

    key: str
    name: str
    mine: str
    theirs: str
    picked: Side | None = None


class BothVersions(QWidget):
    """A line for each thing; `changed` after every choice."""

    changed = Signal()

    def __init__(self, theme: Theme, text: Texts, lines: Sequence[VersionLine]) -> None:
        super().__init__()
        self.buttons: dict[str, dict[Side, OptionButton]] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(12))
        grid.setVerticalSpacing(theme.px(8))
        heads: dict[Side, str] = {"mine": text("Entered here, not saved yet"), "theirs": text("In the record now")}
        for place, side in enumerate(SIDES, start=1):
            grid.addWidget(label(heads[side], "strong", wrap=True), 0, place)
        for number, line in enumerate(lines, start=1):
            grid.addWidget(label(line.name, wrap=True), number, 0)
            self.buttons[line.key] = {}
            for place, side in enumerate(SIDES, start=1):
                words = line.mine if side == "mine" else line.theirs
                button = OptionButton(theme, words, leading=True)
                button.setAccessibleName(f"{line.name}, {heads[side]}: {words}")
                button.setChecked(line.picked == side)
                button.clicked.connect(lambda _checked=False, key=line.key, side=side: self.pick(key, side))
                button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
                self.buttons[line.key][side] = button
                grid.addWidget(button, number, place)
        for place, share in enumerate((3, 4, 4)):
            grid.setColumnStretch(place, share)

    def still_open(self, text: Texts) -> str:
        """What is left to choose, in words."""
        words = text.plural(
            "{count} place is still to be chosen.", "{count} places are still to be chosen.", self.left_open
        )
        return words.format(count=self.left_open) if self.left_open else text("Everything is chosen.")

    def pick(self, key: str, side: Side) -> None:
        """Choose one version of one thing."""
        for which, button in self.buttons[key].items():
            button.setChecked(which == side)
        self.changed.emit()

    def picked(self) -> dict[str, Side]:
        """What is chosen so far."""
        return {key: side for key, both in self.buttons.items() for side, button in both.items() if button.isChecked()}

    @property
    def left_open(self) -> int:
        """How many things nobody has chosen yet."""
        return len(self.buttons) - len(self.picked())
