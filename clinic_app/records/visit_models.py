"""The tables of what a visit holds beside its findings. Nobody outside `records` and `migrations` sees them."""

from datetime import datetime
from typing import Any

from sqlalchemy import Float
from sqlalchemy.orm import Mapped, mapped_column

from clinic_app.records.tables import Base, Numbered, belongs_to

__all__ = ["Addendum", "Confirmation", "OutcomeMeasure", "Retest"]


class Addendum(Numbered, Base):
    """What was added to a closed visit. Appended, never changed."""

    __tablename__ = "addendum"
    visit_id: Mapped[str] = belongs_to("visit")
    text: Mapped[str]
    written_by: Mapped[str]
    written_at: Mapped[datetime]


class OutcomeMeasure(Numbered, Base):
    """One measure of a visit; `words` is the client's own wording of an activity. Appended, never changed."""

    __tablename__ = "outcome_measure"
    visit_id: Mapped[str] = belongs_to("visit")
    measure: Mapped[str]
    value: Mapped[float | None] = mapped_column(Float)
    words: Mapped[str]
    recorded_by: Mapped[str]
    recorded_at: Mapped[datetime]


class Retest(Numbered, Base):
    """One test carried out again in the same session, in the form of the document. Appended, never changed."""

    __tablename__ = "retest"
    visit_id: Mapped[str] = belongs_to("visit")
    test: Mapped[str]
    findings: Mapped[dict[str, Any]]
    entered_by: Mapped[str]
    entered_at: Mapped[datetime]


class Confirmation(Numbered, Base):
    """A value that was asked back and confirmed, with the question as it stood. Appended, never changed."""

    __tablename__ = "confirmation"
    visit_id: Mapped[str] = belongs_to("visit")
    path: Mapped[str]
    code: Mapped[str]
    values: Mapped[dict[str, Any]]
    stands: Mapped[bool]
    confirmed_by: Mapped[str]
    confirmed_at: Mapped[datetime]
