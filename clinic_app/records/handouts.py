"""Finished papers, frozen as they were approved."""

import hashlib

from msgspec import convert
from sqlalchemy import exists, func, select

from clinic_app.domain.visit import Handout
from clinic_app.errors import Refused
from clinic_app.records import models
from clinic_app.records.faults import DAMAGED
from clinic_app.records.store import Store


class Handouts(Store):
    """The handouts of the record; they are added, never changed."""

    def add(self, handout: Handout) -> Handout:
        """Store a finished paper."""
        row = models.Handout(**{name: getattr(handout, name) for name in Handout.__struct_fields__})
        self._add(row)
        return convert(row, Handout, from_attributes=True)

    def of_visit(self, visit_id: str) -> tuple[Handout, ...]:
        """All handouts of a visit, oldest first."""
        return tuple(_whole(row) for row in self._all(models.Handout, "visit_id", visit_id))

    def count_of(self, visit_id: str) -> int:
        """How many handouts a visit has, without reading their bytes."""
        query = select(func.count()).select_from(models.Handout).where(models.Handout.visit_id == visit_id)
        return self._session.scalar(query) or 0

    def any_of_plan(self, plan_id: str) -> bool:
        """Whether a plan went home already."""
        return bool(self._session.scalar(select(exists().where(models.Handout.plan_id == plan_id))))


def _whole(row: models.Handout) -> Handout:
    """A handout whose bytes are still those that were approved: a damaged page may read as zeros without an error."""
    if hashlib.sha256(row.pdf).hexdigest() != row.sha256:
        raise Refused(DAMAGED)
    return convert(row, Handout, from_attributes=True)
