"""How long a session is planned to take and how much of that each step may need. A plan to lean on, never a limit."""

from collections.abc import Iterable
from datetime import datetime

# Minutes of each step in a session of an hour; a longer session gives every step its share more. The progress of a
# follow-up has none of its own: its interview is the shorter for it.
MINUTES_OF_AN_HOUR = {
    "intake": 8,
    "screening": 5,
    "posture": 3,
    "hip_hinge": 5,
    "thoracic_rotation": 5,
    "dead_bug": 5,
    "result": 5,
    "teach": 18,
    "plan": 6,
}
FORGOTTEN_AFTER_MINUTES = 180  # a session left open over lunch or entered later has no clock that means anything


def step_seconds(step: str, session_minutes: int) -> int:
    """What one step may take in a session of so many minutes; a step without a budget of its own takes none."""
    return MINUTES_OF_AN_HOUR.get(step, 0) * session_minutes


def seconds_needed(steps: Iterable[str], session_minutes: int) -> int:
    """What some steps may take together."""
    return sum(step_seconds(step, session_minutes) for step in steps)


def seconds_left(started_at: datetime, now: datetime, session_minutes: int) -> int | None:
    """Until the planned end, below zero when it has passed; None where a clock would mean nothing."""
    gone = (now - started_at).total_seconds()
    if not 0 <= gone <= (session_minutes + FORGOTTEN_AFTER_MINUTES) * 60:
        return None
    return round(session_minutes * 60 - gone)
