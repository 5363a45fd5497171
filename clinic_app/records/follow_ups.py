"""Measures of a visit, tests carried out again in it, and values confirmed in it: appended, the newest holds."""

from datetime import datetime

from msgspec import convert, to_builtins

from clinic_app.domain.assessment import Tests
from clinic_app.domain.follow_up import Confirmation, OutcomeMeasure, Retest
from clinic_app.records import models
from clinic_app.records.store import Store


class FollowUps(Store):
    """What a visit holds beside its findings."""

    def add_measure(self, row_id: str, visit_id: str, entered: OutcomeMeasure, by: str, at: datetime) -> None:
        """Append one measure."""
        self._add(
            models.OutcomeMeasure(
                id=row_id,
                visit_id=visit_id,
                measure=entered.measure,
                value=entered.value,
                words=entered.words,
                recorded_by=by,
                recorded_at=at,
            )
        )

    def measures_of(self, visit_id: str) -> tuple[OutcomeMeasure, ...]:
        """What holds of each measure of a visit, in no particular order."""
        rows = {row.measure: row for row in self._all(models.OutcomeMeasure, "visit_id", visit_id)}
        return tuple(convert(row, OutcomeMeasure, from_attributes=True) for row in rows.values())

    def add_retest(self, row_id: str, visit_id: str, retest: Retest) -> Retest:
        """Append one version of a re-test."""
        self._add(
            models.Retest(
                id=row_id,
                visit_id=visit_id,
                test=retest.test,
                findings=to_builtins(retest.tests),
                entered_by=retest.entered_by,
                entered_at=retest.entered_at,
            )
        )
        return retest

    def retests_of(self, visit_id: str) -> tuple[Retest, ...]:
        """The last version of each test's re-test; one that was taken back is left out."""
        rows = {row.test: row for row in self._all(models.Retest, "visit_id", visit_id)}
        found = (
            Retest(row.test, convert(row.findings, Tests), row.entered_by, row.entered_at) for row in rows.values()
        )
        return tuple(retest for retest in found if not retest.is_empty)

    def confirm(self, row_id: str, visit_id: str, confirmation: Confirmation) -> Confirmation:
        """Append one confirmation, or that it no longer stands."""
        columns = {name: getattr(confirmation, name) for name in Confirmation.__struct_fields__}
        self._add(models.Confirmation(id=row_id, visit_id=visit_id, **columns))
        return confirmation

    def confirmations_of(self, visit_id: str) -> tuple[Confirmation, ...]:
        """What was confirmed in a visit and still stands: the last word on each question."""
        rows = {(row.path, row.code): row for row in self._all(models.Confirmation, "visit_id", visit_id)}
        found = (convert(row, Confirmation, from_attributes=True) for row in rows.values())
        return tuple(confirmation for confirmation in found if confirmation.stands)
