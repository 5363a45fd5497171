"""Visits and where their sessions stand."""

from datetime import date, datetime

from msgspec import convert
from sqlalchemy import select

from clinic_app.domain.client import Client
from clinic_app.domain.visit import Visit, VisitResult
from clinic_app.records import models
from clinic_app.records.clients import to_client
from clinic_app.records.store import Store


class Visits(Store):
    """The visits of the record."""

    def add(self, visit: Visit) -> Visit:
        """Store a new visit."""
        names = [name for name in Visit.__struct_fields__ if name != "revision"]
        row = models.Visit(**{name: getattr(visit, name) for name in names})
        self._add(row)
        return convert(row, Visit, from_attributes=True)

    def get(self, visit_id: str) -> Visit:
        """One visit by id."""
        return convert(self._row(models.Visit, visit_id), Visit, from_attributes=True)

    def move_to(self, visit_id: str, step: str, field: str) -> Visit:
        """Remember where the session stands."""
        row = self._row(models.Visit, visit_id)
        row.step, row.field = step, field
        return convert(row, Visit, from_attributes=True)

    def spend(self, visit_id: str, timings: dict[str, int]) -> Visit:
        """Remember how long each step was worked on."""
        row = self._row(models.Visit, visit_id)
        row.timings = dict(timings)
        self._session.flush()
        return convert(row, Visit, from_attributes=True)

    def close(self, visit_id: str, at: datetime, result: VisitResult | None) -> Visit:
        """Close a session with its result."""
        row = self._row(models.Visit, visit_id)
        row.state, row.closed_at, row.result = "closed", at, result
        self._session.flush()
        return convert(row, Visit, from_attributes=True)

    def newest_of(self, client_id: str) -> Visit | None:
        """The client's last visit: by the day it was done, then by the order of entry."""
        visits = self.of_client(client_id)
        return visits[-1] if visits else None

    def of_client(self, client_id: str) -> tuple[Visit, ...]:
        """All visits of a client by the day they were done, then by the order of entry."""
        rows = sorted(self._all(models.Visit, "client_id", client_id), key=lambda row: row.done_on)
        return tuple(convert(row, Visit, from_attributes=True) for row in rows)

    def of_day(self, day: date) -> tuple[tuple[Visit, Client], ...]:
        """The visits of one day with their clients, in the order they were opened; none of a client in the bin."""
        query = select(models.Visit, models.Client).join(models.Client, models.Client.id == models.Visit.client_id)
        query = query.where(models.Visit.done_on == day, models.Client.binned_at.is_(None))
        rows = self._session.execute(query.order_by(models.Visit.seq))
        return tuple((convert(visit, Visit, from_attributes=True), to_client(client)) for visit, client in rows)

    def before(self, visit: Visit) -> Visit | None:
        """The visit before this one in the same episode."""
        earlier = [found for found in self.of_client(visit.client_id) if found.episode_id == visit.episode_id]
        ids = [found.id for found in earlier]
        place = ids.index(visit.id)
        return earlier[place - 1] if place > 0 else None
