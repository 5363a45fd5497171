"""The words of a row of the day, measured and painted by one widget.

A day has twenty rows and more, each with half a dozen short facts; a label for each of them took two thirds of the time
in which the page comes up. They stand as labels in a `FlowLayout` would.
"""

from functools import lru_cache
from typing import NamedTuple

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

from clinic_app.desktop.theme import BODY, PALETTES, SMALL, STRONG, TITLE, Theme, ThemeName
from clinic_app.desktop.widgets.measured import Box, font_of, keep, known, width_of
from clinic_app.desktop.widgets.wrapped import paint, size_of

BESIDE, BELOW, AFTER_LEAD = 10, 2, 12
PILL_EDGE, PILL_TOP, PILL_CORNER = 10, 3, 9
_ANYWHERE = QRect(0, 0, 2000, 2000)  # as Qt's label measures a line
_SIZES = {"title": TITLE, "strong": STRONG, "soft": SMALL}
_BOLD = ("title", "strong")
_WHERE = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class Fact(NamedTuple):
    """Some words in one of the roles of the style sheet.

    Those that wrap are broken into lines; of them, those that fill take all the width there is.
    """

    words: str
    role: str = ""
    tone: str = ""
    wraps: bool = False
    fills: bool = False


class Placed(NamedTuple):
    """A fact with its size, from the left and from the top of its line."""

    fact: Fact
    left: int
    top: int
    size: Box


class Line(NamedTuple):
    """What stands side by side, and how high all of it is."""

    facts: list[Placed]
    height: int


class RowWords(QLabel):
    """A lead at the left, the facts beside it, one line of them below the other. A reader hears all of it as one."""

    def __init__(self, theme: Theme, lead: Fact | None = None) -> None:
        super().__init__()
        self._theme, self._lead = theme, lead
        self._lead_size = (0, 0) if lead is None else self._natural(lead)
        self._beside = 0 if lead is None else self._lead_size[0] + theme.px(AFTER_LEAD)
        self._lines: list[list[tuple[Fact, Box]]] = []  # each with the size it likes best
        self._laid: dict[int, tuple[list[Line], int]] = {}  # by width; a widget is asked the same again and again
        self.setWordWrap(True)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add(self, *facts: Fact, below: bool = False) -> None:
        """Put facts beside the last ones, or on a line of their own."""
        said = [(fact, self._natural(fact)) for fact in facts if fact.words]
        if not said:
            return
        if below or not self._lines:
            self._lines.append([])
        self._lines[-1] += said
        self._laid.clear()
        self.setAccessibleName(self.text().replace("\n", " "))
        self.updateGeometry()

    def text(self) -> str:
        """All words, each fact on a line."""
        facts = [] if self._lead is None else [self._lead.words]
        return "\n".join(facts + [fact.words for line in self._lines for fact, _ in line])

    # sizes

    def heightForWidth(self, width: int) -> int:
        return max(self._in_width(width)[1], self._lead_size[1])

    def sizeHint(self) -> QSize:
        beside = self._theme.px(BESIDE)
        widths = (sum(size[0] for _, size in line) + beside * (len(line) - 1) for line in self._lines)
        high = sum(max(size[1] for _, size in line) for line in self._lines) + self._between()
        return QSize(self._beside + max(widths, default=0), max(high, self._lead_size[1]))

    def minimumSizeHint(self) -> QSize:
        """As wide as the widest fact."""
        widths = (
            self._wrapped(fact, 0)[0] if fact.wraps else natural[0] for line in self._lines for fact, natural in line
        )
        return QSize(self._beside + max(widths, default=0), self.sizeHint().height())

    def _between(self) -> int:
        return self._theme.px(BELOW) * max(0, len(self._lines) - 1)

    def _font(self, fact: Fact) -> QFont:
        return font_of(self._theme.px(_SIZES.get(fact.role, BODY)), bold=fact.role in _BOLD)

    def _natural(self, fact: Fact) -> Box:
        """The size that a fact likes best."""
        if fact.wraps:
            return self._wrapped(fact, None)
        font = self._font(fact)
        key = (hash(fact.words), "line", font.pixelSize(), font.bold())
        found = known(key)
        if found is None:
            box = QFontMetrics(font).boundingRect(_ANYWHERE, 0, fact.words)
            found = keep(key, (box.width(), box.height()))
        if fact.role != "pill":
            return found
        return found[0] + 2 * self._theme.px(PILL_EDGE) + self._indent(), found[1] + 2 * self._theme.px(PILL_TOP)

    def _indent(self) -> int:
        """What Qt's label keeps free beside the words of a pill."""
        return width_of("x", self._theme.px(BODY), bold=False)

    def _wrapped(self, fact: Fact, width: int | None) -> Box:
        font = self._font(fact)
        key = (hash(fact.words), -1 if width is None else width, font.pixelSize(), font.bold())
        found = known(key)
        return keep(key, size_of(fact.words, font, width)) if found is None else found

    def _fitted(self, fact: Fact, wide: int, width: int) -> Box:
        room = width if fact.fills else min(wide, width) if width > 0 else wide
        return room, self._wrapped(fact, room)[1]

    def _in_width(self, width: int) -> tuple[list[Line], int]:
        """The lines in a width of the widget, and how high they are together."""
        if width not in self._laid:
            lines = [self._broken(line, width - self._beside) for line in self._lines]
            self._laid[width] = lines, sum(line.height for line in lines) + self._between()
        return self._laid[width]

    def _broken(self, facts: list[tuple[Fact, Box]], width: int) -> Line:
        """Facts side by side, broken into further rows when the width runs out."""
        beside = self._theme.px(BESIDE)
        rows: list[list[tuple[Fact, int, Box]]] = []
        used = 0
        for fact, natural in facts:
            size = self._fitted(fact, natural[0], width) if fact.wraps else natural
            if not rows or used + size[0] > width > 0:
                rows.append([])
                used = 0
            rows[-1].append((fact, used, size))
            used += size[0] + beside
        placed, top = [], 0
        for row in rows:
            height = max(size[1] for _, _, size in row)
            placed += [Placed(fact, left, top + (height - size[1]) // 2, size) for fact, left, size in row]
            top += height + beside
        return Line(placed, top - beside)

    # painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._lead is not None:
            self._paint(painter, self._lead, QRect(0, 0, self._lead_size[0], self.height()))
        lines, _ = self._in_width(self.width())
        top, gap = 0, self._theme.px(BELOW)
        for line, room in zip(lines, _shared([one.height for one in lines], self.height(), gap), strict=True):
            down = top + max(0, room - line.height) // 2
            for fact, left, below, (wide, high) in line.facts:
                self._paint(painter, fact, QRect(self._beside + left, down + below, wide, high))
            top += room + gap
        painter.end()

    def _paint(self, painter: QPainter, fact: Fact, room: QRect) -> None:
        text, ground = _paints(self._theme.name, fact.role, fact.tone)
        if ground is not None:
            corner = self._theme.px(PILL_CORNER)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            painter.drawRoundedRect(room, corner, corner)
            room = room.adjusted(self._theme.px(PILL_EDGE) + self._indent() // 2, 0, 0, 0)
        painter.setPen(text)
        if fact.wraps:
            painter.save()
            paint(painter, fact.words, self._font(fact), room)
            painter.restore()
        else:
            painter.setFont(self._font(fact))
            painter.drawText(room, _WHERE, fact.words)


def _shared(needed: list[int], height: int, gap: int) -> list[int]:
    """How high each line is in a row that is higher than they need: alike where that is enough, as Qt lays them out."""
    rooms, open_ones = list(needed), list(range(len(needed)))
    space = height - gap * max(0, len(needed) - 1)
    while open_ones and space > sum(needed[place] for place in open_ones):
        count = len(open_ones)
        ends = [(2 * space * (number + 1) + count) // (2 * count) for number in range(count)]
        shares = [end - begin for begin, end in zip([0, *ends], ends, strict=False)]
        short = [place for place, share in zip(open_ones, shares, strict=True) if share < needed[place]]
        if not short:
            for place, share in zip(open_ones, shares, strict=True):
                rooms[place] = share
            break
        space -= sum(needed[place] for place in short)
        open_ones = [place for place in open_ones if place not in short]
    return rooms


@lru_cache(maxsize=64)
def _paints(palette: ThemeName, role: str, tone: str) -> tuple[QColor, QColor | None]:
    """The colour of words, and of the ground of a pill; to be painted with, never changed."""
    c = PALETTES[palette]
    texts = {"accent": c.accent_text, "warn": c.warn_text, "stop": c.stop_text}
    grounds = {"accent": c.accent_ground, "warn": c.warn_ground, "stop": c.stop_ground}
    plain = c.soft_text if role == "soft" else c.text
    return QColor(texts.get(tone, plain)), QColor(grounds.get(tone, c.sunken)) if role == "pill" else None
