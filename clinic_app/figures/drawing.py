"""A pose as flat coloured shapes in picture coordinates: what both painters paint."""

from functools import lru_cache

import msgspec

from clinic_app.figures.figure import Figure, Shape
from clinic_app.figures.geometry import Ring, View
from clinic_app.figures.pose import Pose
from clinic_app.figures.props import arrow_shapes, prop_layer, prop_shapes
from clinic_app.figures.settling import solve


class Drawing(msgspec.Struct, frozen=True):
    """A picture in centimetres of the drawn world; the origin is top left and y points down."""

    width: float
    height: float
    shapes: tuple[Shape, ...]


@lru_cache(maxsize=256)
def draw(pose: Pose) -> Drawing:
    """The picture of a pose. Bodies have one size in all pictures; start and end share a frame."""
    skeleton = solve(pose)
    view = View.at(pose.camera.azimuth, pose.camera.elevation)
    layers: dict[str, list[Shape]] = {"back": [], "trunk": [], "front": []}
    for prop in pose.props:
        layers[prop_layer(prop)].extend(prop_shapes(prop, pose, skeleton, view))
    for arrow in pose.arrows:
        layers[arrow.layer].extend(arrow_shapes(arrow, skeleton, view))
    shapes = [*layers["back"], *Figure(pose, skeleton, view).shapes(layers["trunk"]), *layers["front"]]
    return Drawing(pose.frame.width, pose.frame.height, _placed(shapes, pose))


def _placed(shapes: list[Shape], pose: Pose) -> tuple[Shape, ...]:
    """From the picture plane, y up around the world's origin, to the sheet, y down from its corner."""
    left, bottom = pose.frame.origin
    base = pose.frame.height - bottom
    done: dict[Ring, Ring] = {}  # a fill and its outline share their rings

    def place(ring: Ring) -> Ring:
        if ring not in done:
            done[ring] = tuple([(left + x, base - y) for x, y in ring])
        return done[ring]

    return tuple(msgspec.structs.replace(s, rings=tuple(place(ring) for ring in s.rings)) for s in shapes)
