"""The print jobs of a sheet, as its events tell them. Every way a state can change stands in `desk.NEXT`."""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from clinic_app.domain.desk import NEXT, Sheet, SheetState
from clinic_app.domain.desk_event import Again, DeskEvent, Moved, NotSent, Queued, Sending

REPLACED = "replaced"


class PrintJob(msgspec.Struct, frozen=True):
    """One job of a sheet. `after` is the job that it repeats, `followed_by` the one that repeats it.

    `token`, `printer`, `computer` and `number` are of its sending; `is_open` while nobody knows what became of that.
    Only the computer that sent it can ask its queue.
    """

    id: str
    sheet: Sheet
    state: SheetState
    at: datetime
    reason: str = ""
    after: str = ""
    reprint: bool = False
    followed_by: str = ""
    token: str = ""
    printer: str = ""
    computer: str = ""
    number: int | None = None
    is_open: bool = False
    has_bytes: bool = True

    @property
    def is_final(self) -> bool:
        """Whether nothing can become of it any more."""
        return not NEXT[self.state]

    @property
    def replaced(self) -> bool:
        """Whether a newer version of the sheet took its place before it was printed."""
        return self.state == "cancelled" and self.reason == REPLACED


def jobs_of(sheet: Sheet, events: Iterable[tuple[datetime, DeskEvent]], *, has_bytes: bool = True) -> list[PrintJob]:
    """The jobs of one sheet after its events, in their order. What does not fit the state it meets is passed over."""
    jobs = {sheet.id: PrintJob(sheet.id, sheet, "waiting", sheet.issued_at, has_bytes=has_bytes)}
    for at, event in events:
        if isinstance(event, Again):
            before = jobs.get(event.after)
            if before is None or before.followed_by or event.job in jobs:
                continue  # one retry for one failure, however often it was asked for
            jobs[before.id] = msgspec.structs.replace(before, followed_by=event.job)
            jobs[event.job] = PrintJob(
                event.job, sheet, "waiting", at, after=before.id, reprint=event.reprint, has_bytes=has_bytes
            )
        elif isinstance(event, Sending | Queued | NotSent | Moved) and event.job in jobs:
            jobs[event.job] = _after(jobs[event.job], at, event)
    return list(jobs.values())


def _after(job: PrintJob, at: datetime, event: Sending | Queued | NotSent | Moved) -> PrintJob:
    change = msgspec.structs.replace
    if isinstance(event, Moved):
        fits = event.state in NEXT[job.state]
        return change(job, state=event.state, at=at, reason=event.reason, is_open=False) if fits else job
    if job.state != "waiting" or (not isinstance(event, Sending) and event.token != job.token):
        return job
    if isinstance(event, Sending):
        return change(
            job, token=event.token, printer=event.printer, computer=event.computer, number=None, is_open=True, at=at
        )
    if isinstance(event, Queued):
        return change(job, printer=event.printer, number=event.number)
    return change(job, is_open=False, number=None, reason="not_sent")


def in_force(jobs: Iterable[PrintJob]) -> list[PrintJob]:
    """The jobs of all sheets, where a newer version has replaced what was still waiting."""
    found = list(jobs)
    rounds: dict[str, list[Sheet]] = {}
    for job in found:
        rounds.setdefault(job.sheet.round, []).append(job.sheet)

    def replaced(job: PrintJob) -> bool:
        others = rounds[job.sheet.round]
        return len(others) > 1 and not job.is_open and any(other.replaces(job.sheet) for other in others)

    return [
        msgspec.structs.replace(job, state="cancelled", reason=REPLACED)
        if job.state == "waiting" and replaced(job)
        else job
        for job in found
    ]


def replaces_printed(job: PrintJob, jobs: Iterable[PrintJob]) -> bool:
    """Whether an older version of this sheet is on paper already: then the client must not get both."""
    return any(other.state in ("sent", "printed", "handed_over") and job.sheet.replaces(other.sheet) for other in jobs)
