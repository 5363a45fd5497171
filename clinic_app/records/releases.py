"""The releases as they were made, and every time one of them left."""

from msgspec import convert
from sqlalchemy import select

from clinic_app.domain.period import Period, read_period
from clinic_app.domain.release import ReleaseExport, StoredRelease
from clinic_app.records import models
from clinic_app.records.store import Store


class Releases(Store):
    """The releases of the record; they are added, never changed."""

    def add(self, release: StoredRelease) -> None:
        """Keep a release for good."""
        self._add(
            models.Release(
                id=release.id,
                period=release.period.id,
                payload=release.payload,
                sha256=release.sha256,
                closed_at=release.closed_at,
                closed_by=release.closed_by,
            )
        )

    def all(self) -> tuple[StoredRelease, ...]:
        """Every release, in the order of the periods."""
        rows = self._session.scalars(select(models.Release).order_by(models.Release.period))
        return tuple(_stored(row) for row in rows)

    def of_period(self, period: Period) -> StoredRelease | None:
        """The release of a period, None while there is none."""
        row = self._session.scalar(select(models.Release).where(models.Release.period == period.id))
        return None if row is None else _stored(row)

    def periods(self) -> frozenset[str]:
        """The ids of the periods that were released."""
        return frozenset(self._session.scalars(select(models.Release.period)))

    def note_export(self, export: ReleaseExport) -> None:
        """Remember that a release left."""
        self._add(models.ReleaseExport(**{name: getattr(export, name) for name in ReleaseExport.__struct_fields__}))

    def knows(self, release_id: str) -> bool:
        """Whether there is a release with this id."""
        return self._session.scalar(select(models.Release.seq).where(models.Release.id == release_id)) is not None

    def exports_of(self, release_id: str) -> tuple[ReleaseExport, ...]:
        """Every time a release left, oldest first."""
        rows = self._all(models.ReleaseExport, "release_id", release_id)
        return tuple(convert(row, ReleaseExport, from_attributes=True) for row in rows)


def _stored(row: models.Release) -> StoredRelease:
    period = read_period(row.period)
    if period is None:
        raise ValueError("a release of no period")
    return StoredRelease(row.id, period, row.payload, row.sha256, row.closed_at, row.closed_by)
