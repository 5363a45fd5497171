"""Labels, cards, banners and scrolling columns: the few building blocks that pages are laid out with."""

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from clinic_app.desktop.qt_numbers import BAR_ALWAYS_OFF, NO_FOCUS, PLAIN_TEXT, RICH_TEXT
from clinic_app.desktop.theme import PAD, Theme
from clinic_app.desktop.widgets.measured import keep, known

LINE_HEIGHT = 130


def _escaped(line: str) -> str:
    """Text as markup that shows it; `html` would do it, but loads a table of 2,000 names before the first window."""
    for character, shown in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        line = line.replace(character, shown)
    return line


class Words(QLabel):
    """A label that never reads user text as markup; wrapped lines stand apart enough to be read."""

    def __init__(self, text: str, *, wrap: bool) -> None:
        super().__init__()
        self._words, self._wrap = "", wrap
        self.setProperty("textFormat", RICH_TEXT if wrap else PLAIN_TEXT)
        if wrap:
            self.setWordWrap(True)
            policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)
        self.setText(text)

    def setText(self, text: str) -> None:  # noqa: N802 - Qt's name
        self._words = text
        if self._wrap:  # only rich text has a line height, so the words are escaped here, once for the whole program
            text = "<br>".join(_escaped(line) for line in text.split("\n"))
            text = f'<p style="line-height:{LINE_HEIGHT}%">{text}</p>' if text else ""
        super().setText(text)

    def text(self) -> str:
        return self._words

    def heightForWidth(self, width: int) -> int:
        if not self._wrap:
            return super().heightForWidth(width)
        return self._kept("height", width, lambda: QLabel.heightForWidth(self, width))

    def sizeHint(self) -> QSize:
        return self._hint(super().sizeHint) if self._wrap else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self._hint(super().minimumSizeHint, "least ") if self._wrap else super().minimumSizeHint()

    def _hint(self, ask: Callable[[], QSize], which: str = "") -> QSize:
        wide = self._kept(f"{which}wide", 0, lambda: ask().width())
        return QSize(wide, self._kept(f"{which}high", 0, lambda: ask().height()))

    def _kept(self, what: str, width: int, ask: Callable[[], int]) -> int:
        """A size of rich text, which costs far more to lay out than to look up."""
        self.ensurePolished()  # its role decides the font
        font, margins = self.font(), self.contentsMargins()
        sides = 0 if margins.isNull() else hash((margins.left(), margins.top(), margins.right(), margins.bottom()))
        key = (what, hash(self._words), width, font.pixelSize(), font.bold(), sides)
        found = known(key)
        return keep(key, ask()) if found is None else found


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


class ScrollColumn(QScrollArea):
    """A column that scrolls up and down only; its content always takes the full width."""

    def __init__(
        self, theme: Theme, *, role: str = "ground", pad: int = 20, gap: int = 14, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", role)
        self.setWidgetResizable(True)
        self.setProperty("horizontalScrollBarPolicy", BAR_ALWAYS_OFF)
        self.setProperty("focusPolicy", NO_FOCUS)
        self.inside = QWidget()
        self.inside.setProperty("role", role)
        self.body = column(theme, pad=pad, gap=gap)
        self.inside.setLayout(self.body)
        self.setWidget(self.inside)

    def add(self, item: QWidget | QLayout, stretch: int = 0) -> None:
        """Append a widget or a layout."""
        if isinstance(item, QWidget):
            self.body.addWidget(item, stretch)
        else:
            self.body.addLayout(item, stretch)
