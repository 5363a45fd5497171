"""The studios of a company, and in which of them a client is at home and a visit took place."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PLACED = ("client", "booking", "call", "visit", "case_fact")


def upgrade() -> None:
    """Who never names a studio has one: everything stays without a code."""
    op.create_table(
        "studio",
        sa.Column("seq", SEQUENCE, autoincrement=True, nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("id", "code", "name", "address", "phone")),
        sa.Column("closed_on", sa.Date()),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_studio")),
        sa.UniqueConstraint("id", name=op.f("uq_studio_id")),
        sa.UniqueConstraint("code", name=op.f("uq_studio_code")),
        sqlite_autoincrement=True,
    )
    for table in PLACED:
        op.add_column(table, sa.Column("studio", sa.Text(), nullable=False, server_default=""))
