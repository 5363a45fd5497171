"""Decisions on proposals: appended, never changed."""

from msgspec import convert

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
