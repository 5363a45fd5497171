"""Shares over the periods: one line each, told apart by mark and by name, never by colour alone.

A hidden share has no place on the scale: it stands as an x below the axis, and its line is broken there.
"""

from itertools import pairwise
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from clinic_app.desktop.theme import SMALL, Theme
from clinic_app.domain.release_view import HIDDEN_MARK

HEIGHT, LEAST_WIDTH, MARK, TOP = 240, 360, 5, 16
STEPS = (20, 40, 60, 80, 100)
STYLES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine, Qt.PenStyle.DashDotLine)


class Line(NamedTuple):
    """One name and its value in each period, in per cent; None where it is hidden."""

    name: str
    values: tuple[float | None, ...]


class TrendChart(QWidget):
    """Lines over periods, oldest at the left. The numbers themselves stand in its accessible description."""

    def __init__(self, theme: Theme, periods: tuple[str, ...], lines: tuple[Line, ...], title: str) -> None:
        super().__init__()
        self._theme, self.periods, self.lines = theme, periods, lines
        self.setAccessibleName(title)
        self.setAccessibleDescription("; ".join(_spoken(line, periods) for line in lines))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        known = [value for line in lines for value in line.values if value is not None]
        self._top = next((step for step in STEPS if step >= max(known, default=0)), STEPS[-1])

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(LEAST_WIDTH), self._theme.px(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = QFont(self.font())
        font.setPixelSize(self._theme.px(SMALL))
        painter.setFont(font)
        area = self._area(QFontMetrics(font))
        self._axes(painter, area)
        names: list[QRectF] = []
        for number, line in enumerate(self.lines):
            self._line(painter, area, number, line, names)
        painter.end()

    def _area(self, metrics: QFontMetrics) -> QRectF:
        """Where the lines are drawn: room for the scale at the left, for names at the right, for periods below."""
        px = self._theme.px
        left = metrics.horizontalAdvance("100%") + px(10)
        right = min(self._name_width(metrics), self.width() * 2 // 5) + px(14)
        below = metrics.height() * 2 + px(22)
        return QRectF(left, px(TOP), self.width() - left - right, self.height() - px(TOP) - below)

    def _name_width(self, metrics: QFontMetrics) -> int:
        return max((metrics.horizontalAdvance(line.name) for line in self.lines), default=0)

    def _x(self, area: QRectF, place: int) -> float:
        return area.left() + area.width() * (place + 0.5) / len(self.periods)

    def _axes(self, painter: QPainter, area: QRectF) -> None:
        c, px, metrics = self._theme.colours, self._theme.px, painter.fontMetrics()
        for quarter in range(5):
            y = area.bottom() - area.height() * quarter / 4
            painter.setPen(QColor(c.strong_line if quarter == 0 else c.line))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(QColor(c.soft_text))
            scale = QRectF(0, y - metrics.height() / 2, area.left() - px(8), metrics.height())
            painter.drawText(scale, Qt.AlignmentFlag.AlignRight, f"{self._top * quarter // 4}%")
        width = area.width() / len(self.periods)
        for place, period in enumerate(self.periods):
            below = QRectF(self._x(area, place) - width / 2, area.bottom() + px(20), width, metrics.height() * 2)
            flags = Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(below, int(flags), period)

    def _line(self, painter: QPainter, area: QRectF, number: int, line: Line, names: list[QRectF]) -> None:
        c, px = self._theme.colours, self._theme.px
        colour = QColor((c.accent, c.warn_text, c.text, c.soft_text)[number % 4])
        places = [
            None if value is None else QPointF(self._x(area, place), area.bottom() - area.height() * value / self._top)
            for place, value in enumerate(line.values)
        ]
        painter.setPen(QPen(colour, px(2), STYLES[number % len(STYLES)]))
        for before, after in pairwise(places):
            if before is not None and after is not None:
                painter.drawLine(before, after)
        painter.setPen(QPen(colour, px(2)))
        for place, point in enumerate(places):
            if point is None:
                left = self._x(area, place) - px(7) + px(12) * (number - (len(self.lines) - 1) / 2)
                spot = QRectF(left, area.bottom() + px(2), px(14), px(16))
                painter.drawText(spot, Qt.AlignmentFlag.AlignCenter, HIDDEN_MARK)
            else:
                self._mark(painter, number, point)
        last = next((point for point in reversed(places) if point is not None), None)
        self._name(painter, area, line.name, area.bottom() if last is None else last.y(), names)

    def _mark(self, painter: QPainter, number: int, at: QPointF) -> None:
        size = self._theme.px(MARK)
        painter.setBrush(QColor(self._theme.colours.surface) if number >= 4 else painter.pen().color())
        match number % 4:
            case 0:
                painter.drawEllipse(at, size, size)
            case 1:
                painter.drawRect(QRectF(at.x() - size, at.y() - size, 2 * size, 2 * size))
            case 2:
                up, down = QPointF(0, -size), QPointF(size, size)
                painter.drawPolygon(QPolygonF([at + up, at + down, at + QPointF(-size, size)]))
            case _:
                around = [QPointF(0, -size), QPointF(size, 0), QPointF(0, size), QPointF(-size, 0)]
                painter.drawPolygon(QPolygonF([at + corner for corner in around]))
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _name(self, painter: QPainter, area: QRectF, name: str, y: float, names: list[QRectF]) -> None:
        """At the end of the line, moved below names that stand there already."""
        metrics = painter.fontMetrics()
        width = self.width() - area.right() - self._theme.px(14)
        words = metrics.elidedText(name, Qt.TextElideMode.ElideRight, int(width) + 1)
        box = QRectF(area.right() + self._theme.px(8), y - metrics.height() / 2, width + 2, metrics.height())
        for other in sorted(names, key=QRectF.top):
            if box.intersects(other):
                box.moveTop(other.bottom() + 1)
        names.append(box)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), words)


def _spoken(line: Line, periods: tuple[str, ...]) -> str:
    values = (HIDDEN_MARK if value is None else f"{value:.1f}%" for value in line.values)
    return f"{line.name}: " + ", ".join(f"{period} {value}" for period, value in zip(periods, values, strict=True))
