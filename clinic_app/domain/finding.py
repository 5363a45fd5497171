"""The catalogue of findings: every item a trainer may record, with its limits, choices and words.

The catalogue is data (`resources/findings/`); here are its types and what must hold between them. What an
answer *means* is not here: that is the rule set's part.
"""

from functools import cached_property
from typing import Any, Literal

import msgspec

from clinic_app.domain.text import Text

FindingType = Literal["yes_no", "choice", "choices", "faults", "flag", "number", "whole", "trials", "regions"]
Step = Literal["intake", "screening", "posture", "hip_hinge", "thoracic_rotation", "dead_bug"]
Widget = Literal["yes_no", "segments", "ticks", "faults", "number", "nrs", "counter", "dial", "duration", "drawing"]


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Numbers outside `low`..`high` are refused; `decimals` digits after the point are offered for entry.

    More digits are refused for trials only (see `checks.number_problems`).
    """

    low: float
    high: float
    decimals: int = 0

    def __post_init__(self) -> None:
        if self.low > self.high:
            raise ValueError(f"low {self.low:g} is above high {self.high:g}")


class Confirm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Numbers below `below`, above `above`, or `at_least` this large are asked back."""

    below: float | None = None
    above: float | None = None
    at_least: float | None = None

    def asks(self, value: float) -> bool:
        """Whether this value is one to ask back."""
        return (
            (self.below is not None and value < self.below)
            or (self.above is not None and value > self.above)
            or (self.at_least is not None and value >= self.at_least)
        )


class Choice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One answer of a choice, one fault, one region."""

    id: str
    label: Text
    help: Text | None = None
    sides: bool = False


class Finding(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One item: where it stands in the document (`section` + `id`), how it is asked and what it may hold.

    `weak` marks a rating on which observers agree poorly: it is the likelier to be otherwise.
    """

    id: str
    type: FindingType
    widget: Widget
    label: Text
    section: str = ""
    step: Step = "intake"
    help: Text | None = None
    unit: Text | None = None
    limits: Limits | None = None
    confirm: Confirm | None = None
    choices: tuple[Choice, ...] = ()
    weak: bool = False

    @property
    def path(self) -> str:
        """The path of the item in the assessment document, as `interview.pain_on_extension`."""
        return f"{self.section}.{self.id}" if self.section else self.id

    @property
    def choice_ids(self) -> tuple[str, ...]:
        """The ids of the choices, in the order shown."""
        return tuple(choice.id for choice in self.choices)

    def choice(self, choice_id: str) -> Choice:
        """One choice by id; raises `KeyError`."""
        for choice in self.choices:
            if choice.id == choice_id:
                return choice
        raise KeyError(choice_id)


class ScreeningItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One item of the red-flag screening.

    `parts` are the sub-items of a group. A computed item (`computed`) is never asked and never entered.
    `group` is one of the five that are read aloud together; the parts named in `on_paper` are answered in writing.
    """

    id: str
    label: Text
    group: str = ""
    help: Text | None = None
    parts: tuple[Choice, ...] = ()
    computed: bool = False
    on_paper: tuple[str, ...] = ()


class ScreeningGroup(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A group read aloud together; `all_no` tells whether one key may answer the whole group."""

    id: str
    label: Text
    lead: Text
    all_no: bool = True


class Bands(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Degrees from which a mean belongs to a band of the thoracic rotation; below `limited` it is marked."""

    normal: float
    borderline: float
    limited: float
    confirm_above: float

    def __post_init__(self) -> None:
        if not self.normal > self.borderline > self.limited > 0:
            raise ValueError("bands must fall: normal, borderline, limited")


class Rotation(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """What the thoracic rotation needs beyond its findings: bands by position and the sizes that matter."""

    bands: dict[str, Bands]
    confirm_difference: float
    real_change: float

    @cached_property
    def edges(self) -> dict[str, tuple[int, int, int]]:
        """The lower edges of the bands limited, borderline and normal by position, in tenths of a degree."""
        return {
            position: (round(bands.limited * 10), round(bands.borderline * 10), round(bands.normal * 10))
            for position, bands in self.bands.items()
        }


class TestProtocol(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How one movement test is carried out, in the words of the trade."""

    __test__ = False  # pytest would take the name for a test class

    id: str
    name: Text
    short: Text
    side_label: dict[str, Text]
    protocol: Text
    levels: dict[str, Text]


class Catalogue(msgspec.Struct, frozen=True, dict=True):
    """All findings, the screening and the test protocols of one rule set."""

    findings: tuple[Finding, ...]
    screening: tuple[ScreeningItem, ...]
    groups: tuple[ScreeningGroup, ...]
    protocols: dict[str, TestProtocol]
    rotation: Rotation

    @cached_property
    def by_path(self) -> dict[str, Finding]:
        """Every finding by its path in the document."""
        return {finding.path: finding for finding in self.findings}

    @cached_property
    def answer_paths(self) -> dict[str, dict[str, str]]:
        """The paths of all answers by the part of the document that holds them, then by id within it."""
        found: dict[str, dict[str, str]] = {"interview": {}, "posture": {}, "screening": {}}
        for finding in self.findings:
            if finding.section in found:
                found[finding.section][finding.id] = finding.path
        for item in self.screening:
            path = f"screening.{item.id}"
            found["screening"][item.id] = path
            if item.parts:
                found[path] = {part.id: f"{path}.{part.id}" for part in item.parts}
        return found

    @cached_property
    def nothing_known(self) -> dict[str, Any]:
        """Every path that can hold an answer, unknown: copied and filled for each assessment."""
        sections = (paths.values() for section, paths in self.answer_paths.items() if section != "screening")
        numbers = [finding.path for finding in self.findings if not finding.section.startswith("tests.")]
        singles = [f"screening.{item.id}" for item in self.screening if not item.parts and not item.computed]
        return dict.fromkeys([*numbers, *singles, *(path for paths in sections for path in paths)])

    @cached_property
    def screening_by_id(self) -> dict[str, ScreeningItem]:
        """Every screening item by id, the computed ones included."""
        return {item.id: item for item in self.screening}

    def of_step(self, step: str) -> list[Finding]:
        """The findings shown in one step of the session, in the order of the data."""
        return [finding for finding in self.findings if finding.step == step]
