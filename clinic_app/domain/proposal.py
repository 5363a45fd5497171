"""What the rules propose about one assessment: an immutable result that can be explained again years later."""

from typing import Any, Literal

import msgspec

Outcome = Literal["leading", "mixed", "undetermined", "insufficient", "screening_incomplete", "refer"]
Category = Literal["urgent", "refer", "caution"]
Confidence = Literal["high", "medium", "low"]
Block = Literal["tests", "posture", "interview"]
BLOCKS: tuple[Block, ...] = ("tests", "posture", "interview")
HIDDEN: tuple[Outcome, ...] = ("refer", "screening_incomplete")
Fact = str | int | float | bool
State = Literal["matched", "not_matched", "undecided"]
# Why a finding may well be otherwise than recorded, the most plausible first: the trainer doubted the measurement,
# it was not asked, it lies within the error of measurement, observers agree poorly on it, it is the level beside,
# it would simply be another answer, it would be a level far off.
Plausibility = Literal["doubted", "not_asked", "near_edge", "weak", "neighbour", "answer", "far"]
PLAUSIBILITIES: tuple[Plausibility, ...] = (
    "doubted",
    "not_asked",
    "near_edge",
    "weak",
    "neighbour",
    "answer",
    "far",
)


class Reason(msgspec.Struct, frozen=True):
    """One matched rule as it counts for one cause: `points` above 0 speak for it, below 0 against it."""

    rule: str
    cause: str
    points: int
    block: Block
    finding: str
    observed: Fact


class RuleState(msgspec.Struct, frozen=True):
    """What became of one rule: `undecided` names the findings that were not asked or not done."""

    rule: str
    state: State
    observed: dict[str, Fact]
    missing: tuple[str, ...] = ()


class ItemState(msgspec.Struct, frozen=True):
    """What became of one screening item: its category when it holds; `cleared` when a doctor's note eased it."""

    item: str
    state: State
    observed: dict[str, Fact]
    missing: tuple[str, ...] = ()
    category: Category | None = None
    cleared: bool = False


class Planned(msgspec.Struct, frozen=True, array_like=True):
    """One exercise of the proposed plan in its start form."""

    exercise: str
    form: str


class RuleSetRef(msgspec.Struct, frozen=True):
    """Which rule set spoke: enough to find its text again and to know that it is the same."""

    id: str
    version: str
    hash: str


class Proposal(msgspec.Struct, frozen=True, omit_defaults=False):
    """The outcome of one evaluation (CLINICAL.md 4 and 8).

    `points` (totals), `blocks` (points by cause and block, after the caps) and `levels` are None where a
    positive red flag or an unfinished screening hides them. `unasked` holds paths of findings: of the
    screening while the gate is shut, else of interview, posture and tests that a rule waits for.
    """

    outcome: Outcome
    urgency: Literal["urgent", "refer"] | None
    causes: tuple[str, ...]
    provisional: bool
    tied: bool
    confidence: Confidence | None
    points: dict[str, int] | None
    blocks: dict[str, dict[Block, int]] | None
    levels: dict[str, int | None] | None
    flags: tuple[tuple[str, str], ...]
    movement_findings: tuple[str, ...]
    plan: tuple[Planned, ...]
    urgent: tuple[str, ...]
    refer: tuple[str, ...]
    caution: tuple[str, ...]
    reasons: tuple[Reason, ...]
    unasked: tuple[str, ...]
    ruleset: RuleSetRef

    @property
    def hidden(self) -> bool:
        """Whether points, type and plan must not be shown."""
        return self.outcome in HIDDEN


class Flip(msgspec.Struct, frozen=True):
    """One finding that, answered `to` instead of `observed`, would change the outcome or its causes.

    `why` says how easily it may be otherwise.
    """

    finding: str
    observed: Fact | None
    to: Fact
    outcome: Outcome
    causes: tuple[str, ...]
    why: Plausibility = "answer"


class Change(msgspec.Struct, frozen=True):
    """One finding answered otherwise, as a part of a pair."""

    finding: str
    observed: Fact | None
    to: Fact
    why: Plausibility = "answer"


class PairFlip(msgspec.Struct, frozen=True):
    """Two findings that only together would change the outcome or its causes."""

    changes: tuple[Change, Change]
    outcome: Outcome
    causes: tuple[str, ...]


class NextTest(msgspec.Struct, frozen=True):
    """The unasked item or missing test that splits best what is still possible, with what each answer leads to."""

    finding: str
    leads_to: tuple[Flip, ...]


def to_plain(proposal: Proposal) -> dict[str, Any]:
    """The proposal as plain dicts and lists, the shape that is stored and printed as JSON."""
    plain: dict[str, Any] = msgspec.to_builtins(proposal)
    if proposal.urgency is None:
        del plain["urgency"]
    return plain


def from_plain(document: Any) -> Proposal:
    """Read a stored proposal back; raises `msgspec.ValidationError`."""
    return msgspec.convert({"urgency": None, **document}, Proposal)
