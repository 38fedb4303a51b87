"""Which unit an audience is of stands beside each decision about it."""

import sqlalchemy as sa
from alembic import op

revision = "r0018"
down_revision = "r0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("notice_decisions", sa.Column("unit", sa.Text()))
