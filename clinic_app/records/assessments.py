"""Assessments: the newest version of an open visit is rewritten in place, a closed one only gets newer versions."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, bindparam, func, select
from sqlalchemy.orm import aliased

from clinic_app.domain.assessment import Assessment, from_plain, to_plain
from clinic_app.domain.visit import StoredAssessment
from clinic_app.errors import Refused
from clinic_app.records import models
from clinic_app.records.columns import write_json
from clinic_app.records.faults import STALE, TOO_LONG
from clinic_app.records.store import Store

LARGEST_DOCUMENT = 200_000
_WITH_VISIT = (
    select(models.Visit, models.Assessment)
    .join(models.Assessment, models.Assessment.visit_id == models.Visit.id)
    .where(models.Visit.id == bindparam("visit"))
    .order_by(models.Assessment.seq.desc())
    .limit(1)
)


class Assessments(Store):
    """The assessments of the record."""

    def add(self, stored: StoredAssessment) -> StoredAssessment:
        """Store a new version; the caller numbers it."""
        row = models.Assessment(
            id=stored.id,
            visit_id=stored.visit_id,
            version=stored.version,
            format=stored.assessment.format,
            findings=_plain(stored.assessment),
            saved_at=stored.saved_at,
        )
        self._add(row)
        return _stored(row)

    def fetch_with_visit(self, visit_id: str) -> None:
        """Have the newest version and its visit in one question, for the next who asks in this unit of work."""
        found = self._session.execute(_WITH_VISIT, {"visit": visit_id}).one_or_none()
        if found is not None:
            visit, newest = found
            self._session.info.setdefault("rows", {})[models.Visit, visit_id] = visit
            self._session.info.setdefault("newest", {})[models.Assessment, visit_id] = newest

    def rewrite(self, visit_id: str, assessment: Assessment, revision: int, at: datetime) -> StoredAssessment:
        """Write the newest version anew; refused when someone else saved since `revision` was read."""
        row = self._newest(models.Assessment, "visit_id", visit_id)
        if row is None or not self._is_as_read(row, revision):
            raise Refused(STALE)
        findings = _plain(assessment)
        if row.findings != findings:
            row.findings, row.format, row.saved_at = findings, assessment.format, at
            self._session.flush()
        return _stored(row)

    def append(self, stored: StoredAssessment) -> StoredAssessment:
        """Store the version after the newest one; refused when someone else appended it first."""
        if stored.version != self.newest_of(stored.visit_id).version + 1:
            raise Refused(STALE)
        return self.add(stored)

    def newest_of(self, visit_id: str) -> StoredAssessment:
        """The newest version of a visit's assessment; every visit has one."""
        row = self._newest(models.Assessment, "visit_id", visit_id)
        if row is None:
            raise LookupError("a visit without an assessment")
        return _stored(row)

    def versions_of(self, visit_id: str) -> tuple[StoredAssessment, ...]:
        """All versions, oldest first."""
        return tuple(_stored(row) for row in self._all(models.Assessment, "visit_id", visit_id))

    def closed_page(self, after: int, limit: int) -> tuple[tuple[tuple[str, Assessment], ...], int | None]:
        """Of the next `limit` versions in the order of entry, those that are the newest of a closed visit, by its id.

        With them comes where the next page begins, None where this was the last one. Clients in the bin are left
        out. The numbers are cut off first, by themselves: a page costs the same wherever it lies.
        """
        model = models.Assessment
        numbers = self._session.scalars(
            select(model.seq).where(model.seq > after).order_by(model.seq).limit(limit)
        ).all()
        if not numbers:
            return (), None
        return self._closed_cases(model.seq.in_(numbers)), numbers[-1] if len(numbers) == limit else None

    def last(self) -> int:
        """The number of the newest version."""
        return self._session.scalar(select(func.max(models.Assessment.seq))) or 0

    def closed_between(self, after: int, upto: int) -> tuple[tuple[str, Assessment], ...]:
        """The same of the versions with these numbers, in one question: for a server, where several go out at once."""
        number = models.Assessment.seq
        return self._closed_cases(and_(number > after, number <= upto))

    def _closed_cases(self, those: ColumnElement[bool]) -> tuple[tuple[str, Assessment], ...]:
        model, later = models.Assessment, aliased(models.Assessment)
        newer = select(later.seq).where(later.visit_id == model.visit_id, later.version > model.version).exists()
        query = select(model.visit_id, model.findings).join(models.Visit, models.Visit.id == model.visit_id)
        query = query.join(models.Client, models.Client.id == models.Visit.client_id)
        query = query.where(those, ~newer)
        query = query.where(models.Visit.state == "closed", models.Client.binned_at.is_(None))
        rows = self._session.execute(query.order_by(model.seq))
        return tuple((visit_id, from_plain(findings)) for visit_id, findings in rows)

    def closed_count(self) -> int:
        """How many visits are closed, those of clients in the bin left out."""
        query = select(func.count()).select_from(models.Visit)
        query = query.join(models.Client, models.Client.id == models.Visit.client_id)
        query = query.where(models.Visit.state == "closed", models.Client.binned_at.is_(None))
        return self._session.scalar(query) or 0


def _plain(assessment: Assessment) -> dict[str, object]:
    plain = to_plain(assessment)
    if len(write_json(plain)) > LARGEST_DOCUMENT:
        raise Refused(TOO_LONG, limit=LARGEST_DOCUMENT)
    return plain


def _stored(row: models.Assessment) -> StoredAssessment:
    return StoredAssessment(
        row.id, row.visit_id, row.version, from_plain(row.findings), row.saved_at, revision=row.revision
    )
