"""A small key beside a row: the digit that opens it."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from clinic_app.desktop.theme import SMALL, Theme

SIDE = 20


class KeyCap(QWidget):
    """Keeps its room when no key is printed, so that rows stay aligned. Filled while its row listens."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme, self._key, self._listening = theme, "", False
        self.setFixedSize(theme.px(SIDE), theme.px(SIDE))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def key(self) -> str:
        """The key that is printed."""
        return self._key

    def show_key(self, key: str, *, listening: bool = False) -> None:
        """Print a key, or nothing."""
        if (key, listening) != (self._key, self._listening):
            self._key, self._listening = key, listening
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._key:
            return
        c, painter = self._theme.colours, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(c.accent if self._listening else c.strong_line), 1))
        painter.setBrush(QColor(c.accent) if self._listening else Qt.BrushStyle.NoBrush)
        box = QRect(1, 1, self.width() - 2, self.height() - 2)
        painter.drawRoundedRect(box, self._theme.px(4), self._theme.px(4))
        font = QFont(self.font())
        font.setPixelSize(self._theme.px(SMALL))
        font.setBold(self._listening)
        painter.setFont(font)
        painter.setPen(QColor(c.on_accent if self._listening else c.soft_text))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), self._key)
        painter.end()
