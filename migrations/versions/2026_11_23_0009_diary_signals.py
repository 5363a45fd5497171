"""A returned diary tells the pain signal of each day as well."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Strips of before told no signals: fourteen days left empty."""
    op.add_column("diary_return", sa.Column("signals", sa.Text(), nullable=False, server_default="-" * 14))
