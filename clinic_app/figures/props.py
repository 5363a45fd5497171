"""What stands around the body: floor, wall, mat, chair, stick, pillow, the trainer's hand, arrows."""

from itertools import pairwise
from math import hypot

from clinic_app.figures.figure import Shape, filled, outlined
from clinic_app.figures.geometry import (
    Blob,
    Point,
    Ring,
    Vec,
    View,
    add,
    ball,
    convex_hull,
    cross,
    disc_ring,
    hull_ring,
    scale,
    smooth_path,
    unit,
)
from clinic_app.figures.pose import Arrow, Box, Chair, Cross, Floor, Hand, Pillow, Plumb, Pose, Prop, Rod
from clinic_app.figures.skeleton import Skeleton

LINE = 0.8
ARROW_RIM = 1.2


def prop_layer(prop: Prop) -> str:
    """back, trunk (between the trunk and the near arm) or front."""
    if isinstance(prop, Plumb | Cross):
        return "front"
    return prop.layer if isinstance(prop, Rod | Hand) else "back"


def prop_shapes(prop: Prop, pose: Pose, skeleton: Skeleton, view: View) -> list[Shape]:
    """One prop."""
    match prop:
        case Floor():
            shapes = _floor(prop, pose, view)
        case Box():
            shapes = _box(prop.low, prop.high, prop.role, view)
        case Chair():
            shapes = _chair(prop, view)
        case Rod():
            shapes = _rod(prop, skeleton, view)
        case Pillow():
            shapes = _pillow(prop, view)
        case Hand():
            shapes = _hand(prop, view)
        case Cross():
            shapes = _cross(prop, skeleton, view)
        case Plumb():
            shapes = _plumb(prop, view)
    return shapes


def _rod(prop: Rod, skeleton: Skeleton, view: View) -> list[Shape]:
    frame = skeleton.frames[prop.frame]
    ring = hull_ring([ball(frame.out(prop.start), prop.radius), ball(frame.out(prop.end), prop.radius)], view)
    return [outlined([ring], 0.7), filled([ring], "prop")]


def _floor(prop: Floor, pose: Pose, view: View) -> list[Shape]:
    z = prop.height
    if prop.low is None or prop.high is None:
        y = view.flat((0.0, 0.0, z))[1]
        return [Shape((((2.0, y), (pose.frame.width - 2.0, y)),), None, "floor", LINE, closed=False)]
    (x0, y0), (x1, y1) = prop.low, prop.high
    ring = convex_hull(view.flat((x, y, z)) for x in (x0, x1) for y in (y0, y1))
    return [filled([ring], "ground")]


def _box(low: Vec, high: Vec, role: str, view: View) -> list[Shape]:
    """The visible faces of a box; the broad ones in the role's colour, the narrow ones in its edge's."""
    shapes = []
    size = [high[i] - low[i] for i in range(3)]
    thin = size.index(min(size))
    for axis in range(3):
        others = [i for i in range(3) if i != axis]
        toward = view.toward[axis]
        if abs(toward) < 1e-6:
            continue
        corners = []
        for a, b in ((0, 0), (1, 0), (1, 1), (0, 1)):
            p = [0.0, 0.0, 0.0]
            p[axis] = high[axis] if toward > 0 else low[axis]
            p[others[0]] = (low, high)[a][others[0]]
            p[others[1]] = (low, high)[b][others[1]]
            corners.append(view.flat((p[0], p[1], p[2])))
        shapes.append(filled([tuple(corners)], role if axis == thin else f"{role}_edge"))
    return shapes


def _chair(prop: Chair, view: View) -> list[Shape]:
    """Seat, back and four legs."""
    near, far = prop.x, prop.x + prop.toward * prop.depth
    x0, x1, half = min(near, far), max(near, far), prop.width / 2
    legs = [
        _box((x, y, 0.0), (x + 3.0, y + 3.0, prop.seat - 2), "prop", view)
        for x in (x0 + 1, x1 - 4)
        for y in (half - 3, -half)
    ]
    back_x = (x1 - 3.0, x1) if prop.toward > 0 else (x0, x0 + 3.0)
    back = _box((back_x[0], -half, prop.seat), (back_x[1], half, prop.back), "prop", view)
    seat = _box((x0, -half, prop.seat - 4), (x1, half, prop.seat), "prop", view)
    return [s for leg in legs for s in leg] + back + seat


def _pillow(prop: Pillow, view: View) -> list[Shape]:
    """Puffed edges: a hull of four flat ellipsoids."""
    x, y, r = prop.length / 2 - 6, prop.width / 2 - 6, prop.height / 2
    axes: tuple[Vec, ...] = ((6.0, 0.0, 0.0), (0.0, 6.0, 0.0), (0.0, 0.0, r))
    ring = hull_ring([Blob((prop.x + a, prop.y + b, r), axes) for a in (x, -x) for b in (y, -y)], view)
    return [Shape((ring,), "pillow", "pillow_edge", 0.8)]


def _hand(prop: Hand, view: View) -> list[Shape]:
    """Palm up, fingers flat, with a stub of forearm."""
    way = unit(prop.toward)
    side = unit(cross((0.0, 0.0, 1.0), way))
    out = scale(way, -1.0)

    def flat(along: float, across: float, r: float, thick: float) -> Blob:
        centre = add(add(prop.at, scale(out, along)), scale(side, across))
        return Blob(centre, (scale(way, r), scale(side, r), (0.0, 0.0, thick)))

    fingers = [flat(0, 2.5, 1.4, 0.9), flat(0, -2.5, 1.4, 0.9), flat(9, 3.2, 1.8, 1.3), flat(9, -3.2, 1.8, 1.3)]
    wrist = flat(17, 0, 2.6, 2.2)
    arm = [wrist, flat(40, 0, 3.8, 3.6)]
    rings: list[Ring] = [hull_ring(fingers, view), hull_ring([*fingers[2:], wrist], view), hull_ring(arm, view)]
    return [outlined(rings), filled(rings, "helper")]


def _cross(prop: Cross, skeleton: Skeleton, view: View) -> list[Shape]:
    x, y = view.flat(skeleton.frames[prop.frame].out(prop.at))
    r = prop.size
    bars = [((x - r, y - r), (x + r, y + r)), ((x - r, y + r), (x + r, y - r))]
    rings = [disc_ring([(a, 1.3), (b, 1.3)]) for a, b in bars]
    return [outlined(rings, ARROW_RIM), filled(rings, "arrow")]


def _plumb(prop: Plumb, view: View) -> list[Shape]:
    dashes = []
    z = prop.low
    while z < prop.high:
        dashes.append((view.flat((prop.x, 0.0, z)), view.flat((prop.x, 0.0, min(z + 5.0, prop.high)))))
        z += 9.0
    return [Shape(tuple(dashes), None, "guide", LINE, closed=False)]


def arrow_shapes(arrow: Arrow, skeleton: Skeleton, view: View) -> list[Shape]:
    """A curved arrow that grows from a fine tail to its head."""
    frame = skeleton.frames[arrow.frame]
    path = [view.flat(frame.out(p)) for p in smooth_path(arrow.path, 7)]
    head_size = arrow.size
    cut = len(path) - 1
    while cut > 1 and hypot(path[-1][0] - path[cut][0], path[-1][1] - path[cut][1]) < head_size * 0.85:
        cut -= 1
    shaft = path[: cut + 1]
    rings = [*_ribbon(shaft, head_size / 9.0), _arrow_head(shaft[-1], path[-1], head_size)]
    return [outlined(rings, ARROW_RIM), filled(rings, "arrow")]


def _ribbon(path: list[Point], girth: float) -> list[Ring]:
    rings = []
    count = len(path) - 1
    for i, (a, b) in enumerate(pairwise(path)):
        r0, r1 = (girth * (0.9 + 1.2 * (i + j) / count) for j in (0, 1))
        rings.append(disc_ring([(a, r0), (b, r1)]))
    return rings


def _arrow_head(base: Point, tip: Point, size: float) -> Ring:
    dx, dy = tip[0] - base[0], tip[1] - base[1]
    n = hypot(dx, dy) or 1.0
    dx, dy = dx / n, dy / n
    back = (tip[0] - dx * size, tip[1] - dy * size)
    half = size * 0.55
    corners = [(back[0] - dy * half, back[1] + dx * half), (back[0] + dy * half, back[1] - dx * half), tip]
    return disc_ring([(corner, 0.0) for corner in corners])
