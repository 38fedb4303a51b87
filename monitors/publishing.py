"""Closed weeks and months, published once: unit by unit their rows are read, then platform by platform told.

It goes with the judge of `evidence.signals`, whose worker writes all of it. At a tick of the clock that
has little else to tell it goes on for about a tenth of a second, so that no outage waits for it. What is
published stands in the database, each platform whole: a crash loses only what was read, and repeats nothing.
Rows that come later change nothing that was told.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

import numpy as np
import structlog

from monitors.domain.calendar import Calendar, date_of
from monitors.domain.outage.records import SourceRow
from monitors.domain.published.gathering import Gathered
from monitors.domain.published.periods import (
    Period,
    closed_until,
    hours_of,
    midnight_ms,
    to_publish,
)
from monitors.domain.published.records import METHOD, PublishedPeriod, PublishedPlatform
from monitors.domain.published.telling import Terms, published
from monitors.published_rows import PublishedRows, PublishedWork
from monitors.reliance_rows import RelianceRows
from streams.domain.cells import SLOT_MS

TURN_MS: Final = 100
"""No further step begins once those of a commit have taken so long."""

DAYS_A_STEP: Final = 7
"""So many days of a unit are read at once."""

SETTLED_MS: Final = 2_000
"""So long after a period was closed all use of it must have been seen to be read: clocks differ a little."""

LONG_MS: Final = 3_600_000
"""After so long it is said what publishing waits for."""


@dataclass(frozen=True, slots=True)
class Publisher:
    """Under which terms is published.

    `kept_days` is how long rows are kept that periods are made of, `partitions` how many evidence of use has,
    and `catalogue` the version of the catalogue.
    """

    terms: Terms
    calendar: Calendar
    catalogue: str
    kept_days: int
    partitions: int


@dataclass(slots=True)
class _Reading:
    """A period that is being published: what is still to be read, and what was."""

    period: Period
    steps: Iterator[tuple[str, Sequence[date]]]
    told: dict[str, int]
    gathered: Gathered = field(default_factory=Gathered)
    waiting: list[str] | None = None


class Publishing:
    """Publishes what is closed, the newest first. `clock_ms` only says how long turns take."""

    def __init__(
        self,
        rows: PublishedRows,
        reliance: RelianceRows,
        publisher: Publisher,
        clock_ms: Callable[[], int],
    ) -> None:
        self._rows = rows
        self._reliance = reliance
        self._publisher = publisher
        self._clock_ms = clock_ms
        self._log = structlog.get_logger()
        self._closed: date | None = None
        self._since_ms = 0
        self._is_said = False
        self.restore()

    def restore(self) -> None:
        """Forget what was not committed: the database says what is published."""
        self._waiting: list[Period] | None = None
        self._reading: _Reading | None = None

    def tick(self, at_ms: int, sources: Sequence[SourceRow], *, is_long: bool = False) -> PublishedWork:
        """Time has passed: read on, or publish some platforms; neither at a tick that `is_long` already."""
        closed = closed_until(sources, self._publisher.calendar.zone, at_ms)
        if closed is None:
            return PublishedWork()
        if closed != self._closed:
            self._closed, self._since_ms, self._is_said = closed, at_ms, False
            self._waiting = None
        if is_long:
            return PublishedWork()
        if self._waiting is None:
            self._waiting = self._to_publish(closed, at_ms)
        if not self._waiting or not self._is_all_read(at_ms):
            return PublishedWork()
        return self._turn(self._waiting, at_ms)

    def _to_publish(self, closed: date, at_ms: int) -> list[Period]:
        """The closed periods that are not told yet, the newest first; one that is begun stays the first.

        A source that was silent and is behind may take a day back that was closed; what is begun is left
        then, and read anew once it is closed again.
        """
        seen_from = self._rows.seen_from()
        if seen_from is None:
            return []
        today = date_of(self._publisher.calendar.day_at(at_ms))
        kept_from = today - timedelta(days=self._publisher.kept_days - 1)
        told = self._rows.told()
        waiting = [each for each in to_publish(seen_from, kept_from, closed) if each not in told]
        begun = None if self._reading is None else self._reading.period
        if begun not in waiting:
            self._reading = None
        return sorted(waiting, key=lambda period: period != begun)

    def _is_all_read(self, at_ms: int) -> bool:
        """Whether all use that Kafka held when the last day was closed is in the database."""
        read_until = self._rows.read_until(self._publisher.partitions)
        if read_until is not None and read_until >= self._since_ms + SETTLED_MS:
            return True
        if at_ms >= self._since_ms + LONG_MS and not self._is_said:
            self._is_said = True
            self._log.warning(
                "publishing-waits",
                closed_until=str(self._closed),
                advice="closed weeks and months are told once all use is read; see that a worker reads "
                "every partition of evidence.usage",
            )
        return False

    def _turn(self, waiting: list[Period], at_ms: int) -> PublishedWork:
        """Some steps, for as long as a turn may take."""
        until_ms = self._clock_ms() + TURN_MS
        platforms: list[PublishedPlatform] = []
        periods: list[PublishedPeriod] = []
        while waiting:
            reading = self._reading = self._reading or self._opened(waiting[0])
            if reading.waiting is None:
                self._read_on(reading)
            elif reading.waiting:
                platforms.append(self._platform(reading, reading.waiting.pop(0)))
            else:
                periods.append(self._period(reading, at_ms))
                waiting.pop(0)
                self._reading = None
            if self._clock_ms() >= until_ms:
                break
        return PublishedWork(platforms, periods)

    def _opened(self, period: Period) -> _Reading:
        """A period is begun, or gone on with after a start: what is to be read of it."""
        days = period.span.days
        parts = [days[first : first + DAYS_A_STEP] for first in range(0, len(days), DAYS_A_STEP)]
        units = self._rows.units(period.span)
        steps = iter([(unit, part) for unit in units for part in parts])
        return _Reading(period, steps, self._rows.platforms(period))

    def _read_on(self, reading: _Reading) -> None:
        """Some days of a unit; behind the last one it is known which platforms are to be told."""
        step = next(reading.steps, None)
        if step is None:
            reading.waiting = [name for name in reading.gathered.platforms if name not in reading.told]
            return
        unit, days = step
        calendar = self._publisher.calendar
        hours_ms = hours_of(days, calendar.zone)
        use = self._rows.use(unit, days, hours_ms, by_hour=reading.period.grain == "week")
        hours_of_week = calendar.hours_of_week(np.array(hours_ms, np.int64) // SLOT_MS).tolist()
        reading.gathered.add(use, dict(zip(hours_ms, hours_of_week, strict=True)))

    def _platform(self, reading: _Reading, platform: str) -> PublishedPlatform:
        """One platform, whole."""
        told = published(reading.period, platform, reading.gathered.of(platform), self._publisher.terms)
        reading.told[platform] = told.k
        return told

    def _period(self, reading: _Reading, at_ms: int) -> PublishedPeriod:
        """All platforms of a period are published: from now on it is told."""
        period, zone = reading.period, self._publisher.calendar.zone
        span = period.span
        control = self._reliance.seen_control(midnight_ms(span.first, zone), midnight_ms(span.after, zone))
        self._log.info(
            "period-published", grain=period.grain, first_day=str(span.first), platforms=len(reading.told)
        )
        return PublishedPeriod(
            period=period,
            after_day=span.after,
            told_at_ms=at_ms,
            k=min(reading.told.values(), default=self._publisher.terms.k),
            method=METHOD,
            catalogue=self._publisher.catalogue,
            joined_share=round(control.joined / control.requests, 4) if control.requests else None,
            by_address_share=round(control.by_address / control.votes, 4) if control.votes else None,
            platforms=len(reading.told),
        )
