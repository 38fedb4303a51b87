"""An organisation in which people work day by day, and a worker whose clock we hold, told from a store."""

from collections.abc import Sequence
from datetime import UTC, date

import numpy as np

from monitors.adapters.memory_store import Memory, MemoryStore
from monitors.domain.calendar import Calendar, day_of
from monitors.domain.control_rows import ControlCounts
from monitors.domain.outage.records import SourceRow
from monitors.domain.reliance.records import ControlKey
from monitors.domain.usage_rows import DayKey, DaySketches, HourKey, UsageRows
from monitors.domain.withholding import USUAL_K
from monitors.events import levels_announced
from monitors.finding_events import findings_announced
from monitors.reliance_rows import RelianceWork, TouchedDay
from monitors.store import Message, Store, Work
from streams.domain.deltas import USAGE_COUNTS
from streams.domain.sketches import Sketch, active_slots
from streams.domain.units import Unit
from tests.monitoring import scores_of
from tests.stored_work import SIGNALS

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
MONDAY = day_of(date(2026, 3, 2))
AT_WORK = range(8, 18)
CALENDAR = Calendar(UTC)
SETTLED = MONDAY + 17
"""The fourteenth working day."""


def at(day: int, hour: float = 0) -> int:
    """A moment, in Unix milliseconds."""
    return day * DAY_MS + int(hour * HOUR_MS)


def proxy(watermark_ms: int | None, blind_since_ms: int | None = None) -> SourceRow:
    """A source that is complete up to then."""
    return SourceRow("proxy", "Central", watermark_ms, blind_since_ms, 1, "", "")


class World:
    """An organisation whose people work, and a worker whose clock we hold."""

    def __init__(
        self, *units: Unit, store: Store | None = None, memory: Memory | None = None, k: int = USUAL_K
    ) -> None:
        self.memory = memory or Memory()
        self.store = store or MemoryStore(self.memory)
        self.units = units
        self.k = k
        self.scores = scores_of(self.store, *units, k=k)
        self.messages: list[Message] = []
        self.said_of_findings: list[Message] = []

    def works(
        self,
        unit: str,
        day: int,
        people: Sequence[int],
        surface: str = "publishing",
        platform: str = "x",
        **each_hour: int,
    ) -> None:
        """A day on which these people are there all day; `each_hour` are further counts of their hours."""
        who = np.repeat(np.array(people, np.uint64), len(AT_WORK) * 12)
        slots = np.tile(np.array([at(day, h) + s * 300_000 for h in AT_WORK for s in range(12)]), len(people))
        each_hour = {"ok": 6 * len(people), **each_hour}
        counts = tuple(each_hour.get(name, 0) for name in USAGE_COUNTS)
        usage = UsageRows(
            {HourKey(unit, platform, surface, "yes", at(day, hour)): counts for hour in AT_WORK},
            {
                DayKey(unit, platform, surface, "yes", day, 1): DaySketches(
                    Sketch.of(who), Sketch.of(active_slots(who, slots))
                )
            },
        )
        self.commit(Work(usage=usage, touched=[TouchedDay(unit, day, "usage")]))
        self.surfs(unit, day)

    def surfs(self, unit: str, day: int) -> None:
        """The rest of the web on that day."""
        control = {ControlKey(unit, at(day, hour)): ControlCounts(200, 20, 0) for hour in AT_WORK}
        self.commit(Work(control=control, touched=[TouchedDay(unit, day, "control")]))

    def weekdays(self, unit: str, first: int, last: int, people: Sequence[int]) -> None:
        """Every working day from the first to the last."""
        for day in range(first, last + 1):
            if (day - MONDAY) % 7 < 5:
                self.works(unit, day, people)

    def passes(self, at_ms: int, source: SourceRow | None = None) -> RelianceWork:
        """Time passes: ticks come until everything is told; the last work that anything came of."""
        come_to = RelianceWork()
        for _ in range(60):
            work = self.scores.tick(at_ms, [source or proxy(at_ms)])
            if work == RelianceWork():
                return come_to
            offset = self.commit(Work(reliance=work))
            self.messages += levels_announced(SIGNALS, offset, [], work, self.k)
            self.said_of_findings += findings_announced(SIGNALS, offset, [], work, self.k)
            come_to = work
        raise AssertionError("the worker never comes to rest")

    def commit(self, work: Work) -> int:
        """The worker's commit; the offset that it stands for."""
        expected = self.store.resume(SIGNALS).next_offset
        self.store.commit(SIGNALS, expected, (expected or 0) + 1, work)
        return expected or 0

    def starts_anew(self) -> None:
        """The worker is another one."""
        self.scores = scores_of(self.store, *self.units, k=self.k)

    @property
    def told_until(self) -> dict[str, int | None]:
        return {unit: each.folded_day for unit, each in self.memory.reliance.standings.items()}

    def level(self, unit: str = "Roads", platform: str = "x") -> str:
        return self.memory.reliance.dependencies[unit, platform].state.level

    def turns(self, unit: str = "Roads") -> list[tuple[str | None, str, str, str, str]]:
        """How levels changed: before, after, why, when somebody is told, and why then."""
        changes = sorted(self.memory.reliance.changes.values(), key=lambda one: one.number)
        return [
            (one.before, one.after, one.reason.code, one.alert.when, one.alert.reason.code)
            for one in changes
            if one.unit == unit
        ]
