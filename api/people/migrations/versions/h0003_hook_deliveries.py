"""Deliveries of webhooks that were taken."""

import sqlalchemy as sa
from alembic import op

revision = "h0003"
down_revision = "h0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "hub_hook_deliveries",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_hub_hook_deliveries"),
    )
    op.create_index("ix_hub_hook_deliveries_ends_at", "hub_hook_deliveries", ["ends_at"])
