"""The tables of what the front desk does: call numbers, what became of a sheet, returned diaries, wishes for a reprint.

Nobody outside `records` and `migrations` sees them.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from clinic_app.domain.diary import NO_SIGNALS
from clinic_app.records.tables import Base, Numbered, belongs_to

__all__ = ["DiaryReturn", "PrintEvent", "PrintJob", "ReprintRequest"]


class PrintJob(Numbered, Base):
    """A paper on its way over the desk: its call number of the day. The job has the paper's own id.

    `wanted_until` keeps the bytes at the desk again for a while, after a reprint was asked for.
    """

    __tablename__ = "print_job"
    handout_id: Mapped[str] = belongs_to("handout")
    day: Mapped[date]
    call_number: Mapped[int]
    wanted_until: Mapped[date | None]
    __table_args__ = (Index(None, "day"), {"sqlite_autoincrement": True})


class PrintEvent(Numbered, Base):
    """One thing that happened to a sheet at the desk, as its event told it. Appended, never changed."""

    __tablename__ = "print_event"
    handout_id: Mapped[str] = belongs_to("handout")
    job_id: Mapped[str]
    kind: Mapped[str]
    state: Mapped[str]
    detail: Mapped[dict[str, Any]]
    at: Mapped[datetime]
    actor: Mapped[str]


class DiaryReturn(Numbered, Base):
    """The ticks and pain signals of a strip that came back: one sign a day. The newest of a plan holds."""

    __tablename__ = "diary_return"
    plan_id: Mapped[str] = belongs_to("plan")
    ticks: Mapped[str]
    signals: Mapped[str] = mapped_column(server_default=NO_SIGNALS)
    at: Mapped[datetime]
    entered_by: Mapped[str]


class ReprintRequest(Numbered, Base):
    """The desk asks for a sheet whose bytes it no longer has; a trainer answers."""

    __tablename__ = "reprint_request"
    handout_id: Mapped[str] = belongs_to("handout")
    at: Mapped[datetime]
    asked_by: Mapped[str]
    answer: Mapped[str | None] = mapped_column()
    answered_by: Mapped[str | None]
    answered_at: Mapped[datetime | None]
