"""The tickets that service desks opened for notices."""

import sqlalchemy as sa
from alembic import op

revision = "r0015"
down_revision = "r0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "desk_tickets",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("route", "notice", "ticket")),
        sa.PrimaryKeyConstraint("route", "notice", name="pk_desk_tickets"),
    )
