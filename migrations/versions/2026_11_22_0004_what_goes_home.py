"""What of a plan goes home: an exercise that is not yet understood stays off the sheet unless the trainer ticks it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One column; empty says that the teach-back decides, as it did for every plan until now."""
    op.add_column("plan_item", sa.Column("on_sheet", sa.Boolean(), nullable=True))
