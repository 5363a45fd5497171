"""Digits for a finger: appears under a number field that was touched, and goes when the field is left."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QLineEdit, QWidget

from clinic_app.desktop.theme import Theme
from clinic_app.desktop.widgets.labels import Panel
from clinic_app.desktop.widgets.option import OptionButton
from clinic_app.i18n import Texts

KEYS = ("7", "8", "9", "4", "5", "6", "1", "2", "3", ".", "0", "−")
COLUMNS, GAP = 3, 8


class NumberPad(Panel):
    """Types into the field it was shown for; the field keeps the focus and its own way of reading and saving."""

    kept = Signal()

    def __init__(self, theme: Theme, text: Texts, page: QWidget) -> None:
        super().__init__(theme, pad=GAP, gap=GAP)
        self.setParent(page)
        self.setAccessibleName(text("Digits"))
        self.field: QLineEdit | None = None
        grid = QGridLayout()
        grid.setSpacing(theme.px(GAP))
        self.buttons: dict[str, OptionButton] = {}
        for place, key in enumerate(KEYS):
            grid.addWidget(self._button(theme, key, key), place // COLUMNS, place % COLUMNS)
        last = len(KEYS) // COLUMNS
        grid.addWidget(self._button(theme, "back", "⌫"), last, 0)
        grid.addWidget(self._button(theme, "enter", text("OK")), last, 1, 1, 2)
        self.buttons["back"].setAccessibleName(text("Delete the last digit"))
        self.add(grid)
        self.hide()

    def _button(self, theme: Theme, key: str, words: str) -> OptionButton:
        made = OptionButton(theme, words, tone="primary" if key == "enter" else "plain")
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        made.clicked.connect(lambda _checked=False: self._press(key))
        self.buttons[key] = made
        return made

    def show_for(self, field: QLineEdit) -> None:
        """Come up under a field, or above it where there is no room below."""
        page = self.parentWidget()
        assert page is not None  # noqa: S101 - given when it was made
        self.field = field
        self.adjustSize()
        below = field.mapTo(page, QPoint(0, field.height() + GAP))
        above = field.mapTo(page, QPoint(0, -self.height() - GAP))
        place = below if below.y() + self.height() <= page.height() else above
        x = min(place.x(), page.width() - self.width() - GAP)
        self.move(max(GAP, x), max(GAP, place.y()))
        self.show()
        self.raise_()

    def leave(self) -> None:
        """Go away."""
        self.field = None
        self.hide()

    def _press(self, key: str) -> None:
        field = self.field
        if field is None:
            return
        if key == "enter":
            field.clearFocus()  # leaving a field saves it
            self.leave()
            self.kept.emit()
            return
        code = Qt.Key.Key_Backspace if key == "back" else Qt.Key.Key_unknown
        words = "" if key == "back" else "-" if key == "−" else key
        for kind in (QKeyEvent.Type.KeyPress, QKeyEvent.Type.KeyRelease):
            QApplication.sendEvent(field, QKeyEvent(kind, code, Qt.KeyboardModifier.NoModifier, words))
