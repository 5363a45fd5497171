"""Plans and their exercises. A plan that went home is never changed: a new one is added instead."""

from msgspec import convert
from sqlalchemy import delete, exists, insert, select

from clinic_app.domain.visit import Plan, PlanItem
from clinic_app.records import models
from clinic_app.records.store import Store

_ITEM_FIELDS = PlanItem.__struct_fields__


class Plans(Store):
    """The plans of the record."""

    def add(self, plan: Plan) -> Plan:
        """Store a new plan."""
        self._add(models.Plan(id=plan.id, visit_id=plan.visit_id, code=plan.code, **_columns(plan)))
        self._write_items(plan)
        return plan

    def change(self, plan: Plan) -> Plan:
        """Write a plan of an open visit anew, under the same id and code."""
        row = self._row(models.Plan, plan.id)
        for name, value in _columns(plan).items():
            setattr(row, name, value)
        self._session.flush()
        self._session.execute(delete(models.PlanItem).where(models.PlanItem.plan_id == plan.id))
        self._write_items(plan)
        return plan

    def newest_of(self, visit_id: str) -> Plan | None:
        """The plan of a visit that holds."""
        row = self._newest(models.Plan, "visit_id", visit_id)
        return None if row is None else self._plan(row)

    def with_code(self, code: str) -> Plan | None:
        """The plan with this code, or None."""
        row = self._session.scalar(select(models.Plan).where(models.Plan.code == code))
        return None if row is None else self._plan(row)

    def find(self, code: str) -> Plan | None:
        """The plan with this code, unless its client is in the bin."""
        plan = self.with_code(code)
        if plan is None:
            return None
        query = select(models.Client.binned_at).join(models.Visit, models.Visit.client_id == models.Client.id)
        binned = self._session.scalar(query.where(models.Visit.id == plan.visit_id))
        return plan if binned is None else None

    def any_before(self, client_id: str) -> bool:
        """Whether the client ever had a plan from this studio."""
        query = exists().where(models.Plan.visit_id == models.Visit.id, models.Visit.client_id == client_id)
        return bool(self._session.scalar(select(query)))

    def _write_items(self, plan: Plan) -> None:
        rows = [
            {"plan_id": plan.id, "position": position, **{name: getattr(item, name) for name in _ITEM_FIELDS}}
            for position, item in enumerate(plan.items, start=1)
        ]
        if rows:
            self._session.execute(insert(models.PlanItem), rows)

    def _plan(self, row: models.Plan) -> Plan:
        found = self._ahead(models.PlanItem, "plan_id", row.id)
        if found is None:
            query = select(models.PlanItem).where(models.PlanItem.plan_id == row.id).order_by(models.PlanItem.position)
            found = list(self._session.scalars(query))
        items = tuple(convert(item, PlanItem, from_attributes=True) for item in found)
        return Plan(
            row.id,
            row.visit_id,
            row.code,
            items,
            row.recheck_on,
            row.approved_by,
            row.saved_at,
            recheck_time=row.recheck_time,
            note=row.note,
            back_to_running=row.back_to_running,
            printed_name=row.printed_name,
        )


def _columns(plan: Plan) -> dict[str, object]:
    names = ("recheck_on", "recheck_time", "note", "approved_by", "saved_at", "back_to_running", "printed_name")
    return {name: getattr(plan, name) for name in names}
