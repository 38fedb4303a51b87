"""What units rely on: general traffic, sums by day, dependencies and how they changed."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "r0004"
down_revision = "r0003"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
DOCUMENT = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    """Make them. Days of usage that are stored already wait for being summed up."""
    _evidence()
    _days()
    _register()
    op.execute(
        "INSERT INTO touched_days (unit, day, evidence, times)"
        " SELECT DISTINCT unit, day, 'usage', 1 FROM usage_days"
    )


def _evidence() -> None:
    """Beside usage."""
    op.create_table(
        "control_hours",
        sa.Column("hour_at", MOMENT, nullable=False),
        _text("unit"),
        *(_number(name) for name in ("requests", "votes", "by_address")),
        sa.PrimaryKeyConstraint("hour_at", "unit", name="pk_control_hours"),
    )
    op.create_table(
        "touched_days",
        _text("unit"),
        _day("day"),
        _text("evidence"),
        _number("times"),
        sa.PrimaryKeyConstraint("unit", "day", "evidence", name="pk_touched_days"),
    )


def _days() -> None:
    """Sums by day."""
    op.create_table(
        "pair_days",
        _day("day"),
        _text("unit"),
        _text("platform"),
        *(_number(name) for name in ("requests", "people", "blocked")),
        sa.Column("summary", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("day", "unit", "platform", name="pk_pair_days"),
    )
    op.create_table(
        "unit_days",
        _day("day"),
        _text("unit"),
        _number("people"),
        _document("general"),
        _number("usage_times"),
        _number("control_times"),
        sa.PrimaryKeyConstraint("day", "unit", name="pk_unit_days"),
    )
    op.create_table(
        "unit_standings",
        _text("unit"),
        sa.Column("folded_day", sa.Date()),
        _number("people"),
        sa.Column("again", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("unit", name="pk_unit_standings"),
    )


def _register() -> None:
    """What stands in the register."""
    op.create_table(
        "dependencies",
        _text("unit"),
        _text("platform"),
        _day("assessed_day"),
        _day("folded_day"),
        _number("score", sa.Integer()),
        _text("level"),
        _text("level_of_day"),
        _day("since_day"),
        _document("state"),
        _text("trend"),
        sa.Column("candidate", sa.Boolean(), nullable=False),
        sa.Column("question", DOCUMENT),
        _text("confidence"),
        _document("factors"),
        _document("kinds"),
        _text("identity"),
        _number("people"),
        *(_document(name) for name in ("evidence", "findings", "scores")),
        _number("changes", sa.Integer()),
        sa.PrimaryKeyConstraint("unit", "platform", name="pk_dependencies"),
    )
    op.create_table(
        "dependency_changes",
        _text("unit"),
        _text("platform"),
        _number("number", sa.Integer()),
        _day("day"),
        sa.Column("before", sa.Text()),
        _text("after"),
        _number("score", sa.Integer()),
        _document("reason"),
        _text("alert"),
        _document("alert_reason"),
        sa.PrimaryKeyConstraint("unit", "platform", "number", name="pk_dependency_changes"),
    )


def _text(name: str) -> "sa.Column[str]":
    return sa.Column(name, sa.Text(), nullable=False)


def _day(name: str) -> "sa.Column[object]":
    return sa.Column(name, sa.Date(), nullable=False)


def _document(name: str) -> "sa.Column[object]":
    return sa.Column(name, DOCUMENT, nullable=False)


def _number(name: str, kind: sa.Integer | None = None) -> "sa.Column[int]":
    return sa.Column(name, kind or sa.BigInteger(), nullable=False)
