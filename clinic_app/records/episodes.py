"""Episodes of a client's complaint."""

from datetime import date

from msgspec import convert

from clinic_app.domain.client import Episode
from clinic_app.records import models
from clinic_app.records.store import Store


class Episodes(Store):
    """The episodes of the record."""

    def add(self, episode: Episode) -> Episode:
        """Store a new episode."""
        row = models.Episode(
            id=episode.id, client_id=episode.client_id, opened_on=episode.opened_on, closed_on=episode.closed_on
        )
        self._add(row)
        return convert(row, Episode, from_attributes=True)

    def close(self, episode_id: str, day: date) -> None:
        """Close an episode; its visits stay what they are."""
        self._row(models.Episode, episode_id).closed_on = day
        self._session.flush()

    def get(self, episode_id: str) -> Episode:
        """One episode by id."""
        return convert(self._row(models.Episode, episode_id), Episode, from_attributes=True)

    def newest_of(self, client_id: str) -> Episode | None:
        """The client's last opened episode, open or closed."""
        row = self._newest(models.Episode, "client_id", client_id)
        return None if row is None else convert(row, Episode, from_attributes=True)
