"""What happened around outages: own changes, demand by our channels, words of vendors."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "r0013"
down_revision = "r0012"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
DOCUMENT = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "own_changes",
        *(_text(name) for name in ("source", "id", "system", "title")),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("platforms", DOCUMENT, nullable=False),
        sa.Column("sites", DOCUMENT, nullable=False),
        sa.Column("reference", sa.Text()),
        sa.PrimaryKeyConstraint("source", "id", name="pk_own_changes"),
    )
    op.create_index("ix_own_changes_changed", "own_changes", ["changed_at"])
    op.create_table(
        "demand_counts",
        *(_text(name) for name in ("source", "id", "channel")),
        sa.Column("from_at", MOMENT, nullable=False),
        sa.Column("until_at", MOMENT, nullable=False),
        sa.Column("contacts", sa.BigInteger(), nullable=False),
        sa.Column("capacity", sa.BigInteger()),
        sa.Column("platform", sa.Text()),
        sa.Column("unit", sa.Text()),
        sa.PrimaryKeyConstraint("source", "id", name="pk_demand_counts"),
    )
    op.create_index("ix_demand_counts_from", "demand_counts", ["from_at"])
    op.create_table(
        "demand_hours",
        *(_text(name) for name in ("channel", "source")),
        sa.Column("hour_at", MOMENT, nullable=False),
        sa.Column("contacts", sa.Double(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "source", "hour_at", name="pk_demand_hours"),
    )
    op.create_table(
        "vendor_words",
        *(_text(name) for name in ("platform", "source", "state")),
        sa.Column("said_at", MOMENT, nullable=False),
        sa.Column("groups", DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("platform", "source", "said_at", "state", name="pk_vendor_words"),
    )


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)
