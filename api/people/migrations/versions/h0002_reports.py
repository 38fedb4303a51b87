"""The key of those who say that it fails for them: pseudonyms of a day are made with it."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "h0002"
down_revision = "h0001"
branch_labels = None
depends_on = None

SECRETS = sa.table("hub_secrets", sa.column("purpose", sa.Text()), sa.column("value", sa.LargeBinary()))


def upgrade() -> None:
    """Make it."""
    op.bulk_insert(SECRETS, [{"purpose": "reports", "value": secrets.token_bytes(32)}])
