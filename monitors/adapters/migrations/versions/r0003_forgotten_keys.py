"""Versions of the key of pseudonyms that are deleted, so that nothing of theirs is written again."""

import sqlalchemy as sa
from alembic import op

revision = "r0003"
down_revision = "r0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; so far nothing was ever forgotten."""
    op.create_table(
        "forgotten_keys",
        sa.Column("key_version", sa.Integer(), nullable=False),
        sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key_version", name="pk_forgotten_keys"),
    )
