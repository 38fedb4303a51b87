"""What is found in units' use of platforms."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "r0007"
down_revision = "r0006"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "unit_findings",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("unit", "finding")),
        sa.Column("place", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Date(), nullable=False) for name in ("since_day", "told_day")),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("platforms", DOCUMENT, nullable=False),
        sa.Column("addressed_to", sa.Text(), nullable=False),
        *(sa.Column(name, DOCUMENT, nullable=False) for name in ("reason", "treatments", "value")),
        sa.Column("only_unit", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("unit", "finding", name="pk_unit_findings"),
    )
