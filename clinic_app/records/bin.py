"""The bin: clients who are out of sight, who may come back, and who are erased with all that hangs on them."""

from datetime import datetime

from sqlalchemy import delete, func, select

from clinic_app.domain.rights import BinnedClient
from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.records import models
from clinic_app.records.clients import to_client
from clinic_app.records.store import GONE, Store

IN_BIN = N_("This client is in the bin. Take them out of the bin first; everything is still there.")


class Bin(Store):
    """The clients of the record that are in the bin."""

    def put(self, client_id: str, at: datetime, actor: str, reason: str) -> None:
        """Put a client in; one who is there already stays since when they are there."""
        row = self._row(models.Client, client_id)
        if row.binned_at is None:
            row.binned_at, row.binned_by, row.binned_reason = at, actor, reason
            self._session.flush()

    def take_back(self, client_id: str) -> None:
        """Take a client out, as they were."""
        row = self._row(models.Client, client_id)
        row.binned_at = row.binned_by = row.binned_reason = None
        self._session.flush()

    def holds(self, client_id: str) -> bool:
        """Whether a client is in the bin."""
        return self._row(models.Client, client_id).binned_at is not None

    def refuse(self, client_id: str) -> None:
        """Refuse to go on with a client who is in the bin."""
        if self.holds(client_id):
            raise Refused(IN_BIN)

    def contents(self) -> tuple[BinnedClient, ...]:
        """Who is in the bin, the longest there first."""
        visits = select(func.count()).where(models.Visit.client_id == models.Client.id).scalar_subquery()
        query = select(models.Client, visits).where(models.Client.binned_at.is_not(None))
        rows = self._session.execute(query.order_by(models.Client.binned_at, models.Client.seq))
        return tuple(
            BinnedClient(to_client(row), row.binned_at, row.binned_by or "", row.binned_reason or "", count)
            for row, count in rows
            if row.binned_at is not None
        )

    def papers_of(self, client_id: str) -> tuple[str, ...]:
        """The ids of a client's papers: what their sealed copies are named by."""
        query = select(models.Handout.id).join(models.Visit, models.Visit.id == models.Handout.visit_id)
        return tuple(self._session.scalars(query.where(models.Visit.client_id == client_id)))

    def erase(self, client_id: str) -> None:
        """Delete a client's row; all that hangs on it goes with it, and both engines' files keep nothing readable.

        SQLCipher overwrites freed pages at once (`secure_delete`); PostgreSQL does when it next vacuums.
        """
        if not self._session.scalar(select(func.count()).where(models.Client.id == client_id)):
            raise Refused(GONE)
        self._session.execute(delete(models.Client).where(models.Client.id == client_id))
        self._session.expunge_all()
        self._session.info.pop("rows", None)
