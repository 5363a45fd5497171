"""Pose files: from TOML to `Pose`, and the refusal of everything a body or a picture cannot be.

One file holds the pictures of one exercise (start and end), which share frame, camera and props.
Every refusal names the file, the path of the key and the reason.
"""

import math
import tomllib
from collections.abc import Callable, Container, Iterator, Sequence
from pathlib import Path
from typing import Literal

import msgspec

from clinic_app.figures.body import JOINT_LIMITS
from clinic_app.figures.flesh import touching_parts
from clinic_app.figures.muscles import MUSCLES
from clinic_app.figures.pose import (
    Arrow,
    Box,
    Camera,
    Chair,
    Contact,
    Cross,
    Data,
    Floor,
    Hand,
    Pelvis,
    PictureFrame,
    Pillow,
    Plant,
    Plumb,
    Pose,
    PoseError,
    Prop,
    Reach,
    Rod,
    Settle,
)
from clinic_app.figures.settling import solve

_LAYERS = {f"{side}_{part}" for side in ("left", "right") for part in ("upper_arm", "forearm", "thigh", "shank")}
_ENDS = {f"{side}_{part}" for side in ("left", "right") for part in ("hand", "foot")}
_FRAMES = {"world", "pelvis", "thorax", "head"} | _LAYERS | _ENDS
_Refuse = Callable[[str, str], PoseError]  # from key path and reason
_PELVIS = frozenset(Pelvis.__struct_fields__)


class _Props(Data, frozen=True, kw_only=True):
    """Props by kind, the way a file is pleasant to write."""

    floor: tuple[Floor, ...] = ()
    box: tuple[Box, ...] = ()
    chair: tuple[Chair, ...] = ()
    pillow: tuple[Pillow, ...] = ()
    plumb: tuple[Plumb, ...] = ()
    rod: tuple[Rod, ...] = ()
    hand: tuple[Hand, ...] = ()
    cross: tuple[Cross, ...] = ()

    def all(self) -> tuple[Prop, ...]:
        return (*self.floor, *self.box, *self.chair, *self.pillow, *self.plumb, *self.rod, *self.hand, *self.cross)


class _Entry(Data, frozen=True, kw_only=True):
    """One picture of a file."""

    id: str
    near: Literal["left", "right", "both"] | None = None
    pelvis: Pelvis = Pelvis()
    joints: dict[str, dict[str, float]] = msgspec.field(default_factory=dict)
    plant: tuple[Plant, ...] = ()
    reach: tuple[Reach, ...] = ()
    settle: tuple[Settle, ...] = ()
    contacts: tuple[Contact, ...] = ()
    props: _Props = _Props()
    arrows: tuple[Arrow, ...] = ()
    muscles: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()
    before: tuple[str, ...] = ()


class _File(Data, frozen=True, kw_only=True):
    """One pose file."""

    frame: PictureFrame
    pose: tuple[_Entry, ...]
    camera: Camera = Camera()
    near: Literal["left", "right", "both"] = "right"
    props: _Props = _Props()


def load_poses(folder: Path) -> dict[str, Pose]:
    """All poses of the *.toml files of a folder by id; raises PoseError for the first one it refuses."""
    poses: dict[str, Pose] = {}
    for path in sorted(folder.glob("*.toml")):
        for key, pose in _read(path):
            if pose.id in poses:
                raise PoseError(f"{path}: {key}.id: {pose.id!r} is used twice")
            poses[pose.id] = pose
    return poses


def sound_poses(folder: Path) -> tuple[dict[str, Pose], tuple[str, ...]]:
    """The poses of every file that can be used, by id, and the names of the files that cannot.

    For who has to work with the files as they lie there: a picture is missing then, and nothing else.
    """
    poses: dict[str, Pose] = {}
    damaged = []
    for path in sorted(folder.glob("*.toml")):
        try:
            read = {pose.id: pose for _key, pose in _read(path)}
        except (PoseError, OSError):
            damaged.append(path.name)
            continue
        poses.update((name, pose) for name, pose in read.items() if name not in poses)
    return poses, tuple(damaged)


def _read(path: Path) -> Iterator[tuple[str, Pose]]:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        file = msgspec.convert(content, _File)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PoseError(f"{path}: not TOML: {error}") from error
    except msgspec.ValidationError as error:
        reason, _, place = str(error).partition(" - at `$")
        raise PoseError(f"{path}: {place.rstrip('`').lstrip('.') or 'file'}: {reason}") from error
    for index, entry in enumerate(file.pose):
        key = f"pose[{index}]"
        yield key, _pose(file, entry, _refusal(f"{path}: {key}"))


def _refusal(where: str) -> _Refuse:
    return lambda place, reason: PoseError(f"{where}.{place}: {reason}")


def _pose(file: _File, entry: _Entry, refuse: _Refuse) -> Pose:
    pose = Pose(
        id=entry.id,
        frame=file.frame,
        camera=file.camera,
        near=entry.near or file.near,
        pelvis=entry.pelvis,
        angles=_angles(entry, refuse),
        plants=entry.plant,
        reaches=entry.reach,
        settle=entry.settle,
        contacts=entry.contacts,
        props=(*file.props.all(), *entry.props.all()),
        arrows=entry.arrows,
        muscles=entry.muscles,
        behind=entry.behind,
        before=entry.before,
    )
    for place, reason in _faults(pose):
        raise refuse(place, reason)
    return pose


def _angles(entry: _Entry, refuse: _Refuse) -> tuple[tuple[str, float], ...]:
    result = []
    for joint, movements in entry.joints.items():
        if joint not in JOINT_LIMITS:
            raise refuse(f"joints.{joint}", "no such joint")
        for movement, value in movements.items():
            if movement not in JOINT_LIMITS[joint]:
                raise refuse(f"joints.{joint}.{movement}", f"this joint has only {', '.join(JOINT_LIMITS[joint])}")
            reason = _beyond(f"{joint}.{movement}", value)
            if reason:
                raise refuse(f"joints.{joint}.{movement}", reason)
            result.append((f"{joint}.{movement}", value))
    return tuple(sorted(result))


def _beyond(name: str, value: float) -> str | None:
    joint, movement = name.split(".")
    least, most = JOINT_LIMITS[joint][movement]
    # Half a degree of grace for angles that were solved, not written.
    if least - 0.5 <= value <= most + 0.5:
        return None
    return f"{value:g} degrees is outside {least:g} to {most:g}"


def _faults(pose: Pose) -> Iterator[tuple[str, str]]:
    """Everything wrong with a pose, names first: what is solved later relies on them."""
    yield from _infinite(msgspec.to_builtins(pose), "")
    yield from _unknown_names(pose)
    skeleton = solve(pose)
    led = [(f"plant[{i}]", f"{plant.foot}_foot") for i, plant in enumerate(pose.plants)]
    led += [(f"reach[{i}]", f"{reach.hand}_hand") for i, reach in enumerate(pose.reaches)]
    for place, end in led:
        if skeleton.shortfalls[end] > 0.5:
            yield place, f"the {end.replace('_', ' ')} cannot get there, {skeleton.shortfalls[end]:.1f} cm are missing"
    for name, value in skeleton.angles.items():
        # A hanging arm's three shoulder angles are not unique near the horizontal: what an arm
        # led by its hand can do is limited by its reach and its elbow.
        reason = _beyond(name, value) if "_shoulder." not in name else None
        if reason:
            yield f"joints.{name}", f"solved: {reason}"


def _infinite(value: object, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, float) and not math.isfinite(value):
        yield place, "not a finite number"
    elif isinstance(value, dict):
        for key, child in value.items():
            yield from _infinite(child, f"{place}.{key}".lstrip("."))
    elif isinstance(value, list | tuple):
        for index, child in enumerate(value):
            yield from _infinite(child, f"{place}[{index}]")


def _unknown_names(pose: Pose) -> Iterator[tuple[str, str]]:
    rests = {p.id for p in pose.props if isinstance(p, Box | Chair | Pillow | Rod)} | {"floor"}
    for key, contacts in (("settle", pose.settle), ("contacts", pose.contacts)):
        for i, contact in enumerate(contacts):
            if contact.part not in touching_parts():
                yield f"{key}[{i}].part", f"no such part: {contact.part!r}"
            if contact.on not in rests:
                yield f"{key}[{i}].on", f"nothing to touch by that name: {contact.on!r}"
    for i, settle in enumerate(pose.settle):
        joint, _, movement = settle.move.partition(".")
        if movement not in (_PELVIS if joint == "pelvis" else JOINT_LIMITS.get(joint, ())):
            yield f"settle[{i}].move", f"no such number: {settle.move!r}"
    yield from _not_in("muscles", pose.muscles, MUSCLES)
    yield from _not_in("behind", pose.behind, _LAYERS)
    yield from _not_in("before", pose.before, _LAYERS)
    yield from _not_in("reach", [r.frame for r in pose.reaches], _FRAMES)
    yield from _not_in("arrows", [a.frame for a in pose.arrows], _FRAMES)
    yield from _not_in("props.rod", [p.frame for p in pose.props if isinstance(p, Rod)], _FRAMES)
    yield from _not_in("props.cross", [p.frame for p in pose.props if isinstance(p, Cross)], _FRAMES)


def _not_in(key: str, names: Sequence[str], known: Container[str]) -> Iterator[tuple[str, str]]:
    for i, name in enumerate(names):
        if name not in known:
            yield f"{key}[{i}]", f"unknown: {name!r}"
