"""How much demand is usual at an hour of the week: a range, told from the weeks before.

An hour is compared with the same local hour of earlier days of its kind, working days or days off; half of
those rates lie within the range. Where the same hour of the same weekday was seen on n weeks, the range is
drawn towards theirs by n / (n + SHRINK_WEEKS), as `monitors.domain.outage.volume` does with requests and
`monitors.domain.impact.expected` with use (James and Stein, "Estimation with quadratic loss", 1961).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import numpy as np

from monitors.domain.calendar import Calendar
from monitors.domain.demand.slots import HOUR_MS, HourKey, HourSeen
from monitors.domain.impact.expected import HIGH, LOW, NOTHING, SHRINK_WEEKS, Range
from streams.domain.cells import SLOT_MS

WEEKS: Final = 8
"""So far back hours are compared."""

FEWEST_HOURS: Final = 3
"""Of fewer comparable hours nothing is said to be usual."""

FULL_ENOUGH_SECONDS: Final = 1800
"""An hour of which less was told is not compared."""

_HOURS_A_DAY: Final = 24
_FIRST_DAY_OFF: Final = 5

Rates = Mapping[int, Sequence[float]]
"""Hour of the week -> contacts an hour, one for each week."""


def compared_from_ms(before_ms: int) -> int:
    """From which hour on hours are compared with what begins at a moment."""
    return before_ms - before_ms % HOUR_MS - WEEKS * 7 * _HOURS_A_DAY * HOUR_MS


class Usual:
    """What is usual of every channel and source before a moment; later hours are left out."""

    def __init__(self, hours: Mapping[HourKey, HourSeen], before_ms: int, calendar: Calendar) -> None:
        self._calendar = calendar
        self._rates: dict[tuple[str, str], dict[int, list[float]]] = {}
        first_ms = compared_from_ms(before_ms)
        told = [
            (key, seen)
            for key, seen in sorted(hours.items())
            if first_ms <= key.hour_ms <= before_ms - HOUR_MS and seen.seconds >= FULL_ENOUGH_SECONDS
        ]
        weekly = self._hours_of_week(key.hour_ms for key, _ in told)
        for (key, seen), hour in zip(told, weekly, strict=True):
            rates = self._rates.setdefault((key.channel, key.source), {})
            rates.setdefault(hour, []).append(seen.contacts / seen.seconds * 3600)

    def within(self, channel: str, source: str, from_ms: int, until_ms: int) -> Range | None:
        """What would usually come in a time; None where nobody can say for all of it."""
        rates, whole = self._rates.get((channel, source), {}), NOTHING
        begins = list(range(from_ms - from_ms % HOUR_MS, until_ms, HOUR_MS))
        for hour_ms, hour in zip(begins, self._hours_of_week(begins), strict=True):
            an_hour = usual_rate(rates, hour)
            if an_hour is None:
                return None
            within_ms = min(until_ms, hour_ms + HOUR_MS) - max(from_ms, hour_ms)
            whole += an_hour.times(within_ms / HOUR_MS)
        return whole

    def _hours_of_week(self, hours_ms: Iterable[int]) -> list[int]:
        slots = np.array([at_ms // SLOT_MS for at_ms in hours_ms], np.int64)
        weekly: list[int] = self._calendar.hours_of_week(slots).tolist() if len(slots) else []
        return weekly


def usual_rate(rates: Rates, hour: int) -> Range | None:
    """Contacts an hour at an hour of the week; None where too few hours can be compared."""
    day_off, of_day = hour // _HOURS_A_DAY >= _FIRST_DAY_OFF, hour % _HOURS_A_DAY
    alike = [
        rate
        for other, known in sorted(rates.items())
        if other % _HOURS_A_DAY == of_day and (other // _HOURS_A_DAY >= _FIRST_DAY_OFF) == day_off
        for rate in known
    ]
    if len(alike) < FEWEST_HOURS:
        return None
    own = rates.get(hour, ())
    weight = len(own) / (len(own) + SHRINK_WEEKS)
    every = _middle_half(alike)
    return every if not own else _middle_half(own).times(weight) + every.times(1 - weight)


def _middle_half(values: Sequence[float]) -> Range:
    """Where the middle half of some values lies."""
    low, high = np.quantile(values, (LOW, HIGH)).tolist()
    return Range(low, max(low, high))
