"""Between an open record and the front desk's folders: takes in what the desk tells, gives out what it needs.

A thread of its own, so that no save waits for a share. It works after a save that concerns the desk, when it is told
to look, and now and then by itself: a share may not tell of new files. While the keys are dropped it waits.
"""

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from clinic_app.actions.desk_events import take_desk_event
from clinic_app.actions.desk_out import Publisher
from clinic_app.bootstrap.inbox import import_events
from clinic_app.errors import Refused
from clinic_app.records.durable import make_folder
from clinic_app.records.exchange import exchange
from clinic_app.records.inbox import read_event
from clinic_app.records.key_ring import HeldRing
from clinic_app.records.record import Record

LOOK_AGAIN = 10.0
# What changes something that lies at the desk. Entries of a session do not, and come many times a minute.
CONCERNS_THE_DESK = frozenset(
    (
        "answer_reprint_request",
        "arrive",
        "bin_client",
        "book_visit",
        "change_booking",
        "change_client",
        "erase_client",
        "issue_handout",
        "merge_clients",
        "move_visit",
        "take_out_of_bin",
        "undo_merge",
        "undo_move",
    )
)
EVENT_DAYS = 60  # longer than any sheet needs its events
# These name a client; two daily backups have them, and nobody who is erased later is left in a folder.
NAMING_DAYS = 2
NAMING = frozenset(("booked", "called", "client_registered", "diary_returned"))


class DeskLink:
    """One record's link. `heard` is called, on the link's thread, with how many events came in."""

    def __init__(self, record: Record, folder: Path, held: HeldRing, heard: Callable[[int], None]) -> None:
        self.folder = folder
        self._record, self._held, self._heard = record, held, heard
        self._publisher = Publisher(record)
        self._asked, self._ended, self._tidied = threading.Event(), False, False
        self._again = None if held.ring.at_server else LOOK_AGAIN  # a server tells of new events by itself
        self._thread = threading.Thread(target=self._run, name="desk-link", daemon=True)
        self.left: tuple[Refused, ...] = ()

    @property
    def inbox(self) -> Path:
        """Where the desk's events arrive."""
        return self.folder / "desk" / "in"

    def begin(self) -> None:
        """Work from now on."""
        if not self._held.ring.at_server:
            make_folder(self.inbox)
        self._record.on_saved = self._on_saved
        self._asked.set()
        self._thread.start()

    def _on_saved(self, done: tuple[str, ...]) -> None:
        if not CONCERNS_THE_DESK.isdisjoint(done):
            self.wake()

    def wake(self) -> None:
        """Look soon."""
        self._asked.set()

    def stop(self, *, wait: bool = True) -> None:
        """Work no more; with `wait` returns when nothing is under way."""
        self._ended = True
        self._record.on_saved = None
        self._asked.set()
        if wait and self._thread.is_alive():
            self._thread.join(timeout=10)

    def _run(self) -> None:
        while True:
            self._asked.wait(self._again)
            self._asked.clear()
            if self._ended:
                return
            try:
                taken = self.once()
                if not self._tidied:
                    self._tidied = self.tidy() >= 0  # once in a session is enough for what is counted in days
            except (Refused, OSError):
                continue  # locked, or the share is away: the next look tries again
            except Exception:
                if self._record.is_open:
                    raise
                continue  # closed under its hands
            if taken:
                self._heard(taken)

    def once(self) -> int:
        """Take in, then give out; returns how many events were new."""
        if not self._record.is_open:
            return 0
        as_of = self._record.clock()
        ring = self._held.ring
        inbox = exchange(self.folder, "desk", "in", ring)
        imported = import_events(self._record, inbox, take_desk_event)
        self.left = imported.left
        self._publisher.publish(exchange(self.folder, "desk", "out", ring), as_of)
        return imported.events

    def tidy(self) -> int:
        """Take away events of long ago that are in the record; what they told of a client is there, or erased."""
        inbox = exchange(self.folder, "desk", "in", self._held.ring)
        now, gone = self._record.clock(), 0
        for identity, content in inbox.contents():
            event = read_event(identity, content) if isinstance(content, bytes) else None
            if event is None:
                continue
            if event.at < now - timedelta(days=NAMING_DAYS if event.kind in NAMING else EVENT_DAYS):
                with self._record.reading() as work:
                    known = work.imported_events.knows(identity)
                if known:
                    inbox.withdraw(identity)
                    gone += 1
        return gone
