"""Labels, cards, banners and scrolling columns: the few building blocks that pages are laid out with."""

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from clinic_app.desktop.qt_numbers import BAR_ALWAYS_OFF, NO_FOCUS, PLAIN_TEXT
from clinic_app.desktop.theme import PAD, Theme
from clinic_app.desktop.widgets.measured import keep, known
from clinic_app.desktop.widgets.wrapped import ANY_WIDTH, paint, size_of


class Words(QLabel):
    """A label that never reads user text as markup; wrapped lines stand apart enough to be read."""

    def __init__(self, text: str, *, wrap: bool) -> None:
        super().__init__()
        self._words, self._wrap = "", wrap
        self.setProperty("textFormat", PLAIN_TEXT)
        if wrap:
            self.setWordWrap(True)
            policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)
        if text:
            self.setText(text)

    def setText(self, text: str) -> None:  # noqa: N802 - Qt's name
        self._words = text
        super().setText(text)

    def text(self) -> str:
        return self._words

    def heightForWidth(self, width: int) -> int:
        return self._sized(width)[1] if self._wrap and self._words else super().heightForWidth(width)

    def sizeHint(self) -> QSize:
        return QSize(*self._sized(None)) if self._wrap and self._words else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        """As wide as the longest word, as high as one line."""
        if not (self._wrap and self._words):
            return super().minimumSizeHint()
        return QSize(self._sized(0)[0], min(self._sized(ANY_WIDTH)[1], self._sized(None)[1]))

    def paintEvent(self, event: QPaintEvent) -> None:
        if not (self._wrap and self._words):
            super().paintEvent(event)
            return
        painter = QPainter(self)
        self.drawFrame(painter)
        painter.setPen(self.palette().color(self.foregroundRole()))
        paint(painter, self._words, self.font(), self.contentsRect())
        painter.end()

    def _sized(self, width: int | None) -> tuple[int, int]:
        """The size of the words in a width, or the one they like best; looked up where it was measured before."""
        self.ensurePolished()  # its role decides the font
        font, margins = self.font(), self.contentsMargins()
        wide, high = margins.left() + margins.right(), margins.top() + margins.bottom()
        room = width if width is None else max(0, width - wide)
        key = (hash(self._words), -1 if room is None else room, font.pixelSize(), font.bold())
        found = known(key)
        if found is None:
            found = keep(key, size_of(self._words, font, room))
        return found[0] + wide, found[1] + high


def label(text: str, role: str = "", *, tone: str = "", wrap: bool = False) -> Words:
    """A label in one of the style sheet's roles."""
    made = Words(text, wrap=wrap)
    made.setProperty("role", role)
    if tone:
        made.setProperty("tone", tone)
    return made


def set_tone(widget: QWidget, tone: str) -> None:
    """Change a widget's tone and let the style sheet look again."""
    if widget.property("tone") != tone:
        widget.setProperty("tone", tone)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def column(theme: Theme, *, pad: int = PAD, gap: int = 8) -> QVBoxLayout:
    """A vertical layout on the grid."""
    made = QVBoxLayout()
    made.setContentsMargins(theme.px(pad), theme.px(pad), theme.px(pad), theme.px(pad))
    made.setSpacing(theme.px(gap))
    return made


def row(theme: Theme, gap: int = 8) -> QHBoxLayout:
    """A horizontal layout on the grid, without margins."""
    made = QHBoxLayout()
    made.setContentsMargins(0, 0, 0, 0)
    made.setSpacing(theme.px(gap))
    return made


class Panel(QFrame):
    """A framed area with a column inside: `card`, `banner`, `left`, `right`, `header` or `surface`."""

    def __init__(self, theme: Theme, role: str = "card", *, tone: str = "", pad: int = PAD, gap: int = 8) -> None:
        super().__init__()
        self.setProperty("role", role)
        if tone:
            self.setProperty("tone", tone)
        self.body = column(theme, pad=pad, gap=gap)
        self.setLayout(self.body)

    def add(self, item: QWidget | QLayout, stretch: int = 0) -> None:
        """Append a widget or a layout."""
        if isinstance(item, QWidget):
            self.body.addWidget(item, stretch)
        else:
            self.body.addLayout(item, stretch)


def clear(layout: QLayout) -> None:
    """Take everything out of a layout and delete it."""
    while (item := layout.takeAt(0)) is not None:
        inner, widget = item.layout(), item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear(inner)


def rule() -> QFrame:
    """A hairline."""
    made = QFrame()
    made.setProperty("role", "rule")
    return made


class ExactInside(QWidget):
    """What scrolls, as high as its content is at its width: a layout's least height is that at the least width.

    It is measured twice for that, with and without the bar; so only where a page would scroll into nothing.
    """

    def minimumSizeHint(self) -> QSize:
        least = super().minimumSizeHint()
        return QSize(least.width(), 0) if self.hasHeightForWidth() else least


class ScrollColumn(QScrollArea):
    """A column that scrolls up and down only; its content always takes the full width."""

    kind_of_inside: type[QWidget] = QWidget

    def __init__(
        self, theme: Theme, *, role: str = "ground", pad: int = 20, gap: int = 14, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", role)
        self.setWidgetResizable(True)
        self.setProperty("horizontalScrollBarPolicy", BAR_ALWAYS_OFF)
        self.setProperty("focusPolicy", NO_FOCUS)
        self.inside = self.kind_of_inside()
        self.inside.setProperty("role", role)
        self.body = column(theme, pad=pad, gap=gap)
        self.inside.setLayout(self.body)
        self.setWidget(self.inside)

    def event(self, event: QEvent) -> bool:
        """A new look measures all that is inside, for the bars; out of sight it is left for the showing to do."""
        if event.type() is QEvent.Type.StyleChange and not self.isVisible():
            return QAbstractScrollArea.event(self, event)
        return super().event(event)

    def add(self, item: QWidget | QLayout, stretch: int = 0) -> None:
        """Append a widget or a layout."""
        if isinstance(item, QWidget):
            self.body.addWidget(item, stretch)
        else:
            self.body.addLayout(item, stretch)
