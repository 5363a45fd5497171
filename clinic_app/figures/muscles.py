"""Muscles that can be highlighted: each as chains of ellipsoids that follow the limb they lie on."""

from collections.abc import Callable

from clinic_app.figures import body
from clinic_app.figures.flesh import swell
from clinic_app.figures.geometry import Blob, Ring, Vec, View, ball, chain_rings, dot
from clinic_app.figures.skeleton import SIGN, Skeleton

_Build = Callable[[Skeleton], list[Blob]]


class _Muscle:
    """Where a muscle lies, which way it faces, and after which layer (or whole leg) it is drawn."""

    def __init__(self, layer: str, frame: str, outward: Vec, build: _Build) -> None:
        self.layer = layer
        self.frame = frame
        self.outward = outward
        self.build = build


def _gluteus(side: str) -> _Build:
    def build(k: Skeleton) -> list[Blob]:
        f, y = k.frames["pelvis"], SIGN[side] * 9.5
        # The lower end goes with the thigh, so that the muscle lengthens as the hip bends.
        low = k.frames[f"{side}_thigh"].out((-3.6, 0.0, -9.0))
        return [ball(f.out((-5.4, y, 3.0)), 4.4), ball(f.out((-5.8, y, -1.8)), 5.9), ball(low, 3.9)]

    return build


def _along_thigh(side: str, where: float) -> _Build:
    """The rear (-1) or front (1) half of a thigh, inside its outline from end to end."""

    def build(k: Skeleton) -> list[Blob]:
        f = k.frames[f"{side}_thigh"]
        blobs = []
        for share, girth in ((0.12, 0.40), (0.26, 0.46), (0.45, 0.46), (0.64, 0.40), (0.8, 0.28)):
            radius, forward = body.thickness(body.THIGH_FORM, share)
            offset = forward + where * radius * (0.9 - girth)
            blobs.append(ball(f.out((offset, 0.0, -share * body.THIGH)), radius * girth))
        return blobs

    return build


def _along_spine(frames: tuple[str, ...], forward: float, depth: float, breadth: float) -> _Build:
    def build(k: Skeleton) -> list[Blob]:
        blobs = []
        for i, name in enumerate(frames):
            f = k.frames[name]
            end = 0.72 if i in {0, len(frames) - 1} else 1.0
            axes = (f.direction((depth * end, 0.0, 0.0)), f.direction((0.0, breadth * end, 0.0)))
            out = forward + (swell(k, name) if forward > 0 else 0.0)
            blobs.append(Blob(f.out((out, 0.0, 0.0)), (*axes, f.direction((0.0, 0.0, 4.2 * end)))))
        return blobs

    return build


_LOW = ("lumbar0", "lumbar1", "lumbar2", "lumbar3", "lumbar4")
_CHEST = ("thoracic1", "thoracic2", "thoracic3")
_FRONT: Vec = (1.0, 0.0, 0.0)
_REAR: Vec = (-1.0, 0.0, 0.0)

MUSCLES: dict[str, _Muscle] = {
    "abdomen": _Muscle("shirt", "lumbar2", _FRONT, _along_spine(_LOW, 4.8, 3.0, 6.5)),
    "low_back": _Muscle("shirt", "lumbar2", _REAR, _along_spine(_LOW, -5.0, 2.7, 5.5)),
    "chest": _Muscle("shirt", "thoracic3", _FRONT, _along_spine(_CHEST, 6.5, 3.2, 10.0)),
    "upper_back": _Muscle("shirt", "thoracic3", _REAR, _along_spine(_CHEST, -5.6, 3.0, 9.0)),
    **{f"{s}_gluteus": _Muscle(f"{s}_leg", "pelvis", _REAR, _gluteus(s)) for s in body.SIDES},
    **{f"{s}_hamstrings": _Muscle(f"{s}_leg", f"{s}_thigh", _REAR, _along_thigh(s, -1.0)) for s in body.SIDES},
    **{f"{s}_quadriceps": _Muscle(f"{s}_leg", f"{s}_thigh", _FRONT, _along_thigh(s, 1.0)) for s in body.SIDES},
}


def muscle_rings(name: str, layer: str, skeleton: Skeleton, view: View) -> list[Ring]:
    """What is seen of a muscle when this layer has just been drawn; nothing when it faces away."""
    muscle = MUSCLES[name]
    outward = skeleton.frames[muscle.frame].direction(muscle.outward)
    if muscle.layer != layer or dot(outward, view.toward) < -0.5:
        return []
    return chain_rings(muscle.build(skeleton), view)
