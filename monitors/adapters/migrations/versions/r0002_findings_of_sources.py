"""What somebody should know of a source, or mend, stands beside it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "r0002"
down_revision = "r0001"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    """Add the column; of what is stored already nothing was ever found."""
    op.add_column("sources", sa.Column("findings", DOCUMENT, nullable=False, server_default="[]"))
    if op.get_bind().dialect.name == "postgresql":  # SQLite cannot drop a default, nor does it matter there
        op.alter_column("sources", "findings", server_default=None)
