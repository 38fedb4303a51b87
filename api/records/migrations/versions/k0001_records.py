"""The first tables: records, holds, disposals and exports."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "k0001"
down_revision = None
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
DOCUMENT = sa.JSON().with_variant(JSONB(), "postgresql")
SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "records_kept",
        sa.Column("number", sa.BigInteger(), nullable=False, autoincrement=False),
        *(_text(name) for name in ("account", "platform", "direction", "form", "unit")),
        *(sa.Column(name, MOMENT, nullable=False) for name in ("at", "kept_at")),
        sa.Column("size", sa.BigInteger(), nullable=False),
        _text("class_name"),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("key_version", sa.BigInteger()),
        sa.Column("sealed", sa.LargeBinary()),
        *(_text(name) for name in ("commitment", "previous_hash", "hash")),
        sa.Column("disposal", sa.BigInteger()),
        sa.Column("destroyed_at", MOMENT),
        sa.PrimaryKeyConstraint("number", name="pk_records_kept"),
        sa.UniqueConstraint("name", name="uq_records_kept_name"),
    )
    op.create_index("ix_records_kept_account", "records_kept", ["account", "at"])
    op.create_index("ix_records_kept_class", "records_kept", ["class_name", "kept_at"])
    op.create_index("ix_records_kept_disposal", "records_kept", ["disposal"])
    _deeds()


def _deeds() -> None:
    """What people do with records."""
    op.create_table(
        "records_holds",
        sa.Column("number", SERIAL, nullable=False),
        *(_text(name) for name in ("account", "platform")),
        *(sa.Column(name, MOMENT) for name in ("from_at", "until_at")),
        sa.Column("record", sa.BigInteger()),
        *(_text(name) for name in ("reason", "role", "laid_by")),
        sa.Column("laid_at", MOMENT, nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("ended_at", MOMENT),
        *(_text(name) for name in ("ended_by", "end_reason")),
        sa.PrimaryKeyConstraint("number", name="pk_records_holds"),
    )
    op.create_table(
        "records_disposals",
        sa.Column("number", SERIAL, nullable=False),
        *(_text(name) for name in ("state", "proposed_by")),
        sa.Column("proposed_at", MOMENT, nullable=False),
        sa.Column("records", sa.BigInteger(), nullable=False),
        _text("decided_by"),
        sa.Column("decided_at", MOMENT),
        sa.Column("certificate", DOCUMENT),
        sa.PrimaryKeyConstraint("number", name="pk_records_disposals"),
    )
    op.create_table(
        "records_exports",
        sa.Column("number", SERIAL, nullable=False),
        *(_text(name) for name in ("taken_by", "role")),
        sa.Column("taken_at", MOMENT, nullable=False),
        sa.Column("is_masked", sa.Boolean(), nullable=False),
        _text("reason"),
        sa.Column("records", sa.BigInteger(), nullable=False),
        _text("sha256"),
        sa.PrimaryKeyConstraint("number", name="pk_records_exports"),
    )


def _text(name: str) -> "sa.Column[str]":
    return sa.Column(name, sa.Text(), nullable=False)
