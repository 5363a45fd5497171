"""Visits that were entered under the wrong client: where they hang now, and where they hung before."""

from datetime import datetime

from msgspec import convert
from msgspec.structs import asdict
from sqlalchemy import select, update

from clinic_app.domain.visit import Visit, VisitKind
from clinic_app.domain.visit_move import VisitMove
from clinic_app.records import models
from clinic_app.records.store import Store


class VisitMoves(Store):
    """The moves of the record."""

    def hang(self, visit_id: str, client_id: str, episode_id: str, kind: VisitKind) -> Visit:
        """Put a visit under a client; what hangs on the visit, and its booking, goes with it."""
        row = self._row(models.Visit, visit_id)
        row.client_id, row.episode_id, row.kind = client_id, episode_id, kind
        self._session.flush()
        booking = models.Booking
        self._session.execute(update(booking).where(booking.visit_id == visit_id).values(client_id=client_id))
        return convert(row, Visit, from_attributes=True)

    def add(self, move: VisitMove) -> VisitMove:
        """Remember where a visit hung."""
        self._add(models.VisitMove(**asdict(move)))
        return move

    def get(self, move_id: str) -> VisitMove:
        """One move by id."""
        return convert(self._row(models.VisitMove, move_id), VisitMove, from_attributes=True)

    def last_of(self, visit_id: str) -> VisitMove | None:
        """The last move of a visit that was not taken back."""
        rows = [row for row in self._all(models.VisitMove, "visit_id", visit_id) if row.undone_at is None]
        return convert(rows[-1], VisitMove, from_attributes=True) if rows else None

    def take_back(self, move_id: str, at: datetime) -> None:
        """Say that a move was undone."""
        self._row(models.VisitMove, move_id).undone_at = at
        self._session.flush()

    def has_episode(self, episode_id: str) -> bool:
        """Whether an episode is still there."""
        return self._session.scalar(select(models.Episode.seq).where(models.Episode.id == episode_id)) is not None
