"""From joint angles to places: forward kinematics, planted feet, reaching hands.

The result says where every segment is and which angles it took. What the body looks like is in
`flesh`; which numbers make it touch floor and props, in `settling`.
"""

from math import acos, asin, atan2, degrees, sqrt

import msgspec

from clinic_app.figures import body
from clinic_app.figures.geometry import (
    IDENTITY,
    Frame3,
    Mat,
    Vec,
    across,
    add,
    cross,
    dot,
    from_columns,
    length,
    product,
    rotation,
    scale,
    sub,
    transpose,
    turn,
    unit,
)
from clinic_app.figures.pose import Pelvis, Plant, Reach

SIGN = {"left": 1.0, "right": -1.0}

# Centres of the rounded heel and ball, in the foot's frame (origin at the ankle).
HEEL: Vec = (-body.HEEL_BACK, 0.0, body.HEEL_R - body.ANKLE_HEIGHT)
BALL: Vec = (body.BALL_FRONT, 0.0, body.BALL_R - body.ANKLE_HEIGHT)


class Skeleton(msgspec.Struct, frozen=True):
    """Every segment's place, the joint angles that lead there, and by how much each led hand or foot fell short."""

    frames: dict[str, Frame3]
    pelvis: Pelvis
    angles: dict[str, float]
    shortfalls: dict[str, float]


class _Builder:
    """Collects the frames of one body while its parts are placed one after another."""

    def __init__(self, pelvis: Pelvis, angles: dict[str, float]) -> None:
        self.angles = dict(angles)
        self.frames: dict[str, Frame3] = {"world": Frame3((0.0, 0.0, 0.0), IDENTITY)}
        self.shortfalls: dict[str, float] = {}
        self._spine(pelvis)

    def angle(self, name: str) -> float:
        return self.angles.get(name, 0.0)

    def _spine(self, pelvis: Pelvis) -> None:
        axes = product(
            rotation("z", pelvis.turn),
            rotation("y", pelvis.pitch),
            rotation("x", -pelvis.lean),
            rotation("z", pelvis.twist),
        )
        root = Frame3((pelvis.x, pelvis.y, pelvis.z), axes)
        self.frames["pelvis"] = root
        node = Frame3(root.out((0.0, 0.0, body.PELVIS)), axes)
        for part, size in (("lumbar", body.LUMBAR), ("thoracic", body.THORAX), ("neck", body.NECK)):
            node = self._curve(part, size, node)
            if part == "thoracic":
                self._shoulder_line()
        self.frames["head"] = node

    def _curve(self, part: str, size: float, node: Frame3) -> Frame3:
        """A part of the spine as a few equal bends: it curves, as a back does."""
        count = body.SPINE_PARTS[part]
        step = product(
            rotation("z", self.angle(f"{part}.rotation") / count),
            rotation("x", -self.angle(f"{part}.side_bend") / count),
            rotation("y", self.angle(f"{part}.flexion") / count),
        )
        self.frames[f"{part}0"] = node
        for i in range(count):
            axes = product(node.axes, step)
            node = Frame3(add(node.origin, turn(axes, (0.0, 0.0, size / count))), axes)
            self.frames[f"{part}{i + 1}"] = node
        return node

    def _shoulder_line(self) -> None:
        count = body.SPINE_PARTS["thoracic"]
        top = self.frames[f"thoracic{count}"]
        self.frames["thorax"] = Frame3(top.out((0.0, 0.0, body.SHOULDER_LINE - body.THORAX)), top.axes)

    def shoulder(self, side: str) -> Vec:
        s = SIGN[side]
        girdle = product(
            rotation("z", -s * self.angle(f"{side}_girdle.protraction")),
            rotation("x", s * self.angle(f"{side}_girdle.elevation")),
        )
        return self.frames["thorax"].out(turn(girdle, (-0.8, s * body.SHOULDER_HALF, 0.0)))

    def hip(self, side: str) -> Vec:
        return self.frames["pelvis"].out((0.0, SIGN[side] * body.HIP_HALF, 0.0))

    def arm_by_angles(self, side: str) -> None:
        s = SIGN[side]
        upper = product(self.frames["thorax"].axes, self._ball_joint(f"{side}_shoulder", s))
        lower = product(upper, rotation("y", -self.angle(f"{side}_elbow.flexion")))
        hand = product(
            lower,
            rotation("z", -s * self.angle(f"{side}_forearm.pronation")),
            rotation("x", -s * self.angle(f"{side}_wrist.flexion")),
        )
        self._place_arm(side, upper, lower, hand)

    def leg_by_angles(self, side: str) -> None:
        upper = product(self.frames["pelvis"].axes, self._ball_joint(f"{side}_hip", SIGN[side]))
        lower = product(upper, rotation("y", self.angle(f"{side}_knee.flexion")))
        foot = product(lower, rotation("y", -self.angle(f"{side}_ankle.dorsiflexion")))
        self._place_leg(side, upper, lower, foot, self.angle(f"{side}_toes.extension"))

    def _ball_joint(self, joint: str, s: float) -> Mat:
        return product(
            rotation("y", -self.angle(f"{joint}.flexion")),
            rotation("x", s * self.angle(f"{joint}.abduction")),
            rotation("z", -s * self.angle(f"{joint}.rotation")),
        )

    def _place_arm(self, side: str, upper: Mat, lower: Mat, hand: Mat) -> None:
        shoulder = Frame3(self.shoulder(side), upper)
        elbow = Frame3(shoulder.out((0.0, 0.0, -body.UPPER_ARM)), lower)
        self.frames[f"{side}_upper_arm"] = shoulder
        self.frames[f"{side}_forearm"] = elbow
        self.frames[f"{side}_hand"] = Frame3(elbow.out((0.0, 0.0, -body.FOREARM)), hand)

    def _place_leg(self, side: str, upper: Mat, lower: Mat, foot: Mat, toes: float) -> None:
        hip = Frame3(self.hip(side), upper)
        knee = Frame3(hip.out((0.0, 0.0, -body.THIGH)), lower)
        ankle = Frame3(knee.out((0.0, 0.0, -body.SHANK)), foot)
        self.frames[f"{side}_thigh"] = hip
        self.frames[f"{side}_shank"] = knee
        self.frames[f"{side}_foot"] = ankle
        self.frames[f"{side}_toes"] = Frame3(ankle.out(BALL), product(foot, rotation("y", -toes)))

    def arm_by_reach(self, reach: Reach) -> None:
        side, base = reach.hand, self.frames[reach.frame]
        upper, lower, bend = self._two_bones(
            self.shoulder(side), base.out(reach.at), (body.UPPER_ARM, body.FOREARM), base.direction(reach.elbow), -1.0
        )
        hand = lower
        if reach.fingers is not None:
            down = scale(unit(base.direction(reach.fingers)), -1.0)
            wish = lower_x(lower) if reach.thumb is None else base.direction(reach.thumb)
            thumb = unit(across(wish, down))
            hand = from_columns(thumb, cross(down, thumb), down)
        self._place_arm(side, upper, lower, hand)
        self._note_ball_joint(f"{side}_shoulder", SIGN[side], self.frames["thorax"].axes, upper)
        self.angles[f"{side}_elbow.flexion"] = bend
        self.shortfalls[f"{side}_hand"] = length(sub(base.out(reach.at), self.frames[f"{side}_hand"].origin))

    def leg_by_plant(self, plant: Plant) -> None:
        side = plant.foot
        axes = product(rotation("z", plant.turn), rotation("y", plant.heel_up))
        local, radius = (BALL, body.BALL_R) if plant.touch == "ball" else (HEEL, body.HEEL_R)
        touching = (plant.at[0], plant.at[1], plant.height + radius)
        ankle = sub(touching, turn(axes, local))
        upper, lower, bend = self._two_bones(self.hip(side), ankle, (body.THIGH, body.SHANK), plant.knee, 1.0)
        toes = max(plant.heel_up, 0.0) if plant.touch == "ball" else 0.0
        self._place_leg(side, upper, lower, axes, toes)
        self._note_ball_joint(f"{side}_hip", SIGN[side], self.frames["pelvis"].axes, upper)
        toe_line = turn(transpose(lower), turn(axes, (1.0, 0.0, 0.0)))
        self.angles[f"{side}_knee.flexion"] = bend
        self.angles[f"{side}_ankle.dorsiflexion"] = degrees(atan2(toe_line[2], toe_line[0]))
        self.angles[f"{side}_toes.extension"] = toes
        self.shortfalls[f"{side}_foot"] = length(sub(ankle, self.frames[f"{side}_foot"].origin))

    def _two_bones(
        self, start: Vec, target: Vec, sizes: tuple[float, float], pole: Vec, fold: float
    ) -> tuple[Mat, Mat, float]:
        """Frames of two hinged bones from start to target, the hinge pointing to the pole.

        fold is +1 where the lower bone folds backward (knee) and -1 where it folds forward (elbow).
        """
        a, b = sizes
        way = sub(target, start)
        reach = min(length(way), (a + b) * 0.9995)
        reach = max(reach, abs(a - b) + 0.5)
        axis = unit(way)
        out = unit(across(pole, axis))
        along = (a * a - b * b + reach * reach) / (2 * reach)
        upper_way = unit(add(scale(axis, along), scale(out, sqrt(max(a * a - along * along, 0.0)))))
        lower_way = unit(sub(scale(axis, reach), scale(upper_way, a)))
        bend = degrees(acos(max(-1.0, min(1.0, dot(upper_way, lower_way)))))
        up = scale(upper_way, -1.0)
        forward = scale(unit(across(scale(out, fold), up)), 1.0)
        upper = from_columns(forward, cross(up, forward), up)
        return upper, product(upper, rotation("y", fold * bend)), bend

    def _note_ball_joint(self, joint: str, s: float, parent: Mat, child: Mat) -> None:
        m = product(transpose(parent), child)
        self.angles[f"{joint}.flexion"] = -degrees(atan2(m[0][2], m[2][2]))
        self.angles[f"{joint}.abduction"] = s * degrees(asin(max(-1.0, min(1.0, -m[1][2]))))
        self.angles[f"{joint}.rotation"] = -s * degrees(atan2(m[1][0], m[1][1]))


def lower_x(axes: Mat) -> Vec:
    """The forward axis of a frame: where the thumb of a hanging arm points."""
    return (axes[0][0], axes[1][0], axes[2][0])


def place(pelvis: Pelvis, angles: dict[str, float], plants: tuple[Plant, ...], reaches: tuple[Reach, ...]) -> Skeleton:
    """The skeleton of given numbers, before anything is settled."""
    b = _Builder(pelvis, angles)
    planted = {plant.foot: plant for plant in plants}
    reaching = {reach.hand: reach for reach in reaches}
    for side in body.SIDES:
        if side in planted:
            b.leg_by_plant(planted[side])
        else:
            b.leg_by_angles(side)
        if side not in reaching:
            b.arm_by_angles(side)
    for reach in reaches:  # last: a hand may reach for a leg
        b.arm_by_reach(reach)
    return Skeleton(b.frames, pelvis, b.angles, b.shortfalls)
