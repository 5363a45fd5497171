"""Counts repetitions as good or failed, one press each; the last press of the set announces how many failed."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from clinic_app.desktop.theme import Theme
from clinic_app.desktop.widgets.flow import FlowLayout
from clinic_app.desktop.widgets.keyed import BACK, Took, key_of
from clinic_app.desktop.widgets.labels import label
from clinic_app.desktop.widgets.option import OptionButton

MARKS = {True: "○", False: "✕", None: "・"}


class Repetitions(QWidget):
    """Two targets and the marks so far. `failed` is asked for leave before a failed repetition is counted."""

    counted = Signal(int)  # failed repetitions, when the set is full

    def __init__(self, theme: Theme, name: str, words: tuple[str, str, str], total: int = 5) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._total, self._name = total, name
        self.marks: list[bool] = []
        self.may_fail: Callable[[], bool] = lambda: True  # set by the page: whether a failure can be counted now
        flow = FlowLayout(theme.px(8), self)
        self.good, self.failed = (
            OptionButton(theme, words[0], tone="plain"),
            OptionButton(theme, words[1], tone="plain"),
        )
        self.again = OptionButton(theme, words[2], tone="plain")
        self.shown = label("", "strong")
        for button in (self.good, self.failed, self.again):
            button.setAccessibleName(f"{name}: {button.text()}")
            flow.addWidget(button)
        flow.addWidget(self.shown)
        self.good.clicked.connect(lambda: self._mark(True))
        self.failed.clicked.connect(lambda: self._mark(False))
        self.again.clicked.connect(self.start_again)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._show()

    def start_again(self) -> None:
        """Forget the marks; what was announced stays where it was stored."""
        self.marks.clear()
        self._show()

    def _mark(self, good: bool) -> bool:
        """Count one repetition; False when it could not be counted."""
        if not good and not self.may_fail():
            return False
        if len(self.marks) == self._total:
            self.marks.clear()  # the next press after a full set begins a new one
        self.marks.append(good)
        self._show()
        if len(self.marks) == self._total:
            self.counted.emit(self.marks.count(False))
        return True

    def _show(self) -> None:
        signs = [MARKS[mark] for mark in self.marks] + [MARKS[None]] * (self._total - len(self.marks))
        self.shown.setText(" ".join(signs))
        self.shown.setAccessibleName(f"{self._name}: {len(self.marks)}/{self._total}")

    def show_keys(self, on: bool) -> None:
        """Print the keys of the targets."""
        for key, button in (("1", self.good), ("2", self.failed)):
            button.set_hint(key if on else "")

    def take_key(self, key: str) -> Took:
        """1 is a good repetition, 2 a failed one, Backspace takes the last one back."""
        if key == BACK:
            if self.marks:
                self.marks.pop()
            self._show()
            return Took.STAY
        if key not in ("1", "2"):
            return Took.NO
        counted = self._mark(key == "1")
        return Took.DONE if counted and len(self.marks) == self._total else Took.STAY

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = key_of(event)
        if key is None or self.take_key(key) is Took.NO:
            super().keyPressEvent(event)
