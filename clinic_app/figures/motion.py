"""What comes between two poses: for the moving figure on screen.

Numbers are mixed. Feet and hands that are led by the same kind of instruction in both poses stay
led by it (a planted foot does not slide); others pass through their joint angles.
"""

import msgspec

from clinic_app.figures.pose import Camera, Pelvis, Plant, Pose, Reach, Settle, Triple
from clinic_app.figures.settling import solve
from clinic_app.figures.skeleton import Skeleton


def _mix(a: float, b: float, t: float) -> float:
    return a + (b - a) * t


def _mix3(a: Triple, b: Triple, t: float) -> Triple:
    return (_mix(a[0], b[0], t), _mix(a[1], b[1], t), _mix(a[2], b[2], t))


def blend(start: Pose, end: Pose, t: float) -> Pose:
    """The pose at share t (0 to 1) of the way; it carries no arrows, and the end's muscles.

    Two poses among different things (on a mat, then walking) are two things to do: one gives way to the other.
    """
    apart = {prop.id for prop in start.props} != {prop.id for prop in end.props}
    if t <= 0.0 or (apart and t < 0.5):
        return start
    if t >= 1.0 or apart:
        return end
    first, last = solve(start), solve(end)
    nearer = start if t < 0.5 else end
    return msgspec.structs.replace(
        nearer,
        id=f"{start.id}~{end.id}@{t:.4f}",
        frame=start.frame,
        camera=Camera(
            azimuth=_mix(start.camera.azimuth, end.camera.azimuth, t),
            elevation=_mix(start.camera.elevation, end.camera.elevation, t),
        ),
        pelvis=_mixed_pelvis(first.pelvis, last.pelvis, t),
        angles=_mixed_angles(first, last, t),
        plants=_mixed_plants(start, end, t),
        reaches=_mixed_reaches(start, end, t),
        settle=_shared_settles(start, end),
        contacts=tuple(c for c in start.contacts if c in end.contacts),
        arrows=(),
        muscles=end.muscles,
    )


def _mixed_pelvis(a: Pelvis, b: Pelvis, t: float) -> Pelvis:
    fields = Pelvis.__struct_fields__
    return Pelvis(**{name: _mix(getattr(a, name), getattr(b, name), t) for name in fields})


def _mixed_angles(first: Skeleton, last: Skeleton, t: float) -> tuple[tuple[str, float], ...]:
    names = sorted({*first.angles, *last.angles})
    return tuple((n, _mix(first.angles.get(n, 0.0), last.angles.get(n, 0.0), t)) for n in names)


def _mixed_plants(start: Pose, end: Pose, t: float) -> tuple[Plant, ...]:
    ends = {plant.foot: plant for plant in end.plants}
    return tuple(
        Plant(
            foot=a.foot,
            at=(_mix(a.at[0], b.at[0], t), _mix(a.at[1], b.at[1], t)),
            touch=a.touch,
            heel_up=_mix(a.heel_up, b.heel_up, t),
            turn=_mix(a.turn, b.turn, t),
            knee=_mix3(a.knee, b.knee, t),
            height=_mix(a.height, b.height, t),
        )
        for a in start.plants
        if (b := ends.get(a.foot)) is not None and b.touch == a.touch
    )


def _mixed_reaches(start: Pose, end: Pose, t: float) -> tuple[Reach, ...]:
    ends = {reach.hand: reach for reach in end.reaches}
    return tuple(
        msgspec.structs.replace(
            a,
            at=_mix3(a.at, b.at, t),
            elbow=_mix3(a.elbow, b.elbow, t),
            fingers=None if a.fingers is None or b.fingers is None else _mix3(a.fingers, b.fingers, t),
            thumb=None if a.thumb is None or b.thumb is None else _mix3(a.thumb, b.thumb, t),
        )
        for a in start.reaches
        if (b := ends.get(a.hand)) is not None and b.frame == a.frame
    )


def _shared_settles(start: Pose, end: Pose) -> tuple[Settle, ...]:
    return tuple(s for s in start.settle if s in end.settle)
