"""The body as layers of flat shapes: what is near covers what is far, and joints show no seam.

Each layer is first drawn in the outline colour, a little wider, then filled. Where a layer joins
one that is already there (an arm the trunk, a shank its thigh) the joint's roundness is filled once
more without outline, so that the white line ends softly instead of cutting the limb off.
"""

from collections.abc import Callable, Sequence

import msgspec

from clinic_app.figures import flesh, head
from clinic_app.figures.body import SIDES
from clinic_app.figures.geometry import Blob, Ring, View, add, chain_rings, dot, grown, hull_ring, length
from clinic_app.figures.muscles import muscle_rings
from clinic_app.figures.pose import Pose, other_side
from clinic_app.figures.skeleton import Skeleton

OUTLINE = 1.0  # the rim that parts a layer from what is behind it
EDGE = 0.55  # the same, around a highlighted muscle and around the pale limbs of the far side


class Shape(msgspec.Struct, frozen=True):
    """Rings that are filled together (non-zero rule) and stroked, in colours named by role."""

    rings: tuple[Ring, ...]
    fill: str | None
    stroke: str | None = None
    stroke_width: float = 0.0
    closed: bool = True


def filled(rings: Sequence[Ring], role: str) -> Shape:
    """Rings of one colour, joined: equal winding lets overlaps add up under the non-zero rule."""
    return Shape(tuple(rings), role)


def outlined(rings: Sequence[Ring], rim: float = OUTLINE, role: str = "outline") -> Shape:
    """What parts rings from what is behind them. Grown and filled: a stroke costs a painter ten times as much."""
    return Shape(tuple([grown(ring, rim) for ring in rings]), role)


def _done(layer: str, drawn: Sequence[str]) -> str:
    """What is complete with this layer: with the later of thigh and shank the leg, else the layer itself."""
    side, _, part = layer.partition("_")
    other = {"thigh": "shank", "shank": "thigh"}.get(part)
    return f"{side}_leg" if f"{side}_{other}" in drawn else layer


class Figure:
    """One body seen from one side, ready to be laid out in layers."""

    def __init__(self, pose: Pose, skeleton: Skeleton, view: View) -> None:
        self.pose = pose
        self.skeleton = skeleton
        self.view = view

    def role(self, name: str, side: str) -> str:
        """The colour of a limb, paler on the far side."""
        return f"{name}_far" if self.pose.near == other_side(side) else name

    def depth(self, frame: str, along: float) -> float:
        return self.view.depth(self.skeleton.frames[frame].out((0.0, 0.0, -along)))

    def _hull(self, blobs: Sequence[Blob]) -> Ring:
        return hull_ring(blobs, self.view)

    def _chain(self, blobs: Sequence[Blob]) -> list[Ring]:
        return chain_rings(blobs, self.view)

    def order(self) -> list[str]:
        """Layer names from the farthest to the nearest."""
        middle = self.depth("thorax", 0.0)
        arms = {
            f"{side}_{part}": self.depth(f"{side}_{part}", along)
            for side in SIDES
            for part, along in (("upper_arm", 16.0), ("forearm", 16.0))
        }
        legs = {f"{side}_{part}": self.depth(f"{side}_{part}", 14.0) for side in SIDES for part in ("thigh", "shank")}
        behind = {n for n, d in arms.items() if d < middle} | self._far_legs()
        behind = (behind | set(self.pose.behind)) - set(self.pose.before)
        parts = {**arms, **legs}
        back = sorted(behind, key=lambda n: parts[n])
        front = sorted((n for n in arms if n not in behind), key=lambda n: parts[n])
        near_legs = sorted((n for n in legs if n not in behind), key=lambda n: parts[n])
        late = [n for n in near_legs if n in self.pose.before]
        near_legs = [n for n in near_legs if n not in late]
        return [*back, "pelvis", *near_legs, "shirt", "head", *front, *late]

    def _far_legs(self) -> set[str]:
        far = {"left": "right", "right": "left"}.get(self.pose.near)
        return {f"{far}_thigh", f"{far}_shank"} if far else set()

    def shapes(self, upon_trunk: Sequence[Shape] = ()) -> list[Shape]:
        """The whole body; what lies upon the trunk comes between it and the arms in front."""
        drawn: list[str] = []
        result: list[Shape] = []
        for layer in self.order():
            result.extend(self._layer(layer))
            result.extend(self._seams(layer, drawn))
            result.extend(self._muscles(_done(layer, drawn)))
            if layer == "head":
                result.extend(upon_trunk)
            drawn.append(layer)
        return result

    def _layer(self, name: str) -> list[Shape]:
        side, _, part = name.partition("_")
        single: dict[str, Callable[[], list[Shape]]] = {
            "pelvis": self._pelvis,
            "shirt": self._shirt,
            "head": self._head,
        }
        if name in single:
            return single[name]()
        limbs = {"upper_arm": self._upper_arm, "forearm": self._forearm, "thigh": self._thigh, "shank": self._shank}
        return limbs[part](side)

    def _group(self, *parts: tuple[Sequence[Ring], str]) -> list[Shape]:
        every = [ring for rings, _ in parts for ring in rings]
        shapes = [filled(rings, role) for rings, role in parts]
        if any(role.endswith("_far") for _, role in parts):
            # Pale as it is, a far limb would be lost on white paper: a line holds it, also in grey.
            return [outlined(every, OUTLINE + EDGE), outlined(every, EDGE, "far_edge"), *shapes]
        return [outlined(every), *shapes]

    def _pelvis(self) -> list[Shape]:
        k = self.skeleton
        return self._group(([self._hull(flesh.pelvis(k)), self._hull(flesh.waist(k))], "trousers"))

    def _shirt(self) -> list[Shape]:
        k = self.skeleton
        rings = [*self._chain(flesh.shirt(k)), self._hull(flesh.yoke(k))]
        rings += [self._hull(flesh.shoulder_cap(k, side)) for side in SIDES]
        shapes = self._group((self._chain(flesh.neck(k)), "skin"), (rings, "shirt"))
        return [*shapes, *self._front_line()]

    def _front_line(self) -> list[Shape]:
        """The seam down the chest, where it faces the viewer: it shows which way a trunk is turned."""
        sections = flesh.shirt(self.skeleton)[1:-1]
        seen = [b for b in sections if dot(b.axes[1], self.view.toward) > 0.3 * length(b.axes[1])]
        if len(seen) < 2:
            return []
        line = tuple(self.view.flat(add(b.centre, b.axes[1])) for b in seen)
        return [Shape((line,), None, "shirt_far", 1.1, closed=False)]

    def _head(self) -> list[Shape]:
        k, v = self.skeleton, self.view
        shapes = self._group((head.skin_rings(k, v), "skin"), ([head.hair_ring(k, v)], "hair"))
        face = head.face_ring(k, v)
        if face:
            shapes.append(filled([face], "skin"))
        shapes += [filled([ring], "hair") for ring in head.eyes(k, v)]
        shapes += [filled([ring], "skin") for ring in head.ears(k, v)]
        shade = head.nose_shade(k, v)
        return [*shapes, filled([shade], "feature")] if shade else shapes

    def _upper_arm(self, side: str) -> list[Shape]:
        k = self.skeleton
        arm, sleeve = self._chain(flesh.upper_arm(k, side)), self._chain(flesh.sleeve(k, side))
        return self._group((arm, self.role("skin", side)), (sleeve, self.role("shirt", side)))

    def _forearm(self, side: str) -> list[Shape]:
        k = self.skeleton
        rings = self._chain(flesh.forearm(k, side)) + [self._hull(g) for g in flesh.hand(k, side)]
        return self._group((rings, self.role("skin", side)))

    def _thigh(self, side: str) -> list[Shape]:
        return self._group((self._chain(flesh.thigh(self.skeleton, side)), self.role("trousers", side)))

    def _shank(self, side: str) -> list[Shape]:
        k = self.skeleton
        shoe = [self._hull(g) for g in flesh.foot(k, side)]
        leg = self._chain(flesh.shank(k, side))
        return self._group((shoe, self.role("shoe", side)), (leg, self.role("trousers", side)))

    def _seams(self, layer: str, drawn: Sequence[str]) -> list[Shape]:
        """The joints between this layer and those that are drawn already, filled once more."""
        side, _, part = layer.partition("_")
        k = self.skeleton
        joints: dict[str, tuple[str, list[Blob], str]] = {
            "upper_arm": ("shirt", flesh.shoulder_cap(k, side) if side in SIDES else [], "shirt"),
            "thigh": ("pelvis", [*flesh.pelvis(k), *flesh.waist(k)], "trousers"),
        }
        shapes: list[Shape] = []
        if part in joints and joints[part][0] in drawn:
            _, blobs, role = joints[part]
            shapes.append(filled([self._hull(blobs)], role))
        if layer == "shirt":
            shapes += self._shoulders(drawn)
        shapes += self._hinge(side, part, drawn)
        return shapes

    def _shoulders(self, drawn: Sequence[str]) -> list[Shape]:
        """Where arms of the shirt's own colour went under it: the tops of their sleeves."""
        k = self.skeleton
        under = [s for s in SIDES if f"{s}_upper_arm" in drawn and self.role("shirt", s) == "shirt"]
        return [filled([self._hull([*flesh.shoulder_cap(k, s), *flesh.sleeve(k, s)[:3]])], "shirt") for s in under]

    def _hinge(self, side: str, part: str, drawn: Sequence[str]) -> list[Shape]:
        """Elbow or knee: the end of the segment that lies underneath."""
        k = self.skeleton
        ends = {
            "forearm": ("upper_arm", flesh.upper_arm, slice(-2, None), "skin"),
            "upper_arm": ("forearm", flesh.forearm, slice(0, 2), "skin"),
            "shank": ("thigh", flesh.thigh, slice(-2, None), "trousers"),
            "thigh": ("shank", flesh.shank, slice(0, 2), "trousers"),
        }
        if part not in ends:
            return []
        partner, build, end, role = ends[part]
        if f"{side}_{partner}" not in drawn:
            return []
        return [filled([self._hull(build(k, side)[end])], self.role(role, side))]

    def _muscles(self, layer: str) -> list[Shape]:
        """Highlighted muscles, joined; the edge parts them from their cloth on a monochrome printer."""
        rings = [r for name in self.pose.muscles for r in muscle_rings(name, layer, self.skeleton, self.view)]
        if not rings:
            return []
        return [outlined(rings, EDGE, "highlight_edge"), filled(rings, "highlight")]
