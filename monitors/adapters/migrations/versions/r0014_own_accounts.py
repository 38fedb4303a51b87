"""Own accounts: what people declare of them, drafts, critical windows, and what was heard from them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "r0014"
down_revision = "r0013"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
DOCUMENT = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    """Make the tables."""
    _declared()
    _heard()


def _declared() -> None:
    """What people say and do."""
    op.create_table(
        "own_accounts",
        *_texts("platform", "name", "unit"),
        sa.Column("account", DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("platform", "name", name="pk_own_accounts"),
    )
    op.create_table(
        "post_drafts",
        *_texts("id", "platform", "name", "state"),
        sa.Column("drafted_at", MOMENT, nullable=False),
        sa.Column("draft", DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_post_drafts"),
    )
    op.create_index("ix_post_drafts_account", "post_drafts", ["platform", "name"])
    op.create_table(
        "critical_windows",
        *_texts("id"),
        sa.Column("from_at", MOMENT, nullable=False),
        sa.Column("until_at", MOMENT, nullable=False),
        sa.Column("window", DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_critical_windows"),
    )
    op.create_table(
        "post_explanations",
        *_texts("post"),
        sa.Column("explained_at", MOMENT, nullable=False),
        sa.Column("explanation", DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("post", name="pk_post_explanations"),
    )
    op.create_table(
        "account_actions",
        *_texts("action", "kind", "role", "account", "unit", "platform", "name"),
        sa.Column("acted_at", MOMENT, nullable=False),
        sa.Column("reason", DOCUMENT, nullable=False),
        sa.Column("refused", sa.Boolean(), nullable=False),
        sa.Column("said", DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("action", name="pk_account_actions"),
    )
    op.create_index("ix_account_actions_account", "account_actions", ["platform", "name", "acted_at"])


def _heard() -> None:
    """What comes of signals."""
    op.create_table(
        "account_days",
        *_texts("platform", "name"),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("counts", DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("platform", "name", "day", name="pk_account_days"),
    )
    op.create_index("ix_account_days_day", "account_days", ["day"])
    op.create_table(
        "account_conversations",
        *_texts("platform", "name", "thread"),
        sa.Column("last_at", MOMENT, nullable=False),
        sa.Column("conversation", DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("platform", "name", "thread", name="pk_account_conversations"),
    )
    op.create_index("ix_account_conversations_last_at", "account_conversations", ["last_at"])
    op.create_table(
        "account_states",
        *_texts("platform", "name"),
        sa.Column("backlog", sa.BigInteger(), nullable=False),
        sa.Column("state", DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("platform", "name", name="pk_account_states"),
    )
    op.create_table(
        "account_posts",
        *_texts("id", "platform", "name", "state"),
        sa.Column("posted_at", MOMENT, nullable=False),
        sa.Column("post", DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_account_posts"),
    )
    op.create_index("ix_account_posts_state", "account_posts", ["state"])
    op.create_table(
        "window_preflights",
        *_texts("window", "platform"),
        sa.Column("checked_at", MOMENT, nullable=False),
        sa.Column("preflight", DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("window", "platform", name="pk_window_preflights"),
    )


def _texts(*names: str) -> "list[sa.Column[str]]":
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]
