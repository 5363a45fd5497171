"""What the front desk does: call numbers, what became of a sheet, returned diaries, wishes for a reprint."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """Papers of before have no call number: they never went over the desk."""
    _of(
        "handout",
        "print_job",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("call_number", sa.Integer(), nullable=False),
        sa.Column("wanted_until", sa.Date()),
    )
    op.create_index(op.f("ix_print_job_day"), "print_job", ["day"])
    _of(
        "handout",
        "print_event",
        *(_text(name) for name in ("job_id", "kind", "state")),
        sa.Column("detail", JSON, nullable=False),
        _time("at"),
        _text("actor"),
    )
    _of("plan", "diary_return", _text("ticks"), _time("at"), _text("entered_by"))
    _of(
        "handout",
        "reprint_request",
        _time("at"),
        _text("asked_by"),
        sa.Column("answer", sa.Text()),
        sa.Column("answered_by", sa.Text()),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
    )


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _time(name: str) -> sa.Column[sa.DateTime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _of(owner: str, table: str, *columns: sa.Column) -> None:
    op.create_table(
        table,
        sa.Column("seq", SEQUENCE, autoincrement=True, nullable=False),
        _text("id"),
        _text(f"{owner}_id"),
        *columns,
        sa.ForeignKeyConstraint(
            [f"{owner}_id"], [f"{owner}.id"], name=op.f(f"fk_{table}_{owner}_id_{owner}"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("id", name=op.f(f"uq_{table}_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f(f"ix_{table}_{owner}_id"), table, [f"{owner}_id"])
