"""Table-top exercises: where they stand, what units answered, and what became of each action."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "r0010"
down_revision = "r0009"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
DOCUMENT = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "exercises",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("id", "state", "title")),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("next_on", sa.Date()),
        sa.Column("exercise", DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_exercises"),
    )
    op.create_table(
        "exercise_answers",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("exercise", "unit", "inject")),
        sa.Column("answered_at", MOMENT, nullable=False),
        sa.Column("answer", DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("exercise", "unit", "inject", name="pk_exercise_answers"),
    )
    op.create_table(
        "exercise_actions",
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("action", "kind", "role", "account", "exercise", "unit")
        ),
        sa.Column("acted_at", MOMENT, nullable=False),
        sa.Column("reason", DOCUMENT, nullable=False),
        sa.Column("refused", sa.Boolean(), nullable=False),
        sa.Column("said", DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("action", name="pk_exercise_actions"),
    )
    op.create_index("ix_exercise_actions_exercise", "exercise_actions", ["exercise", "acted_at"])
