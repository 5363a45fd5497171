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
    cross,
    dot,
    hull_ring,
    scale,
    unit,
)
from clinic_app.figures.skeleton import Skeleton

# Where the hair ends on the skull: azimuth from the nose to the left, elevation, in degrees. The left half from the
# middle of the forehead past the ear to the nape; the right half is its mirror image. What it encloses is skin.
_HAIRLINE = ((0, 40), (25, 40), (50, 34), (66, 20), (76, 2), (84, -18), (90, -42), (112, -54), (145, -54), (180, -52))


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
    seen = _seen_run(border, looking)
    if len(seen) < 3:
        return None
    if len(seen) < len(border):
        seen += _edge(seen[-1], seen[0], looking)
    return tuple(view.flat(_on(skull, q)) for q in seen)


def _seen_run(border: list[Vec], looking: Vec) -> list[Vec]:
    """The stretch of the closed border that is turned to the viewer."""
    turned = [dot(q, looking) > 0.0 for q in border]
    if all(turned):
        return border
    count, runs = len(border), []
    for start in (i for i, here in enumerate(turned) if here and not turned[i - 1]):
        size = next(n for n in range(1, count) if not turned[(start + n) % count])
        runs.append([border[(start + n) % count] for n in range(size)])
    return max(runs, key=len, default=[])


_FACE: Vec = (0.8, 0.0, -0.6)  # its middle


def _edge(start: Vec, end: Vec, looking: Vec, steps: int = 16) -> list[Vec]:
    """Along the skull's visible edge from one direction to another, on the side where the face is."""
    u, v = unit(across(start, looking)), unit(across(end, looking))
    w = cross(looking, u)
    angle = math.atan2(dot(v, w), dot(v, u))

    def arc(turn: float) -> list[Vec]:
        shares = [turn * i / steps for i in range(steps + 1)]
        return [add(scale(u, math.cos(a)), scale(w, math.sin(a))) for a in shares]

    other = angle - math.copysign(2 * math.pi, angle)
    return max((arc(angle), arc(other)), key=lambda points: dot(points[steps // 2], _FACE))


def _dense(border: list[tuple[int, int]]) -> list[tuple[float, float]]:
    result: list[tuple[float, float]] = []
    for (a0, e0), (a1, e1) in zip(border, border[1:] + border[:1], strict=True):
        result.extend((a0 + (a1 - a0) * i / 4, e0 + (e1 - e0) * i / 4) for i in range(4))
    return result


def _direction(azimuth: float, elevation: float) -> Vec:
    a, e = math.radians(azimuth), math.radians(elevation)
    return (math.cos(e) * math.cos(a), math.cos(e) * math.sin(a), math.sin(e))


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
