"""An organisation whose use is published week by week, and a worker whose clock we hold."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, tzinfo

import numpy as np
from sqlalchemy import Connection, select

from monitors.adapters.memory_published import KeptPublished
from monitors.adapters.memory_store import Memory, MemoryStore
from monitors.adapters.sql_published import (
    CELL_COLUMNS,
    CELLS,
    PERIODS,
    PLATFORMS,
    SURFACES,
    USAGE_READ,
    WEEK_HOURS,
    period_of,
    platform_of,
    told_of,
)
from monitors.domain.calendar import Calendar, day_of
from monitors.domain.outage.records import SourceRow
from monitors.domain.published.periods import Grain, Period
from monitors.domain.published.records import PublishedPlatform
from monitors.domain.published.telling import Terms, Tree
from monitors.domain.usage_rows import DayKey, DaySketches, HourKey, UsageRows
from monitors.domain.withholding import USUAL_K
from monitors.published_rows import PublishedWork
from monitors.publishing import Publisher, Publishing
from monitors.reliance_rows import TouchedDay
from monitors.store import Store, Work
from streams.contracts.topics import USAGE
from streams.domain.deltas import USAGE_COUNTS
from streams.domain.sketches import Sketch
from streams.domain.units import Unit
from tests.stored_work import SIGNALS

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
AT_REST = 300
"""After so many ticks of which nothing came, nothing is left to publish; reading may take so many."""


def moment(day: date, hour: float = 0, zone: tzinfo = UTC) -> int:
    """So many hours into a local day, Unix ms."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
    return round(midnight.timestamp() * 1000 + hour * HOUR_MS)


def log(complete_until_ms: int | None, blind_since_ms: int | None = None, name: str = "proxy") -> SourceRow:
    """A source that is complete up to then."""
    return SourceRow(name, "Central", complete_until_ms, blind_since_ms, 1, "catalogue-1", "")


class House:
    """Units, what they use, and the worker that publishes it. A turn takes `step_ms` for each step."""

    def __init__(
        self,
        units: Sequence[Unit],
        *,
        k: int = USUAL_K,
        zone: tzinfo = UTC,
        store: Store | None = None,
        memory: Memory | None = None,
        kept_days: int = 400,
    ) -> None:
        self.memory = memory or Memory()
        self.store = store or MemoryStore(self.memory)
        self.units = units
        self.k, self.zone, self.kept_days = k, zone, kept_days
        self.step_ms = 0
        self._clock_ms = 0
        self.starts_anew()

    def starts_anew(self) -> None:
        """The worker is another one, with the units as they now are."""
        terms = Terms(Tree.of(self.units), self.k)
        publisher = Publisher(terms, Calendar(self.zone), "catalogue-1", self.kept_days, USAGE.partitions)
        self.publishing = Publishing(self.store.published, self.store.reliance, publisher, self._clock)

    def uses(
        self,
        unit: str,
        day: date,
        people: Collection[int],
        platform: str = "facebook",
        surface: str = "feed",
        *,
        use: str = "yes",
        requests: int | None = None,
        hour: float = 9,
        key_version: int = 1,
        **counts: int,
    ) -> None:
        """An hour of a day in which these people are there; ten requests for each where nothing is said."""
        asked = 10 * len(people) if requests is None else requests
        told = dict.fromkeys(USAGE_COUNTS, 0) | {"ok": asked, "bytes_down": 100 * asked} | counts
        who = Sketch.of(np.array(sorted(people), np.uint64))
        at_ms = moment(day, hour, self.zone) // HOUR_MS * HOUR_MS
        label = (unit, platform, surface, use)
        usage = UsageRows(
            {HourKey(*label, at_ms): tuple(told.values())},
            {DayKey(*label, day_of(day), key_version): DaySketches(who, who)},
        )
        self.commit(Work(usage=usage, touched=[TouchedDay(unit, day_of(day), "usage")]))

    def commit(self, work: Work) -> None:
        """The worker's commit."""
        expected = self.store.resume(SIGNALS).next_offset
        self.store.commit(SIGNALS, expected, (expected or 0) + 1, work)

    def tick(self, at_ms: int, *sources: SourceRow) -> PublishedWork:
        """Time has passed for one source that sees all, if none is named; nothing is committed yet."""
        return self.publishing.tick(at_ms, sources or [log(at_ms)])

    def reads_on(self, at_ms: int) -> None:
        """All use is read until then."""
        self.store.usage_read(dict.fromkeys(range(USAGE.partitions), at_ms))

    def passes(self, at_ms: int, *sources: SourceRow) -> list[PublishedWork]:
        """Time has passed, and all use is read: publish until nothing is left; what came of it."""
        self.reads_on(at_ms + DAY_MS)
        came_to: list[PublishedWork] = []
        empty = 0
        while empty < (AT_REST if self.step_ms else 1):
            work = self.tick(at_ms, *sources)
            empty += 1
            if work != PublishedWork():
                empty = 0
                came_to.append(work)
                self.commit(Work(published=work))
        return came_to

    def day_of(self, at_ms: int) -> date:
        """The local day of a moment."""
        return datetime.fromtimestamp(at_ms / 1000, self.zone).date()

    def told(self, grain: Grain = "week") -> list[date]:
        """The periods that are told, by their first days."""
        return sorted(period.first_day for period in self.store.published.told() if period.grain == grain)

    def of(self, first_day: date, platform: str = "facebook", grain: Grain = "week") -> PublishedPlatform:
        """What is published of a platform; of a store in memory."""
        return self.memory.published.platforms[Period(grain, first_day), platform]

    def _clock(self) -> int:
        self._clock_ms += self.step_ms
        return self._clock_ms


def days_of(first: date, count: int) -> list[date]:
    """Days that follow each other."""
    return [first + timedelta(days=day) for day in range(count)]


def weekdays(first: date, after: date) -> list[date]:
    """Those from Monday to Friday."""
    return [day for day in days_of(first, (after - first).days) if day.weekday() < 5]


def touching(work: Work) -> Work:
    """The same, with the days marked to which its use is added, as a worker does it."""
    used = {TouchedDay(key.unit, key.day, "usage") for key in work.usage.days}
    used |= {TouchedDay(key.unit, key.hour_ms // DAY_MS, "usage") for key in work.usage.hours}
    return replace(work, touched=sorted(used.union(work.touched)))


def published_in(connection: Connection) -> KeptPublished:
    """What a database holds of closed weeks and months, read as anybody might read it."""
    kept = KeptPublished(
        usage_read={row.partition: row.read_until_at for row in connection.execute(select(USAGE_READ))}
    )
    for row in connection.execute(select(PERIODS)):
        kept.periods[period_of(row)] = told_of(row)
    for row in connection.execute(select(PLATFORMS)):
        period = period_of(row)
        beside = [
            connection.execute(
                select(*columns).where(
                    table.c.platform == row.platform,
                    table.c.first_day == row.first_day,
                    *([table.c.grain == row.grain] if "grain" in table.c else []),
                )
            ).all()
            for table, columns in (
                (CELLS, CELL_COLUMNS),
                (SURFACES, SURFACES.c),
                (WEEK_HOURS, WEEK_HOURS.c),
            )
        ]
        hours = beside[2] if period.grain == "week" else []
        kept.platforms[period, row.platform] = platform_of(row, beside[0], beside[1], hours)
    return kept
