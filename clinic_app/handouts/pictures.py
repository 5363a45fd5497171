"""Pictures of bodies on paper: finds the poses, frames them, and says which are missing."""

from functools import cache

from reportlab.pdfgen.canvas import Canvas

from clinic_app import bundle
from clinic_app.figures import Pose, sound_poses
from clinic_app.handouts.content import SheetContent
from clinic_app.handouts.layout import Box, Part, panel
from clinic_app.handouts.stamp import stamp_figure
from clinic_app.handouts.style import LINE, PALE
from clinic_app.handouts.typeset import Block


@cache
def poses() -> dict[str, Pose]:
    """All poses that travel with the program and can be used, read once; `missing_pictures` tells of the others."""
    return sound_poses(bundle.resource("poses"))[0]


def missing_pictures(content: SheetContent) -> tuple[str, ...]:
    """Pose ids the sheet asks for and nobody has drawn; the sheet prints an empty frame for each."""
    wanted = [pose for exercise in content.exercises for pose in (exercise.start, exercise.end)]
    wanted += [tendency.pose for tendency in content.tendencies[:1] if tendency.pose]
    return tuple(dict.fromkeys(pose for pose in wanted if pose not in poses()))


def picture(pose_id: str, width: float, height: float, label: Block | None = None, *, aside: bool = False) -> Part:
    """A framed picture with its label above the figure, or `aside` of it; an unknown pose leaves the frame empty."""
    left, above = 5.0, 5.0
    if label is not None:
        left, above = (label.widest + 12, 5.0) if aside else (5.0, label.height + 5)

    def draw(canvas: Canvas, x: float, top: float) -> None:
        panel(PALE, LINE, line=0.5)(canvas, x, top - height, width, height)
        if label is not None:
            label.draw(canvas, x + 7, top - 5)
        bare_figure(canvas, pose_id, Box(x + left, top - height + 5, width - left - 5, height - above - 5))

    return Part(height, draw)


def bare_figure(canvas: Canvas, pose_id: str, box: Box) -> None:
    """A figure standing at the bottom of a box without a frame; nothing when the pose is unknown."""
    pose = poses().get(pose_id)
    if pose is not None:
        stamp_figure(canvas, pose, box)


def picture_height(pose_ids: tuple[str, ...], width: float, label: float) -> float:
    """How high a picture of this width must be for the tallest of these poses, its label included."""
    return (width - 10) * slimness(pose_ids) + label + 10


def slimness(pose_ids: tuple[str, ...]) -> float:
    """The height of the slimmest of these poses as a share of its width."""
    known = [poses()[pose_id].frame for pose_id in pose_ids if pose_id in poses()]
    return max((frame.height / frame.width for frame in known), default=1.0)
