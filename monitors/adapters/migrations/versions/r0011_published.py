"""Closed weeks and months as they are told, platform by platform; and how far usage was read."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "r0011"
down_revision = "r0010"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
OUTCOMES = (
    "ok",
    "fail_dns",
    "fail_tcp",
    "fail_tls",
    "fail_timeout",
    "fail_5xx",
    "slow",
    "refused",
    "plat_4xx",
    "our_policy",
    "our_auth",
    "our_proxy",
    "client_gone",
    "unknown",
)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "published_periods",
        *_period(),
        sa.Column("after_day", sa.Date(), nullable=False),
        sa.Column("told_at", MOMENT, nullable=False),
        sa.Column("k", sa.Integer(), nullable=False),
        *_texts("method", "catalogue"),
        *(sa.Column(name, sa.Double()) for name in ("joined_share", "by_address_share")),
        sa.Column("platforms", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("grain", "first_day", name="pk_published_periods"),
    )
    op.create_table(
        "published_platforms",
        *_texts("platform"),
        *_period(),
        sa.Column("k", sa.Integer(), nullable=False),
        *_counts("requests", *OUTCOMES, "bytes_down", "bytes_up", "seen_as_embed"),
        *_figures("people", "background"),
        sa.Column("units", sa.Integer()),
        sa.PrimaryKeyConstraint("platform", "grain", "first_day", name="pk_published_platforms"),
    )
    op.create_index("ix_published_platforms_period", "published_platforms", ["grain", "first_day"])
    _parts()
    op.create_table(
        "usage_read",
        sa.Column("partition", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("read_until_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("partition", name="pk_usage_read"),
    )


def _parts() -> None:
    """What stands beside a platform: units, surfaces, and hours of the week."""
    op.create_table(
        "published_cells",
        *_texts("unit"),
        *_period(),
        *_texts("platform", "kind", "surface"),
        sa.Column("children", sa.Integer()),
        *_figures("requests", "people", "bytes_down", "bytes_up", *OUTCOMES),
        sa.PrimaryKeyConstraint(
            "unit", "grain", "first_day", "platform", "kind", "surface", name="pk_published_cells"
        ),
    )
    op.create_index("ix_published_cells_period", "published_cells", ["grain", "first_day", "platform"])
    op.create_table(
        "published_surfaces",
        *_period(),
        *_texts("platform", "surface"),
        *_counts("requests"),
        *_figures("people"),
        sa.PrimaryKeyConstraint("grain", "first_day", "platform", "surface", name="pk_published_surfaces"),
    )
    op.create_table(
        "published_hours",
        sa.Column("first_day", sa.Date(), nullable=False),
        *_texts("platform"),
        *(sa.Column(name, sa.SmallInteger(), nullable=False) for name in ("hour_of_week", "shade")),
        sa.PrimaryKeyConstraint("first_day", "platform", "hour_of_week", name="pk_published_hours"),
    )


def _period() -> Iterable[sa.Column[Any]]:
    return *_texts("grain"), sa.Column("first_day", sa.Date(), nullable=False)


def _texts(*names: str) -> Iterable[sa.Column[Any]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _counts(*names: str) -> Iterable[sa.Column[Any]]:
    return [sa.Column(name, sa.BigInteger(), nullable=False) for name in names]


def _figures(*names: str) -> Iterable[sa.Column[Any]]:
    """What may be withheld."""
    return [sa.Column(name, sa.BigInteger()) for name in names]
