"""What may be told to other organisations is decided from: as the monitors' tables have it."""

from collections import defaultdict
from functools import reduce
from operator import add
from typing import Final

from sqlalchemy import func, select

from api.reading.now import sources
from api.reading.rows import Rows
from api.reading.tables import INCIDENTS, MINUTES
from monitors.adapters.sql_incidents import OPEN, incident_of
from monitors.adapters.sql_published import PERIODS, PLATFORMS
from monitors.domain.aid.telling import IN_USE_MINUTES, Known

MINUTE_MS: Final = 60_000
GOOD: Final = ("ok", "plat_4xx")
"""Outcomes of requests that went well."""


def known_to_tell(rows: Rows, now_ms: int) -> Known:
    """What may be told is decided from this."""
    people: dict[str, int | None] = defaultdict(lambda: None)
    last = (
        select(PERIODS.c.grain, func.max(PERIODS.c.first_day).label("first_day"))
        .group_by(PERIODS.c.grain)
        .subquery()
    )
    periods = rows.all(select(last))
    asked = select(PLATFORMS.c.platform, PLATFORMS.c.people).join(
        last, (PLATFORMS.c.grain == last.c.grain) & (PLATFORMS.c.first_day == last.c.first_day)
    )
    for row in rows.all(asked):
        people[row.platform] = row.people if people[row.platform] is None else people[row.platform]
    stand = sources(rows)
    return Known(
        incidents=[
            incident_of(row._mapping)  # noqa: SLF001 (its public name)
            for row in rows.all(select(INCIDENTS).where(INCIDENTS.c.state.in_(OPEN)))
        ],
        good_requests=_good_requests(rows, now_ms),
        people=dict(people),
        has_periods=bool(periods),
        is_blind=not stand or all(each.blind_since_ms is not None for each in stand),
    )


def _good_requests(rows: Rows, now_ms: int) -> dict[str, int]:
    """Requests of the last minutes that went well, by platform."""
    good = func.sum(reduce(add, (MINUTES.c[name] for name in GOOD)))
    asked = (
        select(MINUTES.c.platform, good.label("good"))
        .where(MINUTES.c.minute_at > now_ms - IN_USE_MINUTES * MINUTE_MS)
        .group_by(MINUTES.c.platform)
    )
    return {row.platform: int(row.good) for row in rows.all(asked)}
