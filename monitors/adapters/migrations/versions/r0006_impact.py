"""What outages cost: hours of incidents for important dependencies, and platforms by month."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "r0006"
down_revision = "r0005"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
DOCUMENT = sa.JSON().with_variant(JSONB(), "postgresql")

SLOTS = ("expected_low", "expected_high", "seen", "lost_low", "lost_high", "caught_up_low", "caught_up_high")


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "incident_impact",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("incident", "unit", "platform")),
        sa.Column("hour_at", MOMENT, nullable=False),
        *(sa.Column(name, sa.Double(), nullable=False) for name in SLOTS),
        sa.PrimaryKeyConstraint("incident", "unit", "platform", "hour_at", name="pk_incident_impact"),
    )
    op.create_table(
        "availability_months",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        *(_number(name) for name in ("observed_minutes", "seen_days", "lost_minutes")),
        sa.Column("lost_by_cause", DOCUMENT, nullable=False),
        sa.Column("share", sa.Double()),
        sa.Column("objective", sa.Double(), nullable=False),
        sa.Column("met", sa.Boolean()),
        *(_number(name) for name in ("incidents", "false_alarms")),
        sa.PrimaryKeyConstraint("platform", "month", name="pk_availability_months"),
    )


def _number(name: str) -> "sa.Column[int]":
    return sa.Column(name, sa.BigInteger(), nullable=False)
