"""The front desk's own side: what lies in its two folders, and what a person does there. It holds no record.

Everything here touches files, so none of it belongs on the window's thread. What is read once is remembered; only
what is new in the folders is opened again.
"""

import platform
import threading
import uuid
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple, Self

import msgspec

from clinic_app.actions.counter_reading import Reading
from clinic_app.actions.desk_events import read_event
from clinic_app.actions.similar_names import easily_confused
from clinic_app.domain.desk import NEXT, DayLine, SheetState
from clinic_app.domain.desk_event import (
    Again,
    Booked,
    Called,
    DeskEvent,
    DiaryReturned,
    Moved,
    Registered,
    kind_of,
)
from clinic_app.domain.print_job import PrintJob, in_force, replaces_printed
from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.records.desk_files import approved_pdf, read_sheet
from clinic_app.records.desk_index import write_index
from clinic_app.records.exchange import exchange
from clinic_app.records.fault_sentences import STORED_AFTER_ALL
from clinic_app.records.inbox import Event, append_event
from clinic_app.records.key_ring import HeldRing, KeyRing
from clinic_app.records.sealed import Direction, SealedFolder, UnreadableError

MOVED_ON = N_("This sheet is in another state already. Look at it again; nothing was changed.")
UNREACHED = N_("The shared folder cannot be reached. Check the network; what is shown may be old.")
RENEWED = N_("The keys of the clinic were renewed. Sign out and sign in again; nothing was written down just now.")
TYPED = (Booked, Registered, Called, DiaryReturned)  # what a person typed, and would type again


class CounterView(NamedTuple):
    """Everything the desk knows, as of one look. `confused` are call numbers that each job is easily taken for."""

    jobs: tuple[PrintJob, ...] = ()
    lines: tuple[DayLine, ...] = ()
    confused: dict[str, frozenset[int]] = {}  # noqa: RUF012 - never changed
    new_versions: frozenset[str] = frozenset()
    asked: frozenset[str] = frozenset()
    unreadable: int = 0
    reached: bool = True
    renewed: bool = False  # the clinic's keys are others now: whoever signed in before must do so again
    places: dict[str, tuple[str, ...]] = {}  # noqa: RUF012 - as above; the studios of sheets and bookings

    def at_desk_of(self, studio: str) -> Self:
        """What of it lies at the desk of one studio."""
        if not self.places:
            return self
        return self._replace(
            jobs=tuple(job for job in self.jobs if studio in self.places.get(job.sheet.id, (studio,))),
            lines=tuple(line for line in self.lines if studio in self.places.get(line.id, (studio,))),
        )


class Counter:
    """One person at the desk. Safe to use from several threads."""

    def __init__(
        self,
        folder: Path,
        held: HeldRing,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        has_renewed: Callable[[KeyRing], bool] = lambda _ring: False,
    ) -> None:
        self.folder, self._held, self.clock, self._has_renewed = folder, held, clock, has_renewed
        self.computer = platform.node()[:80] or "here"  # queues of other computers cannot be asked from here
        self._lock = threading.RLock()
        self.reading = Reading()
        self._unheard: list[tuple[DeskEvent, Event]] = []  # what was being written down when no answer came
        self._here: tuple[list[str], dict[str, frozenset[int]]] = ([], {})
        self.view = CounterView()

    @property
    def person(self) -> str:
        """The name of who is here."""
        return self._held.name

    @property
    def studio(self) -> str:
        """The code of the studio whose desk this is; empty where there is only one."""
        return self._held.studio

    def _open(self, direction: Direction) -> SealedFolder:
        return exchange(self.folder, "desk", direction, self._held.ring)

    # looking

    def look(self) -> CounterView:
        """Read what is new; refused while the keys are dropped."""
        with self._lock:
            try:
                self.reading.look(self._open("out"), self._open("in"))
            except OSError:
                self.view = self.view._replace(reached=False)
            else:
                fresh = self._viewed()
                if fresh != self.view:  # nothing new is the same view, told apart without comparing thousands of jobs
                    self.view = fresh
            return self.view

    def keep_index(self) -> None:
        """Keep what was read for the next sign-in, once it is worth it; where that cannot be, all is read again."""
        with self._lock:
            if self.reading.wants_keeping and self.view.reached:
                with suppress(Refused, OSError):
                    write_index(self._open("out"), self.reading.index(self._open("in")))

    def _confused(self, jobs: list[PrintJob]) -> dict[str, frozenset[int]]:
        """Compared anew only when somebody came or went."""
        here = [job.id for job in jobs if job.state in ("waiting", "sent", "printed")]
        if sorted(here) != self._here[0]:
            self._here = (sorted(here), easily_confused(jobs))
        return self._here[1]

    def _viewed(self) -> CounterView:
        jobs = sorted(in_force(self.reading.all_jobs()), key=_order)
        return CounterView(
            jobs=tuple(jobs),
            lines=self._lines(),
            confused=self._confused(jobs),
            new_versions=_new_versions(jobs),
            asked=self.reading.asked(),
            unreadable=len(self.reading.bad),
            renewed=bool(self.reading.bad) and self._has_renewed(self._held.ring),
            places=self.reading.places(),
        )

    def _lines(self) -> tuple[DayLine, ...]:
        """The bookings of the record, and what this desk has told it since."""
        lines = {line.id: line for line in self.reading.day.lines}
        for _at, event in self.reading.bookings_told():
            if isinstance(event, Booked) and event.booking not in lines:
                state, who = "walk_in" if event.walked_in else "booked", event.kana or event.name
                lines[event.booking] = DayLine(event.booking, event.at, event.minutes, who, event.kind, state, "")  # type: ignore[arg-type]
            elif not isinstance(event, Booked) and event.booking in lines and not lines[event.booking].round:
                lines[event.booking] = msgspec.structs.replace(lines[event.booking], state=event.state)
        return tuple(sorted(lines.values(), key=lambda line: (line.at, line.id)))

    @property
    def at_server(self) -> bool:
        """Whether a server tells of what is new, so that nobody has to look now and then."""
        return self._held.ring.at_server

    # doing

    def note(self, event: DeskEvent, *, show: bool = True) -> None:
        """Write down what happened; durable when it returns."""
        self.note_all((event,), show=show)

    def note_all(self, events: tuple[DeskEvent, ...], *, show: bool = True) -> None:
        """Write down several things that happened one after the other; `view` follows unless more comes at once."""
        with self._lock:
            self._refuse_away()
            if self._has_renewed(self._held.ring):
                raise Refused(RENEWED)  # what is sealed under an old key nobody could take in
            inbox = self._open("in")
            self._settle(inbox, events)
            for event in events:
                self._append(inbox, event)
            if show:
                self.view = self._viewed()

    def _append(self, inbox: SealedFolder, event: DeskEvent) -> None:
        """One event, once: where no answer came the last time, the repeat is the same entry and not a second one."""
        made = next((made for told, made in self._unheard if told == event), None)
        if made is None:
            at = max(self.clock(), self.reading.last + timedelta(microseconds=1))
            told = msgspec.to_builtins(event)
            if "studio" in told:
                told["studio"] = self._held.ring.studio
            made = Event(str(uuid.uuid4()), at, self._held.person, kind_of(event), told)
            self._unheard.append((event, made))
        append_event(inbox, made)
        self._heard(inbox, event, made)

    def _heard(self, inbox: SealedFolder, event: DeskEvent, made: Event) -> None:
        self._unheard.remove((event, made))
        if made.uuid not in self.reading.told:
            self.reading.remember(inbox, made.uuid, made.at, read_event(made) or event)  # with its studio

    def _settle(self, inbox: SealedFolder, events: tuple[DeskEvent, ...]) -> None:
        """Before anything else is written down, learn what became of what went without an answer."""
        stored = False
        for event, made in list(self._unheard):
            if event in events:
                continue
            if inbox.has(made.uuid):
                self._heard(inbox, event, made)
                stored = stored or isinstance(event, TYPED)
            else:
                self._unheard.remove((event, made))
        if stored:
            self.view = self._viewed()
            raise Refused(STORED_AFTER_ALL)

    def _refuse_away(self) -> None:
        """Nothing is written into a place where the share once was: it would be lost when that is back."""
        if self.reading.is_away(self._open("out")):
            raise Refused(UNREACHED)

    def show(self) -> None:
        """Let `view` follow what was noted without showing it."""
        with self._lock:
            self.view = self._viewed()

    def job(self, job_id: str) -> PrintJob:
        """One job as it stands."""
        with self._lock:
            sheet = self.reading.sheet_of(job_id)
            if sheet is not None:
                found = in_force(self.reading.jobs_of_round(sheet.round))
                return next(job for job in found if job.id == job_id)
        raise Refused(MOVED_ON)

    def move(self, job_id: str, state: SheetState, reason: str = "") -> None:
        """Bring a job into its next state; refused where there is no such way."""
        with self._lock:
            job = self.job(job_id)
            if state not in NEXT[job.state]:
                raise Refused(MOVED_ON)
            self.note(Moved(job.sheet.id, job.id, state, reason))

    def print_again(self, job_id: str) -> str:
        """One new job for one that has ended; asked for twice, it is the same one. Gives its id."""
        with self._lock:
            job = self.job(job_id)
            if job.followed_by:
                return job.followed_by
            if not job.is_final or job.replaced:
                raise Refused(MOVED_ON)
            again = Again(job.sheet.id, str(uuid.uuid4()), job.id, reprint=job.state == "handed_over" or job.reprint)
            self.note(again)
            return again.job

    def pdf(self, sheet_id: str) -> bytes:
        """The bytes of a sheet, refused unless they are those that were approved."""
        self._refuse_away()
        try:
            content = self._open("out").read(sheet_id)
        except (UnreadableError, FileNotFoundError):
            return approved_pdf(None)
        return approved_pdf(read_sheet(sheet_id, content))

    def paper_ready(self, line: DayLine) -> bool:
        """Whether somebody's sheet is at the desk."""
        return bool(line.round) and any(
            job.sheet.round == line.round and job.state in ("waiting", "sent", "printed") for job in self.view.jobs
        )


def _order(job: PrintJob) -> tuple[int, float, int]:
    """Whose turn it is: what somebody has to do something about, the oldest first; then the rest, newest first."""
    at_hand = job.state in ("waiting", "sent", "printed") or (job.state == "failed" and not job.followed_by)
    issued = job.sheet.issued_at.timestamp()
    return (0, issued, job.sheet.call_number) if at_hand else (1, -job.at.timestamp(), job.sheet.call_number)


def _new_versions(jobs: list[PrintJob]) -> frozenset[str]:
    rounds: dict[str, list[PrintJob]] = {}
    for job in jobs:
        rounds.setdefault(job.sheet.round, []).append(job)
    several = [of_one for of_one in rounds.values() if len(of_one) > 1]
    return frozenset(
        job.id for of_one in several for job in of_one if job.state == "waiting" and replaces_printed(job, of_one)
    )
