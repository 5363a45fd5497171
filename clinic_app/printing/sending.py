"""Sending a sheet exactly once, whenever the program or the machine dies.

A queue keeps what it was given, a journal keeps what we did; neither can be written in one step with the other.
So a sheet is sent in four steps, and after each the journal and the queue together tell where it stopped:

1. the journal notes the intention with a fresh token (`new_token`), durably;
2. the queue makes an empty job with the token in its name, and gives it a number;
3. the journal notes that number, durably (`note`);
4. the queue is given the sheet.

Stopped before 3, nothing was ever sent: an empty job prints nothing and is cancelled when found. Stopped after 3, the
job itself tells whether it has its sheet. A job without one is cancelled first and read afterwards: from its cancelling
on the queue takes no sheet, so a request that is still on its way cannot print later. Only a queue that has forgotten
the job leaves the question open, and then a person answers it. Nothing is ever sent again by itself.
"""

from collections.abc import Callable
from enum import StrEnum

from clinic_app.printing.job import SystemJob
from clinic_app.printing.printer import PrintOptions
from clinic_app.printing.system import PrintSystem


class Settled(StrEnum):
    """What became of a sending that was cut off."""

    NOT_SENT = "not_sent"  # certain: no sheet was given to the queue, and none will come
    SENT = "sent"  # the queue has or had the sheet: follow it
    UNKNOWN = "unknown"  # the queue does not know it any more: look into the tray
    UNREACHABLE = "unreachable"  # ask again when the printing system answers


def submit(  # noqa: PLR0913, PLR0917 - the sheet, its choices and its journal
    system: PrintSystem,
    pdf: bytes,
    options: PrintOptions,
    call_number: str,
    token: str,
    note: Callable[[SystemJob], None],
) -> SystemJob:
    """Steps 2 to 4. The intention with its token is noted already; `note` must be durable when it returns."""
    job = system.open_job(options, call_number, token)
    note(job)
    system.hand_over(job, pdf)
    return job


def settle(system: PrintSystem, printer: str, token: str, job: SystemJob | None) -> Settled:
    """Find out what became of a sending whose end was not noted. `job` is what step 3 noted, if it came so far."""
    raise NotImplementedError
