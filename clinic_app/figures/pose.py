"""What a pose is: the typed data of one picture, and its mirror image.

Values only. Reading and refusing files is in `reading`, angles become places in `skeleton`, and
what comes between two poses is in `motion`.
"""

from typing import Literal

import msgspec

Triple = tuple[float, float, float]
Side = Literal["left", "right"]


class PoseError(ValueError):
    """A pose that cannot be used; the message names file, key path and reason."""


class Data(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base of everything a pose file may hold: unknown keys are refused, values never change."""


class PictureFrame(Data, frozen=True, kw_only=True):
    """The picture's size in centimetres of the drawn world, and where in it the world's origin lies."""

    id: str
    width: float
    height: float
    origin: tuple[float, float]  # from the left, from the bottom


class Camera(Data, frozen=True, kw_only=True):
    """Azimuth 0 sees the body's right side, 90 its front, 180 its left; elevation looks down."""

    azimuth: float = 0.0
    elevation: float = 0.0


class Pelvis(Data, frozen=True, kw_only=True):
    """Where the middle of the hip line is and how the pelvis lies in the world.

    Applied in this order: turn about the vertical (to the left), pitch forward, lean to the left,
    twist about the body's long axis (to the left).
    """

    x: float = 0.0
    y: float = 0.0
    z: float = 90.0
    turn: float = 0.0
    pitch: float = 0.0
    lean: float = 0.0
    twist: float = 0.0


class Plant(Data, frozen=True, kw_only=True):
    """A foot that stands at a place: the leg's angles follow from it."""

    foot: Side
    at: tuple[float, float]
    touch: Literal["ball", "heel"] = "ball"
    heel_up: float = 0.0  # negative with touch = "heel": the toes are up
    turn: float = 0.0
    knee: Triple = (1.0, 0.0, 0.0)  # the way the knee points, in the world
    height: float = 0.0


class Reach(Data, frozen=True, kw_only=True):
    """A wrist that is at a place of some part of the body: the arm's angles follow from it."""

    hand: Side
    frame: str
    at: Triple
    elbow: Triple  # the way the elbow points, in the same frame
    fingers: Triple | None = None
    thumb: Triple | None = None


class Contact(Data, frozen=True, kw_only=True):
    """A part of the body that touches the floor or a prop."""

    part: str
    on: str = "floor"


class Settle(Contact, frozen=True, kw_only=True):
    """A number of the pose that is moved until the part touches."""

    move: str


class Arrow(Data, frozen=True, kw_only=True):
    """A motion arrow along a smooth curve, from a part of the body or in the world."""

    path: tuple[Triple, ...]
    frame: str = "world"
    layer: Literal["back", "front"] = "front"
    size: float = 9.0  # how long its head is; the shaft goes with it


class Box(Data, frozen=True, kw_only=True, tag="box"):
    """A box with upright sides: wall, mat, seat. `face` is the side that bodies touch."""

    id: str
    role: Literal["wall", "mat", "prop"]
    low: Triple
    high: Triple
    face: Literal["top", "front", "back", "left", "right"] = "top"


class Chair(Data, frozen=True, kw_only=True, tag="chair"):
    """A chair seen from the side, its back at the far end of the seat."""

    id: str
    x: float
    depth: float = 42.0
    seat: float = 44.0
    back: float = 84.0
    width: float = 44.0
    toward: Literal[-1, 1] = 1  # where its back is


class Rod(Data, frozen=True, kw_only=True, tag="rod"):
    """A stick between two points of a part of the body."""

    id: str
    frame: str
    start: Triple
    end: Triple
    radius: float = 1.2
    layer: Literal["back", "trunk", "front"] = "back"


class Pillow(Data, frozen=True, kw_only=True, tag="pillow"):
    """A cushion as wide as given, filled up to a height."""

    id: str
    x: float
    height: float
    y: float = 0.0
    length: float = 34.0
    width: float = 44.0


class Hand(Data, frozen=True, kw_only=True, tag="hand"):
    """The trainer's flat hand, coming in from a direction."""

    id: str
    at: Triple
    toward: Triple
    layer: Literal["back", "front"] = "back"


class Plumb(Data, frozen=True, kw_only=True, tag="plumb"):
    """A dashed upright line that shows what stands in front of what."""

    id: str
    x: float
    low: float
    high: float


class Cross(Data, frozen=True, kw_only=True, tag="cross"):
    """A cross that says something does not happen: no breath at the mouth."""

    id: str
    frame: str
    at: Triple
    size: float = 5.0


class Floor(Data, frozen=True, kw_only=True, tag="floor"):
    """The floor: a line across the picture, or seen from above a patch between two corners."""

    id: str = "floor"
    low: tuple[float, float] | None = None
    high: tuple[float, float] | None = None
    height: float = 0.0


Prop = Box | Chair | Rod | Pillow | Hand | Plumb | Cross | Floor


class Pose(Data, frozen=True, kw_only=True):
    """One picture: a body in a posture, seen from somewhere, with what stands around it."""

    id: str
    frame: PictureFrame
    camera: Camera = Camera()
    near: Literal["left", "right", "both"] = "right"
    pelvis: Pelvis = Pelvis()
    angles: tuple[tuple[str, float], ...] = ()  # ("left_knee.flexion", 12.0), sorted by name
    plants: tuple[Plant, ...] = ()
    reaches: tuple[Reach, ...] = ()
    settle: tuple[Settle, ...] = ()
    contacts: tuple[Contact, ...] = ()
    props: tuple[Prop, ...] = ()
    arrows: tuple[Arrow, ...] = ()
    muscles: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()  # layers that are drawn before the trunk whatever their depth
    before: tuple[str, ...] = ()  # layers that are drawn last


def other_side(name: str) -> str:
    """The same name on the other side of the body."""
    if "left" in name:
        return name.replace("left", "right")
    return name.replace("right", "left")


def mirrored(pose: Pose) -> Pose:
    """The same picture with left and right exchanged, in the body and on the sheet."""
    flip = {"left": "right", "right": "left", "both": "both"}
    camera = Camera(azimuth=180.0 - pose.camera.azimuth, elevation=pose.camera.elevation)
    frame = pose.frame
    p = pose.pelvis
    return msgspec.structs.replace(
        pose,
        frame=msgspec.structs.replace(frame, origin=(frame.width - frame.origin[0], frame.origin[1])),
        camera=camera,
        near=flip[pose.near],
        pelvis=msgspec.structs.replace(p, y=-p.y, turn=-p.turn, lean=-p.lean, twist=-p.twist),
        angles=tuple(sorted(_mirrored_angle(name, value) for name, value in pose.angles)),
        plants=tuple(_mirrored_plant(plant) for plant in pose.plants),
        reaches=tuple(_mirrored_reach(reach) for reach in pose.reaches),
        settle=tuple(msgspec.structs.replace(s, part=other_side(s.part), move=other_side(s.move)) for s in pose.settle),
        contacts=tuple(msgspec.structs.replace(c, part=other_side(c.part)) for c in pose.contacts),
        props=tuple(_mirrored_prop(prop) for prop in pose.props),
        arrows=tuple(
            msgspec.structs.replace(a, frame=other_side(a.frame), path=tuple(_flipped(q) for q in a.path))
            for a in pose.arrows
        ),
        muscles=tuple(other_side(m) for m in pose.muscles),
        behind=tuple(other_side(name) for name in pose.behind),
        before=tuple(other_side(name) for name in pose.before),
    )


def _flipped(v: Triple) -> Triple:
    return (v[0], -v[1], v[2])


def _mirrored_angle(name: str, value: float) -> tuple[str, float]:
    joint, movement = name.split(".")
    midline = not joint.startswith(("left_", "right_"))
    return other_side(name), -value if midline and movement in {"side_bend", "rotation"} else value


def _mirrored_plant(plant: Plant) -> Plant:
    return msgspec.structs.replace(
        plant,
        foot=other_side(plant.foot),
        at=(plant.at[0], -plant.at[1]),
        turn=-plant.turn,
        knee=_flipped(plant.knee),
    )


def _mirrored_reach(reach: Reach) -> Reach:
    return msgspec.structs.replace(
        reach,
        hand=other_side(reach.hand),
        frame=other_side(reach.frame),
        at=_flipped(reach.at),
        elbow=_flipped(reach.elbow),
        fingers=None if reach.fingers is None else _flipped(reach.fingers),
        thumb=None if reach.thumb is None else _flipped(reach.thumb),
    )


def _mirrored_prop(prop: Prop) -> Prop:
    turned: Prop = prop
    match prop:
        case Box():
            low, high = (prop.low[0], -prop.high[1], prop.low[2]), (prop.high[0], -prop.low[1], prop.high[2])
            turned = msgspec.structs.replace(prop, low=low, high=high, face=other_side(prop.face))
        case Rod():
            start, end = _flipped(prop.start), _flipped(prop.end)
            turned = msgspec.structs.replace(prop, frame=other_side(prop.frame), start=start, end=end)
        case Hand():
            turned = msgspec.structs.replace(prop, at=_flipped(prop.at), toward=_flipped(prop.toward))
        case Cross():
            turned = msgspec.structs.replace(prop, frame=other_side(prop.frame), at=_flipped(prop.at))
        case Pillow():
            turned = msgspec.structs.replace(prop, y=-prop.y)
        case Floor(low=(x0, y0), high=(x1, y1)):
            turned = msgspec.structs.replace(prop, low=(x0, -y1), high=(x1, -y0))
    return turned
