"""What all stores share: a session, rows found by id, and the check that nobody saves over a newer version."""

from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.records.faults import STALE

GONE = N_("This entry is no longer in the record; it may have been deleted elsewhere.")
Row = TypeVar("Row")


class Store:
    """The base of the stores, one store per noun."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def _row(self, model: type[Row], row_id: str) -> Row:
        """One row by id; refused when it is gone."""
        column: Any = model.id  # type: ignore[attr-defined]
        row = self._session.scalar(select(model).where(column == row_id))
        if row is None:
            raise Refused(GONE)
        return row

    def _row_as_read(self, model: type[Row], row_id: str, revision: int) -> Row:
        """One row by id, refused when it has changed since `revision` was read."""
        row = self._row(model, row_id)
        if row.revision != revision:  # type: ignore[attr-defined]
            raise Refused(STALE)
        return row
