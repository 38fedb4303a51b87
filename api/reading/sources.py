"""What is known of sources and of how much they show."""

from typing import Final

from sqlalchemy import Engine, func, select

from api.domain.sources import Known
from api.reading.now import sources
from api.reading.rows import Rows, looked_into
from monitors.adapters.sql_reliance import CONTROL
from monitors.reliance_rows import SeenControl
from streams.domain.units import UNASSIGNED

DAYS: Final = 14
COVERAGE_DAYS: Final = 7
"""How much of the work the logs show is told of so many days."""

DAY_MS: Final = 24 * 3_600_000


def known_sources(rows: Rows, at_ms: int) -> Known:
    """Every source as it stands, and the control sample of the last days."""
    return Known(sources(rows), control_between(rows, at_ms - DAYS * DAY_MS, at_ms + 1), DAYS)


def control_between(rows: Rows, from_ms: int, to_ms: int) -> SeenControl:
    """The control sample of the whole web in a stretch of time; `to_ms` is not in it."""
    known = CONTROL.c.unit != UNASSIGNED
    names = ("requests", "votes", "by_address")
    sums = (func.coalesce(func.sum(CONTROL.c[name]), 0).label(name) for name in names)
    within = (CONTROL.c.hour_at >= from_ms, CONTROL.c.hour_at < to_ms)
    asked = select(known.label("known"), *sums).where(*within).group_by(known)
    found = rows.all(asked)
    return SeenControl(
        requests=sum(int(row.requests) for row in found),
        joined=sum(int(row.requests) for row in found if row.known),
        votes=sum(int(row.votes) for row in found),
        by_address=sum(int(row.by_address) for row in found),
        from_ms=from_ms,
    )


def joined_share(judged: Engine, now_ms: int) -> float | None:
    """The part of the last week's requests that belongs to a known unit; None where there are none."""
    with looked_into(judged) as rows:
        seen = control_between(rows, now_ms - COVERAGE_DAYS * DAY_MS, now_ms)
    return seen.joined / seen.requests if seen.requests else None
