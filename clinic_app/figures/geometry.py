"""Vectors, rotations and flat outlines the figure is built from.

Small on purpose: three-vectors as tuples, rotation matrices as rows, the projected outline of an
ellipsoid, a convex hull and a smooth curve. Nothing here knows what a body is.

Axes everywhere: x forward, y to the body's left, z up; lengths in centimetres, angles in degrees.
"""

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise

import msgspec

Vec = tuple[float, float, float]
Mat = tuple[Vec, Vec, Vec]
Point = tuple[float, float]
Ring = tuple[Point, ...]  # all turn the same way, so that overlapping rings add up

IDENTITY: Mat = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))


def add(a: Vec, b: Vec) -> Vec:
    """a + b."""
    return (a[0] + b[0], a[1] + b[1], a[2] + b[2])


def sub(a: Vec, b: Vec) -> Vec:
    """a - b."""
    return (a[0] - b[0], a[1] - b[1], a[2] - b[2])


def scale(a: Vec, k: float) -> Vec:
    """a times k."""
    return (a[0] * k, a[1] * k, a[2] * k)


def dot(a: Vec, b: Vec) -> float:
    """Scalar product."""
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def cross(a: Vec, b: Vec) -> Vec:
    """Vector product."""
    return (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])


def length(a: Vec) -> float:
    """Euclidean length."""
    return math.sqrt(dot(a, a))


def unit(a: Vec) -> Vec:
    """a at length one; the zero vector stays zero."""
    size = length(a)
    return scale(a, 1.0 / size) if size > 1e-12 else a


def across(a: Vec, axis: Vec) -> Vec:
    """The part of a that stands square to the unit vector axis."""
    return sub(a, scale(axis, dot(a, axis)))


def mix(a: Vec, b: Vec, t: float) -> Vec:
    """The point at share t of the way from a to b."""
    return (a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t)


def rotation(axis: str, degrees: float) -> Mat:
    """Right-handed rotation about x, y or z."""
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    if axis == "x":
        return ((1.0, 0.0, 0.0), (0.0, c, -s), (0.0, s, c))
    if axis == "y":
        return ((c, 0.0, s), (0.0, 1.0, 0.0), (-s, 0.0, c))
    return ((c, -s, 0.0), (s, c, 0.0), (0.0, 0.0, 1.0))


def turn(m: Mat, v: Vec) -> Vec:
    """v, given in the frame m, in the frame m itself is given in."""
    return (dot(m[0], v), dot(m[1], v), dot(m[2], v))


def transpose(m: Mat) -> Mat:
    """The inverse of a rotation."""
    return (
        (m[0][0], m[1][0], m[2][0]),
        (m[0][1], m[1][1], m[2][1]),
        (m[0][2], m[1][2], m[2][2]),
    )


def product(*matrices: Mat) -> Mat:
    """Matrices multiplied from left to right."""
    result = matrices[0]
    for m in matrices[1:]:
        t = transpose(m)
        result = (
            (dot(result[0], t[0]), dot(result[0], t[1]), dot(result[0], t[2])),
            (dot(result[1], t[0]), dot(result[1], t[1]), dot(result[1], t[2])),
            (dot(result[2], t[0]), dot(result[2], t[1]), dot(result[2], t[2])),
        )
    return result


def from_columns(x: Vec, y: Vec, z: Vec) -> Mat:
    """The frame whose axes are x, y and z."""
    return transpose((x, y, z))


class Frame3(msgspec.Struct, frozen=True):
    """A place and an orientation in space."""

    origin: Vec
    axes: Mat

    def out(self, local: Vec) -> Vec:
        """A point of this frame in the world."""
        return add(self.origin, turn(self.axes, local))

    def direction(self, local: Vec) -> Vec:
        """A direction of this frame in the world."""
        return turn(self.axes, local)

    def inside(self, point: Vec) -> Vec:
        """A world point as this frame sees it."""
        return turn(transpose(self.axes), sub(point, self.origin))


class Blob(msgspec.Struct, frozen=True):
    """An ellipsoid (with two half axes an ellipse, with a radius a ball): limbs are chains of these."""

    centre: Vec
    axes: tuple[Vec, ...] = ()
    radius: float = 0.0

    def support(self, direction: Vec) -> float:
        """How far the blob reaches along a unit direction."""
        spread = math.sqrt(sum(dot(a, direction) ** 2 for a in self.axes)) if self.axes else self.radius
        return dot(self.centre, direction) + spread


def ball(centre: Vec, radius: float) -> Blob:
    """A sphere."""
    return Blob(centre, (), radius)


class View(msgspec.Struct, frozen=True):
    """An orthographic camera: where the picture's right, its down and the viewer are, and the world's origin on it."""

    right: Vec
    down: Vec
    toward: Vec
    origin: Point = (0.0, 0.0)

    @classmethod
    def at(cls, azimuth: float, elevation: float, origin: Point = (0.0, 0.0)) -> "View":
        """Azimuth 0 sees the body's right side, 90 its front, 180 its left; elevation looks down."""
        a, e = math.radians(azimuth), math.radians(elevation)
        toward = (math.sin(a) * math.cos(e), -math.cos(a) * math.cos(e), math.sin(e))
        right = (math.cos(a), math.sin(a), 0.0)
        return cls(right, cross(right, toward), toward, origin)

    def flat(self, point: Vec) -> Point:
        """A world point on the picture, second coordinate down."""
        return (self.origin[0] + dot(point, self.right), self.origin[1] + dot(point, self.down))

    def depth(self, point: Vec) -> float:
        """How near the viewer a point is."""
        return dot(point, self.toward)


# Outlines are sampled where they face these directions. 20 of them keep the error at one percent
# of the radius, a twentieth of a millimetre on the sheet; straight down, up, left and right
# are among them, so that what touches floor or wall in the body touches it in the picture.
_ROSE = tuple((math.cos(math.pi * i / 10), math.sin(math.pi * i / 10)) for i in range(20))

# For each direction of the rose: how far the blob reaches, and where.
_Outline = list[tuple[float, Point]]


def _outline(blob: Blob, view: View) -> _Outline:
    cx, cy = view.flat(blob.centre)
    if not blob.axes:
        r = blob.radius
        return [(cx * c + cy * s + r, (cx + r * c, cy + r * s)) for c, s in _ROSE]
    xx = xy = yy = 0.0
    for axis in blob.axes:
        u, v = dot(axis, view.right), dot(axis, view.down)
        xx, xy, yy = xx + u * u, xy + u * v, yy + v * v
    result: _Outline = []
    for c, s in _ROSE:
        px, py = xx * c + xy * s, xy * c + yy * s
        spread = math.sqrt(max(px * c + py * s, 1e-9))
        result.append((cx * c + cy * s + spread, (cx + px / spread, cy + py / spread)))
    return result


def _around(outlines: Sequence[_Outline]) -> Ring:
    """The hull of convex outlines: in each direction the one that reaches farthest."""
    if len(outlines) == 2:
        return tuple([a[1] if a[0] >= b[0] else b[1] for a, b in zip(*outlines, strict=True)])
    return tuple([max(reaches)[1] for reaches in zip(*outlines, strict=True)])


def hull_ring(blobs: Iterable[Blob], view: View) -> Ring:
    """What is seen of the convex body around some blobs."""
    return _around([_outline(b, view) for b in blobs])


def chain_rings(blobs: Iterable[Blob], view: View) -> list[Ring]:
    """What is seen of a chain of blobs: each joined with the next."""
    outlines = [_outline(b, view) for b in blobs]
    return [_around(pair) for pair in pairwise(outlines)] or [_around(outlines)]


def disc_ring(discs: Iterable[tuple[Point, float]]) -> Ring:
    """The hull of some discs on the picture, each a centre and a radius."""
    return _around([[(x * c + y * s + r, (x + r * c, y + r * s)) for c, s in _ROSE] for (x, y), r in discs])


def grown(ring: Ring, by: float) -> Ring:
    """A ring of `hull_ring`, `chain_rings` or `disc_ring` with a rim: each of its points faces its own direction."""
    return tuple([(x + by * c, y + by * s) for (x, y), (c, s) in zip(ring, _ROSE, strict=True)])


def convex_hull(points: Iterable[Point]) -> Ring:
    """The convex hull, turning the way all rings turn."""
    ordered = sorted(set(points))
    if len(ordered) < 3:
        return tuple(ordered)
    lower = _half_hull(ordered)
    upper = _half_hull(ordered[::-1])
    return tuple(lower[:-1] + upper[:-1])


def _half_hull(ordered: Sequence[Point]) -> list[Point]:
    chain: list[Point] = []
    for p in ordered:
        while len(chain) >= 2:
            (ax, ay), (bx, by) = chain[-2], chain[-1]
            if (bx - ax) * (p[1] - ay) - (by - ay) * (p[0] - ax) > 1e-9:
                break
            chain.pop()
        chain.append(p)
    return chain


def smooth_path(points: Sequence[Vec], steps: int = 10) -> list[Vec]:
    """A Catmull-Rom curve through all points."""
    if len(points) < 3:
        return list(points)
    padded = [sub(scale(points[0], 2), points[1]), *points, sub(scale(points[-1], 2), points[-2])]
    curve: list[Vec] = []
    for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        curve.extend(_segment(a, b, c, d, i / steps) for i in range(steps))
    curve.append(points[-1])
    return curve


def _segment(a: Vec, b: Vec, c: Vec, d: Vec, t: float) -> Vec:
    def value(i: int) -> float:
        return 0.5 * (
            2 * b[i]
            + (c[i] - a[i]) * t
            + (2 * a[i] - 5 * b[i] + 4 * c[i] - d[i]) * t * t
            + (3 * b[i] - a[i] - 3 * c[i] + d[i]) * t**3
        )

    return (value(0), value(1), value(2))
