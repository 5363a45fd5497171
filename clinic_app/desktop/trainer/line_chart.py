"""A small line chart, painted from the theme's tokens: values by day, told apart by line and mark and not by colour.

A visit without the value leaves a gap: nothing is drawn between its neighbours, and nothing is guessed.
"""

from collections.abc import Sequence
from datetime import date

import msgspec
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from clinic_app.desktop.theme import BODY, SMALL, Theme

WIDTH, HEIGHT = 360, 236
DASHES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine)
NAME_ROOM = 46  # design pixels of a legend entry beside its words
ALL_AROUND = 5  # design pixels of a mark's half side


class Series(msgspec.Struct, frozen=True):
    """One line. `values` stand by visit, None where unknown; `breaks` are places before which the line ends."""

    name: str
    values: tuple[float | None, ...]
    breaks: frozenset[int] = frozenset()


class Scale(msgspec.Struct, frozen=True):
    """The upright axis: from `low` to the first of `ends` that holds all values, with a mark every `step`."""

    low: float
    ends: tuple[float, ...]
    step: float
    unit: str = ""


class LineChart(QWidget):
    """One chart. Who cannot see it hears its name and all its values."""

    def __init__(self, theme: Theme, title: str, scale: Scale) -> None:
        super().__init__()
        self._theme, self._title, self._scale = theme, title, scale
        self._high = scale.ends[-1]
        self._days: tuple[date, ...] = ()
        self._series: tuple[Series, ...] = ()
        self.setAccessibleName(title)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Wide enough for the names of the lines in one row."""
        metrics = QFontMetricsF(self._font(SMALL))
        names = sum(metrics.horizontalAdvance(one.name) + self._theme.px(NAME_ROOM) for one in self._series)
        title = QFontMetricsF(self._font(BODY, bold=True)).horizontalAdvance(self._title)
        return QSize(round(max(self._theme.px(WIDTH), names, title)) + 2, self._theme.px(HEIGHT))

    def show_values(self, days: Sequence[date], series: Sequence[Series]) -> None:
        """Show other values; the axis ends where they do, at one of its ends."""
        self._days, self._series = tuple(days), tuple(series)
        most = max((value for one in series for value in one.values if value is not None), default=0)
        self._high = next((end for end in self._scale.ends if end >= most), self._scale.ends[-1])
        said = [
            f"{one.name}: "
            + ", ".join(
                f"{day.isoformat()} {value:g}{self._scale.unit}"
                for day, value in zip(self._days, one.values, strict=True)
                if value is not None
            )
            for one in self._series
        ]
        self.setAccessibleDescription("; ".join(said))
        self.updateGeometry()
        self.update()

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        px, colours = self._theme.px, self._theme.colours
        painter.setPen(QColor(colours.text))
        painter.setFont(self._font(BODY, bold=True))
        title = QRectF(0, 0, self.width(), px(22))
        painter.drawText(title, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), self._title)
        painter.setFont(self._font(SMALL))
        self._paint_legend(painter, px(34))
        plot = QRectF(px(38), px(56), self.width() - px(54), self.height() - px(90))
        self._paint_axes(painter, plot)
        for place, series in enumerate(self._series):
            self._paint_series(painter, plot, place, series)
        painter.end()

    def _font(self, size: int, *, bold: bool = False) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(self._theme.px(size))
        font.setBold(bold)
        return font

    def _colour(self, place: int) -> QColor:
        colours = self._theme.colours
        return QColor((colours.accent, colours.text, colours.soft_text)[place % 3])

    def _pen(self, place: int) -> QPen:
        return QPen(self._colour(place), max(2, self._theme.px(2)), DASHES[place % 3])

    def _paint_legend(self, painter: QPainter, middle: float) -> None:
        """Name beside line and mark; one name needs none."""
        if len(self._series) < 2:
            return
        px, left = self._theme.px, 0.0
        metrics = QFontMetricsF(painter.font())
        for place, series in enumerate(self._series):
            painter.setPen(self._pen(place))
            painter.drawLine(QPointF(left, middle), QPointF(left + px(26), middle))
            self._paint_mark(painter, QPointF(left + px(13), middle), place)
            painter.setPen(QColor(self._theme.colours.text))
            painter.drawText(QPointF(left + px(32), middle + metrics.ascent() / 2 - 1), series.name)
            left += metrics.horizontalAdvance(series.name) + px(NAME_ROOM)

    def _paint_axes(self, painter: QPainter, plot: QRectF) -> None:
        colours, metrics, scale = self._theme.colours, QFontMetricsF(painter.font()), self._scale
        value = scale.low
        while value <= self._high:
            y = self._y(plot, value)
            painter.setPen(QPen(QColor(colours.line), 1))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(QColor(colours.soft_text))
            words = f"{value:g}{scale.unit}"
            right = plot.left() - self._theme.px(6) - metrics.horizontalAdvance(words)
            painter.drawText(QPointF(right, y + metrics.ascent() / 2 - 1), words)
            value += scale.step
        self._paint_days(painter, plot, metrics)

    def _paint_days(self, painter: QPainter, plot: QRectF, metrics: QFontMetricsF) -> None:
        """Day and month below each visit; where they would touch, the earlier one stands."""
        painter.setPen(QColor(self._theme.colours.soft_text))
        end = 0.0
        for place, day in enumerate(self._days):
            words = f"{day.month}/{day.day}"
            wide = metrics.horizontalAdvance(words)
            left = min(self._x(plot, place) - wide / 2, self.width() - wide)
            if left < end:
                continue
            painter.drawText(QPointF(left, plot.bottom() + metrics.height() + self._theme.px(5)), words)
            end = left + wide + self._theme.px(6)

    def _paint_series(self, painter: QPainter, plot: QRectF, place: int, series: Series) -> None:
        points = [
            None if value is None else QPointF(self._x(plot, index), self._y(plot, value))
            for index, value in enumerate(series.values)
        ]
        painter.setPen(self._pen(place))
        for index in range(1, len(points)):
            before, now = points[index - 1], points[index]
            if before is not None and now is not None and index not in series.breaks:
                painter.drawLine(before, now)
        for point in points:
            if point is not None:
                self._paint_mark(painter, point, place)

    def _paint_mark(self, painter: QPainter, at: QPointF, place: int) -> None:
        """A full dot, a larger empty square around it, a full triangle: told apart also where they meet."""
        half = self._theme.px(ALL_AROUND)
        painter.setPen(QPen(self._colour(place), 2))
        if place % 3 == 1:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(at.x() - half - 1, at.y() - half - 1, 2 * half + 2, 2 * half + 2))
            return
        painter.setBrush(self._colour(place))
        if place % 3 == 0:
            painter.drawEllipse(at, half - 1, half - 1)
            return
        corners = [QPointF(at.x(), at.y() - half), QPointF(at.x() + half, at.y() + half)]
        painter.drawPolygon(QPolygonF([*corners, QPointF(at.x() - half, at.y() + half)]))

    def _x(self, plot: QRectF, place: int) -> float:
        """By the days between the visits; a single one stands in the middle."""
        first, span = self._days[0], (self._days[-1] - self._days[0]).days
        if not span:
            return plot.left() + plot.width() * (place + 1) / (len(self._days) + 1)
        margin = self._theme.px(10)
        share = (self._days[place] - first).days / span
        return plot.left() + margin + (plot.width() - 2 * margin) * share

    def _y(self, plot: QRectF, value: float) -> float:
        share = (value - self._scale.low) / (self._high - self._scale.low)
        return plot.bottom() - plot.height() * min(1.0, max(0.0, share))
