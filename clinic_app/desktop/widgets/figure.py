"""Paints a figure with Qt, still or moving between two poses.

What a figure looks like is decided in `clinic_app.figures`; here is only how its shapes become
painter paths, and when the animation runs: only while somebody can see it.
"""

import struct
from functools import lru_cache
from itertools import chain

from PySide6.QtCore import (
    QAbstractAnimation,
    QByteArray,
    QDataStream,
    QEasingCurve,
    QSize,
    Qt,
    QVariantAnimation,
)
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap, QPolygonF, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from clinic_app.figures import PALETTES, Pose, Shape, blend, drawn


def shape_path(shape: Shape) -> QPainterPath:
    """The rings of a shape as one path, in drawing coordinates.

    They go over in Qt's own serialized form of polygons: made point by point they cost twice the time of a frame.
    """
    numbers = [struct.pack(f">I{2 * len(ring)}d", len(ring), *chain.from_iterable(ring)) for ring in shape.rings]
    polygons = QDataStream(QByteArray(b"".join(numbers)))
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    for _ in shape.rings:
        polygon = QPolygonF()
        polygons >> polygon
        path.addPolygon(polygon)
        if shape.closed:
            path.closeSubpath()
    return path


Look = tuple[str | None, str | None, float]  # fill, stroke and its width


@lru_cache(maxsize=256)
def _paths(pose: Pose) -> tuple[tuple[Look, QPainterPath], ...]:
    """The paths of a pose with their colours. Kept, because a moving figure passes the same poses again.

    Four figures that move at once fit. Their shapes are not kept: as Python numbers they weigh six times as much.
    """
    return tuple(((s.fill, s.stroke, s.stroke_width), shape_path(s)) for s in drawn(pose).shapes)


def paint_pose(painter: QPainter, pose: Pose, palette: str) -> None:
    """Paint a pose at its drawing's own scale with its corner at the painter's origin."""
    colours = PALETTES[palette]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for (fill, stroke, width), path in _paths(pose):
        if stroke is not None:
            cap, join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
            painter.strokePath(path, QPen(QColor(colours[stroke]), width, Qt.PenStyle.SolidLine, cap, join))
        if fill is not None:
            painter.fillPath(path, QColor(colours[fill]))


class FigureView(QWidget):
    """One figure, as large as fits; its accessible name is the caller's to set."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pose: Pose | None = None
        self._motion: tuple[Pose, Pose] | None = None
        self._palette_name = "light"
        self._kept: tuple[tuple[object, ...], QPixmap] | None = None
        self._animation = QVariantAnimation(self)
        self._animation.setStartValue(0.0)
        self._animation.setEndValue(1.0)
        self._animation.setDuration(2000)  # the exercises are done at 2 s down, 2 s up
        self._animation.setEasingCurve(QEasingCurve.Type.InOutSine)
        self._animation.valueChanged.connect(self._on_value_changed)
        self._animation.finished.connect(self._on_finished)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def palette_name(self) -> str:
        """The palette's name in `PALETTES`."""
        return self._palette_name

    @palette_name.setter
    def palette_name(self, name: str) -> None:
        if name not in PALETTES:
            raise KeyError(name)
        self._palette_name = name
        self.update()

    @property
    def pose(self) -> Pose | None:
        """What is shown now."""
        return self._pose

    def set_pose(self, pose: Pose | None) -> None:
        """Show one pose, or nothing."""
        self._motion = None
        self._animation.stop()
        self._show(pose)
        self.updateGeometry()

    def set_motion(self, start: Pose, end: Pose) -> None:
        """Move from start to end and back, again and again, while visible."""
        self._animation.stop()
        self._motion = (start, end)
        self._show(start)
        self.updateGeometry()
        if self.isVisible():
            self._run()

    def is_moving(self) -> bool:
        """Whether the animation's timer runs."""
        return self._animation.state() == QAbstractAnimation.State.Running

    def sizeHint(self) -> QSize:
        """One and a half pixels for a centimetre of the drawing."""
        frame = self._pose.frame if self._pose is not None else None
        return QSize(round(frame.width * 1.5), round(frame.height * 1.5)) if frame else QSize(180, 180)

    def minimumSizeHint(self) -> QSize:
        """The smallest size at which a posture can be told."""
        return QSize(72, 72)

    def heightForWidth(self, width: int) -> int:
        """Keep the drawing's aspect."""
        hint = self.sizeHint()
        return round(width * hint.height() / hint.width())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the pose centred, keeping its aspect."""
        if self._pose is None:
            return
        painter = QPainter(self)
        if self._motion is None:
            painter.drawPixmap(0, 0, self._still(self._pose))
        else:
            self._paint(painter, self._pose)
        painter.end()

    def _paint(self, painter: QPainter, pose: Pose) -> None:
        frame = pose.frame
        k = min(self.width() / frame.width, self.height() / frame.height)
        painter.translate((self.width() - frame.width * k) / 2, (self.height() - frame.height * k) / 2)
        painter.scale(k, k)
        paint_pose(painter, pose, self._palette_name)

    def _still(self, pose: Pose) -> QPixmap:
        """The resting figure as pixels: a page that scrolls paints it many times."""
        ratio = self.devicePixelRatioF()
        wanted = (self._palette_name, self.width(), self.height(), ratio)
        if self._kept is None or self._kept[0] != wanted:
            pixels = QPixmap(self.size() * ratio)
            pixels.setDevicePixelRatio(ratio)
            pixels.fill(Qt.GlobalColor.transparent)
            painter = QPainter(pixels)
            self._paint(painter, pose)
            painter.end()
            self._kept = (wanted, pixels)
        return self._kept[1]

    def showEvent(self, event: QShowEvent) -> None:
        """Take the movement up again."""
        super().showEvent(event)
        if self._motion is not None:
            self._run()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks: no timer."""
        super().hideEvent(event)
        self._animation.stop()

    def _run(self) -> None:
        self._animation.setDirection(QAbstractAnimation.Direction.Forward)
        self._animation.start()

    def _show(self, pose: Pose | None) -> None:
        self._pose, self._kept = pose, None
        self.update()

    def _on_value_changed(self, value: float) -> None:
        if self._motion is not None:
            # Steps of one sixtieth: every frame on the way back is in the cache already.
            self._show(blend(*self._motion, round(value * 60) / 60))

    def _on_finished(self) -> None:
        if self._motion is None or not self.isVisible():
            return
        forward = self._animation.direction() == QAbstractAnimation.Direction.Forward
        back = QAbstractAnimation.Direction.Backward
        self._animation.setDirection(back if forward else QAbstractAnimation.Direction.Forward)
        self._animation.start()
