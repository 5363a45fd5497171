"""A job in the system's queue: how it is named, and what is known of it. "Sent" is never "printed"."""

import re
import secrets
from dataclasses import dataclass
from enum import StrEnum

from clinic_app.printing.reason import Reason

_CALL_NUMBER = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,15}")


class JobState(StrEnum):
    """Where a job is. `PRINTED` is the system's word; whether a sheet lies in the tray is for the person to see."""

    INCOMING = "incoming"  # the queue has its number, and no sheet yet
    WAITING = "waiting"
    PRINTING = "printing"
    STOPPED = "stopped"
    PRINTED = "printed"
    CANCELLED = "cancelled"
    FAILED = "failed"
    GONE = "gone"  # the queue no longer knows it: whether it was printed nobody can say
    UNREACHABLE = "unreachable"  # the printing system does not answer: nothing is known now
    NOT_FOLLOWED = "not_followed"  # handed to a system that tells nothing more

    @property
    def is_final(self) -> bool:
        """Whether asking again is of no use."""
        return self in _FINAL


_FINAL = frozenset({JobState.PRINTED, JobState.CANCELLED, JobState.FAILED, JobState.GONE, JobState.NOT_FOLLOWED})


@dataclass(frozen=True)
class Standing:
    """What the system says of a job now; `said` are the printer's own words, at most a line.

    `has_sheet` tells whether the queue was ever given the sheet; None where it cannot be told.
    """

    state: JobState
    reasons: tuple[Reason, ...] = ()
    said: str = ""
    has_sheet: bool | None = None


@dataclass(frozen=True)
class SystemJob:
    """A job as the journal keeps it: the printer, the number the queue gave it, and the token in its name.

    The number alone proves nothing: a queue that lost its memory gives the same number again. The token does.
    """

    printer: str
    number: int
    token: str


def new_token() -> str:
    """A random word that finds one sending in any queue; it says nothing about anybody."""
    return secrets.token_hex(8)


def job_name(call_number: str, token: str) -> str:
    """The title that the spool and the printer's panel show. It names nobody: only a call number may stand in it."""
    if not _CALL_NUMBER.fullmatch(call_number):
        raise ValueError("a job is titled with a call number, letters and digits only")
    return f"{call_number} {token}"
