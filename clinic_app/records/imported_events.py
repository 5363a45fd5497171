"""Which events of the sealed folders are in the record already."""

from datetime import datetime

from clinic_app.records import models
from clinic_app.records.store import Store


class ImportedEvents(Store):
    """The events that were taken in; each row is written with the event's effect."""

    def knows(self, identity: str) -> bool:
        """Whether an event is in the record."""
        return self._session.get(models.ImportedEvent, identity) is not None

    def add(self, identity: str, kind: str, at: datetime, actor: str, now: datetime) -> None:
        """Write down that an event is in; its id is unique, so a second time fails."""
        self._session.add(models.ImportedEvent(id=identity, kind=kind, at=at, actor=actor, imported_at=now))
        self._session.flush()
