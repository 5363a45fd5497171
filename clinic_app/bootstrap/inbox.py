"""Takes what the front desk and the manager have sent into the record, each event once."""

import uuid
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from clinic_app.actions.inbox import knows_event, take_in_event
from clinic_app.errors import Refused
from clinic_app.records import inbox as inboxes
from clinic_app.records.faults import RecordError
from clinic_app.records.inbox import Event
from clinic_app.records.key_faults import SEALED_UNREADABLE
from clinic_app.records.key_ring import KeyRing
from clinic_app.records.record import Record, UnitOfWork, utc_now
from clinic_app.records.sealed import SealedFolder

RENEWED = "own_password"


class EventsImported(NamedTuple):
    """How many events are new in the record, and why others were left where they are."""

    events: int
    left: tuple[Refused, ...]


def import_events(record: Record, inbox: SealedFolder, take: Callable[[UnitOfWork, Event], None]) -> EventsImported:
    """Take in what is new, oldest first, each in a transaction of its own together with its effect (`take`).

    An event that cannot be read or taken stays in its folder and is tried again; the others go on. Killed at any
    moment, the next call takes in what is missing and nothing twice.
    """
    taken, left = 0, []

    def take_one(event: Event) -> None:
        nonlocal taken
        try:
            taken += take_in_event(record, event, _take_own_password if event.kind == RENEWED else take)
        except Refused as refused:
            left.append(refused.bare())  # it is kept until the next look, and whoever locks meanwhile drops the keys
        except RecordError:  # what no program of ours writes, but somebody with the rights of a desk may
            left.append(Refused(SEALED_UNREADABLE, file=inbox.file(event.uuid)))

    found = inboxes.import_events(inbox, lambda identity: knows_event(record, identity), take_one)
    left += [Refused(SEALED_UNREADABLE, file=one.path) for one in found.unreadable]
    return EventsImported(taken, tuple(left))


def tell_own_password(folder: Path, ring: KeyRing) -> None:
    """Let the record know that somebody who holds no key to it replaced their password; raises `OSError`."""
    inbox = SealedFolder(folder, "desk" if "desk" in ring.keys else "stats", "in", ring)
    inboxes.append_event(inbox, Event(str(uuid.uuid4()), utc_now(), ring.person, RENEWED))


def _take_own_password(work: UnitOfWork, event: Event) -> None:
    work.audit("set_password", event.actor, event.actor)
