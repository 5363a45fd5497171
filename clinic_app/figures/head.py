"""The head: hair, a face that shows where it looks, nose and ear. Drawn flat, seen from any side."""

import math

from clinic_app.figures import flesh
from clinic_app.figures.geometry import (
    Blob,
    Ring,
    Vec,
    View,
    across,
    add,
    ball,
    convex_hull,
    dot,
    hull_ring,
    scale,
    unit,
)
from clinic_app.figures.skeleton import Skeleton

# The face's border on the skull: azimuth from the nose to the left, elevation, in degrees. The
# left half from the middle of the hair line down to the cheek; the right half is its mirror image.
_HAIRLINE = ((0, 40), (25, 40), (50, 34), (66, 20), (76, 2), (84, -18), (86, -44), (80, -66), (50, -84), (0, -88))


def skin_rings(skeleton: Skeleton, view: View) -> list[Ring]:
    """Skull, jaw and nose without the hair."""
    skull = flesh.cranium(skeleton, 0.98)
    return [hull_ring([skull, *flesh.jaw(skeleton)], view), nose_ring(skeleton, view)]


def hair_ring(skeleton: Skeleton, view: View) -> Ring:
    """The hair, still without the face cut out."""
    return hull_ring([flesh.cranium(skeleton, 1.05)], view)


def nose_ring(skeleton: Skeleton, view: View) -> Ring:
    """The nose."""
    return hull_ring(_nose(skeleton), view)


def _nose(skeleton: Skeleton) -> list[Blob]:
    f = skeleton.frames["head"]
    return [ball(f.out((10.6, 0.0, 5.0)), 0.8), ball(f.out((12.9, 0.0, 1.6)), 1.05), ball(f.out((9.6, 0.0, 0.6)), 1.2)]


def face_ring(skeleton: Skeleton, view: View) -> Ring | None:
    """The part of the face that is turned to the viewer, or None when none is."""
    right = [(-azimuth, elevation) for azimuth, elevation in _HAIRLINE[::-1]]
    border = [_direction(a, e) for a, e in _dense([*_HAIRLINE, *right])]
    skull = flesh.cranium(skeleton, 1.07)
    f = skeleton.frames["head"]
    # In the skull's own stretched space it is a unit sphere, and what is seen is half of that.
    looking = unit(
        (
            dot(f.direction((1.0, 0.0, 0.0)), view.toward) / flesh.CRANIUM[0],
            dot(f.direction((0.0, 1.0, 0.0)), view.toward) / flesh.CRANIUM[1],
            dot(f.direction((0.0, 0.0, 1.0)), view.toward) / flesh.CRANIUM[2],
        )
    )
    if all(dot(q, looking) < 0.05 for q in border) and looking[0] < 0:
        return None
    # What is turned away lies on the skull's visible edge; the hull closes the gaps between such points.
    return convex_hull(view.flat(_on(skull, _turned_to(q, looking))) for q in border)


def _dense(border: list[tuple[int, int]]) -> list[tuple[float, float]]:
    result: list[tuple[float, float]] = []
    for (a0, e0), (a1, e1) in zip(border, border[1:] + border[:1], strict=True):
        result.extend((a0 + (a1 - a0) * i / 4, e0 + (e1 - e0) * i / 4) for i in range(4))
    return result


def _direction(azimuth: float, elevation: float) -> Vec:
    a, e = math.radians(azimuth), math.radians(elevation)
    return (math.cos(e) * math.cos(a), math.cos(e) * math.sin(a), math.sin(e))


def _turned_to(q: Vec, looking: Vec) -> Vec:
    """q itself where it is seen, else the nearest place on the skull's visible edge."""
    return q if dot(q, looking) >= 0 else unit(across(q, looking))


def _on(skull: Blob, q: Vec) -> Vec:
    point = skull.centre
    for axis, share in zip(skull.axes, q, strict=True):
        point = add(point, scale(axis, share))
    return point


def nose_shade(skeleton: Skeleton, view: View) -> Ring | None:
    """A darker nose for a face seen from the front, where its outline cannot show."""
    f = skeleton.frames["head"]
    facing = dot(f.direction((1.0, 0.0, 0.0)), view.toward)
    if facing < 0.45:
        return None
    tip = f.out((12.4, 0.0, 1.4))
    side = -1.6 if dot(f.direction((0.0, 1.0, 0.0)), view.toward) > 0 else 1.6
    wing = f.out((10.2, side, 1.0))
    return convex_hull([view.flat(f.out((10.9, 0.0, 5.6))), view.flat(tip), view.flat(wing)])


def eyes(skeleton: Skeleton, view: View) -> list[Ring]:
    """Two small eyes, each where the viewer can see it."""
    f, rings = skeleton.frames["head"], []
    for y in (3.0, -3.0):
        out = unit((0.9, y / 8.0, 0.0))
        if dot(f.direction(out), view.toward) > 0.12:
            centre = f.out((flesh.HEAD_CENTRE[0] + 8.9, y, 6.2))
            axes = (f.direction(scale(unit((-y, 9.0, 0.0)), 0.75)), f.direction((0.0, 0.0, 1.05)))
            rings.append(hull_ring([Blob(centre, axes)], view))
    return rings


def ears(skeleton: Skeleton, view: View) -> list[Ring]:
    """The ears the viewer can see."""
    f, rings = skeleton.frames["head"], []
    for side in (1.0, -1.0):
        if dot(f.direction((0.0, side, 0.0)), view.toward) > 0.25:
            centre = f.out((1.2, side * 7.9, 3.4))
            axes = (f.direction((1.5, 0.0, 0.3)), f.direction((-0.4, 0.0, 2.5)), f.direction((0.0, 0.6, 0.0)))
            rings.append(hull_ring([Blob(centre, axes)], view))
    return rings
