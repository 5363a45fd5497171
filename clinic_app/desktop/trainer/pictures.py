"""Small figures beside findings and exercises."""

from clinic_app.desktop.context import Context
from clinic_app.desktop.widgets.figure import FigureView


def small_figure(context: Context, pose: str, name: str, width: int, height: int) -> FigureView:
    """A figure of one pose at a design size; an unknown pose leaves its room empty, so that rows stay aligned."""
    view = FigureView()
    view.palette_name = context.theme.name
    view.set_pose(context.poses.get(pose))
    view.setAccessibleName(name)
    view.setFixedSize(context.theme.px(width), context.theme.px(height))
    return view
