"""Copies that make themselves while somebody is signed in: here once a day and after visits, then at the second place.

Nothing here waits for a person or draws anything; the windows say when, and show the state. A copy reads the
record on a connection of its own, so it goes on after the record was closed.
"""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal, NamedTuple, Protocol

from clinic_app.domain.clock import went_back
from clinic_app.errors import Refused
from clinic_app.logs import Event
from clinic_app.records import audit
from clinic_app.records.backups import Backup, backups, copy_backup, make_backup, prune
from clinic_app.records.clinic_files import ClinicFiles
from clinic_app.records.engines import file_engine
from clinic_app.records.key_ring import HeldRing, KeyRing
from clinic_app.records.page_copy import Patience
from clinic_app.records.record import Clock, Record, utc_now
from clinic_app.records.restore import restored_at
from clinic_app.records.rotation import record_key
from clinic_app.records.second_place import copy_slots, refuse_away
from clinic_app.settings import Workstation, remember

Occasion = Literal["start", "tick", "visit_closed", "sign_out", "asked"]


class Tell(Protocol):
    """Writes into the program's log."""

    def __call__(self, event: Event, error: BaseException | None = None) -> None:
        """See `logs.Log.write`."""


LATE_AFTER = timedelta(days=3)


def _tell_nobody(event: Event, error: BaseException | None = None) -> None:
    """Where no log is kept, as on trial."""


class CopyState(NamedTuple):
    """The newest verified copies. `late` where one is missing for three days; `problem` is why the last try failed."""

    here: datetime | None
    there: datetime | None
    place: str
    late: bool
    problem: Refused | None = None
    left_without: bool = False


class Copies:
    """The copies of one clinic at one workstation, under the keys of whoever is signed in.

    `occasion` takes long and belongs off the window's thread; calls come one after the other by themselves.
    """

    def __init__(
        self,
        studio: ClinicFiles,
        held: HeldRing,
        *,
        clock: Clock = utc_now,
        patience: Patience = Patience(),  # noqa: B008 - frozen
        log: Tell = _tell_nobody,
    ) -> None:
        self.studio, self.held, self._clock, self.log = studio, held, clock, log
        self._stop, self._one_by_one = threading.Event(), threading.Lock()
        self._patience = patience
        self._problem: Refused | None = None

    def occasion(self, occasion: Occasion, ring: KeyRing | None = None, cut: Callable[[], bool] = bool) -> CopyState:
        """Make the copies that are due; what cannot be made is in the state and is tried again next time.

        `ring` is for a copy that goes on when the keys are dropped already: it is held until the copy ends. `cut`
        ends it soon, between two steps; that is no problem to be told, because whoever cuts makes it again.
        """
        with self._one_by_one:
            self._problem = None
            patience = self._patience._replace(stopped=lambda: self._stop.is_set() or cut())
            try:
                patience.refuse_stopped()
                self._make_due(occasion, ring or self.held.ring, patience)
            except Refused as refused:
                if cut() and not self._stop.is_set():
                    return self.state()
                self._problem = refused.bare()
                self.log("backup_failed", refused)
            else:
                remember(self.studio.folder, left_without_copy=False)
        return self.state()

    def state(self) -> CopyState:
        """How the copies stand, from what lies on the disk and is remembered; quick."""
        here, now = backups(self.studio.backups), self._clock()
        newest = here[-1].manifest.made_at if here else None
        mine = Workstation.load(self.studio.folder)
        place = mine.second_place
        there = mine.copied_at if place and mine.copied_to == place else None
        wanted = [newest, there if there or not here else here[0].manifest.made_at] if place else [newest]
        late = any(at is None or now - at >= LATE_AFTER for at in wanted)
        return CopyState(newest, there, place, late, self._problem, mine.left_without_copy)

    def leaving(self) -> None:
        """Somebody goes: until the last copy is made, it is remembered as missing."""
        remember(self.studio.folder, left_without_copy=True)

    def stop(self) -> None:
        """End a running copy soon; it does not count, and no other one begins."""
        self._stop.set()

    def remember_seen(self, record: Record) -> None:
        """Keep the end of the audit at this workstation: at sign-in, after each closed visit, at sign-out."""
        if record.is_open:
            remember(self.studio.folder, last_seen=audit.head(record.engine))

    def clock_went_back(self) -> bool:
        """Whether the clock is earlier than one seen before at this workstation; remembers the latest."""
        now, latest = self._clock(), Workstation.load(self.studio.folder).last_time
        if went_back(now, latest):
            return True
        if latest is None or now > latest:
            remember(self.studio.folder, last_time=now)
        return False

    def look_at_times(self, record: Record) -> None:
        """Take note of the time of the newest entry, which may be later than what this workstation saw."""
        seen = Workstation.load(self.studio.folder)
        newest = audit.newest(record.engine)
        known = seen.last_seen is not None and newest is not None and newest.seq <= seen.last_seen.seq
        if newest is not None and not known and (seen.last_time is None or newest.at > seen.last_time):
            remember(self.studio.folder, last_time=newest.at)

    def trust_clock(self) -> None:
        """A person looked: the clock is right now, and what was seen before was not."""
        remember(self.studio.folder, last_time=self._clock())

    def _make_due(self, occasion: Occasion, ring: KeyRing, patience: Patience) -> None:
        here = backups(self.studio.backups)
        made = self._make(ring, patience) if not here or self._is_due(occasion, here[-1], ring) else here[-1]
        place = Workstation.load(self.studio.folder).second_place
        if place:
            self._send(made, Path(place), ring, patience)

    def _is_due(self, occasion: Occasion, newest: Backup, ring: KeyRing) -> bool:
        if occasion == "asked":
            return True
        if occasion in ("start", "tick") and not Workstation.load(self.studio.folder).left_without_copy:
            return newest.manifest.made_at.astimezone().date() != self._clock().astimezone().date()
        engine = file_engine(self.studio.current().record, self._key(ring))
        try:
            return audit.head(engine) != newest.manifest.head
        finally:
            engine.dispose()

    def _make(self, ring: KeyRing, patience: Patience) -> Backup:
        made = make_backup(self.studio, self._key(ring), self._clock(), patience)
        prune(self.studio.backups, made, self._clock(), restored_at=restored_at(self.studio))
        self.log("backup_made")
        return made

    def _send(self, made: Backup, place: Path, ring: KeyRing, patience: Patience) -> None:
        mine = Workstation.load(self.studio.folder)
        used_before = mine.copied_to == mine.second_place
        refuse_away(place, used_before=used_before)
        copy_slots(self.studio, place)
        if used_before and mine.copied_at == made.manifest.made_at and (place / made.folder.name).is_dir():
            return
        key = record_key(made.folder / "clinic.db", ring)
        sent = copy_backup(made.folder, place, key, patience)
        prune(place, sent, self._clock(), restored_at=restored_at(self.studio))
        remember(self.studio.folder, copied_to=str(place), copied_at=sent.manifest.made_at)
        self.log("backup_copied")

    def _key(self, ring: KeyRing) -> bytes:
        return record_key(self.studio.current().record, ring)
