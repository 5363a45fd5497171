"""The assessment document: what a trainer recorded about one client at one visit.

One shape serves the record, the command line and the tests (format "clinic-app/assessment/1"). Here are only
its types; what is refused or asked back stands in `checks`, the levels of the tests in `levels`. Absent always
means *not asked* or *not done*, never "no".
"""

from typing import Annotated, Any, Literal

import msgspec

FORMAT = "clinic-app/assessment/1"
HINGE, ROTATION, DEAD_BUG = TESTS = ("hip_hinge", "thoracic_rotation", "dead_bug")
LEFT, RIGHT = SIDES = ("left", "right")

Answer = Literal["yes", "no", "not_asked", "not_applicable"]
ANSWERS: tuple[Answer, ...] = ("yes", "no", "not_asked")
Sex = Literal["female", "male", "unstated"]
Status = Literal["done", "not_done", "stopped_by_pain"]
NotDoneReason = Literal["no_time", "declined", "other_pain", "no_space", "other"]
FaultState = Literal["gone_after_cue", "persists"]
FAULT_STATES: tuple[FaultState, ...] = ("gone_after_cue", "persists")
Lean = Literal["full", "partial", "unable"]
Position = Literal["lumbar_locked", "seated", "half_kneeling"]
POSITIONS: tuple[Position, ...] = ("lumbar_locked", "seated", "half_kneeling")
NOT_DONE_REASONS: tuple[NotDoneReason, ...] = ("no_time", "declined", "other_pain", "no_space", "other")
DATE = Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d{2}-\d{2}$")]


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Common to all parts: immutable, strict, and silent about what was not asked."""


class Client(_Part, frozen=True):
    """Who was assessed; ages in whole years."""

    sex: Sex
    age: int
    age_at_onset: int | None = None
    name: str = ""
    kana: str = ""


class Nrs(_Part, frozen=True):
    """Pain on the numeric rating scale, 0 none to 10 worst imaginable."""

    now: int | None = None
    worst_run: int | None = None
    average_7d: int | None = None


class SidePain(_Part, frozen=True):
    """Pain (NRS 0-10) of one side of one test."""

    before: int | None = None
    during: int | None = None
    after: int | None = None


class HingeSide(_Part, frozen=True):
    """Hip hinge with this leg forward."""

    status: Status
    lean: Lean | None = None
    faults: dict[str, Any] | None = None
    gluteal_sensation: bool | None = None
    pain: SidePain | None = None
    reason: NotDoneReason | None = None


class RotationSide(_Part, frozen=True):
    """Thoracic rotation to this side; `degrees` holds one to three trials with at most one decimal."""

    status: Status
    degrees: list[int | float] | None = None
    notes: list[str] | None = None
    pain: SidePain | None = None
    reason: NotDoneReason | None = None


class DeadBugSide(_Part, frozen=True):
    """Dead bug lowering this leg; `failed_reps` counts repetitions with a key fault after the cue."""

    status: Status
    holds_start: bool | None = None
    key_faults: list[str] | None = None
    failed_reps: int | None = None
    minor_faults: list[str] | None = None
    pain: SidePain | None = None
    reason: NotDoneReason | None = None


class HipHinge(_Part, frozen=True):
    """Both sides of the hip hinge."""

    left: HingeSide | None = None
    right: HingeSide | None = None


class ThoracicRotation(_Part, frozen=True):
    """Both sides of the thoracic rotation, measured in one position."""

    position: Position | None = None
    left: RotationSide | None = None
    right: RotationSide | None = None


class DeadBug(_Part, frozen=True):
    """Both legs of the dead bug."""

    left: DeadBugSide | None = None
    right: DeadBugSide | None = None


class Tests(_Part, frozen=True):
    """The three movement tests."""

    hip_hinge: HipHinge | None = None
    thoracic_rotation: ThoracicRotation | None = None
    dead_bug: DeadBug | None = None


class Clearance(_Part, frozen=True):
    """A doctor's word that exercise is allowed although the named items are positive."""

    items: list[str]
    by: str
    date: DATE
    limits: str = ""


class PainMark(_Part, frozen=True):
    """One marked region of the pain drawing."""

    region: str
    side: Literal["left", "centre", "right"]


class Assessment(_Part, frozen=True):
    """One assessment document.

    `screening`, `interview`, `posture` and `faults` map ids of the finding catalogue to answers. Their values
    are checked against the catalogue in `checks`, because the ids are data and because only there the path of
    a wrong value can be named.
    """

    format: Literal["clinic-app/assessment/1"]
    date: DATE
    client: Client
    case: str = ""
    weeks_since_onset: float | None = None
    nrs: Nrs = Nrs()
    test_pain_settles: Literal["yes", "no"] | None = None
    weekly_km: float | None = None
    weekly_km_change_percent: float | None = None
    years_running: float | None = None
    pain_drawing: list[PainMark] = msgspec.field(default_factory=list)
    screening: dict[str, Any] = msgspec.field(default_factory=dict)
    cleared_by_doctor: Clearance | None = None
    interview: dict[str, Any] = msgspec.field(default_factory=dict)
    posture: dict[str, Any] = msgspec.field(default_factory=dict)
    tests: Tests = Tests()


Side = HingeSide | RotationSide | DeadBugSide
_decoder = msgspec.json.Decoder(Assessment)


def decode(data: bytes | str) -> Assessment:
    """Read one document; raises `msgspec.DecodeError` or its subclass `msgspec.ValidationError` (with a path)."""
    return _decoder.decode(data)


def from_plain(document: Any) -> Assessment:
    """Build an assessment from plain dicts and lists; raises `msgspec.ValidationError`."""
    return msgspec.convert(document, Assessment)


def to_plain(assessment: Assessment) -> dict[str, Any]:
    """The document as plain dicts and lists, without what was not asked."""
    plain: dict[str, Any] = msgspec.to_builtins(assessment)
    return plain


def encode(assessment: Assessment) -> str:
    """The document as JSON text, keys in the order of the format."""
    return msgspec.json.encode(assessment).decode()


def side(assessment: Assessment, test: str, name: str) -> Side | None:
    """One side of one test, or None when nothing was recorded there."""
    recorded = getattr(assessment.tests, test)
    found: Side | None = getattr(recorded, name) if recorded is not None else None
    return found
