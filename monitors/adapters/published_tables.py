"""The tables of closed weeks and months. Only what may be shown to anybody is in them, decided once.

Rows are inserted and never changed: what comes later is in no table that was shown, so that nobody can tell
it by comparing two. A week or month is told once it stands in `published_periods`. Dashboards may read all of
these tables as they are.
"""

from datetime import date

from sqlalchemy import BigInteger, Double, Index, Integer, SmallInteger, Text
from sqlmodel import Field

from monitors.adapters.tables import Judged, Moment, OutcomeCounts, counts_column, key_column


def _day() -> date:
    """A day that is a part of the key."""
    day: date = Field(primary_key=True)
    return day


def _figure() -> int | None:
    """A figure that may be withheld."""
    figure: int | None = Field(default=None, sa_type=BigInteger)
    return figure


class PublishedPeriodRow(Judged, table=True):
    """A closed week or month that is told, 400 days. Writer: the worker that judges the signals.

    `grain` is week or month. `k` is the smallest number of people that is shown of it.
    """

    __tablename__ = "published_periods"

    grain: str = key_column()
    first_day: date = _day()
    after_day: date
    told_at: int = Field(sa_type=Moment)
    k: int = Field(sa_type=Integer)
    method: str = Field(sa_type=Text)
    catalogue: str = Field(sa_type=Text)
    joined_share: float | None = Field(default=None, sa_type=Double)
    by_address_share: float | None = Field(default=None, sa_type=Double)
    platforms: int = Field(sa_type=Integer)


class PublishedPlatformRow(OutcomeCounts, table=True):
    """One platform in the whole organisation, 400 days. Writer: the worker that judges the signals.

    `people` are a multiple of 5, NULL under `k`; then there is nothing else but these totals.
    """

    __tablename__ = "published_platforms"
    __table_args__ = (Index("ix_published_platforms_period", "grain", "first_day"),)

    platform: str = key_column()
    grain: str = key_column()
    first_day: date = _day()
    k: int = Field(sa_type=Integer)
    requests: int = counts_column()
    people: int | None = _figure()
    units: int | None = Field(default=None, sa_type=Integer)
    bytes_up: int = counts_column()
    seen_as_embed: int = counts_column()
    background: int | None = _figure()


class PublishedCellRow(Judged, table=True):
    """One unit on a surface of a platform, 400 days. Writer: the worker that judges the signals.

    `kind` is unit, withheld (no figure), or other-units: a sum over `children` units that are withheld below
    `unit`. `surface` is "all" for the sum over surfaces.
    """

    __tablename__ = "published_cells"
    __table_args__ = (Index("ix_published_cells_period", "grain", "first_day", "platform"),)

    unit: str = key_column()
    grain: str = key_column()
    first_day: date = _day()
    platform: str = key_column()
    kind: str = key_column()
    surface: str = key_column()
    children: int | None = Field(default=None, sa_type=Integer)
    requests: int | None = _figure()
    people: int | None = _figure()
    bytes_down: int | None = _figure()
    bytes_up: int | None = _figure()
    ok: int | None = _figure()
    fail_dns: int | None = _figure()
    fail_tcp: int | None = _figure()
    fail_tls: int | None = _figure()
    fail_timeout: int | None = _figure()
    fail_5xx: int | None = _figure()
    slow: int | None = _figure()
    refused: int | None = _figure()
    plat_4xx: int | None = _figure()
    our_policy: int | None = _figure()
    our_auth: int | None = _figure()
    our_proxy: int | None = _figure()
    client_gone: int | None = _figure()
    unknown: int | None = _figure()


class PublishedSurfaceRow(Judged, table=True):
    """A surface of a platform, by units that are shown, 400 days. Writer: the worker that judges the signals.

    A sum over cells of kind unit in `published_cells`, and so nothing else.
    """

    __tablename__ = "published_surfaces"

    grain: str = key_column()
    first_day: date = _day()
    platform: str = key_column()
    surface: str = key_column()
    requests: int = counts_column()
    people: int | None = _figure()


class PublishedHourRow(Judged, table=True):
    """An hour of a platform's week (0 is Monday 00:00) in five shades, 400 days.

    Writer: the worker that judges the signals. An hour without use has no row.
    """

    __tablename__ = "published_hours"

    first_day: date = _day()
    platform: str = key_column()
    hour_of_week: int = key_column(SmallInteger)
    shade: int = Field(sa_type=SmallInteger)


class UsageReadRow(Judged, table=True):
    """By when all of each partition of `evidence.usage` is committed. Writer: the worker that owns it.

    Nothing is published before all use of a period is in, by the time at which Kafka took it in.
    """

    __tablename__ = "usage_read"

    partition: int = key_column(Integer)
    read_until_at: int = Field(sa_type=Moment)


PUBLISHED_TABLES: tuple[type[Judged], ...] = (
    PublishedPeriodRow,
    PublishedPlatformRow,
    PublishedCellRow,
    PublishedSurfaceRow,
    PublishedHourRow,
    UsageReadRow,
)
"""All of them."""
