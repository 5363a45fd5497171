"""Pain before, during and after one side: a moment is picked, then a digit (plus for 10) or the two buttons set it."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from clinic_app.desktop.theme import Theme
from clinic_app.desktop.widgets.choices import Option
from clinic_app.desktop.widgets.flow import FlowLayout
from clinic_app.desktop.widgets.keyed import BACK, PLUS, Took, key_of
from clinic_app.desktop.widgets.labels import row
from clinic_app.desktop.widgets.option import OptionButton

LOW, HIGH = 0, 10


class PainRow(QWidget):
    """Three moments with their NRS; one is picked at a time. Emits the moment and its value (None: not asked)."""

    chosen = Signal(str, object)

    def __init__(self, theme: Theme, name: str, moments: Sequence[Option]) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._names = dict(moments)
        self._values: dict[str, int | None] = dict.fromkeys(self._names)
        self.picked = next(iter(self._names))
        self._listening = False
        self.buttons: dict[str, OptionButton] = {}
        flow = FlowLayout(theme.px(8), self)
        for key, words in moments:
            button = OptionButton(theme, f"{words} 10")
            button.setMinimumWidth(button.sizeHint().width())  # the widest value, so that nothing jumps
            button.clicked.connect(lambda _checked=False, key=key: self._pick(key))
            self.buttons[key] = button
            flow.addWidget(button)
        steps = QWidget()
        pair = row(theme, 8)
        steps.setLayout(pair)
        self.minus = OptionButton(theme, "−", tone="plain")
        self.plus = OptionButton(theme, "+", tone="plain")
        for button, by in ((self.minus, -1), (self.plus, 1)):
            button.setAccessibleName(f"{name} {button.text()}")
            button.clicked.connect(lambda _checked=False, by=by: self._step(by))
            pair.addWidget(button)
        flow.addWidget(steps)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._show()

    def set_values(self, values: Mapping[str, int | None]) -> None:
        """Show values without announcing them."""
        self._values = dict(values)
        self._show()

    def _show(self) -> None:
        for key, button in self.buttons.items():
            value = self._values.get(key)
            button.setText(f"{self._names[key]} {'–' if value is None else value}")
            button.setAccessibleName(f"{self.accessibleName()} {button.text()}")
            button.setChecked(key == self.picked)
            button.set_hint("0-9" if self._listening and key == self.picked else "")
            button.update()

    def _pick(self, key: str) -> None:
        self.picked = key
        self._show()

    def _step(self, by: int) -> None:
        value = self._values.get(self.picked)
        self._set(LOW if value is None else min(HIGH, max(LOW, value + by)))

    def _set(self, value: int | None) -> None:
        self._values[self.picked] = value
        self._show()
        self.chosen.emit(self.picked, value)

    def show_keys(self, on: bool) -> None:
        """Mark the moment that the next digit belongs to."""
        begins, self._listening = on and not self._listening, on
        if begins:
            self.picked = next((key for key, value in self._values.items() if value is None), self.picked)
        self._show()

    def take_key(self, key: str) -> Took:
        """A digit is the pain of the picked moment, plus is 10; then comes the next moment."""
        if key == BACK:
            self._set(None)
            return Took.STAY
        if key != PLUS and not key.isdigit():
            return Took.NO
        self._set(HIGH if key == PLUS else int(key))
        moments = list(self._names)
        following = moments.index(self.picked) + 1
        if following == len(moments):
            return Took.DONE
        self._pick(moments[following])
        return Took.STAY

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = key_of(event)
        if key is None or self.take_key(key) is Took.NO:
            super().keyPressEvent(event)
