"""Degrees of a turning trunk: a body seen from above, dragged by a finger, with the bands and the other side."""

from math import atan2, cos, degrees, hypot, radians, sin

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from clinic_app.desktop.theme import BODY, SMALL, TITLE, Theme

LARGEST = 90
HEIGHT, RING, EDGE, BACK = 216, 26, 34, 50  # design pixels: the widget, the ring of bands, room outside, behind


class RotationDial(QWidget):
    """A quarter of a turn to one side. 0 is straight ahead (up); `edges` are where the bands begin, in degrees."""

    dragged = Signal(int)
    released = Signal(int)

    def __init__(self, theme: Theme, side: str, name: str) -> None:
        super().__init__()
        self._theme, self._way = theme, -1 if side == "left" else 1
        self._value: float | None = None
        self._other: float | None = None
        self._edges: tuple[float, ...] = ()
        self._dragging = False
        self.setAccessibleName(name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_values(self, value: float | None, other: float | None, edges: tuple[float, ...]) -> None:
        """Show this side's degrees, the other side's, and the bands; a finger on the dial is not disturbed."""
        shown = self._value if self._dragging else value
        if (shown, other, edges) != (self._value, self._other, self._edges):
            self._value, self._other, self._edges = shown, other, edges
            self.update()

    def value(self) -> float | None:
        """The degrees that are shown."""
        return self._value

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(300), self._theme.px(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(230), self._theme.px(HEIGHT))

    # geometry

    def _radius(self) -> float:
        edge = self._theme.px(EDGE)
        return min(self.height() - edge - self._theme.px(BACK), self.width() * 0.62)

    def _centre(self) -> QPointF:
        """The axis of the trunk; what is drawn stands in the middle of the widget."""
        reach, back = self._radius() + self._theme.px(EDGE), self._theme.px(58)
        left = (self.width() - reach - back) / 2
        x = left + (reach if self._way < 0 else back)
        return QPointF(x, self.height() - self._theme.px(BACK))

    def point(self, angle: float, radius: float | None = None) -> QPointF:
        """Where an angle lies on the ring, in the widget's coordinates."""
        radius = self._radius() - self._theme.px(RING) / 2 if radius is None else radius
        centre = self._centre()
        return QPointF(centre.x() + self._way * radius * sin(radians(angle)), centre.y() - radius * cos(radians(angle)))

    def _angle_at(self, place: QPointF) -> int:
        centre = self._centre()
        across, ahead = (place.x() - centre.x()) * self._way, centre.y() - place.y()
        if hypot(across, ahead) < 1:
            return 0
        return round(min(float(LARGEST), max(0.0, degrees(atan2(across, ahead)))))

    # dragging

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._dragging = True
            self._drag_to(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragging:
            self._drag_to(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._dragging and event.button() is Qt.MouseButton.LeftButton:
            self._drag_to(event.position())
            self._dragging = False
            self.released.emit(round(self._value or 0))

    def _drag_to(self, place: QPointF) -> None:
        angle = self._angle_at(place)
        if angle != self._value:
            self._value = angle
            self.dragged.emit(angle)
            self.update()

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_bands(painter)
        self._paint_ticks(painter)
        if self._other is not None:
            self._paint_other(painter)
        self._paint_body(painter)
        if self._value is not None:
            self._paint_value(painter)
        painter.end()

    def _font(self, size: int, *, bold: bool = False) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(self._theme.px(size))
        font.setBold(bold)
        return font

    def _sector(self, first: float, last: float) -> QPainterPath:
        """A piece of the ring between two angles."""
        outer, inner, centre = self._radius(), self._radius() - self._theme.px(RING), self._centre()
        # Qt counts anticlockwise from three o'clock; ours from twelve, to the side.
        start, span = 90 - self._way * first, -self._way * (last - first)
        path = QPainterPath()
        path.arcMoveTo(_square(centre, outer), start)
        path.arcTo(_square(centre, outer), start, span)
        path.arcTo(_square(centre, inner), start + span, -span)
        path.closeSubpath()
        return path

    def _paint_bands(self, painter: QPainter) -> None:
        c = self._theme.colours
        stops = (0.0, *self._edges, float(LARGEST))
        fills = (c.stop_ground, c.warn_ground, c.sunken, c.accent_ground) if self._edges else (c.sunken,)
        lines = (c.stop_line, c.warn_line, c.line, c.accent) if self._edges else (c.line,)
        for first, last, fill, line in zip(stops, stops[1:], fills, lines, strict=False):
            painter.setPen(QPen(QColor(line), 1))
            painter.setBrush(QColor(fill))
            painter.drawPath(self._sector(first, last))

    def _paint_ticks(self, painter: QPainter) -> None:
        c, theme = self._theme.colours, self._theme
        painter.setFont(self._font(SMALL))
        metrics = QFontMetricsF(painter.font())
        for number, angle in enumerate((0, *self._edges, LARGEST)):
            words = f"{angle:g}°"
            inside = number == len(self._edges) - 1  # the narrow band's number would stand on its neighbour's
            place = self.point(angle, self._radius() + theme.px(-RING - 16 if inside else 16))
            width = metrics.horizontalAdvance(words)
            painter.setPen(QColor(c.soft_text))
            box = QRectF(place.x() - width / 2 - 1, place.y() - metrics.height() / 2, width + 2, metrics.height())
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), words)

    def _paint_other(self, painter: QPainter) -> None:
        """The other side, mirrored to this one, as a dashed line."""
        assert self._other is not None  # noqa: S101 - asked by the caller
        pen = QPen(QColor(self._theme.colours.soft_text), 2, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawLine(self.point(self._other, self._theme.px(46)), self.point(self._other, self._radius()))

    def _paint_body(self, painter: QPainter) -> None:
        """Pelvis still, shoulders and head turned by what was measured."""
        c, theme = self._theme.colours, self._theme
        centre, turn = self._centre(), self._way * (self._value or 0)
        painter.save()
        painter.translate(centre)
        painter.setPen(QPen(QColor(c.strong_line), 1, Qt.PenStyle.DotLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(_box(theme.px(54), theme.px(22)), theme.px(11), theme.px(11))
        painter.rotate(turn)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(c.bar_posture))
        painter.drawRoundedRect(_box(theme.px(84), theme.px(26)), theme.px(13), theme.px(13))
        painter.setBrush(QColor(c.text))
        painter.drawEllipse(_box(theme.px(26), theme.px(30)))
        nose = QPainterPath(QPointF(-theme.px(5), -theme.px(13)))
        nose.lineTo(0, -theme.px(22))
        nose.lineTo(theme.px(5), -theme.px(13))
        painter.drawPath(nose)
        painter.restore()

    def _paint_value(self, painter: QPainter) -> None:
        assert self._value is not None  # noqa: S101 - asked by the caller
        c, theme = self._theme.colours, self._theme
        painter.setPen(QPen(QColor(c.accent), theme.px(3)))
        painter.drawLine(self.point(self._value, theme.px(30)), self.point(self._value, self._radius()))
        painter.setPen(QPen(QColor(c.surface), 2))
        painter.setBrush(QColor(c.accent))
        painter.drawEllipse(self.point(self._value), theme.px(11), theme.px(11))
        painter.setFont(self._font(TITLE if self._dragging else BODY + 2, bold=True))
        painter.setPen(QColor(c.text))
        words = f"{self._value:.1f}".removesuffix(".0") + "°"
        width = QFontMetricsF(painter.font()).horizontalAdvance(words) + 4
        corner = 0.0 if self._way < 0 else self.width() - width
        flags = int(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
        painter.drawText(QRectF(corner, 0, width, theme.px(34)), flags, words)


def _box(width: float, height: float) -> QRectF:
    return QRectF(-width / 2, -height / 2, width, height)


def _square(centre: QPointF, radius: float) -> QRectF:
    return QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)
