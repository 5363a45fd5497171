"""Answers picked from a few: one of a set (`Segments`) or any of a set (`Ticks`), by finger, mouse or digit."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from clinic_app.desktop.theme import Theme
from clinic_app.desktop.widgets.flow import FlowLayout
from clinic_app.desktop.widgets.keyed import BACK, Took, key_of
from clinic_app.desktop.widgets.option import OptionButton

Option = tuple[str, str]


class Segments(QWidget):
    """One of a few answers; the chosen one pressed again, or Backspace, means *not asked* again."""

    chosen = Signal(object)

    def __init__(
        self, theme: Theme, options: Sequence[Option], name: str, *, clearable: bool = True, gap: int = 8
    ) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._clearable = clearable
        self.buttons: dict[str, OptionButton] = {}
        flow = FlowLayout(theme.px(gap), self)
        for key, label in options:
            button = OptionButton(theme, label)
            button.setAccessibleName(f"{name}: {label}")
            button.clicked.connect(lambda _checked=False, key=key: self._on_clicked(key))
            self.buttons[key] = button
            flow.addWidget(button)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def value(self) -> str | None:
        """The chosen answer, or None while nothing is chosen."""
        return next((key for key, button in self.buttons.items() if button.isChecked()), None)

    def set_value(self, value: str | None) -> None:
        """Show an answer without announcing it."""
        for key, button in self.buttons.items():
            button.setChecked(key == value)

    def pick(self, value: str | None) -> None:
        """Choose as a person would: shown and announced."""
        self.set_value(value)
        self.chosen.emit(value)

    def _on_clicked(self, key: str) -> None:
        keep = self.buttons[key].isChecked() or not self._clearable
        self.pick(key if keep else None)

    def show_keys(self, on: bool) -> None:
        """Print the digit that picks each answer."""
        for key, button in zip(self.keys(), self.buttons.values(), strict=True):
            button.set_hint(key if on else "")

    def keys(self) -> tuple[str, ...]:
        """The keys of the answers, in their order."""
        return tuple(str(number) for number in range(1, len(self.buttons) + 1))

    def take_key(self, key: str) -> Took:
        """A digit picks; Backspace means *not asked* again."""
        answers = dict(zip(self.keys(), self.buttons, strict=True))
        if key in answers:
            self.pick(answers[key])
            return Took.DONE
        if key == BACK and self._clearable:
            self.pick(None)
            return Took.STAY
        return Took.NO

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = key_of(event)
        if key is None or self.take_key(key) is Took.NO:
            super().keyPressEvent(event)
        elif self.value() is not None:
            self.buttons[self.value() or ""].setFocus()


class Ticks(QWidget):
    """Any of a few; "none of them" is an answer of its own, because nothing ticked yet is not a no."""

    chosen = Signal(object)
    NONE = ""

    def __init__(self, theme: Theme, options: Sequence[Option], name: str, none_label: str | None) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.buttons: dict[str, OptionButton] = {}
        flow = FlowLayout(theme.px(8), self)
        rows = [*options, *([(self.NONE, none_label)] if none_label else [])]
        for key, label in rows:
            button = OptionButton(theme, label)
            button.setAccessibleName(f"{name}: {label}")
            button.clicked.connect(lambda checked=False, key=key: self._on_clicked(key, checked))
            self.buttons[key] = button
            flow.addWidget(button)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def value(self) -> list[str] | None:
        """The ticked ids; an empty list for "none of them"; None while nothing was said."""
        ticked = [key for key, button in self.buttons.items() if key != self.NONE and button.isChecked()]
        none = self.buttons.get(self.NONE)
        return ticked if ticked or (none is not None and none.isChecked()) else None

    def set_value(self, value: Sequence[str] | None) -> None:
        """Show ticks without announcing them."""
        for key, button in self.buttons.items():
            button.setChecked(value is not None and (key in value or (key == self.NONE and not value)))

    def _on_clicked(self, key: str, checked: bool) -> None:
        for other, button in self.buttons.items():
            if checked and other != key and self.NONE in (key, other):
                button.setChecked(False)
        self.chosen.emit(self.value())

    def show_keys(self, on: bool) -> None:
        """Print the digit that ticks each target; "none of them" is 0."""
        for key, target in self._keys().items():
            self.buttons[target].set_hint(key if on else "")

    def _keys(self) -> dict[str, str]:
        listed = [key for key in self.buttons if key != self.NONE]
        found = {str(number): key for number, key in enumerate(listed, start=1)}
        return {**found, "0": self.NONE} if self.NONE in self.buttons else found

    def take_key(self, key: str) -> Took:
        """A digit ticks or takes the tick back, 0 says none of them, Backspace means nothing was said."""
        target = self._keys().get(key)
        if target is not None:
            self.buttons[target].click()
            return Took.DONE if target == self.NONE else Took.STAY
        if key == BACK:
            self.set_value(None)
            self.chosen.emit(None)
            return Took.STAY
        return Took.NO

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = key_of(event)
        if key is None or self.take_key(key) is Took.NO:
            super().keyPressEvent(event)
