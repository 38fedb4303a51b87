"""Closed weeks and months in memory."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from threading import Lock

from monitors.adapters.memory_reliance import KeptReliance
from monitors.domain.calendar import date_of, day_of
from monitors.domain.published.gathering import Cell, PeopleRow, UnitUse
from monitors.domain.published.periods import Period, Span
from monitors.domain.published.records import PublishedPeriod, PublishedPlatform
from monitors.domain.usage_rows import DayKey, DaySketches, HourKey
from monitors.published_rows import PublishedWork
from streams.domain.deltas import OUTCOMES


@dataclass(slots=True)
class KeptPublished:
    """What a database would hold of them."""

    platforms: dict[tuple[Period, str], PublishedPlatform] = field(default_factory=dict)
    periods: dict[Period, PublishedPeriod] = field(default_factory=dict)
    usage_read: dict[int, int] = field(default_factory=dict)

    def write(self, work: PublishedWork) -> None:
        """What is published for the first time; what stands is left alone."""
        for each in work.platforms:
            self.platforms.setdefault((each.period, each.platform), each)
        for told in work.periods:
            self.periods.setdefault(told.period, told)

    def expire(self, first_day: int) -> int:
        """Remove periods that began before a day; how many rows a database would have lost."""
        platforms = [key for key in self.platforms if day_of(key[0].first_day) < first_day]
        periods = [period for period in self.periods if day_of(period.first_day) < first_day]
        gone = [self.platforms.pop(key) for key in platforms]
        for period in periods:
            del self.periods[period]
        rows = (1 + len(each.cells) + len(each.surfaces) + len(each.shades) for each in gone)
        return len(periods) + sum(rows)


@dataclass(frozen=True, slots=True)
class MemoryPublishedRows:
    """`monitors.published_rows.PublishedRows` on what a store in memory holds, under its lock."""

    kept: KeptPublished
    reliance: KeptReliance
    hours: Mapping[HourKey, tuple[int, ...]]
    days: Mapping[DayKey, DaySketches]
    lock: Lock

    def told(self) -> set[Period]:
        """See the port."""
        with self.lock:
            return set(self.kept.periods)

    def platforms(self, period: Period) -> dict[str, int]:
        """See the port."""
        with self.lock:
            return {platform: each.k for (of, platform), each in self.kept.platforms.items() if of == period}

    def seen_from(self) -> date | None:
        """See the port."""
        with self.lock:
            days = [key.day for key in self.reliance.touched if key.evidence == "usage"]
        return date_of(min(days)) if days else None

    def units(self, span: Span) -> list[str]:
        """See the port."""
        days = range(day_of(span.first), day_of(span.after))
        with self.lock:
            touched = self.reliance.touched
            return sorted({key.unit for key in touched if key.evidence == "usage" and key.day in days})

    def use(self, unit: str, days: Sequence[date], hours_ms: Sequence[int], *, by_hour: bool) -> UnitUse:
        """See the port."""
        counts: dict[Cell, Sequence[int]] = {}
        hours: dict[tuple[str, int], int] = defaultdict(int)
        wanted, numbered = set(hours_ms), {day_of(day) for day in days}
        with self.lock:
            for hour, own in self.hours.items():
                if hour.unit == unit and hour.hour_ms in wanted:
                    cell = Cell(*hour[:4])
                    before = counts.get(cell)
                    counts[cell] = own if before is None else tuple(map(sum, zip(before, own, strict=True)))
                    if by_hour and cell.use != "no":
                        hours[cell.platform, hour.hour_ms] += sum(own[: len(OUTCOMES)])
            people = [
                PeopleRow(Cell(*day[:4]), day.key_version, each.people, each.active)
                for day, each in self.days.items()
                if day.unit == unit and day.day in numbered and day.use != "no"
            ]
        return UnitUse(counts, people, dict(hours))

    def read_until(self, partitions: int) -> int | None:
        """See the port."""
        with self.lock:
            known = [self.kept.usage_read.get(partition) for partition in range(partitions)]
        seen = [each for each in known if each is not None]
        return min(seen) if seen and len(seen) == partitions else None
