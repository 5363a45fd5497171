"""What was added to visits after they were closed: appended, never changed."""

from msgspec import convert

from clinic_app.domain.client_copy import Addition
from clinic_app.records import models
from clinic_app.records.store import Store


class Addenda(Store):
    """The addenda of the record."""

    def add(self, addendum_id: str, visit_id: str, addition: Addition) -> Addition:
        """Append one."""
        written = {name: getattr(addition, name) for name in Addition.__struct_fields__}
        self._add(models.Addendum(id=addendum_id, visit_id=visit_id, **written))
        return addition

    def of_visit(self, visit_id: str) -> tuple[Addition, ...]:
        """All of a visit, oldest first."""
        rows = self._all(models.Addendum, "visit_id", visit_id)
        return tuple(convert(row, Addition, from_attributes=True) for row in rows)
