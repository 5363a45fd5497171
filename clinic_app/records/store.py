"""What all stores share: a session, rows found by id or by owner, and the check against saving over a newer version."""

from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.records.faults import STALE
from clinic_app.records.models import Base

GONE = N_("This entry is no longer in the record; it may have been deleted elsewhere.")
Row = TypeVar("Row", bound=Base)


class Store:
    """The base of the stores, one store per noun."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def _row(self, model: type[Row], row_id: str) -> Row:
        """One row by id, read at most once in a unit of work; refused when it is gone."""
        known: dict[Any, Row] = self._session.info.setdefault("rows", {})
        row = known.get((model, row_id))
        if row is None and "ahead" in self._session.info:
            row = self._session.info["ahead"].row(model, row_id)
        if row is None:
            row = self._session.scalar(_by_id(model), {"id": row_id})
            if row is None:
                raise Refused(GONE)
            known[model, row_id] = row
        return row

    def _add(self, row: Any) -> None:
        """Write a new row at once, so that what is wrong with it shows here."""
        self._session.add(row)
        self._session.flush()
        self._session.info.setdefault("rows", {})[type(row), row.id] = row

    def _row_as_read(self, model: type[Row], row_id: str, revision: int) -> Row:
        """One row by id, refused when it has changed since `revision` was read."""
        row = self._row(model, row_id)
        if not self._is_as_read(row, revision):
            raise Refused(STALE)
        return row

    def _is_as_read(self, row: Any, revision: int) -> bool:
        """Whether a row is as it was read, or newer only by a save of ours whose answer was lost on the way."""
        ours = self._session.info.get("unheard", {}).get(row.id)
        return bool(row.revision == revision or row.revision == revision + 1 == ours)

    def _newest(self, model: type[Row], owner: str, owner_id: str) -> Row | None:
        """The last row of an owner, in the order of entry."""
        ahead = self._ahead(model, owner, owner_id)
        if ahead is not None:
            return ahead[-1] if ahead else None
        if (model, owner_id) in self._session.info.get("newest", ()):
            known: Row = self._session.info["newest"].pop((model, owner_id))
            return known
        row: Row | None = self._session.scalar(_newest_of(model, owner), {"owner": owner_id})
        return row

    def _all(self, model: type[Row], owner: str, owner_id: str) -> list[Row]:
        """All rows of an owner, oldest first."""
        ahead = self._ahead(model, owner, owner_id)
        return ahead if ahead is not None else list(self._session.scalars(_all_of(model, owner), {"owner": owner_id}))

    def _ahead(self, model: type[Row], owner: str, owner_id: str) -> list[Row] | None:
        """What was read ahead of an owner (`read_ahead`); None where nothing was."""
        if "ahead" not in self._session.info:
            return None
        found: list[Row] | None = self._session.info["ahead"].all(model, owner, owner_id)
        return found


# Building a statement costs more than running it, and these run at every entry.
@cache
def _by_id(model: Any) -> Select[Any]:
    return select(model).where(model.id == bindparam("id"))


@cache
def _newest_of(model: Any, owner: str) -> Select[Any]:
    return select(model).where(getattr(model, owner) == bindparam("owner")).order_by(model.seq.desc()).limit(1)


@cache
def _all_of(model: Any, owner: str) -> Select[Any]:
    return select(model).where(getattr(model, owner) == bindparam("owner")).order_by(model.seq)
