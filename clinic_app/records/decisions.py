"""Decisions on proposals: appended, never changed."""

from collections.abc import Sequence

from msgspec import convert
from sqlalchemy import select

from clinic_app.domain.visit import Decision
from clinic_app.records import models
from clinic_app.records.store import Store


class Decisions(Store):
    """The decisions of the record."""

    def add(self, decision: Decision) -> Decision:
        """Append a decision; it holds from now on, the earlier ones stay readable."""
        columns = {name: getattr(decision, name) for name in Decision.__struct_fields__}
        row = models.Decision(**(columns | {"causes": list(decision.causes)}))
        self._add(row)
        return convert(row, Decision, from_attributes=True)

    def of_visit(self, visit_id: str) -> tuple[Decision, ...]:
        """All decisions of a visit, the one that holds last."""
        rows = self._all(models.Decision, "visit_id", visit_id)
        return tuple(convert(row, Decision, from_attributes=True) for row in rows)

    def last_of(self, visit_ids: Sequence[str]) -> dict[str, Decision]:
        """The decision that holds of each of these visits; visits without one are left out."""
        query = select(models.Decision).where(models.Decision.visit_id.in_(visit_ids)).order_by(models.Decision.seq)
        rows = self._session.scalars(query)
        return {row.visit_id: convert(row, Decision, from_attributes=True) for row in rows}
