"""Up to which local day everything is known: the day that scores are told for."""

from collections.abc import Sequence
from typing import Final

from monitors.domain.calendar import Calendar
from monitors.domain.outage.records import SourceRow

HOUR_MS: Final = 3_600_000

PUBLISHED_AFTER_MS: Final = HOUR_MS
"""A day is told so long after every source that is not blind has passed its end."""


def closed_day(sources: Sequence[SourceRow], clock_ms: int, calendar: Calendar) -> int | None:
    """The last local day that is over, counted from 1970-01-01; None while none is.

    Over for every source that is not blind, and by the clock where all are. No day is told behind the last
    one of which anything was seen: nobody knows whether it was a day without use or without a log.
    """
    seen = [row.watermark_ms for row in sources if row.watermark_ms is not None]
    if not seen:
        return None
    seeing = [row.watermark_ms for row in sources if row.watermark_ms is not None and not row.blind_since_ms]
    passed_ms = min(seeing, default=clock_ms)
    return min(calendar.day_at(passed_ms - PUBLISHED_AFTER_MS) - 1, calendar.day_at(max(seen) - 1))
