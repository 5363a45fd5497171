"""Contacts: how far a part of the body is from what it should touch, and the numbers that close the gap.

A pose names a number (the height of the pelvis, the bend of the neck) and a part; the number is
moved until the part touches. Surfaces are the floor, at height 0, and the faces of props.
"""

from functools import lru_cache

import msgspec

from clinic_app.figures.flesh import touching_parts
from clinic_app.figures.geometry import Vec, across, dot, sub, unit
from clinic_app.figures.pose import Box, Chair, Contact, Pelvis, Pillow, Pose, Prop, Rod, Settle
from clinic_app.figures.skeleton import Skeleton, place

_NORMALS: dict[str, Vec] = {
    "top": (0.0, 0.0, 1.0),
    "front": (1.0, 0.0, 0.0),
    "back": (-1.0, 0.0, 0.0),
    "left": (0.0, 1.0, 0.0),
    "right": (0.0, -1.0, 0.0),
}


def surface(pose: Pose, skeleton: Skeleton, name: str) -> tuple[Vec, float]:
    """The outward normal of a surface and its distance along that normal from the origin."""
    if name == "floor":
        return _NORMALS["top"], 0.0
    return _prop_surface(next(p for p in pose.props if p.id == name), skeleton)


def _prop_surface(prop: Prop, skeleton: Skeleton) -> tuple[Vec, float]:
    match prop:
        case Rod(frame=name, start=start, end=end, radius=radius):
            # The body is in front of a stick, as the part that carries the stick sees it.
            frame = skeleton.frames[name]
            axis = unit(frame.direction(sub(end, start)))
            normal = unit(across(frame.direction((1.0, 0.0, 0.0)), axis))
            return normal, dot(frame.out(start), normal) + radius
        case Box(face=face):
            normal = _NORMALS[face]
            return normal, max(dot(prop.low, normal), dot(prop.high, normal))
        case Chair(seat=seat):
            return _NORMALS["top"], seat
        case Pillow(height=height):
            return _NORMALS["top"], height
        case _:
            raise ValueError(f"nothing can rest on {prop.id!r}")


def gap(pose: Pose, skeleton: Skeleton, contact: Contact) -> float:
    """The distance between a part and its surface; negative where the part goes through."""
    normal, distance = surface(pose, skeleton, contact.on)
    inward = (-normal[0], -normal[1], -normal[2])
    return -max(b.support(inward) for b in touching_parts()[contact.part](skeleton)) - distance


@lru_cache(maxsize=256)
def solve(pose: Pose) -> Skeleton:
    """The skeleton of a pose with all its contacts settled."""
    pelvis, angles = settled(pose)
    return place(pelvis, angles, pose.plants, pose.reaches)


def settled(pose: Pose) -> tuple[Pelvis, dict[str, float]]:
    """The pelvis and the angles after every number named by `settle` has been moved home."""
    numbers = _Numbers(pose)
    for _ in range(4):
        moved = 0.0
        for step in pose.settle:
            moved = max(moved, numbers.close(step))
        if moved < 0.01:
            break
    return numbers.pelvis, numbers.angles


class _Numbers:
    """The movable numbers of one pose while they are being settled."""

    def __init__(self, pose: Pose) -> None:
        self.pose = pose
        self.pelvis = pose.pelvis
        self.angles = dict(pose.angles)

    def _gap(self, step: Settle) -> float:
        return gap(self.pose, place(self.pelvis, self.angles, self.pose.plants, self.pose.reaches), step)

    def _read(self, name: str) -> float:
        joint, movement = name.split(".")
        return float(getattr(self.pelvis, movement)) if joint == "pelvis" else self.angles.get(name, 0.0)

    def _write(self, name: str, value: float) -> None:
        joint, movement = name.split(".")
        if joint == "pelvis":
            self.pelvis = msgspec.structs.replace(self.pelvis, **{movement: value})
        else:
            self.angles[name] = value

    def close(self, step: Settle) -> float:
        """Move one number by the secant method until its gap is closed; how wide the gap was."""
        value, off = self._read(step.move), self._gap(step)
        first, trial = off, value + 1.0
        for _ in range(8):
            if abs(off) < 0.005:
                break
            self._write(step.move, trial)
            new = self._gap(step)
            slope = (new - off) / (trial - value) if trial != value else 0.0
            if abs(slope) < 1e-6:
                break
            value, off = trial, new
            # A step of more than 12 leaves the range in which a body is nearly linear.
            trial = value - max(-12.0, min(12.0, off / slope))
        return abs(first)
