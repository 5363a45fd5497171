"""What the front desk has read in its two folders: each file once, and most of them not even once after a sign-in.

Knows no person and no screen; `counter` makes of it what the desk shows and does.
"""

from collections.abc import Mapping
from datetime import UTC, datetime

from clinic_app.actions.desk_events import read_event as read_desk_event
from clinic_app.domain.desk import DeskDay, Sheet
from clinic_app.domain.desk_event import Asked, Booked, BookingMoved, DeskEvent
from clinic_app.domain.print_job import PrintJob, jobs_of
from clinic_app.records.desk_files import is_day, read_day, read_sheet
from clinic_app.records.desk_index import INDEX_ID, Index, Kept, Mark, read_index
from clinic_app.records.inbox import read_event
from clinic_app.records.sealed import SealedFolder, UnreadableError

Told = tuple[datetime, DeskEvent]
LEAST_CHANGES = 40  # so many files may be opened again at the next sign-in


class Reading:
    """Sheets with their jobs, events, and the bookings. `jobs` are worked out anew only where something happened."""

    def __init__(self) -> None:
        self.sheets: dict[str, tuple[Mark, Sheet, bool]] = {}  # by id; the last one: whether it has its bytes
        self.jobs: dict[str, list[PrintJob]] = {}  # of each sheet
        self.told: dict[str, Told] = {}  # the events that were opened
        self.days: dict[str, tuple[Mark, DeskDay]] = {}  # of each studio whose desk this is
        self._lies: Mapping[str, tuple[str, ...]] | None = None  # for whose desks each entry lies there
        self.bad: set[str] = set()
        self.last = datetime.min.replace(tzinfo=UTC)
        self._kept: set[str] = set()  # events known to be of no more use by themselves
        self._of_sheet: dict[str, list[str]] = {}  # ids of the events of each sheet
        self._of_round: dict[str, set[str]] = {}  # ids of the sheets of each visit
        self._changed: set[str] = set()  # sheets whose jobs have to be worked out
        self._begun = self._was_there = False
        self._unkept = 0

    def look(self, out: SealedFolder, inbox: SealedFolder) -> None:
        """Read what is new in both folders; raises `OSError` where they were and are no more, as on a share."""
        if self.is_away(out):
            raise FileNotFoundError(out.path)
        there = out.marks()
        self._lies = out.places
        if not self._begun:
            self._recall(read_index(out), there)
            self._begun = True
        self._look_out(out, there)
        for identity, content in inbox.contents(lambda one: one in self.told or one in self._kept):
            event = read_event(identity, content) if isinstance(content, bytes) else None
            found = None if event is None else read_desk_event(event)
            if event is not None and found is not None:
                self._take(identity, event.at, found)
        self._work_out(inbox)

    @property
    def day(self) -> DeskDay:
        """The bookings of every studio whose desk this is, as of the oldest of them."""
        days = [day for _mark, day in self.days.values()]
        made_at = min((day.made_at for day in days), default=datetime.min.replace(tzinfo=UTC))
        return DeskDay(made_at, tuple(line for day in days for line in day.lines))

    def places(self) -> dict[str, tuple[str, ...]]:
        """The studios of sheets and bookings, by id, where somebody works at several desks; else none."""
        lies = self._lies
        if lies is None:
            return {}
        found = {identity: lies[identity] for identity in self.sheets if identity in lies}
        for identity, (_mark, day) in self.days.items():
            found.update((line.id, lies[identity]) for line in day.lines if identity in lies)
        for _at, event in self.told.values():
            if isinstance(event, Booked) and event.studio:
                found.setdefault(event.booking, (event.studio,))
        return found

    def is_away(self, out: SealedFolder) -> bool:
        """Whether the folder was there once and is not now: that is no empty queue."""
        there = out.path.is_dir()
        self._was_there = self._was_there or there
        return self._was_there and not there

    def remember(self, inbox: SealedFolder, identity: str, at: datetime, event: DeskEvent) -> None:
        """An event that was written here."""
        self._take(identity, at, event)
        self._work_out(inbox)

    def _look_out(self, out: SealedFolder, there: dict[str, Mark]) -> None:
        for identity in self.sheets.keys() - there.keys():
            self._of_round[self.sheets.pop(identity)[1].round].discard(identity)
            self.jobs.pop(identity, None)
            self._unkept += LEAST_CHANGES  # who was erased leaves the index at once
        self.bad &= there.keys()
        self.days = {identity: day for identity, day in self.days.items() if identity in there}
        for identity, mark in there.items():
            if is_day(identity):
                self._look_at_day(out, identity, mark)
            elif identity != INDEX_ID and (identity not in self.sheets or self.sheets[identity][0] != mark):
                self._look_at_sheet(out, identity, mark)

    def _look_at_day(self, out: SealedFolder, identity: str, mark: Mark) -> None:
        if identity not in self.days or self.days[identity][0] != mark:
            content = _content(out, identity)
            day = None if content is None else read_day(content)
            if day is not None:
                self.days[identity] = (mark, day)

    def _look_at_sheet(self, out: SealedFolder, identity: str, mark: Mark) -> None:
        content = _content(out, identity)
        found = None if content is None else read_sheet(identity, content)
        if found is None:
            self.bad.add(identity)
            return
        self.bad.discard(identity)
        self._put(identity, mark, found.sheet, bool(found.pdf))
        self._changed.add(identity)
        self._unkept += 1

    def _put(self, identity: str, mark: Mark, sheet: Sheet, has_bytes: bool) -> None:
        self.sheets[identity] = (mark, sheet, has_bytes)
        self._of_round.setdefault(sheet.round, set()).add(identity)

    def _take(self, identity: str, at: datetime, event: DeskEvent) -> None:
        self.told[identity], self.last = (at, event), max(self.last, at)
        self._unkept += 1
        if sheet := getattr(event, "sheet", ""):
            self._of_sheet.setdefault(sheet, []).append(identity)
            self._changed.add(sheet)

    def _work_out(self, inbox: SealedFolder) -> None:
        """The jobs of what changed. A queue may hold thousands, and a sheet has few events."""
        for identity in self._changed & self.sheets.keys():
            _mark, sheet, has_bytes = self.sheets[identity]
            events = [self._event(inbox, one) for one in self._of_sheet.get(identity, ())]
            known = sorted((one for one in events if one is not None), key=lambda one: one[0])
            self.jobs[identity] = jobs_of(sheet, known, has_bytes=has_bytes)
        self._changed.clear()

    def _event(self, inbox: SealedFolder, identity: str) -> Told | None:
        """An event, opened now where only its id was kept."""
        if identity not in self.told:
            content = _content(inbox, identity)
            event = None if content is None else read_event(identity, content)
            found = None if event is None else read_desk_event(event)
            if event is None or found is None:
                return None
            self.told[identity] = (event.at, found)
        return self.told[identity]

    # what is asked of it

    def all_jobs(self) -> list[PrintJob]:
        """The jobs of every sheet."""
        return [job for identity in self.sheets for job in self.jobs[identity]]

    def sheet_of(self, job_id: str) -> Sheet | None:
        """The sheet of a job; a sheet's first job has its own id."""
        if job_id in self.sheets:
            return self.sheets[job_id][1]
        return next((job.sheet for jobs in self.jobs.values() for job in jobs if job.id == job_id), None)

    def jobs_of_round(self, round_: str) -> list[PrintJob]:
        """The jobs of all papers of one visit."""
        return [job for identity in sorted(self._of_round.get(round_, ())) for job in self.jobs[identity]]

    def asked(self) -> frozenset[str]:
        """Sheets without their bytes that were asked for."""
        found = {event.sheet for _at, event in self.told.values() if isinstance(event, Asked)}
        return frozenset(sheet for sheet in found if sheet in self.sheets and not self.sheets[sheet][2])

    def bookings_told(self) -> list[tuple[datetime, Booked | BookingMoved]]:
        """What was told of bookings since the record gave out the day, oldest first."""
        found = [(at, event) for at, event in self.told.values() if isinstance(event, Booked | BookingMoved)]
        return sorted((one for one in found if one[0] > self.day.made_at), key=lambda one: one[0])

    # the index

    @property
    def wants_keeping(self) -> bool:
        """Whether so much is new that the next sign-in would have to open many files."""
        return self._unkept >= LEAST_CHANGES

    def index(self, inbox: SealedFolder) -> Index:
        """What is worth keeping now; events that have left their folder are not."""
        self._unkept = 0
        again = {one for one, (at, event) in self.told.items() if self._is_of_use(at, event)}
        known = ((self.told.keys() | self._kept) - again) & set(inbox.ids())
        sheets = {
            identity: Kept(mark, tuple(self.jobs[identity])) for identity, (mark, _sheet, _b) in self.sheets.items()
        }
        events = {sheet: tuple(one for one in ids if one in known) for sheet, ids in self._of_sheet.items()}
        others = known.difference(*events.values())
        return Index(sheets, events, tuple(sorted(others)), self.last)

    def _is_of_use(self, at: datetime, event: DeskEvent) -> bool:
        """Whether an event has to be read again although everything of its sheet is kept."""
        return isinstance(event, Asked) or (isinstance(event, Booked | BookingMoved) and at > self.day.made_at)

    def _recall(self, index: Index, there: dict[str, Mark]) -> None:
        self.last = max(self.last, index.last)
        self._kept.update(index.others, *index.events.values())
        self._of_sheet = {sheet: list(ids) for sheet, ids in index.events.items()}
        for identity, kept in index.sheets.items():
            if kept.jobs and there.get(identity) == kept.mark:
                self._put(identity, kept.mark, kept.jobs[0].sheet, kept.jobs[0].has_bytes)
                self.jobs[identity] = list(kept.jobs)
            else:
                self._unkept += 1


def _content(folder: SealedFolder, identity: str) -> bytes | None:
    try:
        return folder.read(identity)
    except (UnreadableError, FileNotFoundError):
        return None
