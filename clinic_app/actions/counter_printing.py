"""Printing at the desk: each sending has its journal in the inbox; what was cut off is settled on coming back."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from time import monotonic

from clinic_app.actions.counter import MOVED_ON, Counter
from clinic_app.domain.desk_event import Moved, NotSent, Queued, Sending
from clinic_app.domain.print_job import PrintJob
from clinic_app.errors import Refused
from clinic_app.handouts.reissue import reissued
from clinic_app.i18n import N_
from clinic_app.platform import FileLock
from clinic_app.printing import JobState, PrintOptions, PrintSystem, Standing, SystemJob
from clinic_app.printing.batch import CutOff, Outcome, Sheet, print_all, settle_all

SHOW_EVERY = 0.2  # seconds
LOST = "look_into_tray"
BUSY = N_("Sheets are being sent from this computer already. Wait until they are sent, then print again.")


class CounterJournal:
    """What sending asks of a journal; a key is a job's id."""

    def __init__(self, counter: Counter, copies: int = 1) -> None:
        self._counter, self._copies = counter, copies

    def intended(self, key: str, printer: str, token: str) -> None:
        """It is going to be sent."""
        sending = Sending(self._sheet(key), key, token, printer, self._counter.computer, self._copies)
        self._counter.note(sending, show=False)

    def numbered(self, key: str, job: SystemJob) -> None:
        """The queue gave it a number."""
        self._counter.note(Queued(self._sheet(key), key, job.token, job.printer, job.number), show=False)

    def sent(self, key: str) -> None:
        """The queue has it."""
        self._counter.note(Moved(self._sheet(key), key, "sent"), show=False)

    def not_sent(self, key: str) -> None:
        """The queue never had it: it waits as before."""
        self._counter.note(NotSent(self._sheet(key), key, self._counter.job(key).token))

    def lost(self, key: str) -> None:
        """Nobody knows: it counts as sent, and the person looks into the tray."""
        self._counter.note(Moved(self._sheet(key), key, "sent", LOST))

    def _sheet(self, key: str) -> str:
        return self._counter.job(key).sheet.id


def print_jobs(
    counter: Counter,
    system: PrintSystem,
    jobs: Sequence[PrintJob],
    options: PrintOptions,
    go_on: Callable[[int], bool] = lambda _sent: True,
) -> Outcome:
    """Send these jobs in their order; the first that is refused ends it, and the rest waits as before."""
    with _alone(counter) as alone:
        if not alone:
            return Outcome(0, refused=Refused(BUSY))
        counter.look()
        sheets = [
            Sheet(job.id, str(job.sheet.call_number), _bytes_of(counter, job)) for job in jobs if _can_go(counter, job)
        ]
        try:
            return print_all(system, sheets, options, CounterJournal(counter, options.copies), _shown(counter, go_on))
        finally:
            counter.show()


def _shown(counter: Counter, go_on: Callable[[int], bool]) -> Callable[[int], bool]:
    """What is on screen follows a batch now and then: after each sheet, a long queue would cost more than printing."""
    last = monotonic()

    def told(sent: int) -> bool:
        nonlocal last
        if monotonic() - last > SHOW_EVERY:
            counter.look()  # also for a newer version of a sheet whose turn has not come
            last = monotonic()
        return go_on(sent)

    return told


@contextmanager
def _alone(counter: Counter) -> Iterator[bool]:
    """Whether nobody else sends from this computer now: what is being sent must not be taken for cut off.

    Another person's window, or a second start of the program, has a counter of its own.
    """
    name = hashlib.sha256(counter.computer.encode()).hexdigest()[:12]
    folder = counter.folder / "desk"
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / f"sending-{name}.lock")
    taken = lock.acquire()
    try:
        yield taken
    finally:
        if taken:
            lock.release()


def _can_go(counter: Counter, job: PrintJob) -> bool:
    """Whether it still waits: another desk may have sent it meanwhile."""
    now = counter.job(job.id)
    return now.state == "waiting" and not now.is_open


def _bytes_of(counter: Counter, job: PrintJob) -> Callable[[], bytes]:
    def found() -> bytes:
        if not _can_go(counter, job):
            raise Refused(MOVED_ON)
        pdf = counter.pdf(job.sheet.id)
        today: date = counter.clock().astimezone().date()
        return reissued(pdf, today, job.sheet.language) if job.reprint else pdf

    return found


def settle_cut_off(counter: Counter, system: PrintSystem) -> list[str]:
    """Find out what became of what was being sent and is no more. Sends nothing; gives what cannot be known yet."""
    with _alone(counter) as alone:
        if not alone:
            return []  # whoever sends now comes here afterwards
        open_ones = [
            CutOff(job.id, job.token, None if job.number is None else SystemJob(job.printer, job.number, job.token))
            for job in counter.look().jobs
            if job.is_open and job.computer == counter.computer
        ]
        unknown = settle_all(system, open_ones, CounterJournal(counter))
        counter.show()
        return unknown


def follow_sent(counter: Counter, system: PrintSystem) -> dict[str, Standing]:
    """What the system says of every job sent from here; what was cancelled or failed there is noted as such."""
    found = {}
    sent = {
        SystemJob(job.printer, job.number, job.token): job
        for job in counter.view.jobs
        if job.state == "sent" and job.number is not None and job.reason != LOST and job.computer == counter.computer
    }
    for system_job, standing in system.follow_all(tuple(sent)).items() if sent else ():
        job = sent[system_job]
        if standing.state in (JobState.CANCELLED, JobState.FAILED):
            state = "cancelled" if standing.state is JobState.CANCELLED else "failed"
            counter.move(job.id, state, str(standing.reasons[0]) if standing.reasons else "printer")  # type: ignore[arg-type]
        else:
            found[job.id] = standing
    return found


def cancel_job(counter: Counter, system: PrintSystem, job: PrintJob) -> None:
    """Cancel what waits; ask the system to cancel what was sent. Whether that came in time, following it tells."""
    if job.state == "sent" and job.number is not None:
        system.cancel(SystemJob(job.printer, job.number, job.token))
    else:
        counter.move(job.id, "cancelled", "person")


def forget_spooled(counter: Counter, system: PrintSystem, job: PrintJob) -> None:
    """Have the system remove its own copy of a sheet whose printing somebody confirmed: it lies there readable.

    What the system refuses is left to it: it clears its copies by itself after a while.
    """
    if job.number is not None and job.computer == counter.computer:
        with suppress(Refused):
            system.forget(SystemJob(job.printer, job.number, job.token))
