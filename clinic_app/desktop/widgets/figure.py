"""Paints a figure with Qt, still or moving between two poses.

What a figure looks like is decided in `clinic_app.figures`; here is only how its shapes become
painter paths, and when the animation runs: only while somebody can see it.
"""

from functools import lru_cache

from PySide6.QtCore import QAbstractAnimation, QEasingCurve, QPointF, QSize, Qt, QVariantAnimation
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from clinic_app.figures import PALETTES, Pose, Shape, blend, draw


def shape_path(shape: Shape) -> QPainterPath:
    """The rings of a shape as one path, in drawing coordinates."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    for ring in shape.rings:
        path.addPolygon(QPolygonF([QPointF(x, y) for x, y in ring]))
        if shape.closed:
            path.closeSubpath()
    return path


@lru_cache(maxsize=128)
def _paths(pose: Pose) -> tuple[tuple[Shape, QPainterPath], ...]:
    """The shapes of a pose with their paths. Kept, because a moving figure passes the same poses again."""
    return tuple((shape, shape_path(shape)) for shape in draw(pose).shapes)


def paint_pose(painter: QPainter, pose: Pose, palette: str) -> None:
    """Paint a pose at its drawing's own scale with its corner at the painter's origin."""
    colours = PALETTES[palette]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for shape, path in _paths(pose):
        if shape.stroke is not None:
            cap, join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
            pen = QPen(QColor(colours[shape.stroke]), shape.stroke_width, Qt.PenStyle.SolidLine, cap, join)
            painter.strokePath(path, pen)
        if shape.fill is not None:
            painter.fillPath(path, QColor(colours[shape.fill]))


class FigureView(QWidget):
    """One figure, as large as fits; its accessible name is the caller's to set."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pose: Pose | None = None
        self._motion: tuple[Pose, Pose] | None = None
        self._palette_name = "light"
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
        drawing = draw(self._pose) if self._pose is not None else None
        return QSize(round(drawing.width * 1.5), round(drawing.height * 1.5)) if drawing else QSize(180, 180)

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
        drawing = draw(self._pose)
        k = min(self.width() / drawing.width, self.height() / drawing.height)
        painter = QPainter(self)
        painter.translate((self.width() - drawing.width * k) / 2, (self.height() - drawing.height * k) / 2)
        painter.scale(k, k)
        paint_pose(painter, self._pose, self._palette_name)
        painter.end()

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
        self._pose = pose
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
