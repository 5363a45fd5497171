"""A pose as flat coloured shapes in picture coordinates: what both painters paint."""

from functools import lru_cache

import msgspec

from clinic_app.figures.figure import Figure, Shape
from clinic_app.figures.geometry import View
from clinic_app.figures.pose import Pose
from clinic_app.figures.props import arrow_shapes, prop_layer, prop_shapes
from clinic_app.figures.settling import solve


class Drawing(msgspec.Struct, frozen=True):
    """A picture in centimetres of the drawn world; the origin is top left and y points down."""

    width: float
    height: float
    shapes: tuple[Shape, ...]


@lru_cache(maxsize=96)
def draw(pose: Pose) -> Drawing:
    """The picture of a pose. Bodies have one size in all pictures; start and end share a frame."""
    return drawn(pose)


def drawn(pose: Pose) -> Drawing:
    """The same, drawn anew: a moving figure passes each of its poses once, and half a megabyte each would be kept."""
    skeleton = solve(pose)
    left, bottom = pose.frame.origin
    view = View.at(pose.camera.azimuth, pose.camera.elevation, (left, pose.frame.height - bottom))
    layers: dict[str, list[Shape]] = {"back": [], "trunk": [], "front": []}
    for prop in pose.props:
        layers[prop_layer(prop)].extend(prop_shapes(prop, pose, skeleton, view))
    for arrow in pose.arrows:
        layers[arrow.layer].extend(arrow_shapes(arrow, skeleton, view))
    shapes = [*layers["back"], *Figure(pose, skeleton, view).shapes(layers["trunk"]), *layers["front"]]
    return Drawing(pose.frame.width, pose.frame.height, tuple(shapes))
