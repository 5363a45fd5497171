"""Small figures beside findings and exercises."""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QEnterEvent, QMouseEvent

from clinic_app.desktop.context import Context
from clinic_app.desktop.widgets.figure import FigureView
from clinic_app.figures import Pose, mirrored


def pose_of(context: Context, pose: str, side: str = "right") -> Pose | None:
    """A pose by its id, turned over for the left side: the files show the right one."""
    found = context.poses.get(pose)
    return mirrored(found) if found is not None and side == "left" else found


def small_figure(context: Context, pose: str, name: str, width: int, height: int) -> FigureView:
    """A figure of one pose at a design size; an unknown pose leaves its room empty, so that rows stay aligned."""
    view = FigureView()
    _dress(view, context, name, width, height)
    view.set_pose(context.poses.get(pose))
    return view


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
        self.set_way(poses)

    def set_way(self, poses: tuple[str, str]) -> None:
        """Show another form: the test's position was changed."""
        way = [pose_of(self._context, pose, self._side) for pose in poses]
        if way != self._way:
            self._way = way
            self._rest()

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
