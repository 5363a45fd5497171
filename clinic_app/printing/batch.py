"""Several sheets one after the other, with a journal of each: print all, and what was cut off the last time.

Where a journal is kept and what a sheet is called in it is for the desk; each method of it is durable when it returns.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from clinic_app.errors import Refused
from clinic_app.printing.job import SystemJob, new_token
from clinic_app.printing.printer import PrintOptions
from clinic_app.printing.sending import Settled, Uncertain, settle, submit
from clinic_app.printing.system import PrintSystem


class Journal(Protocol):
    """What the desk notes of one sheet, named by a key of its own. `token` is new for each sending."""

    def intended(self, key: str, printer: str, token: str) -> None:
        """It is going to be sent."""

    def numbered(self, key: str, job: SystemJob) -> None:
        """The queue gave it a number; from here on the sheet may be on its way."""

    def sent(self, key: str) -> None:
        """The queue has it."""

    def not_sent(self, key: str) -> None:
        """The queue certainly never had it and never will: it waits as before, or is given up."""

    def lost(self, key: str) -> None:
        """The queue no longer knows it: a person must look into the tray."""


@dataclass(frozen=True)
class Sheet:
    """One sheet to print. Its bytes are asked for only when its turn comes; `pdf` may refuse."""

    key: str
    call_number: str
    pdf: Callable[[], bytes]


@dataclass(frozen=True)
class CutOff:
    """A sending whose end the journal does not have: with the job, if it came so far."""

    key: str
    token: str
    job: SystemJob | None


@dataclass(frozen=True)
class Outcome:
    """What became of a batch: how many were sent, and the first sheet that was not, with the reason."""

    sent: int
    stopped_at: str = ""
    refused: Refused | None = None


def print_all(
    system: PrintSystem,
    sheets: Sequence[Sheet],
    options: PrintOptions,
    journal: Journal,
    go_on: Callable[[int], bool] = lambda _sent: True,
) -> Outcome:
    """Send the sheets in their order; `go_on` is told how many are sent, and ends the batch between two sheets.

    What the printer refuses ends the batch: it would refuse the next as well. A sheet whose own bytes are refused is
    passed over, so that one altered sheet does not keep the others waiting.
    """
    sent, unfit = 0, Outcome(0)
    for sheet in sheets:
        if not go_on(sent):
            break
        try:
            pdf = sheet.pdf()
        except Refused as refused:
            unfit = unfit if unfit.refused else Outcome(0, sheet.key, refused)
            continue
        try:
            _print(system, sheet, pdf, options, journal)
        except Refused as refused:
            return Outcome(sent, sheet.key, refused)
        sent += 1
    else:
        go_on(sent)
    return replace(unfit, sent=sent)


def _print(system: PrintSystem, sheet: Sheet, pdf: bytes, options: PrintOptions, journal: Journal) -> None:
    token = new_token()
    journal.intended(sheet.key, options.printer, token)
    try:
        submit(system, pdf, options, sheet.call_number, token, lambda job: journal.numbered(sheet.key, job))
    except Uncertain:
        raise  # its number stays in the journal, and `settle_all` finds out
    except Refused:
        journal.not_sent(sheet.key)
        raise
    journal.sent(sheet.key)


def settle_all(system: PrintSystem, cut_off: Iterable[CutOff], journal: Journal) -> list[str]:
    """Find out what became of each, note it, and return the keys of those that cannot be known yet. Sends nothing."""
    unknown = []
    for one in cut_off:
        match settle(system, one.token, one.job):
            case Settled.SENT:
                journal.sent(one.key)
            case Settled.NOT_SENT:
                journal.not_sent(one.key)
            case Settled.UNKNOWN:
                journal.lost(one.key)
            case Settled.UNREACHABLE:
                unknown.append(one.key)
    return unknown
