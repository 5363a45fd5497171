"""Where it hurts: a body from the front and from behind with regions that are tapped on and off.

Every region is a button of its own with a name, so that Tab, Space and a screen reader reach it like a finger does.
Places are centimetres on the standing body: to the person's left, and above the floor.
"""

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from clinic_app.desktop.theme import FINGER, SMALL, Theme
from clinic_app.desktop.widgets.figure import paint_pose
from clinic_app.desktop.widgets.labels import row
from clinic_app.figures import Pose, draw

Mark = tuple[str, str]  # region, side
SCALE = 6.2  # pixels for a centimetre, at every text size: targets of 44 do not overlap where the body is crowded
TOP, BOTTOM, HALF = 137, 38, 23  # what is shown of the body, in centimetres
PLACES: dict[str, dict[str, tuple[float, float]]] = {
    "front": {
        "groin": (8.6, 93),
        "saddle_area": (0, 83),
        "anterior_thigh": (8.6, 70),
        "lateral_thigh": (17, 76),
        "below_knee": (9, 44),
    },
    "back": {
        "mid_back": (0, 128),
        "flank": (15.8, 118),
        "midline": (0, 114),
        "paravertebral": (7.8, 114),
        "iliac_crest": (15.2, 107),
        "psis": (7.8, 102),
        "sacrum": (0, 98),
        "buttock": (9.6, 88),
        "posterior_thigh": (9, 70),
    },
}


class _Region(QAbstractButton):
    """One region: a dashed ring, filled with a cross while it hurts."""

    def __init__(self, theme: Theme, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.resize(FINGER, FINGER)

    def sizeHint(self) -> QSize:
        return QSize(FINGER, FINGER)

    def paintEvent(self, event: QPaintEvent) -> None:
        c, painter = self._theme.colours, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(6, 6, -6, -6)
        painter.setPen(QPen(QColor(c.surface), 4))
        painter.drawEllipse(box)
        if self.isChecked():
            painter.setPen(QPen(QColor(c.stop_line), 2))
            painter.setBrush(QColor(c.stop_ground))
            painter.drawEllipse(box)
            painter.setPen(QPen(QColor(c.stop_text), 3))
            inner = box.adjusted(9, 9, -9, -9)
            painter.drawLine(inner.topLeft(), inner.bottomRight())
            painter.drawLine(inner.bottomLeft(), inner.topRight())
        else:
            painter.setPen(QPen(QColor(c.strong_line), 1.5, Qt.PenStyle.DashLine))
            painter.drawEllipse(box)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(c.text), 2))
            painter.drawEllipse(QRectF(self.rect()).adjusted(2, 2, -2, -2))
        painter.end()


class _View(QWidget):
    """One body with the regions of its side."""

    def __init__(self, theme: Theme, view: str, title: str, pose: Pose | None) -> None:
        super().__init__()
        self._theme, self._title, self._pose = theme, title, pose
        self._left = 1 if view == "front" else -1  # the person's left is at the viewer's right from the front
        self.setAccessibleName(title)
        self.setProperty("crowded", True)  # targets of 44 whose rings stand 14 apart at least, themselves less
        self.setFixedSize(round(2 * HALF * SCALE), round((TOP - BOTTOM) * SCALE))

    def spot(self, side: str, place: tuple[float, float]) -> tuple[int, int]:
        """Where a place of the body is on screen: from above, and from the viewer's left."""
        across = place[0] * self._left * {"left": 1, "centre": 0, "right": -1}[side]
        return round((TOP - place[1]) * SCALE), round((HALF + across) * SCALE)

    def put(self, region: _Region, side: str, place: tuple[float, float]) -> None:
        """Lay a region where it is on the body."""
        y, x = self.spot(side, place)
        region.move(x - region.width() // 2, y - region.height() // 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._pose is not None:
            frame, k = self._pose.frame, SCALE
            painter.save()
            above = draw(self._pose).height - frame.origin[1] - TOP
            painter.translate(self.width() / 2 - frame.origin[0] * k, -above * k)
            painter.scale(k, k)
            paint_pose(painter, self._pose, self._theme.name)
            painter.restore()
            veil = QColor(self._theme.colours.surface)
            veil.setAlphaF(0.5)  # the regions are read, the body only carries them
            painter.fillRect(self.rect(), veil)
        font = QFont(self.font())
        font.setPixelSize(self._theme.px(SMALL))
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(QColor(self._theme.colours.soft_text))
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft), self._title)
        painter.end()


class PainDrawing(QWidget):
    """Front and back; `marked` announces every region that hurts, in reading order."""

    marked = Signal(object)

    def __init__(
        self,
        theme: Theme,
        names: Mapping[Mark, str],
        titles: tuple[str, str],
        poses: tuple[Pose | None, Pose | None],
    ) -> None:
        super().__init__()
        self.regions: dict[Mark, _Region] = {}
        line = row(theme, 12)
        self.setLayout(line)
        for (view, places), title, pose in zip(PLACES.items(), titles, poses, strict=True):
            body = _View(theme, view, title, pose)
            here = [mark for mark in names if mark[0] in places]
            made: dict[Mark, _Region] = {}
            for mark in sorted(here, key=lambda mark: body.spot(mark[1], places[mark[0]])):  # as Tab goes over them
                made[mark] = _Region(theme, names[mark], body)
                body.put(made[mark], mark[1], places[mark[0]])
                made[mark].clicked.connect(lambda _checked=False: self.marked.emit(self.marks()))
            self.regions |= {mark: made[mark] for mark in here}
            line.addWidget(body)
        line.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def marks(self) -> list[Mark]:
        """The regions that are marked."""
        return [mark for mark, button in self.regions.items() if button.isChecked()]

    def set_marks(self, marks: Iterable[Mark]) -> None:
        """Show marks without announcing them."""
        wanted = set(marks)
        for mark, button in self.regions.items():
            button.setChecked(mark in wanted)
