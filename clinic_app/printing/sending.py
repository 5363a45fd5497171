"""Sending a sheet exactly once, whenever the program or the machine dies.

A queue keeps what it was given, a journal keeps what we did; neither can be written in one step with the other.
So a sheet is sent in four steps, and after each the journal and the queue together tell where it stopped:

1. the journal notes the intention with a fresh token (`new_token`), durably;
2. the queue makes an empty job with the token in its name, and gives it a number;
3. the journal notes that number, durably (`note`);
4. the queue is given the sheet.

Stopped before 3, nothing was ever sent: an empty job prints nothing and is cancelled when found. Stopped after 3, the
job itself tells whether it has its sheet. A job without one is cancelled first and judged afterwards: what the queue
still takes for a cancelled job it never prints, so a request that was on its way does no harm. Only a queue that has
forgotten the job leaves the question open, and then a person answers it. Nothing is ever sent again by itself.
"""

from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum

from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.printing.job import JobState, SystemJob
from clinic_app.printing.printer import PrintOptions
from clinic_app.printing.system import PrintSystem


class Settled(StrEnum):
    """What became of a sending that was cut off."""

    NOT_SENT = "not_sent"  # certain: no sheet was given to the queue, and none will come
    SENT = "sent"  # the queue has or had the sheet: follow it
    UNKNOWN = "unknown"  # the queue does not know it any more: look into the tray
    UNREACHABLE = "unreachable"  # ask again when the printing system answers


class Uncertain(Refused):
    """The sheet may be on its way or not: the journal keeps its number, and `settle` is asked later."""


def submit(  # noqa: PLR0913, PLR0917 - the sheet, its choices and its journal
    system: PrintSystem,
    pdf: bytes,
    options: PrintOptions,
    call_number: str,
    token: str,
    note: Callable[[SystemJob], None],
) -> SystemJob:
    """Steps 2 to 4. The intention with its token is noted already; `note` must be durable when it returns.

    Raises `Uncertain` when it cannot be told whether the sheet was taken, any other `Refused` when it certainly was
    not. The journal's entry may be closed as not sent only after such a `Refused`.
    """
    job = system.open_job(options, call_number, token)
    try:
        note(job)
    except BaseException:
        with suppress(Refused):
            system.cancel(job)  # it would lie empty in the queue until somebody asks what it is
        raise
    try:
        system.hand_over(job, pdf)
    except Refused:
        settled = settle(system, token, job)
        if settled is Settled.NOT_SENT:
            raise
        if settled is not Settled.SENT:
            raise Uncertain(
                N_("Whether the sheet was sent is not certain. Look into the tray before printing it again.")
            ) from None
    return job


def settle(system: PrintSystem, token: str, job: SystemJob | None) -> Settled:
    """Find out what became of a sending whose end was not noted. `job` is what step 3 noted, if it came so far.

    Leaves no job behind that could still print: what has no sheet is cancelled first and judged afterwards.
    """
    try:
        known = job or system.find(token)
        if known is None:
            return Settled.NOT_SENT
        standing = system.follow(known)
        if standing.state is JobState.INCOMING:
            system.cancel(known)
            standing = system.follow(known)
    except Refused:
        return Settled.UNREACHABLE
    if standing.state is JobState.UNREACHABLE:
        return Settled.UNREACHABLE
    if job is None or standing.has_sheet is False:
        return Settled.NOT_SENT
    return Settled.SENT if standing.has_sheet else Settled.UNKNOWN
