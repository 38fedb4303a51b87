"""What a unit would have missed, had a platform been gone in some hours: how much, of how many, from when on.

On that day it was there, so what was done then is what would have been lost: the range runs from that to what
is usual then. Where the platform really failed in such an hour, what is usual stands alone.
"""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

import numpy as np

from monitors.domain.calendar import Calendar
from monitors.domain.impact.expected import NOTHING, Range, UseByHour
from monitors.domain.reliance.figures import Work
from monitors.domain.reliance.outages import Failure
from monitors.domain.reliance.records import HOURS_A_DAY, STRAND_COLUMNS, PairDays
from streams.domain.sketches import SLOT_MS

HOUR_MS: Final = 3_600_000
_PEOPLE: Final = STRAND_COLUMNS.index("people")


class HourWithin(NamedTuple):
    """An hour that a stretch of time touches: its beginning, local day and hour, and the part within."""

    at_ms: int
    day: int
    hour: int
    part: float


class Missed(NamedTuple):
    """What would have been missed. `people` are the most of one of the days, `stops_ms` is in Unix ms.

    It stops at the beginning of the hour by whose end so much would have been missed that it can be told;
    None where it never would.
    """

    stops_ms: int | None
    slots: Range
    people: int


def hours_within(from_ms: int, until_ms: int, calendar: Calendar) -> list[HourWithin]:
    """The hours of a stretch of time in their order, local by their beginning, as days are summed up."""
    first, last = from_ms // HOUR_MS, -(-until_ms // HOUR_MS)
    slots = np.arange(first, last, dtype=np.int64) * (HOUR_MS // SLOT_MS)
    rows = zip(
        (slots * SLOT_MS).tolist(),
        calendar.days(slots).tolist(),
        (calendar.hours_of_week(slots) % HOURS_A_DAY).tolist(),
        strict=True,
    )
    return [
        HourWithin(at, day, hour, (min(at + HOUR_MS, until_ms) - max(at, from_ms)) / HOUR_MS)
        for at, day, hour in rows
    ]


def failed_hours(
    unit: str, platform: str, failures: Iterable[Failure], calendar: Calendar
) -> list[tuple[int, int]]:
    """The local days and hours in which a platform failed for a unit."""
    return [
        (hour.day, hour.hour)
        for failure in failures
        if platform in failure.platforms and unit in failure.units
        for hour in hours_within(failure.from_ms, failure.to_ms, calendar)
    ]


def missed(
    work: Work,
    pair: PairDays,
    hours: Sequence[HourWithin],
    failed: Iterable[tuple[int, int]],
    tellable: float,
) -> Missed:
    """What a pair would have missed in these hours; it stops once `tellable` working slots would be gone."""
    use = UseByHour.of(work, pair, failed)
    slots, stops_ms = NOTHING, None
    for hour in hours:
        slots += _gone_in(use, hour)
        if stops_ms is None and slots.high >= tellable:
            stops_ms = hour.at_ms
    there = np.isin(pair.days, [hour.day for hour in hours])
    return Missed(stops_ms, slots, int(pair.strands[0].table[there, _PEOPLE].max(initial=0)))


def _gone_in(use: UseByHour, hour: HourWithin) -> Range:
    """What one hour would have cost."""
    usual, seen = use.expected(hour.day, hour.hour), use.seen(hour.day, hour.hour)
    if use.has_failed(hour.day, hour.hour):
        return (usual or NOTHING).times(hour.part)
    return (Range(seen, seen) if usual is None else usual.around(seen)).times(hour.part)
