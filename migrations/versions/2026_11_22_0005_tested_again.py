"""What is tested again in the same session, and which odd values were confirmed: two tables that are only added to."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """Both hang on a visit and go with it."""
    _of_visit(
        "retest",
        _text("test"),
        sa.Column("findings", JSON, nullable=False),
        _text("entered_by"),
        _time("entered_at"),
    )
    _of_visit(
        "confirmation",
        _text("path"),
        _text("code"),
        sa.Column("values", JSON, nullable=False),
        sa.Column("stands", sa.Boolean(), nullable=False),
        _text("confirmed_by"),
        _time("confirmed_at"),
    )


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _time(name: str) -> sa.Column[sa.DateTime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _of_visit(table: str, *columns: sa.Column) -> None:
    op.create_table(
        table,
        sa.Column("seq", SEQUENCE, autoincrement=True, nullable=False),
        _text("id"),
        _text("visit_id"),
        *columns,
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visit.id"], name=op.f(f"fk_{table}_visit_id_visit"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("id", name=op.f(f"uq_{table}_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f(f"ix_{table}_visit_id"), table, ["visit_id"])
