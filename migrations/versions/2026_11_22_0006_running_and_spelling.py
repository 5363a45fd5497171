"""A plan says whether the back-to-running table goes home with it, and how the name is printed where it cannot be."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Two columns; older plans carry no table and print the name as it is."""
    op.add_column("plan", sa.Column("back_to_running", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("plan", sa.Column("printed_name", sa.Text(), nullable=False, server_default=""))
