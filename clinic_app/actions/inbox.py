"""What a session does with one event of the front desk or the manager: take it into the record, once."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol, TypeVar

from clinic_app.records.record import Record, UnitOfWork


class Sent(Protocol):
    """What is read of an event here; its payload is for whoever takes it."""

    @property
    def uuid(self) -> str:
        """Its own id, under which it is taken in once."""

    @property
    def kind(self) -> str:
        """What it tells."""

    @property
    def at(self) -> datetime:
        """When it happened."""

    @property
    def actor(self) -> str:
        """Whose doing it was."""


AnEvent = TypeVar("AnEvent", bound=Sent)


def knows_event(record: Record, identity: str) -> bool:
    """Whether an event is in the record."""
    with record.reading() as work:
        return work.imported_events.knows(identity)


def take_in_event(record: Record, event: AnEvent, take: Callable[[UnitOfWork, AnEvent], None]) -> bool:
    """Store an event's effect (`take`) and that it is in, in one transaction; False when it was in already."""
    with record.unit_of_work() as work:
        if not work.imported_events.claim(event.uuid):
            return False
        take(work, event)
        work.imported_events.add(event.uuid, event.kind, event.at, event.actor, work.now)
        work.audit("import_event", event.actor, event.uuid)
        work.commit()
    return True
