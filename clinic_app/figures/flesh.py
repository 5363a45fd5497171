"""The body around the bones: every part as a chain of ellipsoids, and the parts that touch things.

Measures of girth that are not lengths of bones live here. How the parts are layered and coloured
is in `figure`; this module only says how thick a body is and where.
"""

from collections.abc import Callable
from functools import cache

from clinic_app.figures import body
from clinic_app.figures.geometry import Blob, Vec, add, ball, scale, sub
from clinic_app.figures.skeleton import BALL, HEEL, SIGN, Skeleton

# Cross-sections of the shirt from hem to neck: frame, along it, forward, half breadth, half depth.
SHIRT = (
    ("pelvis", 3.2, -0.7, 15.2, 10.6),
    ("lumbar0", 0.0, -0.4, 14.0, 9.6),
    ("lumbar1", 0.0, 0.2, 13.2, 8.9),
    ("lumbar2", 0.0, 0.5, 12.8, 8.6),
    ("lumbar3", 0.0, 0.6, 12.9, 8.8),
    ("lumbar4", 0.0, 0.6, 13.4, 9.3),
    ("thoracic1", 0.0, 0.7, 14.2, 9.9),
    ("thoracic2", 0.0, 0.7, 15.0, 10.3),
    ("thoracic3", 0.0, 0.4, 15.2, 10.1),
    ("thoracic4", 0.0, -0.3, 13.4, 8.6),
    ("thoracic5", -0.6, -0.8, 7.0, 6.2),
)
# How much of the breath each height of the belly takes: the ribs and the pubic bone stay where they are.
_BREATH = {"lumbar0": 0.55, "lumbar1": 0.9, "lumbar2": 1.0, "lumbar3": 0.9, "lumbar4": 0.5}
_HIPS = (("pelvis", 3.2, -0.6, 14.8, 10.2), ("pelvis", 10.0, -0.4, 13.6, 9.3))

CAP = 5.5  # a shoulder; a little more than a sleeve with its outline, so that no seam shows

CRANIUM = (9.5, 7.7, 10.6)
HEAD_CENTRE: Vec = (2.0, 0.0, 5.4)
CHIN: Vec = (7.0, 0.0, -4.2)


def section(skeleton: Skeleton, row: tuple[str, float, float, float, float]) -> Blob:
    """One cross-section of the trunk."""
    name, along, forward, breadth, depth = row
    f = skeleton.frames[name]
    # Only the front moves: the back stays where it lies.
    half = swell(skeleton, name) / 2
    forward, depth = forward + half, depth + half
    return Blob(f.out((forward, 0.0, along)), (f.direction((0.0, breadth, 0.0)), f.direction((depth, 0.0, 0.0))))


def swell(skeleton: Skeleton, frame: str) -> float:
    """How far breath lifts the front of the belly at this height."""
    return skeleton.angles.get("belly.swell", 0.0) * _BREATH.get(frame, 0.0)


def shirt(skeleton: Skeleton) -> list[Blob]:
    """The trunk from hem to neck, every other cross-section between two of the table."""
    given = [section(skeleton, row) for row in SHIRT]
    smooth = [given[0]]
    for i in range(len(given) - 1):
        around = (given[max(i - 1, 0)], given[i], given[i + 1], given[min(i + 2, len(given) - 1)])
        smooth += [_between(around), given[i + 1]]
    return smooth


def _between(around: tuple[Blob, Blob, Blob, Blob]) -> Blob:
    """Halfway between the inner two of four cross-sections, on a cubic through all four."""

    def value(a: Vec, b: Vec, c: Vec, d: Vec) -> Vec:
        return scale(sub(scale(add(b, c), 9.0), add(a, d)), 1 / 16)

    p, q, r, s = around
    axes = tuple(value(*four) for four in zip(p.axes, q.axes, r.axes, s.axes, strict=True))
    return Blob(value(p.centre, q.centre, r.centre, s.centre), axes)


def yoke(skeleton: Skeleton) -> list[Blob]:
    """Both shoulders and the base of the neck."""
    caps = [ball(skeleton.frames[f"{side}_upper_arm"].origin, CAP) for side in body.SIDES]
    # Higher than the joints, so that the shoulders slope down from the neck.
    return [*caps, section(skeleton, ("thoracic5", 1.2, -0.6, 5.2, 5.4))]


def shoulder_cap(skeleton: Skeleton, side: str) -> list[Blob]:
    """The roundness that lets an arm flow into the trunk."""
    inner = skeleton.frames["thorax"].out((-0.4, SIGN[side] * 9.0, -3.0))
    return [ball(skeleton.frames[f"{side}_upper_arm"].origin, CAP), ball(inner, 7.2)]


def pelvis(skeleton: Skeleton) -> list[Blob]:
    """Hips and buttocks."""
    f = skeleton.frames["pelvis"]
    hips = [ball(f.out((0.2, SIGN[side] * body.HIP_HALF, 0.0)), 8.3) for side in body.SIDES]
    return [*hips, *(buttock(skeleton, side) for side in body.SIDES), section(skeleton, _HIPS[0])]


def waist(skeleton: Skeleton) -> list[Blob]:
    """The trousers above the hips, mostly under the shirt."""
    return [section(skeleton, row) for row in _HIPS]


def buttock(skeleton: Skeleton, side: str) -> Blob:
    """One buttock."""
    return ball(skeleton.frames["pelvis"].out((-4.4, SIGN[side] * 7.0, -1.6)), 7.6)


def limb(skeleton: Skeleton, name: str, size: float, form: tuple[tuple[float, float, float], ...]) -> list[Blob]:
    """A limb segment as a chain of balls."""
    f = skeleton.frames[name]
    return [ball(f.out((forward, 0.0, -share * size)), radius) for share, radius, forward in form]


def thigh(skeleton: Skeleton, side: str) -> list[Blob]:
    """Hip to knee."""
    return limb(skeleton, f"{side}_thigh", body.THIGH, body.THIGH_FORM)


def shank(skeleton: Skeleton, side: str) -> list[Blob]:
    """Knee to ankle."""
    return limb(skeleton, f"{side}_shank", body.SHANK, body.SHANK_FORM)


def upper_arm(skeleton: Skeleton, side: str) -> list[Blob]:
    """Shoulder to elbow."""
    return limb(skeleton, f"{side}_upper_arm", body.UPPER_ARM, body.UPPER_ARM_FORM)


def forearm(skeleton: Skeleton, side: str) -> list[Blob]:
    """Elbow to wrist."""
    return limb(skeleton, f"{side}_forearm", body.FOREARM, body.FOREARM_FORM)


def sleeve(skeleton: Skeleton, side: str) -> list[Blob]:
    """The shirt's short sleeve, a little wider than the arm."""
    return limb(skeleton, f"{side}_upper_arm", body.UPPER_ARM, body.SLEEVE_FORM)


def hand(skeleton: Skeleton, side: str) -> list[list[Blob]]:
    """A mitten: palm, fingers and thumb, each a convex body."""
    f, s = skeleton.frames[f"{side}_hand"], SIGN[side]
    wrist = ball(f.origin, 2.3)
    knuckles = [ball(f.out((x, 0.0, -8.6)), 1.7) for x in (2.3, -2.4)]
    middle = [ball(f.out((x, -s * 0.6, -13.4)), 1.45) for x in (2.0, -2.1)]
    tips = [ball(f.out((x, -s * 1.8, -17.0)), 1.15) for x in (1.0, -1.2)]
    thumb = [ball(f.out((1.6, 0.0, -2.8)), 1.7), ball(f.out((4.4, -s * 0.8, -6.6)), 1.3)]
    tip = [thumb[1], ball(f.out((5.0, -s * 1.2, -9.4)), 1.05)]
    return [[wrist, *knuckles], [*knuckles, *middle], [*middle, *tips], thumb, tip]


def foot(skeleton: Skeleton, side: str) -> list[list[Blob]]:
    """A shoe whose sole is flat between heel and ball and bends at the toes."""
    f, toes = skeleton.frames[f"{side}_foot"], skeleton.frames[f"{side}_toes"]
    heel, joint, balls = heel_blob(skeleton, side), ball(f.origin, 3.7), ball_blobs(skeleton, side)
    instep = ball(f.out((5.0, 0.0, -1.6)), 3.1)
    tips = [ball(toes.out((body.TOE, y, body.TOE_R - body.BALL_R)), body.TOE_R) for y in (1.6, -1.6)]
    return [[joint, heel, instep], [heel, instep, *balls], [*balls, *tips]]


def heel_blob(skeleton: Skeleton, side: str) -> Blob:
    """The heel."""
    return ball(skeleton.frames[f"{side}_foot"].out(HEEL), body.HEEL_R)


def ball_blobs(skeleton: Skeleton, side: str) -> list[Blob]:
    """The ball of the foot."""
    f = skeleton.frames[f"{side}_foot"]
    return [ball(f.out((BALL[0], y, BALL[2])), body.BALL_R) for y in (2.0, -2.0)]


def neck(skeleton: Skeleton) -> list[Blob]:
    """The neck up into the head."""
    base, mid, head = (skeleton.frames[n] for n in ("thoracic5", "neck1", "head"))
    return [
        ball(base.out((-0.6, 0.0, -1.0)), 5.4),
        ball(mid.out((0.0, 0.0, 0.0)), 5.0),
        ball(head.out((0.4, 0, 1.5)), 5.0),
    ]


def cranium(skeleton: Skeleton, grow: float = 1.0) -> Blob:
    """The skull without its jaw."""
    f = skeleton.frames["head"]
    a, b, c = CRANIUM
    axes = ((a, 0.0, 0.0), (0.0, b, 0.0), (0.0, 0.0, c))
    return Blob(f.out(HEAD_CENTRE), tuple(scale(f.direction(v), grow) for v in axes))


def jaw(skeleton: Skeleton) -> list[Blob]:
    """Chin and cheeks."""
    f = skeleton.frames["head"]
    return [ball(f.out(CHIN), 3.4), *(ball(f.out((3.4, y, -0.6)), 4.4) for y in (2.6, -2.6))]


def _sides(build: Callable[[Skeleton, str], list[Blob]], name: str) -> dict[str, Callable[[Skeleton], list[Blob]]]:
    return {f"{side}_{name}": _one_side(build, side) for side in body.SIDES}


def _one_side(build: Callable[[Skeleton, str], list[Blob]], side: str) -> Callable[[Skeleton], list[Blob]]:
    return lambda k: build(k, side)


@cache
def touching_parts() -> dict[str, Callable[[Skeleton], list[Blob]]]:
    """The parts that may touch floor and props, by the names pose files use."""
    return {
        "pelvis": pelvis,
        "thorax": lambda k: shirt(k)[10:19],
        "back": lambda k: shirt(k)[2:19],
        "head": lambda k: [cranium(k, 1.04)],
        **_sides(lambda k, side: [heel_blob(k, side)], "heel"),
        **_sides(ball_blobs, "ball"),
        **_sides(lambda k, side: foot(k, side)[2], "toes"),
        **_sides(lambda k, side: [b for group in foot(k, side) for b in group], "foot"),
        **_sides(lambda k, side: [shank(k, side)[0]], "knee"),
        **_sides(lambda k, side: shank(k, side)[1:4], "calf"),
        **_sides(shank, "shank"),
        **_sides(thigh, "thigh"),
        **_sides(lambda k, side: [buttock(k, side)], "buttock"),
        **_sides(lambda k, side: [thigh(k, side)[0]], "hip"),
        **_sides(lambda k, side: [shoulder_cap(k, side)[0]], "shoulder"),
        **_sides(lambda k, side: [forearm(k, side)[0]], "elbow"),
        **_sides(lambda k, side: [forearm(k, side)[-1]], "wrist"),
        **_sides(forearm, "forearm"),
        **_sides(lambda k, side: [b for group in hand(k, side) for b in group], "hand"),
    }
