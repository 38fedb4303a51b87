"""What people do together: rooms of incidents, lessons, practices, reports, silences; and the audit log."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "r0009"
down_revision = "r0008"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
DOCUMENT = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    """Make them."""
    _rooms()
    _shared()
    _reports()
    _audit()


def _rooms() -> None:
    op.create_table(
        "incident_actions",
        *(_text(name) for name in ("action", "kind", "role", "account", "incident", "unit", "platform")),
        _moment("acted_at"),
        _document("reason"),
        sa.Column("refused", sa.Boolean(), nullable=False),
        _document("said"),
        sa.PrimaryKeyConstraint("action", name="pk_incident_actions"),
    )
    op.create_index("ix_incident_actions_incident", "incident_actions", ["incident", "acted_at"])
    op.create_table(
        "incident_rooms",
        _text("incident"),
        sa.Column("acknowledged_by_role", sa.Text()),
        sa.Column("acknowledged_at", MOMENT),
        sa.Column("lead_role", sa.Text()),
        sa.Column("led_since_at", MOMENT),
        *(_document(name) for name in ("fallbacks", "poll_counts", "room")),
        sa.PrimaryKeyConstraint("incident", name="pk_incident_rooms"),
    )
    op.create_table(
        "silences",
        *(_text(name) for name in ("id", "platform", "unit", "why")),
        _moment("from_at"),
        _moment("until_at"),
        _text("reason"),
        _text("role"),
        sa.Column("ended_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_silences"),
    )


def _shared() -> None:
    op.create_table(
        "lessons",
        *(_text(name) for name in ("id", "platform", "purpose", "instead", "unit", "incident", "role")),
        _moment("added_at"),
        sa.Column("withdrawn_at", MOMENT),
        _text("withdrawn_reason"),
        _number("helpful"),
        _number("unhelpful"),
        _document("ratings"),
        sa.PrimaryKeyConstraint("id", name="pk_lessons"),
    )
    op.create_index("ix_lessons_platform", "lessons", ["platform"])
    op.create_table(
        "practices",
        *(_text(name) for name in ("id", "kind", "unit", "platform", "title", "text", "role")),
        _moment("said_at"),
        sa.Column("purpose", sa.Text()),
        _document("answers"),
        sa.Column("withdrawn_at", MOMENT),
        _text("withdrawn_reason"),
        sa.PrimaryKeyConstraint("id", name="pk_practices"),
    )


def _reports() -> None:
    op.create_table(
        "reports",
        _text("platform"),
        _moment("hour_at"),
        *(_text(name) for name in ("unit", "activity", "tried")),
        _number("reports"),
        sa.PrimaryKeyConstraint("platform", "hour_at", "unit", "activity", "tried", name="pk_reports"),
    )
    op.create_table(
        "report_marks",
        _text("platform"),
        _text("pseudonym"),
        _moment("reported_at"),
        sa.PrimaryKeyConstraint("platform", "pseudonym", name="pk_report_marks"),
    )


def _audit() -> None:
    op.create_table(
        "audit_entries",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        _moment("entered_at"),
        *(_text(name) for name in ("id", "role", "account", "what", "of")),
        _document("figures"),
        _text("previous_hash"),
        _text("hash"),
        sa.PrimaryKeyConstraint("number", name="pk_audit_entries"),
    )
    op.create_index("ix_audit_entries_id", "audit_entries", ["id"], unique=True)
    op.create_index("ix_audit_entries_entered_at", "audit_entries", ["entered_at"])


def _text(name: str) -> "sa.Column[str]":
    return sa.Column(name, sa.Text(), nullable=False)


def _number(name: str) -> "sa.Column[int]":
    return sa.Column(name, sa.BigInteger(), nullable=False)


def _moment(name: str) -> "sa.Column[object]":
    return sa.Column(name, MOMENT, nullable=False)


def _document(name: str) -> "sa.Column[object]":
    return sa.Column(name, DOCUMENT, nullable=False)
