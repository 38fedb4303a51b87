"""The first tables: accounts, grants, sessions, API keys, failed log-ins and shared secrets."""

import secrets

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "h0001"
down_revision = None
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
DOCUMENT = sa.JSON().with_variant(JSONB(), "postgresql")
SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "hub_accounts",
        sa.Column("number", SERIAL, nullable=False),
        *(_text(name) for name in ("login", "pseudonym", "name")),
        *(sa.Column(name, sa.Text()) for name in ("lang", "password_hash")),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.PrimaryKeyConstraint("number", name="pk_hub_accounts"),
        sa.UniqueConstraint("login", name="uq_hub_accounts_login"),
        sa.UniqueConstraint("pseudonym", name="uq_hub_accounts_pseudonym"),
    )
    op.create_table(
        "hub_grants",
        sa.Column("account", SERIAL, nullable=False),
        *(_text(name) for name in ("role", "unit", "source")),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("account", "role", "unit", "source", name="pk_hub_grants"),
        _of_account("hub_grants"),
    )
    _ways_in()
    op.create_table(
        "hub_login_attempts",
        sa.Column("number", SERIAL, nullable=False),
        sa.Column("whom", sa.LargeBinary(), nullable=False),
        sa.Column("failed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_hub_login_attempts"),
    )
    op.create_index("ix_hub_login_attempts_whom", "hub_login_attempts", ["whom", "failed_at"])
    kept = op.create_table(
        "hub_secrets",
        _text("purpose"),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("purpose", name="pk_hub_secrets"),
    )
    purposes = ("login-attempts", "provider-answer")
    op.bulk_insert(kept, [{"purpose": each, "value": secrets.token_bytes(32)} for each in purposes])


def _ways_in() -> None:
    """Sessions of browsers, and API keys."""
    op.create_table(
        "hub_sessions",
        sa.Column("number", SERIAL, nullable=False),
        sa.Column("account", SERIAL, nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        *(_text(name) for name in ("csrf", "agent")),
        *(sa.Column(name, MOMENT, nullable=False) for name in ("made_at", "seen_at")),
        sa.PrimaryKeyConstraint("number", name="pk_hub_sessions"),
        sa.UniqueConstraint("token_hash", name="uq_hub_sessions_token"),
        _of_account("hub_sessions"),
    )
    op.create_index("ix_hub_sessions_account", "hub_sessions", ["account"])
    op.create_table(
        "hub_api_keys",
        sa.Column("number", SERIAL, nullable=False),
        sa.Column("account", SERIAL, nullable=False),
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        *(_text(name) for name in ("begins", "name")),
        *(sa.Column(name, DOCUMENT, nullable=False) for name in ("grants", "rights")),
        *(sa.Column(name, MOMENT, nullable=False) for name in ("made_at", "ends_at")),
        sa.PrimaryKeyConstraint("number", name="pk_hub_api_keys"),
        sa.UniqueConstraint("key_hash", name="uq_hub_api_keys_key"),
        _of_account("hub_api_keys"),
    )
    op.create_index("ix_hub_api_keys_account", "hub_api_keys", ["account"])


def _text(name: str) -> "sa.Column[str]":
    return sa.Column(name, sa.Text(), nullable=False)


def _of_account(table: str) -> sa.ForeignKeyConstraint:
    """The rows of an account go with it."""
    return sa.ForeignKeyConstraint(
        ["account"], ["hub_accounts.number"], name=f"fk_{table}_account", ondelete="CASCADE"
    )
