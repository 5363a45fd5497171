"""A client's rights: consent, the bin and the day until which a record is kept; and which events were imported."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Only new tables, and columns that SQLite adds in place: nothing is copied, so no child can be lost."""
    _client_columns()
    _consent()
    _imported_event()


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _client_columns() -> None:
    op.add_column("client", sa.Column("binned_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("client", _text("binned_by", nullable=True))
    op.add_column("client", _text("binned_reason", nullable=True))
    op.add_column("client", sa.Column("kept_until", sa.Date(), nullable=True))
    # Only the few rows in the bin: a whole index would look to SQLite like the best way to every client not in it.
    binned = sa.text("binned_at IS NOT NULL")
    op.create_index(op.f("ix_client_binned_at"), "client", ["binned_at"], sqlite_where=binned, postgresql_where=binned)


def _consent() -> None:
    op.create_table(
        "consent",
        sa.Column("seq", SEQUENCE, autoincrement=True, nullable=False),
        *map(_text, ("id", "client_id", "kind", "answer", "version", "language", "purpose", "text_hash")),
        sa.Column("given_on", sa.Date(), nullable=False),
        _text("guardian"),
        _text("recorded_by"),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        _text("withdrawn_by", nullable=True),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_consent")),
        sa.UniqueConstraint("id", name=op.f("uq_consent_id")),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_consent_client_id_client"), ondelete="CASCADE"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_consent_client_id"), "consent", ["client_id"])


def _imported_event() -> None:
    op.create_table(
        "imported_event",
        *map(_text, ("id", "kind")),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _text("actor"),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imported_event")),
    )
