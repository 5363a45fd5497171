"""Small figures beside findings and exercises; one whose file is damaged says so in its room."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QEnterEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from clinic_app.desktop.context import Context
from clinic_app.desktop.widgets.figure import FigureView
from clinic_app.desktop.widgets.labels import column, label, row
from clinic_app.figures import Pose, mirrored


def pose_of(context: Context, pose: str, side: str = "right") -> Pose | None:
    """A pose by its id, turned over for the left side: the files show the right one."""
    found = context.poses.get(pose)
    return mirrored(found) if found is not None and side == "left" else found


def small_figure(context: Context, pose: str, name: str, width: int, height: int) -> FigureView:
    """A figure of one pose at a design size; where there is none its room stays empty, so that rows stay aligned."""
    view = FigureView()
    _dress(view, context, name, width, height)
    view.set_pose(context.poses.get(pose))
    if pose and view.pose is None:
        _absent(view, context)
    return view


def both_figures(context: Context, poses: tuple[str, str], words: tuple[str, str]) -> QWidget:
    """Two things to do, each named below its figure, and the plus between them; as on paper."""
    made, line = QWidget(), row(context.theme, 8)
    made.setLayout(line)
    for place, (pose, name) in enumerate(zip(poses, words, strict=True)):
        if place:
            line.addWidget(label("+", "display"))
        one = column(context.theme, pad=0, gap=2)
        one.addWidget(small_figure(context, pose, name, 150, 120))
        one.addWidget(label(name, "soft"), alignment=Qt.AlignmentFlag.AlignHCenter)
        line.addLayout(one)
    return made


def _absent(view: FigureView, context: Context) -> QWidget:
    """Why there is no figure, in its room."""
    said = label(context.text("No figure: its file is damaged"), "soft", wrap=True)
    inside = column(context.theme, pad=0)
    inside.addWidget(said)
    view.setLayout(inside)
    view.setAccessibleDescription(said.text())
    return said


def _dress(view: FigureView, context: Context, name: str, width: int, height: int) -> None:
    view.palette_name = context.theme.name
    view.setAccessibleName(name)
    view.setFixedSize(context.theme.px(width), context.theme.px(height))


class GoodForm(FigureView):
    """The right form of one side. It moves while a mouse rests on it, and once touched until it is touched again."""

    def __init__(self, context: Context, poses: tuple[str, str], side: str, name: str) -> None:
        super().__init__()
        _dress(self, context, name, 84, 84)
        self._context, self._side = context, side
        self._way: list[Pose | None] = []
        self._missing: QWidget | None = None
        self.set_way(poses)

    def set_way(self, poses: tuple[str, str]) -> None:
        """Show another form: the test's position was changed."""
        way = [pose_of(self._context, pose, self._side) for pose in poses]
        if way != self._way:
            self._way = way
            self._rest()
            if self.pose is None and self._missing is None:
                self._missing = _absent(self, self._context)
            if self._missing is not None:
                self._missing.setVisible(self.pose is None)

    def _rest(self) -> None:
        self.set_pose(self._way[-1])

    def _move(self) -> None:
        start, end = self._way
        if start is not None and end is not None and start is not end:
            self.set_motion(start, end)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._move()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._rest()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.is_moving():
            self._rest()
        else:
            self._move()
