"""Injects that a scenario suggests: what would be heard, and when, were these platforms gone on a day.

Times are those of the clocks of activities (`monitors.domain.impact.clocks`), each of which is taken to go
over to its fallback at once, as `holdfast exercise` does; what nobody declared has no clock, and no inject.

A fallback keeps the clocks back until it is exhausted. An RTO or MTPD that passes only then names it; where
both pass with it the MTPD alone is said.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from monitors.domain.exercises.actions import Inject, InjectCode
from monitors.domain.impact.clocks import HOUR_MS, Stop, clock_of
from monitors.domain.register.records import Entry

MINUTE_MS: Final = 60_000
DAY_MS: Final = 24 * HOUR_MS

COMMON: Final[Sequence[tuple[int, InjectCode]]] = (
    (0, "nobody-opens"),
    (30, "vendor-silent"),
    (75, "people-ask"),
    (180, "press-asks"),
)
"""Minutes after the beginning, and what everybody hears then."""

FULL_AFTER_MINUTES: Final = 80
"""A fallback that carries a part of the work is full by then."""

MOST_OF_UNITS: Final = 10
LASTS_MS: Final = 9 * HOUR_MS
"""So long a working day's exercise imagines the platform to be gone."""


def suggested(
    entries: Sequence[Entry], platforms: Collection[str], operators: Mapping[str, str], at: str
) -> list[Inject]:
    """Injects in the order of time; `entries` are declared activities, those that matter most first.

    `at` is the imagined time of day (HH:MM) at which the platforms fail; all of it is on that day.
    """
    hours, _, minutes = at.partition(":")
    from_ms = int(hours) * HOUR_MS + int(minutes) * MINUTE_MS
    until_ms = min(from_ms + LASTS_MS, DAY_MS - MINUTE_MS)
    found: list[tuple[int, Inject]] = [
        (from_ms + minutes * MINUTE_MS, Inject(id="", at=at, code=code)) for minutes, code in COMMON
    ]
    stop = Stop(platforms=platforms, operators=operators, from_ms=from_ms, fallback_from_ms=from_ms)
    of_units = [one for entry in entries for one in _of_activity(entry, stop, until_ms)]
    found += of_units[:MOST_OF_UNITS]
    found = [each for each in found if each[0] < until_ms]
    found.append((until_ms, Inject(id="", at=at, code="opens-again")))
    return [
        Inject(
            id=str(number),
            at=_time_of_day(at_ms),
            code=each.code,
            unit=each.unit,
            activity=each.activity,
            fallback=each.fallback,
        )
        for number, (at_ms, each) in enumerate(sorted(found, key=lambda one: one[0]), 1)
    ]


def _of_activity(entry: Entry, stop: Stop, until_ms: int) -> list[tuple[int, Inject]]:
    """What the unit of one activity hears, in the order of time."""
    told = entry.declaration
    clock = clock_of(told, stop, until_ms)
    name = told.fallback.name if told.fallback is not None else ""
    full_ms = None
    if clock.capacity_share is not None and clock.capacity_share < 1:
        full_ms = stop.from_ms + FULL_AFTER_MINUTES * MINUTE_MS
    held_until_ms = clock.covered_until_ms
    rto_ms = None if clock.rto_passed_at_ms == clock.mtpd_passed_at_ms else clock.rto_passed_at_ms
    heard: list[tuple[int | None, InjectCode, str]] = [
        (full_ms, "fallback-full", name),
        (held_until_ms, "fallback-exhausted", name),
        (rto_ms, "rto-over", name if rto_ms == held_until_ms else ""),
        (clock.mtpd_passed_at_ms, "mtpd-over", name if clock.mtpd_passed_at_ms == held_until_ms else ""),
    ]
    return [
        (at_ms, Inject(id="", at="00:00", code=code, unit=entry.unit, activity=told.activity, fallback=held))
        for at_ms, code, held in heard
        if at_ms is not None and at_ms < until_ms
    ]


def _time_of_day(at_ms: int) -> str:
    """Milliseconds since midnight as HH:MM."""
    minutes = at_ms // MINUTE_MS
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
