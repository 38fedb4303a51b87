"""What other organisations say of platforms."""

import sqlalchemy as sa
from alembic import op

revision = "r0017"
down_revision = "r0016"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "peer_words",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("platform", "peer", "state")),
        sa.Column("since_at", MOMENT),
        sa.Column("said_at", MOMENT, nullable=False),
        sa.Column("until_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("platform", "peer", name="pk_peer_words"),
    )
