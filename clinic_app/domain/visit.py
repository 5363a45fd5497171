"""A visit: its session, what was decided in it, and what goes home from it."""

from datetime import date, datetime
from typing import Literal

import msgspec

from clinic_app.domain.assessment import Assessment
from clinic_app.domain.proposal import Proposal
from clinic_app.domain.text import Language

VisitKind = Literal["trial", "follow_up"]
VisitState = Literal["open", "closed"]
VisitResult = Literal["joined", "thinking", "declined", "not_offered"]
DecisionKind = Literal["accepted", "changed", "none"]
ChangeReason = Literal["retest_changed", "movement_impression", "client_story", "finding_unreliable", "safety", "other"]
CHANGE_REASONS: tuple[ChangeReason, ...] = (
    "retest_changed",
    "movement_impression",
    "client_story",
    "finding_unreliable",
    "safety",
    "other",
)
TeachBack = Literal["can_do", "with_cue", "not_yet"]
HandoutKind = Literal["sheet", "memo"]
Variant = Literal["standard", "large", "plain"]


class Visit(msgspec.Struct, frozen=True):
    """One visit; `step` and `field` are where the session stood, so that it reopens there.

    `entered_on` is the day a visit was written down from paper, None for one that was recorded as it happened.
    `timings` are the seconds that each step was worked on. `studio` is the code of where it took place.
    """

    id: str
    client_id: str
    episode_id: str
    kind: VisitKind
    done_on: date
    started_at: datetime
    trainer: str
    state: VisitState = "open"
    step: str = "intake"
    field: str = ""
    closed_at: datetime | None = None
    result: VisitResult | None = None
    revision: int = 1
    entered_on: date | None = None
    timings: dict[str, int] = msgspec.field(default_factory=dict)
    studio: str = ""


class StoredAssessment(msgspec.Struct, frozen=True):
    """One version of a visit's assessment; the open session writes the newest, a closed one is never changed.

    `revision` grows with every save of the version; a save names the one it read, so nobody overwrites a newer one.
    """

    id: str
    visit_id: str
    version: int
    assessment: Assessment
    saved_at: datetime
    revision: int = 1


class StoredProposal(msgspec.Struct, frozen=True):
    """A proposal with the inputs it was computed from; it never changes afterwards."""

    id: str
    visit_id: str
    assessment_id: str
    proposal: Proposal
    assessment: Assessment
    made_at: datetime


class Decision(msgspec.Struct, frozen=True):
    """What the trainer decided about a proposal; appended, never overwritten. `causes` is what holds now."""

    id: str
    visit_id: str
    proposal_id: str
    kind: DecisionKind
    causes: tuple[str, ...]
    decided_by: str
    decided_at: datetime
    reason: ChangeReason | None = None
    note: str = ""


class PlanItem(msgspec.Struct, frozen=True):
    """One exercise that goes home: its form, dose, the cue that worked and how far it was taught back.

    `pain_before` and `pain_after` (NRS) are the re-test right after the exercise, never a change between visits.
    """

    exercise: str
    form: str
    reps: int
    sets: int
    cue: str = ""
    teach_back: TeachBack | None = None
    pain_before: int | None = None
    pain_after: int | None = None
    on_sheet: bool | None = None

    @property
    def goes_home(self) -> bool:
        """Whether it stands on the sheet: the trainer's word, else unless it was not understood yet."""
        return self.teach_back != "not_yet" if self.on_sheet is None else self.on_sheet


class Plan(msgspec.Struct, frozen=True):
    """The agreed exercises of a visit; `code` is the only thing the tear-off strip carries.

    `back_to_running` adds the table of runs and walks. `printed_name` is how the name is printed where no embedded font
    has one of its characters; empty prints it as it is.
    """

    id: str
    visit_id: str
    code: str
    items: tuple[PlanItem, ...]
    recheck_on: date | None
    approved_by: str
    saved_at: datetime
    recheck_time: str = ""
    note: str = ""
    back_to_running: bool = False
    printed_name: str = ""


class Handout(msgspec.Struct, frozen=True):
    """A finished paper, frozen as it was approved. `plan_id` is None for a referral memo."""

    id: str
    visit_id: str
    plan_id: str | None
    kind: HandoutKind
    variant: Variant
    language: Language
    pdf: bytes
    sha256: str
    pages: int
    approved_by: str
    issued_at: datetime
