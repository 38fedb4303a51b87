"""What is known of sources and of how much they show."""

from typing import Final

from sqlalchemy import func, select

from api.domain.sources import Known
from api.reading.now import sources
from api.reading.rows import Rows
from monitors.adapters.sql_reliance import CONTROL
from monitors.reliance_rows import SeenControl
from streams.domain.units import UNASSIGNED

DAYS: Final = 14
DAY_MS: Final = 24 * 3_600_000


def known_sources(rows: Rows, at_ms: int) -> Known:
    """Every source as it stands, and the control sample of the last days."""
    return Known(sources(rows), _control(rows, at_ms - DAYS * DAY_MS), DAYS)


def _control(rows: Rows, from_ms: int) -> SeenControl:
    """The control sample from a moment on."""
    known = CONTROL.c.unit != UNASSIGNED
    names = ("requests", "votes", "by_address")
    sums = (func.coalesce(func.sum(CONTROL.c[name]), 0).label(name) for name in names)
    asked = select(known.label("known"), *sums).where(CONTROL.c.hour_at >= from_ms).group_by(known)
    found = rows.all(asked)
    return SeenControl(
        requests=sum(int(row.requests) for row in found),
        joined=sum(int(row.requests) for row in found if row.known),
        votes=sum(int(row.votes) for row in found),
        by_address=sum(int(row.by_address) for row in found),
        from_ms=from_ms,
    )
