"""What statistics may know of one closed visit: an allow-list of coded values, made from the record.

No name, no free text, no date but the day that puts a visit into its period, no id but the numbers that count a
client once; those and the day stay in the record and are not counted by. Everything is derived, so it can be made anew
from the visits at any time; `DERIVATION` grows whenever that would give other values.
"""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Literal

import msgspec

from clinic_app.domain.assessment import LEFT, RIGHT, ROTATION, TESTS, Assessment, Nrs, RotationSide, side
from clinic_app.domain.levels import mean_degrees
from clinic_app.domain.proposal import Proposal
from clinic_app.domain.real_change import REAL_LEVELS, activity_change, pain_change, side_change
from clinic_app.domain.real_change import Seen as Measured
from clinic_app.domain.visit import CHANGE_REASONS, Decision, Plan, Visit, VisitResult

DERIVATION = 2  # 2: days of returned diaries
MIXED, OPEN, REFERRED = "mixed", "open", "referred"  # types beside the causes of the rule set
NOT_ASKED, MISSING, UNKNOWN = "not_asked", "missing", "unknown"

Direction = Literal["better", "same", "worse", "unknown"]
OUTCOMES = ("pain", "activity", "degrees", "levels")
# The values of each coded field, in the order they are counted and shown. A stored code is a place in here.
CODES: dict[str, tuple[str, ...]] = {
    "age": ("under_30", "30s", "40s", "50s", "60_up"),
    "sex": ("female", "male", "unstated"),
    "desk_work": ("yes", "no", NOT_ASKED),
    "distance": ("under_20", "20_39", "40_59", "60_up", NOT_ASKED),
    "duration": ("under_6_weeks", "6_to_12_weeks", "over_12_weeks", NOT_ASKED),
    **dict.fromkeys(TESTS, ("0", "1", "2", "3", MISSING)),
    "decision": ("accepted", "changed", "none", OPEN),
    "reason": (*CHANGE_REASONS, "not_changed"),
    "referral": ("none", "caution", "refer", "urgent", "unfinished"),
    "trial": ("joined", "thinking", "declined", "not_offered", "no_trial"),
    **dict.fromkeys(OUTCOMES, ("better", "same", "worse", UNKNOWN)),
    "adherence": ("10_to_14_days", "5_to_9_days", "0_to_4_days", "no_diary"),
}
# Text from the rule set in use, not of a client: one type each, or ids with a space between them.
TYPES = ("proposed", "decided", "episode_type")
SETS = ("findings", "rules", "taught")
STEPS = ("intake", "screening", "posture", "hip_hinge", "thoracic_rotation", "dead_bug", "result", "teach", "plan")
MINUTES = tuple(f"minutes_{step}" for step in STEPS)
CHANGES = ("pain_change", "activity_change", "degrees_change")  # in tenths; empty where it is not known
# How facts are read: a page of them at once, as a few long texts. The keys are decimal numbers (`day` counts from the
# first of January of the year 1), the small numbers of a visit have a letter each, and of the words that a table counts
# by, those of few combinations stand together in a line. A million visits are read in a sixth of the time that rows of
# columns would take.
KEYS = ("client_seq", "episode_seq", "visit_seq", "day")
WORDS = (("proposed", "episode_type", "studio", "findings"), ("rules",), ("taught",))
BETWEEN_WORDS, BETWEEN_LINES = "\t", "\n"
PACKED = ("first", *CODES, *MINUTES, *CHANGES)
ZERO, ZERO_CHANGE = 48, 2000  # the letters of zero: short ones, and one from which no change leads to a special letter
NO_CHANGE = 1 - ZERO_CHANGE
LETTERS_OF_ZERO = tuple(ZERO_CHANGE if name in CHANGES else ZERO for name in PACKED)
FINDINGS = (
    "pain_on_extension",
    "pain_on_flexion",
    "pain_on_rotation",
    "pain_on_sitting",
    "increased_lordosis",
    "anterior_pelvic_shift",
    "sway_back",
    "single_leg_pelvic_drop",
)
LONGEST_STEP = 180  # minutes; a clock left running says nothing


class CaseFact(msgspec.Struct, frozen=True):
    """One closed visit as statistics know it. `counted` says whether consent to statistics stands now.

    `first` is the first visit of an episode; the outcomes of a later one compare it with that first one. `studio` is
    the code of where the visit took place.
    """

    visit_seq: int
    client_seq: int
    episode_seq: int
    day: date
    counted: bool
    first: bool
    codes: dict[str, int]
    types: dict[str, str]
    sets: dict[str, str]
    minutes: dict[str, int]
    changes: dict[str, int | None]
    studio: str = ""


class Seen(msgspec.Struct, frozen=True):
    """Everything about one visit that its facts are made from. `activities` are the scores 0-10 of that visit.

    `diary_days` are the days done of the plan that was in use before it; None without a strip that tells of a day.
    """

    visit: Visit
    visit_seq: int
    assessment: Assessment
    proposal: Proposal | None
    decision: Decision | None
    plan: Plan | None
    activities: tuple[float, ...] = ()
    diary_days: int | None = None


def derive(seen: Seen, before: tuple[Seen, ...], *, client_seq: int, episode_seq: int, counted: bool) -> CaseFact:
    """The facts of one visit; `before` are the earlier closed visits of its episode, oldest first."""
    first = before[0] if before else None
    outcomes = _outcomes(first, seen)
    codes = _who(seen.assessment) | _tests(seen.proposal) | _decision(seen) | _course(seen, before)
    codes |= {name: outcome.direction for name, outcome in outcomes.items()}
    kind = decided_type(seen)
    return CaseFact(
        visit_seq=seen.visit_seq,
        client_seq=client_seq,
        episode_seq=episode_seq,
        day=seen.visit.done_on,
        counted=counted,
        first=first is None,
        codes={name: CODES[name].index(value) for name, value in codes.items()},
        types={
            "proposed": _type(seen.proposal),
            "decided": kind,
            "episode_type": kind if first is None else decided_type(first),
        },
        sets={"findings": _findings(seen.assessment), "rules": _rules(seen.proposal), "taught": _taught(before)},
        minutes={name: _minutes(seen.visit.timings.get(step, 0)) for step, name in zip(STEPS, MINUTES, strict=True)},
        changes={f"{name}_change": outcomes[name].tenths for name in OUTCOMES if f"{name}_change" in CHANGES},
        studio=seen.visit.studio,
    )


def decided_type(seen: Seen) -> str:
    """The type that holds: the trainer's, where they decided."""
    decision = seen.decision
    if decision is None:
        return REFERRED if _type(seen.proposal) == REFERRED else OPEN
    if decision.kind == "none":
        return REFERRED if _type(seen.proposal) == REFERRED else OPEN
    return _joined(decision.causes)


def _type(proposal: Proposal | None) -> str:
    if proposal is None:
        return OPEN
    if proposal.outcome == "refer":
        return REFERRED
    return _joined(proposal.causes) if proposal.outcome in ("leading", "mixed") else OPEN


def _joined(causes: tuple[str, ...]) -> str:
    return OPEN if not causes else causes[0] if len(causes) == 1 else MIXED


def _who(seen: Assessment) -> dict[str, str]:
    age, km, weeks = seen.client.age, seen.weekly_km, seen.weeks_since_onset
    desk_work = seen.interview.get("desk_work")
    return {
        "age": _band(age, (30, 40, 50, 60), CODES["age"]),
        "sex": seen.client.sex,
        "desk_work": desk_work if desk_work in ("yes", "no") else NOT_ASKED,
        "distance": NOT_ASKED if km is None else _band(km, (20, 40, 60), CODES["distance"]),
        "duration": NOT_ASKED if weeks is None else _band(weeks, (6, 12.0001), CODES["duration"]),
    }


def _band(value: float, edges: tuple[float, ...], names: tuple[str, ...]) -> str:
    return names[sum(value >= edge for edge in edges)]


def _tests(proposal: Proposal | None) -> dict[str, str]:
    levels = (proposal.levels if proposal is not None else None) or {}
    return {test: MISSING if levels.get(test) is None else str(levels[test]) for test in TESTS}


def _decision(seen: Seen) -> dict[str, str]:
    decision = seen.decision
    if decision is None:
        return {"decision": OPEN, "reason": "not_changed"}
    return {"decision": decision.kind, "reason": decision.reason or "not_changed"}


def _course(seen: Seen, before: tuple[Seen, ...]) -> dict[str, str]:
    proposal = seen.proposal
    if proposal is None or proposal.outcome == "screening_incomplete":
        referral = "unfinished"
    else:
        referral = proposal.urgency or ("caution" if proposal.caution else "none")
    result: VisitResult | None = seen.visit.result if seen.visit.kind == "trial" else None
    days = seen.diary_days
    ticked = "no_diary" if days is None or not before else CODES["adherence"][(days < 10) + (days < 5)]
    return {"referral": referral, "trial": result or "no_trial", "adherence": ticked}


class _Between(msgspec.Struct, frozen=True):
    """What changed from the first visit: the direction, and now less then in tenths."""

    direction: Direction = "unknown"
    tenths: int | None = None


def _outcomes(first: Seen | None, now: Seen) -> dict[str, _Between]:
    if first is None:
        return dict.fromkeys(OUTCOMES, _Between())
    return {
        "pain": _pain(first.assessment.nrs, now.assessment.nrs),
        "activity": _activity(first.activities, now.activities),
        "degrees": _degrees(first.assessment, now.assessment),
        "levels": _levels(first.proposal, now.proposal),
    }


def _pain(then: Nrs, now: Nrs) -> _Between:
    """The first of the three scores that was asked both times: on average, on a run, now."""
    for name in ("average_7d", "worst_run", "now"):
        before, after = getattr(then, name), getattr(now, name)
        if before is not None and after is not None:
            return _Between(pain_change(before, after) or "same", 10 * (after - before))
    return _Between()


def _activity(then: tuple[float, ...], now: tuple[float, ...]) -> _Between:
    """The means of the same activities; another number of them is another question."""
    if not then or len(then) != len(now):
        return _Between()
    before, after = (Fraction(sum(map(Fraction, scores)), len(scores)) for scores in (then, now))
    return _Between(activity_change(before, after) or "same", round(10 * (after - before)))


def _degrees(then: Assessment, now: Assessment) -> _Between:
    """The means of the stiffer side in the same position."""
    before, after = _stiffer(then), _stiffer(now)
    if before is None or after is None or before.position != after.position:
        return _Between()
    assert before.degrees is not None and after.degrees is not None  # noqa: S101, PT018 - made so below
    return _Between(side_change(before, after) or "same", round(10 * (after.degrees - before.degrees)))


def _stiffer(seen: Assessment) -> Measured | None:
    test = seen.tests.thoracic_rotation
    sides = [side(seen, ROTATION, name) for name in (LEFT, RIGHT)]
    means = [mean_degrees(one) for one in sides if isinstance(one, RotationSide) and one.degrees]
    return Measured(0, min(means), test.position) if test is not None and len(means) == 2 else None


def _levels(then: Proposal | None, now: Proposal | None) -> _Between:
    """Whether the levels that were found both times are higher together."""
    first, last = ((found.levels if found is not None else None) or {} for found in (then, now))
    pairs = [(first.get(test), last.get(test)) for test in TESTS]
    rises = [after - before for before, after in pairs if before is not None and after is not None]
    if not rises:
        return _Between()
    risen = sum(rises)
    return _Between("better" if risen >= REAL_LEVELS else "worse" if -risen >= REAL_LEVELS else "same")


def _findings(seen: Assessment) -> str:
    answers = seen.interview | seen.posture
    return " ".join(name for name in FINDINGS if answers.get(name) == "yes")


def _rules(proposal: Proposal | None) -> str:
    """The rules that spoke for what was proposed."""
    if proposal is None or proposal.hidden:
        return ""
    spoke = {reason.rule for reason in proposal.reasons if reason.points > 0 and reason.cause in proposal.causes}
    return " ".join(sorted(spoke))


def _taught(before: Iterable[Seen]) -> str:
    """The exercises of the plan that was in use before this visit."""
    plan = next((seen.plan for seen in reversed(tuple(before)) if seen.plan is not None), None)
    return "" if plan is None else " ".join(sorted(item.exercise for item in plan.items if item.goes_home))


def _minutes(seconds: int) -> int:
    """Whole minutes of a step, one at least; 0 where it was not timed or the clock was left running."""
    minutes = max(1, round(seconds / 60)) if seconds > 0 else 0
    return minutes if minutes <= LONGEST_STEP else 0
