"""Vectors, rotations and flat outlines the figure is built from.

Small on purpose: three-vectors as tuples, rotation matrices as rows, the projected outline of an
ellipsoid, a convex hull and a smooth curve. Nothing here knows what a body is.

Axes everywhere: x forward, y to the body's left, z up; lengths in centimetres, angles in degrees.
"""

import math
from collections.abc import Iterable, Sequence

import msgspec

Vec = tuple[float, float, float]
Mat = tuple[Vec, Vec, Vec]
Point = tuple[float, float]
Ring = tuple[Point, ...]

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
    """An ellipsoid (or, with two half axes, an ellipse) of flesh: limbs are chains of these."""

    centre: Vec
    axes: tuple[Vec, ...]

    def support(self, direction: Vec) -> float:
        """How far the blob reaches along a unit direction."""
        return dot(self.centre, direction) + math.sqrt(sum(dot(a, direction) ** 2 for a in self.axes))


def ball(centre: Vec, radius: float) -> Blob:
    """A sphere."""
    return Blob(centre, ((radius, 0.0, 0.0), (0.0, radius, 0.0), (0.0, 0.0, radius)))


class View(msgspec.Struct, frozen=True):
    """An orthographic camera: where the picture's right, its up and the viewer are."""

    right: Vec
    up: Vec
    toward: Vec

    @classmethod
    def at(cls, azimuth: float, elevation: float) -> "View":
        """Azimuth 0 sees the body's right side, 90 its front, 180 its left; elevation looks down."""
        a, e = math.radians(azimuth), math.radians(elevation)
        toward = (math.sin(a) * math.cos(e), -math.cos(a) * math.cos(e), math.sin(e))
        right = (math.cos(a), math.sin(a), 0.0)
        return cls(right, cross(toward, right), toward)

    def flat(self, point: Vec) -> Point:
        """A world point in the picture plane, second coordinate up."""
        return (dot(point, self.right), dot(point, self.up))

    def depth(self, point: Vec) -> float:
        """How near the viewer a point is."""
        return dot(point, self.toward)


# One unit circle for every blob: 28 corners keep the error below 0.7 % of the radius, which is
# a twentieth of a millimetre on the sheet.
_CIRCLE = tuple((math.cos(2 * math.pi * i / 28), math.sin(2 * math.pi * i / 28)) for i in range(28))


def blob_points(blob: Blob, view: View) -> list[Point]:
    """The outline of a blob in the picture plane."""
    cx, cy = view.flat(blob.centre)
    xx = xy = yy = 0.0
    for axis in blob.axes:
        u, v = dot(axis, view.right), dot(axis, view.up)
        xx, xy, yy = xx + u * u, xy + u * v, yy + v * v
    # Cholesky: any square root of the 2 x 2 form maps the unit circle onto the same ellipse.
    p = math.sqrt(max(xx, 1e-9))
    q = xy / p
    r = math.sqrt(max(yy - q * q, 0.0))
    return [(cx + p * c, cy + q * c + r * s) for c, s in _CIRCLE]


def convex_hull(points: Iterable[Point]) -> Ring:
    """The convex hull, counter-clockwise where the second coordinate points up."""
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


def hull_ring(blobs: Iterable[Blob], view: View) -> Ring:
    """What is seen of the convex body around some blobs."""
    return convex_hull(p for b in blobs for p in blob_points(b, view))


def chain_rings(blobs: Sequence[Blob], view: View) -> list[Ring]:
    """What is seen of a chain of blobs: each joined with the next."""
    if len(blobs) == 1:
        return [hull_ring(blobs, view)]
    return [hull_ring(pair, view) for pair in zip(blobs, blobs[1:], strict=False)]


def counter_clockwise(ring: Ring) -> Ring:
    """The ring with positive area, so that overlapping rings of one shape add up and never cancel."""
    area = sum(a[0] * b[1] - a[1] * b[0] for a, b in zip(ring, ring[1:] + ring[:1], strict=True))
    return ring if area >= 0 else ring[::-1]


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
