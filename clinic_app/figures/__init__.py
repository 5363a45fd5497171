"""A posable human figure as plain shapes: poses are data, pictures are polygons in named colours.

Pure: imports nothing else of ours, no Qt and no ReportLab. The painters live beside what they paint
on, in `desktop.widgets.figure` and `handouts.figure`; pose files lie in `resources/poses`.
"""

from clinic_app.figures.drawing import Drawing, draw, drawn
from clinic_app.figures.figure import Shape
from clinic_app.figures.motion import blend
from clinic_app.figures.palette import PALETTES
from clinic_app.figures.pose import Pose, PoseError, mirrored
from clinic_app.figures.reading import load_poses, sound_poses

__all__ = [
    "PALETTES",
    "Drawing",
    "Pose",
    "PoseError",
    "Shape",
    "blend",
    "draw",
    "drawn",
    "load_poses",
    "mirrored",
    "sound_poses",
]
