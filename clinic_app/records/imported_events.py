"""Which events of the sealed folders are in the record already."""

from datetime import datetime

from sqlalchemy import text

from clinic_app.records import models
from clinic_app.records.store import Store

_TAKING_IN = 0x436C4170, 1
_LOCK = text("SELECT pg_advisory_xact_lock({}, {})".format(*_TAKING_IN))


class ImportedEvents(Store):
    """The events that were taken in; each row is written with the event's effect."""

    def knows(self, identity: str) -> bool:
        """Whether an event is in the record."""
        return self._session.get(models.ImportedEvent, identity) is not None

    def claim(self, identity: str) -> bool:
        """Whether an event is new. On a server nobody else takes one in before this unit of work has ended."""
        if self._session.get_bind().dialect.name == "postgresql":
            self._session.execute(_LOCK)  # two programs would otherwise both find it new
        return not self.knows(identity)

    def add(self, identity: str, kind: str, at: datetime, actor: str, now: datetime) -> None:
        """Write down that an event is in; its id is unique, so a second time fails."""
        self._session.add(models.ImportedEvent(id=identity, kind=kind, at=at, actor=actor, imported_at=now))
        self._session.flush()
