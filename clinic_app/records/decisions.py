"""Decisions on proposals: appended, never changed."""

from collections.abc import Sequence

from msgspec import convert
from sqlalchemy import ColumnElement, select

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

    def last_causes_of(self, visit_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """The causes that the trainer settled on in each of these visits; visits without a decision are left out."""
        return self._last_causes(models.Decision.visit_id.in_(visit_ids))

    def last_causes_between(self, after: int, upto: int) -> dict[str, tuple[str, ...]]:
        """The same of the visits whose assessments have these numbers, in one question."""
        number = models.Assessment.seq
        assessed = select(models.Assessment.visit_id).where(number > after, number <= upto)
        return self._last_causes(models.Decision.visit_id.in_(assessed))

    def _last_causes(self, those: ColumnElement[bool]) -> dict[str, tuple[str, ...]]:
        row = models.Decision
        query = select(row.visit_id, row.kind, row.causes).where(those).order_by(row.seq)
        last = {visit_id: (kind, causes) for visit_id, kind, causes in self._session.execute(query)}
        return {visit_id: tuple(causes) for visit_id, (kind, causes) in last.items() if kind != "none"}
