"""The first tables: offsets, rule states, sources, incidents, usage and the outbox."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "r0001"
down_revision = None
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
DOCUMENT = sa.JSON().with_variant(JSONB(), "postgresql")
SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

OUTCOMES = (
    *("ok", "fail_dns", "fail_tcp", "fail_tls", "fail_timeout", "fail_5xx", "slow", "refused", "plat_4xx"),
    *("our_policy", "our_auth", "our_proxy", "client_gone", "unknown"),
)


def upgrade() -> None:
    """Make them."""
    _places()
    _incidents()
    _usage()
    op.create_table(
        "outbox",
        sa.Column("number", SERIAL, primary_key=True),
        _text("cluster_id"),
        _text("topic_id"),
        _text("judged_topic"),
        _number("partition", sa.Integer()),
        _number("judged_offset"),
        _number("n", sa.Integer()),
        _text("topic"),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_outbox"),
        sa.UniqueConstraint(
            "cluster_id", "topic_id", "partition", "judged_offset", "n", name="uq_outbox_message"
        ),
    )
    op.create_index("ix_outbox_judged_topic", "outbox", ["judged_topic", "partition", "number"])


def _places() -> None:
    """What is kept for each partition and source."""
    op.create_table(
        "offsets",
        _text("cluster_id"),
        _text("topic_id"),
        _number("partition", sa.Integer()),
        _text("topic"),
        _number("next_offset"),
        sa.Column("judged_before_offset", sa.BigInteger()),
        sa.Column("moved_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("cluster_id", "topic_id", "partition", name="pk_offsets"),
    )
    op.create_index("ix_offsets_topic", "offsets", ["topic", "partition"])
    op.create_table(
        "rule_states",
        _text("topic"),
        _number("partition", sa.Integer()),
        _text("judge"),
        _number("version", sa.Integer()),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("topic", "partition", "judge", name="pk_rule_states"),
    )
    op.create_table(
        "sources",
        _text("source"),
        _text("site"),
        sa.Column("complete_until_at", MOMENT),
        sa.Column("blind_since_at", MOMENT),
        _number("key_version", sa.Integer()),
        _text("catalogue"),
        _text("directory"),
        sa.PrimaryKeyConstraint("source", name="pk_sources"),
    )


def _incidents() -> None:
    """Incidents and how they changed."""
    op.create_table(
        "incidents",
        _text("id"),
        _text("cause"),
        sa.Column("cause_confidence", sa.Float(), nullable=False),
        *(sa.Column(name, DOCUMENT, nullable=False) for name in ("platforms", "groups", "units", "sites")),
        _text("state"),
        *(sa.Column(f"{name}_at", MOMENT) for name in ("suspected", "started", "detected", "ended")),
        sa.Column("peak_failed_share", sa.Float()),
        sa.Column("requests_failed", sa.BigInteger()),
        sa.Column("people_failed", sa.BigInteger()),
        sa.Column("reasons", DOCUMENT, nullable=False),
        sa.Column("explanation", DOCUMENT, nullable=False),
        sa.Column("vendor_said_at", MOMENT),
        sa.Column("people_said_at", MOMENT),
        sa.Column("left_over", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_incidents"),
    )
    op.create_index("ix_incidents_state", "incidents", ["state"])
    op.create_table(
        "incident_transitions",
        _text("incident"),
        _number("number", sa.Integer()),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("before", sa.Text()),
        _text("after"),
        sa.Column("reason", DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("incident", "number", name="pk_incident_transitions"),
        sa.ForeignKeyConstraint(["incident"], ["incidents.id"], name="fk_incident_transitions_incident"),
    )


def _usage() -> None:
    """Sums by minute and hour, sketches by day."""
    cell = ("unit", "platform", "surface", "use")
    op.create_table(
        "usage_minutes",
        sa.Column("minute_at", MOMENT, nullable=False),
        _text("platform"),
        *(_number(name) for name in (*OUTCOMES, "bytes_down", "short_tunnels")),
        sa.PrimaryKeyConstraint("minute_at", "platform", name="pk_usage_minutes"),
    )
    counts = (*OUTCOMES, "bytes_down", "bytes_up", "writes", "tunnels", "long_tunnels")
    op.create_table(
        "usage_hours",
        sa.Column("hour_at", MOMENT, nullable=False),
        *(_text(name) for name in cell),
        *(_number(name) for name in counts),
        sa.PrimaryKeyConstraint("hour_at", *cell, name="pk_usage_hours"),
    )
    op.create_table(
        "usage_days",
        sa.Column("day", sa.Date(), nullable=False),
        *(_text(name) for name in cell),
        _number("key_version", sa.Integer()),
        sa.Column("people", sa.LargeBinary(), nullable=False),
        sa.Column("active", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("day", *cell, "key_version", name="pk_usage_days"),
    )


def _text(name: str) -> "sa.Column[str]":
    return sa.Column(name, sa.Text(), nullable=False)


def _number(name: str, kind: sa.Integer | None = None) -> "sa.Column[int]":
    return sa.Column(name, kind or sa.BigInteger(), nullable=False)
