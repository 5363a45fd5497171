"""Numbers: typed with a unit (`NumberField`), stepped (`Stepper`), picked from 0-10 (`NrsRow`), or a duration."""

import unicodedata
from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from clinic_app.desktop.theme import Theme
from clinic_app.desktop.widgets.choices import Segments
from clinic_app.desktop.widgets.keyed import BACK, MINUS, PLUS, Took, key_of
from clinic_app.desktop.widgets.labels import label
from clinic_app.desktop.widgets.option import OptionButton

SAVE_AFTER_MS = 400
NUMERIC = "numeric"  # a field that the number pad may type into


def read_number(text: str) -> int | float | None:
    """The number in a text as people type it (full width, comma, sign); None when empty; raises `ValueError`."""
    plain = unicodedata.normalize("NFKC", text).strip().replace(",", "").replace("−", "-")
    if not plain:
        return None
    if not all(character in "0123456789.+-" for character in plain):
        raise ValueError(text)
    number = float(plain)
    return int(number) if number.is_integer() and "." not in plain else number


def shown_number(value: float | None) -> str:
    """A number as it stands in a field: no trailing `.0`."""
    return "" if value is None else f"{value:g}" if abs(value) < 1e6 else str(value)


class TextField(QWidget):
    """A line of text, announced 400 ms after the last key and on leaving; a sentence beside it can object."""

    typed = Signal(str)

    def __init__(self, theme: Theme, name: str, *, unit: str = "", width: int = 0, placeholder: str = "") -> None:
        super().__init__()
        self.edit = QLineEdit()
        self.edit.setAccessibleName(name)
        self.edit.setPlaceholderText(placeholder)
        self.setFocusProxy(self.edit)
        if width:
            self.edit.setFixedWidth(theme.px(width))
        self.problem = label("", "problem", wrap=True)
        self.problem.hide()
        self._announced = ""
        self._timer = QTimer(self, interval=SAVE_AFTER_MS, singleShot=True)
        self._timer.timeout.connect(self.flush)
        self.edit.textEdited.connect(lambda _text: self._timer.start())
        self.edit.editingFinished.connect(self.flush)
        self._build(theme, unit)

    def _build(self, theme: Theme, unit: str) -> None:
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addWidget(self.edit)
        if unit:
            row.addWidget(label(unit, "soft"))
        if self.edit.maximumWidth() < 10_000:
            row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        column.addLayout(row)
        column.addWidget(self.problem)

    def text(self) -> str:
        """What stands in the field now."""
        return self.edit.text()

    def set_text(self, text: str) -> None:
        """Show a text without announcing it."""
        self.edit.setText(text)
        self._announced = text

    def flush(self) -> None:
        """Announce what was typed, if it was not announced yet."""
        self._timer.stop()
        if self.edit.text() != self._announced:
            self._announced = self.edit.text()
            self.typed.emit(self._announced)

    def object_to(self, sentence: str, tone: str = "stop") -> None:
        """Say beside the field what is wrong with it; an empty sentence takes the objection back."""
        self.problem.setText(sentence)
        self.problem.setProperty("role", "problem" if tone == "stop" else "question")
        self.problem.setVisible(bool(sentence))
        self.edit.setProperty("tone", tone if sentence and tone == "stop" else "")
        for widget in (self.edit, self.problem):
            widget.style().unpolish(widget)
            widget.style().polish(widget)


class NumberField(TextField):
    """A typed number; what cannot be read is kept and objected to by whoever listens to `typed`."""

    def __init__(self, theme: Theme, name: str, *, unit: str = "", width: int = 96) -> None:
        super().__init__(theme, name, unit=unit, width=width)
        self.edit.setInputMethodHints(Qt.InputMethodHint.ImhFormattedNumbersOnly)
        self.edit.setProperty(NUMERIC, True)
        self.edit.setAlignment(Qt.AlignmentFlag.AlignRight)

    def set_value(self, value: float | None) -> None:
        """Show a number without announcing it."""
        self.set_text(shown_number(value))


class NrsRow(Segments):
    """Pain 0-10 as eleven targets; a digit picks 0 to 9 and plus picks 10."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__(theme, [(str(value), str(value)) for value in range(11)], name)

    def keys(self) -> tuple[str, ...]:
        return (*"0123456789", PLUS)

    def show_keys(self, on: bool) -> None:
        self.buttons["10"].set_hint(PLUS if on else "")  # the others are their own key


class Stepper(QWidget):
    """A small whole number with minus and plus; a dash while nothing was entered."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, name: str, low: int, high: int) -> None:
        super().__init__()
        self._low, self._high = low, high
        self._value: int | None = None
        self.minus = OptionButton(theme, "−", tone="plain")
        self.plus = OptionButton(theme, "+", tone="plain")
        self.minus.setAccessibleName(f"{name} −")
        self.plus.setAccessibleName(f"{name} +")
        self.shown = label("–", "strong")
        self.shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.shown.setMinimumWidth(theme.px(30))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(2))
        for widget in (self.minus, self.shown, self.plus):
            row.addWidget(widget)
        self.minus.clicked.connect(lambda: self._step(-1))
        self.plus.clicked.connect(lambda: self._step(1))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def value(self) -> int | None:
        """The number, or None while nothing was entered."""
        return self._value

    def set_value(self, value: int | None) -> None:
        """Show a number without announcing it."""
        self._value = value
        self.shown.setText("–" if value is None else str(value))

    def _step(self, by: int) -> None:
        start = self._low if self._value is None else self._value + by
        self._pick(max(self._low, min(self._high, start)))

    def _pick(self, value: int | None) -> None:
        self.set_value(value)
        self.chosen.emit(value)

    def show_keys(self, on: bool) -> None:
        """Print plus and minus; digits set the number itself."""
        self.plus.set_hint(PLUS if on else "")
        self.minus.set_hint(MINUS if on else "")

    def take_key(self, key: str) -> Took:
        """A digit sets the number, plus and minus step it, Backspace empties it."""
        if key.isdigit() and self._low <= int(key) <= self._high:
            self._pick(int(key))
            return Took.DONE
        if key in (PLUS, MINUS):
            self._step(1 if key == PLUS else -1)
        elif key == BACK:
            self._pick(None)
        else:
            return Took.NO
        return Took.STAY

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = key_of(event)
        if key is None or self.take_key(key) is Took.NO:
            super().keyPressEvent(event)


class DurationField(QWidget):
    """Time since onset as a number of days, weeks, months or years, announced in weeks (a month is 365.25/84 weeks)."""

    typed = Signal(str)
    WEEKS = (("days", 1 / 7), ("weeks", 1.0), ("months", 365.25 / 84), ("years", 365.25 / 7))

    def __init__(self, theme: Theme, name: str, units: Sequence[str]) -> None:
        super().__init__()
        self.number = NumberField(theme, name)
        self.unit = Segments(
            theme, list(zip([key for key, _ in self.WEEKS], units, strict=True)), name, clearable=False
        )
        self.unit.set_value("weeks")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        row.addWidget(self.number, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.unit, 1)
        self.number.typed.connect(lambda _text: self._announce())
        self.unit.chosen.connect(lambda _unit: self._announce())
        self.setFocusProxy(self.number)

    def set_weeks(self, weeks: float | None) -> None:
        """Show a time in the largest unit in which it is a whole number."""
        self.unit.set_value("weeks")
        self.number.set_value(weeks)
        if weeks is None:
            return
        for key, factor in reversed(self.WEEKS):
            amount = weeks / factor
            if amount >= 1 and abs(amount - round(amount)) < 0.02:
                self.unit.set_value(key)
                self.number.set_value(round(amount))
                return

    def _announce(self) -> None:
        text = self.number.text()
        try:
            number = read_number(text)
        except ValueError:
            self.typed.emit(text)
            return
        factor = dict(self.WEEKS)[self.unit.value() or "weeks"]
        self.typed.emit("" if number is None else shown_number(round(number * factor, 4)))


def stretch_label(text: str) -> QLabel:
    """A label that takes the room that is left."""
    made = label(text, wrap=True)
    made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    return made
