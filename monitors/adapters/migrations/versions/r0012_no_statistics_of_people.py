"""PostgreSQL keeps no samples of what was made from people."""

from alembic import op

revision = "r0012"
down_revision = "r0011"
branch_labels = None
depends_on = None

MADE_FROM_PEOPLE = (("usage_days", "people"), ("usage_days", "active"), ("rule_states", "data"))


def upgrade() -> None:
    """Take no more samples, and drop those there are.

    Its planner's statistics hold whole values of a column, as they were when it last looked: a key that was
    forgotten would live on in them. Nothing is ever searched by these columns.
    """
    if op.get_bind().dialect.name != "postgresql":
        return
    for table, column in MADE_FROM_PEOPLE:
        op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS 0")
        op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} TYPE bytea")  # which forgets its statistics
