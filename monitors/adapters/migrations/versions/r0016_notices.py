"""Who is told what, why somebody is not, and how far each message came."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "r0016"
down_revision = "r0015"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
DOCUMENT = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "notice_decisions",
        *(_text(name) for name in ("subject", "audience", "code", "severity")),
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("decided_at", MOMENT, nullable=False),
        sa.Column("kind", sa.Text()),
        sa.Column("message", sa.Integer()),
        sa.Column("reason", DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("subject", "audience", "number", name="pk_notice_decisions"),
    )
    op.create_index("ix_notice_decisions_decided", "notice_decisions", ["decided_at"])
    op.create_table(
        "notice_standings",
        *(_text(name) for name in ("subject", "audience")),
        sa.Column("last_at", MOMENT),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("standing", DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("subject", "audience", name="pk_notice_standings"),
    )
    op.create_index("ix_notice_standings_open", "notice_standings", ["is_open"])
    _deliveries()


def _deliveries() -> None:
    """What whoever sends goes by."""
    op.create_table(
        "notice_deliveries",
        *(_text(name) for name in ("notice_id", "subject", "audience", "kind", "state")),
        *(sa.Column(name, sa.Integer(), nullable=False, autoincrement=False) for name in ("number",)),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("tries", "tries_here")),
        *(sa.Column(name, DOCUMENT, nullable=False) for name in ("notice", "routes", "doubts")),
        *(sa.Column(name, sa.Text()) for name in ("route", "last_error")),
        *(sa.Column(name, MOMENT, nullable=False) for name in ("decided_at", "next_try_at")),
        sa.Column("sent_at", MOMENT),
        sa.PrimaryKeyConstraint("notice_id", "number", name="pk_notice_deliveries"),
    )
    op.create_index("ix_notice_deliveries_state", "notice_deliveries", ["state", "next_try_at"])
    op.create_index("ix_notice_deliveries_subject", "notice_deliveries", ["subject"])
    op.create_index("ix_notice_deliveries_decided", "notice_deliveries", ["decided_at"])


def _text(name: str) -> sa.Column[str]:
    """A text that is always there."""
    return sa.Column(name, sa.Text(), nullable=False)
