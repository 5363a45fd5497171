"""A row of a test card: its caption and its control beside each other, or below where the card is too narrow."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QSizePolicy, QWidget

from clinic_app.desktop.theme import SMALL, Theme
from clinic_app.desktop.widgets.flow import FlowLayout
from clinic_app.desktop.widgets.key_cap import SIDE, KeyCap
from clinic_app.desktop.widgets.labels import label, row

LEAST = 92  # design pixels: short captions are equally wide, so that their controls begin on one line


class _Caption(QWidget):
    """A key and the words; it asks for the width of its words on one line and breaks them where there is less."""

    def __init__(self, theme: Theme, words: str) -> None:
        super().__init__()
        self._theme, self._words, self.cap = theme, words, KeyCap(theme)
        line = row(theme, 6)
        line.addWidget(self.cap, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(label(words, "heading", wrap=True), 1, Qt.AlignmentFlag.AlignTop)
        self.setLayout(line)
        self._line = line

    def sizeHint(self) -> QSize:
        font = QFont(self.font())
        font.setPixelSize(self._theme.px(SMALL))
        font.setBold(True)
        words = QFontMetrics(font).horizontalAdvance(self._words) + self._theme.px(SIDE + 12)
        width = max(self._theme.px(LEAST), words)
        return QSize(width, max(self._line.heightForWidth(width), self._theme.px(SIDE)))


class AnswerLine(QWidget):
    """Caption and control; `cap` is where the row's key is printed."""

    def __init__(self, theme: Theme, words: str, control: QWidget) -> None:
        super().__init__()
        caption = _Caption(theme, words)
        self.cap = caption.cap
        flow = FlowLayout(theme.px(4), self)
        flow.addWidget(caption)
        flow.addWidget(control)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
