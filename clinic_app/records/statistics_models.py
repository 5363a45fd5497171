"""The tables of statistics: what is counted and what was released. Nobody outside `records` and `migrations` sees them.

`case_fact` holds what `domain.case_fact` allows and nothing else; it is made from the record and may be made anew.
"""

from datetime import datetime

from sqlalchemy import Boolean, Column, ForeignKey, Integer, SmallInteger, Table, Text
from sqlalchemy.orm import Mapped, mapped_column

from clinic_app.domain.case_fact import CHANGES, CODES, MINUTES, SETS, TYPES
from clinic_app.records.columns import Sequence
from clinic_app.records.tables import Base, Numbered, belongs_to

__all__ = ["Release", "ReleaseExport", "case_fact"]


def _of(table: str, *, key: bool = False) -> Column[int]:
    reference = ForeignKey(f"{table}.seq", ondelete="CASCADE")
    if key:
        return Column(f"{table}_seq", Sequence, reference, primary_key=True, autoincrement=False)
    return Column(f"{table}_seq", Sequence, reference, nullable=False, index=True)


case_fact = Table(
    "case_fact",
    Base.metadata,
    _of("visit", key=True),
    _of("client"),
    _of("episode"),
    Column("day", Integer, nullable=False),
    Column("counted", Boolean, nullable=False),
    Column("first", Boolean, nullable=False),
    *(Column(name, SmallInteger, nullable=False) for name in (*CODES, *MINUTES)),
    *(Column(name, SmallInteger) for name in CHANGES),
    *(Column(name, Text, nullable=False) for name in (*TYPES, *SETS)),
    Column("studio", Text, nullable=False, server_default=""),
)


class Release(Numbered, Base):
    """A release as it was made, byte for byte. Appended, never changed; one for each period."""

    __tablename__ = "release"
    period: Mapped[str] = mapped_column(unique=True)
    payload: Mapped[bytes]
    sha256: Mapped[str]
    closed_at: Mapped[datetime]
    closed_by: Mapped[str]


class ReleaseExport(Numbered, Base):
    """One time a release left the program: by whom, for what and whom, and in which form. Appended, never changed."""

    __tablename__ = "release_export"
    release_id: Mapped[str] = belongs_to("release")
    form: Mapped[str]
    language: Mapped[str]
    file_name: Mapped[str]
    purpose: Mapped[str]
    recipient: Mapped[str]
    actor: Mapped[str]
    at: Mapped[datetime]
