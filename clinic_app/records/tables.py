"""What all tables share: names of constraints, how Python types are stored, a row's number and id."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, LargeBinary, MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from clinic_app.records.columns import CheckedText, Json, Sequence, UtcDateTime

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Common to all tables."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: CheckedText(),
        datetime: UtcDateTime(),
        dict[str, Any]: Json,
        list[str]: Json,
        bytes: LargeBinary(),
    }


class Numbered:
    """A row with its place in the order of events and its own id."""

    seq: Mapped[int] = mapped_column(Sequence, primary_key=True, autoincrement=True, sort_order=-2)
    id: Mapped[str] = mapped_column(unique=True, sort_order=-1)

    @declared_attr.directive
    def __table_args__(cls) -> Any:  # noqa: N805 - called on the class
        # AUTOINCREMENT never hands out the number of a deleted row again.
        return {"sqlite_autoincrement": True}


def takes_place() -> Mapped[str]:
    """The code of the studio; empty in a record that names none."""
    return mapped_column(server_default="", default="")


def belongs_to(table: str) -> Mapped[str]:
    """A reference that dies with its owner."""
    return mapped_column(ForeignKey(f"{table}.id", ondelete="CASCADE"), index=True)
