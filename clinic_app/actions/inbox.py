"""What a session does with the events of the front desk and the manager: take each into the record once."""

from collections.abc import Callable
from typing import NamedTuple

from clinic_app.errors import Refused
from clinic_app.records import inbox as inboxes
from clinic_app.records.inbox import Event
from clinic_app.records.key_faults import SEALED_UNREADABLE
from clinic_app.records.record import Record, UnitOfWork
from clinic_app.records.sealed import SealedFolder

Take = Callable[[UnitOfWork, Event], None]


class EventsImported(NamedTuple):
    """How many events are new in the record, and why others were left where they are."""

    events: int
    left: tuple[Refused, ...]


def import_events(record: Record, inbox: SealedFolder, take: Take) -> EventsImported:
    """Take in what is new, oldest first, each in a transaction of its own together with its effect (`take`).

    An event that cannot be read or taken stays in its folder and is tried again; the others go on. Killed at any
    moment, the next call takes in what is missing and nothing twice.
    """
    taken, left = 0, []

    def known(identity: str) -> bool:
        with record.reading() as work:
            return work.imported_events.knows(identity)

    def take_one(event: Event) -> None:
        nonlocal taken
        try:
            with record.unit_of_work() as work:
                take(work, event)
                work.imported_events.add(event, work.now)
                work.audit("import_event", event.actor, event.uuid)
                work.commit()
        except Refused as refused:
            left.append(refused)
        else:
            taken += 1

    found = inboxes.import_events(inbox, known, take_one)
    left += [Refused(SEALED_UNREADABLE, file=one.path) for one in found.unreadable]
    return EventsImported(taken, tuple(left))
