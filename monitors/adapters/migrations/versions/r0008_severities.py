"""How grave incidents are, by the dependencies that they hurt."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "r0008"
down_revision = "r0007"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "incident_severities",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("incident", "severity")),
        sa.Column("reason", DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("incident", name="pk_incident_severities"),
    )
