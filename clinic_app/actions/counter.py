"""The front desk's own side: what lies in its two folders, and what a person does there. It holds no record.

Everything here touches files, so none of it belongs on the window's thread. What is read once is remembered; only
what is new in the folders is opened again.
"""

import platform
import threading
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import msgspec

from clinic_app.actions.desk_events import read_event as read_desk_event
from clinic_app.actions.similar_names import easily_confused
from clinic_app.domain.desk import NEXT, DayLine, DeskDay, Sheet, SheetState
from clinic_app.domain.desk_event import Again, Asked, Booked, BookingMoved, DeskEvent, Moved, kind_of
from clinic_app.domain.print_job import PrintJob, in_force, jobs_of, replaces_printed
from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.records.desk_files import DAY_ID, approved_pdf, read_day, read_sheet
from clinic_app.records.inbox import Event, append_event, read_event
from clinic_app.records.key_ring import HeldRing
from clinic_app.records.sealed import Direction, SealedFolder, Unreadable, UnreadableError

MOVED_ON = N_("This sheet is in another state already. Look at it again; nothing was changed.")
UNREACHED = N_("The shared folder cannot be reached. Check the network; what is shown may be old.")


class CounterView(NamedTuple):
    """Everything the desk knows, as of one look. `confused` are call numbers that each job is easily taken for."""

    jobs: tuple[PrintJob, ...] = ()
    lines: tuple[DayLine, ...] = ()
    confused: dict[str, frozenset[int]] = {}  # noqa: RUF012 - never changed
    new_versions: frozenset[str] = frozenset()
    asked: frozenset[str] = frozenset()
    unreadable: int = 0
    reached: bool = True


class Counter:
    """One person at the desk. Safe to use from several threads."""

    def __init__(self, folder: Path, held: HeldRing, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.folder, self._held, self.clock = folder, held, clock
        self.computer = platform.node()[:80] or "here"  # queues of other computers cannot be asked from here
        self._lock = threading.RLock()
        self._sheets: dict[str, tuple[tuple[int, int], Sheet, bool]] = {}  # by id: mark of the file, sheet, bytes?
        self._events: dict[str, tuple[datetime, DeskEvent]] = {}
        self._of_sheet: dict[str, list[tuple[datetime, DeskEvent]]] = {}
        self._jobs: dict[str, list[PrintJob]] = {}  # of each sheet, until something happens to it
        self._here: tuple[list[str], dict[str, frozenset[int]]] = ([], {})
        self._day: tuple[tuple[int, int], DeskDay] | None = None
        self._bad: set[str] = set()
        self._last = datetime.min.replace(tzinfo=UTC)
        self.view = CounterView()

    @property
    def person(self) -> str:
        """The name of who is here."""
        return self._held.name

    def _open(self, direction: Direction) -> SealedFolder:
        return SealedFolder(self.folder, "desk", direction, self._held.ring)

    # looking

    def look(self) -> CounterView:
        """Read what is new; refused while the keys are dropped."""
        with self._lock:
            try:
                self._look_out(self._open("out"))
                self._look_in(self._open("in"))
            except OSError:
                self.view = self.view._replace(reached=False)
            else:
                self.view = self._viewed()
            return self.view

    def _look_out(self, out: SealedFolder) -> None:
        there = {}
        for identity in out.ids():
            try:
                found = out.file(identity).stat()
            except FileNotFoundError:
                continue
            there[identity] = (found.st_mtime_ns, found.st_size)
        for identity in self._sheets.keys() - there.keys():
            del self._sheets[identity]
            self._jobs.pop(identity, None)
        self._bad &= there.keys()
        for identity, mark in there.items():
            if identity == DAY_ID:
                self._look_at_day(out, mark)
            elif identity not in self._sheets or self._sheets[identity][0] != mark:
                self._look_at_sheet(out, identity, mark)

    def _look_at_day(self, out: SealedFolder, mark: tuple[int, int]) -> None:
        if self._day is None or self._day[0] != mark:
            content = _content(out, DAY_ID)
            day = None if content is None else read_day(content)
            if day is not None:
                self._day = (mark, day)

    def _look_at_sheet(self, out: SealedFolder, identity: str, mark: tuple[int, int]) -> None:
        content = _content(out, identity)
        found = None if content is None else read_sheet(identity, content)
        if found is None:
            self._bad.add(identity)
        else:
            self._bad.discard(identity)
            self._sheets[identity] = (mark, found.sheet, bool(found.pdf))
            self._jobs.pop(identity, None)

    def _look_in(self, inbox: SealedFolder) -> None:
        for identity, content in inbox.contents(lambda identity: identity in self._events):
            event = None if isinstance(content, Unreadable) else read_event(identity, content)
            found = None if event is None else read_desk_event(event)
            if event is not None and found is not None:
                self._remember(identity, event.at, found)

    def _remember(self, identity: str, at: datetime, event: DeskEvent) -> None:
        self._events[identity], self._last = (at, event), max(self._last, at)
        if sheet := getattr(event, "sheet", ""):
            self._of_sheet.setdefault(sheet, []).append((at, event))
            self._jobs.pop(sheet, None)

    def _jobs_of(self, sheet_id: str) -> list[PrintJob]:
        """The jobs of one sheet. Worked out anew only when something happened to it: a queue may hold thousands."""
        if sheet_id not in self._jobs:
            _mark, sheet, has_bytes = self._sheets[sheet_id]
            events = sorted(self._of_sheet.get(sheet_id, ()), key=lambda one: one[0])
            self._jobs[sheet_id] = jobs_of(sheet, events, has_bytes=has_bytes)
        return self._jobs[sheet_id]

    def _confused(self, jobs: list[PrintJob]) -> dict[str, frozenset[int]]:
        """Compared anew only when somebody came or went."""
        here = [job.id for job in jobs if job.state in ("waiting", "sent", "printed")]
        if sorted(here) != self._here[0]:
            self._here = (sorted(here), easily_confused(jobs))
        return self._here[1]

    def _viewed(self) -> CounterView:
        asked = {event.sheet for _at, event in self._events.values() if isinstance(event, Asked)}
        jobs = sorted(in_force(job for sheet_id in self._sheets for job in self._jobs_of(sheet_id)), key=_order)
        return CounterView(
            jobs=tuple(jobs),
            lines=self._lines(),
            confused=self._confused(jobs),
            new_versions=_new_versions(jobs),
            asked=frozenset(sheet for sheet in asked if sheet in self._sheets and not self._sheets[sheet][2]),
            unreadable=len(self._bad),
        )

    def _lines(self) -> tuple[DayLine, ...]:
        """The bookings of the record, and what this desk has told it since."""
        day = DeskDay(datetime.min.replace(tzinfo=UTC)) if self._day is None else self._day[1]
        lines = {line.id: line for line in day.lines}
        told = [
            one for one in self._events.values() if isinstance(one[1], Booked | BookingMoved) and one[0] > day.made_at
        ]
        for _at, event in sorted(told, key=lambda one: one[0]):
            if isinstance(event, Booked) and event.booking not in lines:
                state, who = "walk_in" if event.walked_in else "booked", event.kana or event.name
                lines[event.booking] = DayLine(event.booking, event.at, event.minutes, who, event.kind, state, "")  # type: ignore[arg-type]
            elif isinstance(event, BookingMoved) and event.booking in lines and not lines[event.booking].round:
                lines[event.booking] = msgspec.structs.replace(lines[event.booking], state=event.state)
        return tuple(sorted(lines.values(), key=lambda line: (line.at, line.id)))

    # doing

    def note(self, event: DeskEvent, *, show: bool = True) -> None:
        """Write down what happened; durable when it returns."""
        self.note_all((event,), show=show)

    def note_all(self, events: tuple[DeskEvent, ...], *, show: bool = True) -> None:
        """Write down several things that happened one after the other; `view` follows unless more comes at once."""
        with self._lock:
            inbox = self._open("in")
            for event in events:
                at = max(self.clock(), self._last + timedelta(microseconds=1))
                identity = str(uuid.uuid4())
                payload = msgspec.to_builtins(event)
                append_event(inbox, Event(identity, at, self._held.person, kind_of(event), payload))
                self._remember(identity, at, event)
            if show:
                self.view = self._viewed()

    def job(self, job_id: str) -> PrintJob:
        """One job as it stands."""
        with self._lock:
            for sheet_id, (_mark, sheet, _has_bytes) in self._sheets.items():
                if any(job.id == job_id for job in self._jobs_of(sheet_id)):
                    same = [one for one, (_m, other, _h) in self._sheets.items() if other.round == sheet.round]
                    found = in_force(job for one in same for job in self._jobs_of(one))
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


def _content(folder: SealedFolder, identity: str) -> bytes | None:
    try:
        return folder.read(identity)
    except (UnreadableError, FileNotFoundError):
        return None


def _order(job: PrintJob) -> tuple[int, float, int]:
    """Whose turn it is: what somebody has to do something about, the oldest first; then the rest, newest first."""
    at_hand = job.state in ("waiting", "sent", "printed") or (job.state == "failed" and not job.followed_by)
    issued = job.sheet.issued_at.timestamp()
    return (0, issued, job.sheet.call_number) if at_hand else (1, -job.at.timestamp(), job.sheet.call_number)


def _new_versions(jobs: list[PrintJob]) -> frozenset[str]:
    rounds: dict[str, list[PrintJob]] = {}
    for job in jobs:
        rounds.setdefault(job.sheet.round, []).append(job)
    return frozenset(
        job.id for job in jobs if job.state == "waiting" and replaces_printed(job, rounds[job.sheet.round])
    )
