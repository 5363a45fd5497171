"""What statistics count, made from the record whenever it is needed, and the releases, which are kept for good."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CODES = """age sex desk_work distance duration hip_hinge thoracic_rotation dead_bug decision reason referral trial pain
activity degrees levels adherence"""
MINUTES = "intake screening posture hip_hinge thoracic_rotation dead_bug result teach plan"


def upgrade() -> None:
    """Older visits get their facts when the first period is closed."""
    numbers = [*CODES.split(), *(f"minutes_{step}" for step in MINUTES.split())]
    op.create_table(
        "case_fact",
        *(sa.Column(f"{table}_seq", SEQUENCE, nullable=False) for table in ("visit", "client", "episode")),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.Column("first", sa.Boolean(), nullable=False),
        *(sa.Column(name, sa.SmallInteger(), nullable=False) for name in numbers),
        *(sa.Column(f"{name}_change", sa.SmallInteger()) for name in ("pain", "activity", "degrees")),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("proposed", "decided", "episode_type", "findings", "rules", "taught")
        ),
        *(
            sa.ForeignKeyConstraint(
                [f"{table}_seq"], [f"{table}.seq"], name=op.f(f"fk_case_fact_{table}_seq_{table}"), ondelete="CASCADE"
            )
            for table in ("visit", "client", "episode")
        ),
        sa.PrimaryKeyConstraint("visit_seq", name=op.f("pk_case_fact")),
    )
    for table in ("client", "episode"):
        op.create_index(op.f(f"ix_case_fact_{table}_seq"), "case_fact", [f"{table}_seq"])
    op.create_table(
        "release",
        sa.Column("seq", SEQUENCE, autoincrement=True, nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("id", "period")),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_release")),
        sa.UniqueConstraint("id", name=op.f("uq_release_id")),
        sa.UniqueConstraint("period", name=op.f("uq_release_period")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "release_export",
        sa.Column("seq", SEQUENCE, autoincrement=True, nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("id", "release_id", "form", "language")),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("file_name", "purpose", "recipient", "actor")),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["release_id"], ["release.id"], name=op.f("fk_release_export_release_id_release"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_release_export")),
        sa.UniqueConstraint("id", name=op.f("uq_release_export_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_release_export_release_id"), "release_export", ["release_id"])
