"""The register: what people declare, what became of their actions, what units are asked, and risk is told."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "r0005"
down_revision = "r0004"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
DOCUMENT = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "register_entries",
        *(_text(name) for name in ("unit", "platform", "activity", "evidence", "status")),
        sa.Column("declared_level", sa.Text()),
        _text("owner_role"),
        sa.Column("review_due", sa.Date(), nullable=False),
        _document("entry"),
        sa.PrimaryKeyConstraint("unit", "platform", "activity", name="pk_register_entries"),
    )
    op.create_table(
        "register_changes",
        _text("action"),
        _text("kind"),
        sa.Column("acted_at", MOMENT, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        *(_text(name) for name in ("role", "account", "unit", "platform", "activity")),
        _document("reason"),
        _text("alert"),
        _document("alert_reason"),
        sa.Column("refused", sa.Boolean(), nullable=False),
        _document("faults"),
        sa.PrimaryKeyConstraint("action", name="pk_register_changes"),
    )
    op.create_index("ix_register_changes_acted_at", "register_changes", ["acted_at"])
    op.create_table(
        "questions",
        *(_text(name) for name in ("unit", "platform", "why")),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("unit", "platform", name="pk_questions"),
    )
    op.create_table(
        "register_alerts",
        _text("key"),
        sa.Column("told_at", MOMENT, nullable=False),
        *(_text(name) for name in ("unit", "platform", "activity", "incident")),
        _document("reason"),
        sa.PrimaryKeyConstraint("key", name="pk_register_alerts"),
    )


def _text(name: str) -> "sa.Column[str]":
    return sa.Column(name, sa.Text(), nullable=False)


def _document(name: str) -> "sa.Column[object]":
    return sa.Column(name, DOCUMENT, nullable=False)
