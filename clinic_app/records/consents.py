"""Consents: each answer with the words it was given to. A withdrawal is added to its answer, never instead of it."""

from datetime import date

from msgspec import convert

from clinic_app.domain.consent import Consent
from clinic_app.records import models
from clinic_app.records.store import Store


class Consents(Store):
    """The consents of the record."""

    def add(self, consent: Consent) -> Consent:
        """Store an answer."""
        row = models.Consent(**{name: getattr(consent, name) for name in Consent.__struct_fields__})
        self._add(row)
        return convert(row, Consent, from_attributes=True)

    def get(self, consent_id: str) -> Consent:
        """One answer by id."""
        return convert(self._row(models.Consent, consent_id), Consent, from_attributes=True)

    def withdraw(self, consent_id: str, day: date, actor: str) -> Consent:
        """Add the day on which an answer was taken back, and who wrote it down."""
        row = self._row(models.Consent, consent_id)
        row.withdrawn_on, row.withdrawn_by = day, actor
        self._session.flush()
        return convert(row, Consent, from_attributes=True)

    def of_client(self, client_id: str) -> tuple[Consent, ...]:
        """All answers of a client, oldest first."""
        rows = self._all(models.Consent, "client_id", client_id)
        return tuple(convert(row, Consent, from_attributes=True) for row in rows)
