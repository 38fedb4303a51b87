"""What units rely on, in memory: the rows that scores are told from, and what they came to."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from threading import Lock

from monitors.domain.control_rows import ControlCounts
from monitors.domain.findings.standing import StandingFinding
from monitors.domain.impact.availability import Availability, Month
from monitors.domain.impact.lost import HourImpact
from monitors.domain.impact.severity import Graveness
from monitors.domain.outage.records import Incident, Transition
from monitors.domain.reliance.daily import Dependency, LevelChange
from monitors.domain.reliance.records import (
    ControlKey,
    DaySummary,
    Level,
    PairDayKey,
    PairDays,
    UnitDayKey,
    UnitDays,
)
from monitors.domain.reliance.summaries import LOOK_BACK_DAYS
from monitors.domain.usage_rows import DayKey, DaySketches, HourKey
from monitors.reliance_rows import (
    DayRows,
    DaysOfUse,
    ImpactKey,
    SeenControl,
    SummedDay,
    Times,
    TouchedDay,
    UnitStanding,
    hours_around,
)
from monitors.store import Work
from streams.domain.units import UNASSIGNED


@dataclass(slots=True)
class KeptReliance:
    """What a database would hold of it."""

    control: dict[ControlKey, ControlCounts] = field(default_factory=dict)
    touched: dict[TouchedDay, int] = field(default_factory=dict)
    pairs: dict[PairDayKey, DaySummary] = field(default_factory=dict)
    units: dict[UnitDayKey, SummedDay] = field(default_factory=dict)
    standings: dict[str, UnitStanding] = field(default_factory=dict)
    dependencies: dict[tuple[str, str], Dependency] = field(default_factory=dict)
    changes: dict[tuple[str, str, int], LevelChange] = field(default_factory=dict)
    impact: dict[ImpactKey, HourImpact] = field(default_factory=dict)
    months: dict[tuple[str, Month], Availability] = field(default_factory=dict)
    severities: dict[str, Graveness] = field(default_factory=dict)
    findings: dict[str, list[StandingFinding]] = field(default_factory=dict)

    def add(self, work: Work) -> None:
        """Sums on top of sums."""
        for key, counts in work.control.items():
            before = self.control.get(key, ControlCounts(0, 0, 0))
            self.control[key] = ControlCounts(*map(sum, zip(before, counts, strict=True)))
        for touched in work.touched:
            self.touched[touched] = self.touched.get(touched, 0) + 1

    def write(self, work: Work) -> None:
        """What replaces what is there."""
        told = work.reliance
        self.pairs |= told.pairs
        self.units |= told.units
        self.standings |= {each.unit: each for each in told.standings}
        self.dependencies |= {(each.unit, each.platform): each for each in told.dependencies}
        self.changes |= {(each.unit, each.platform, each.number): each for each in told.changes}
        self.impact |= told.impact
        self.months |= {(each.platform, each.month): each for each in told.months}
        self.severities |= told.severities
        for unit, found in told.findings.standing.items():
            self.findings.pop(unit, None)
            if found:
                self.findings[unit] = list(found)

    def expire(self, first_hour_ms: int, first_day: int) -> int:
        """Remove what is older; how many rows."""
        hours = [key for key in self.control if key.hour_ms < first_hour_ms]
        touched = [key for key in self.touched if key.day < first_day]
        pairs = [key for key in self.pairs if key.day < first_day]
        units = [key for key in self.units if key.day < first_day]
        for hour in hours:
            del self.control[hour]
        for mark in touched:
            del self.touched[mark]
        for pair in pairs:
            del self.pairs[pair]
        for unit in units:
            del self.units[unit]
        return len(hours) + len(touched) + len(pairs) + len(units)


@dataclass(frozen=True, slots=True)
class MemoryRelianceRows:
    """`monitors.reliance_rows.RelianceRows` on what a store in memory holds, under its lock."""

    kept: KeptReliance
    hours: Mapping[HourKey, tuple[int, ...]]
    days: Mapping[DayKey, DaySketches]
    sure: Mapping[str, Incident]
    transitions: Mapping[str, list[Transition]]
    lock: Lock

    def units(self, until_day: int) -> set[str]:
        """See the port."""
        with self.lock:
            return {key.unit for key in self.kept.touched if key.day <= until_day}

    def standings(self) -> dict[str, UnitStanding]:
        """See the port."""
        with self.lock:
            return dict(self.kept.standings)

    def touched(self, unit: str, until_day: int) -> dict[int, Times]:
        """See the port."""
        found: dict[int, Times] = defaultdict(Times)
        with self.lock:
            for key, times in self.kept.touched.items():
                if key.unit == unit and key.day <= until_day:
                    found[key.day] = found[key.day]._replace(**{key.evidence: times})
        return dict(found)

    def summed(self, unit: str, until_day: int) -> dict[int, Times]:
        """See the port."""
        with self.lock:
            return {
                key.day: day.made_of
                for key, day in self.kept.units.items()
                if key.unit == unit and key.day <= until_day
            }

    def day_rows(self, unit: str, days: Collection[int]) -> DayRows:
        """See the port."""
        hours = set(hours_around(days))
        looked_at = range(min(days) - LOOK_BACK_DAYS, max(days) + 1)
        with self.lock:
            return DayRows(
                {key: row for key, row in self.hours.items() if key.unit == unit and key.hour_ms in hours},
                {key: row for key, row in self.days.items() if key.unit == unit and key.day in looked_at},
                {
                    key: counts.requests
                    for key, counts in self.kept.control.items()
                    if key.unit == unit and key.hour_ms in hours
                },
            )

    def summaries(self, unit: str, first_day: int, last_day: int) -> tuple[UnitDays, dict[str, PairDays]]:
        """See the port."""
        days = range(first_day, last_day + 1)
        pairs: dict[str, list[DaySummary]] = defaultdict(list)
        with self.lock:
            for key, summary in self.kept.pairs.items():
                if key.unit == unit and key.day in days:
                    pairs[key.platform].append(summary)
            observed = [
                day.summary
                for of, day in self.kept.units.items()
                if of.unit == unit and of.day in days and (day.summary.people or any(day.summary.general))
            ]
        return UnitDays.of(observed), {platform: PairDays.of(each) for platform, each in pairs.items()}

    def dependencies(self, unit: str) -> dict[str, Dependency]:
        """See the port."""
        with self.lock:
            return {platform: each for (of, platform), each in self.kept.dependencies.items() if of == unit}

    def levels(self, units: Collection[str], platforms: Collection[str]) -> dict[tuple[str, str], Level]:
        """See the port."""
        with self.lock:
            return {
                pair: each.state.level
                for pair, each in self.kept.dependencies.items()
                if pair[0] in units and pair[1] in platforms
            }

    def incidents(self, from_ms: int) -> list[Incident]:
        """See the port."""
        with self.lock:
            return [
                incident
                for _, incident in sorted(self.sure.items())
                if incident.detected_at_ms is not None
                and (incident.ended_at_ms is None or incident.ended_at_ms > from_ms)
                and not self._is_elsewhere(incident.id)
            ]

    def severities(self, incidents: Collection[str]) -> dict[str, Graveness]:
        """See the port."""
        with self.lock:
            return {each: self.kept.severities[each] for each in incidents if each in self.kept.severities}

    def days_of_use(self, first_day: int, last_day: int) -> dict[str, set[int]]:
        """See the port."""
        found: dict[str, set[int]] = defaultdict(set)
        with self.lock:
            for key, summary in self.kept.pairs.items():
                if first_day <= key.day <= last_day and summary.strands[0].people:
                    found[key.platform].add(key.day)
        return dict(found)

    def days_of_pairs(self, recent_from: int) -> dict[tuple[str, str], DaysOfUse]:
        """See the port."""
        days: dict[tuple[str, str], list[int]] = defaultdict(list)
        with self.lock:
            for key, summary in self.kept.pairs.items():
                if summary.strands[0].people:
                    days[key.unit, key.platform].append(key.day)
        return {
            pair: DaysOfUse(min(own), max(own), sum(day >= recent_from for day in own))
            for pair, own in days.items()
        }

    def seen_control(self, from_ms: int, to_ms: int) -> SeenControl:
        """See the port."""
        with self.lock:
            rows = [
                (key, counts) for key, counts in self.kept.control.items() if from_ms <= key.hour_ms < to_ms
            ]
        return SeenControl(
            requests=sum(counts.requests for _, counts in rows),
            joined=sum(counts.requests for key, counts in rows if key.unit != UNASSIGNED),
            votes=sum(counts.votes for _, counts in rows),
            by_address=sum(counts.by_address for _, counts in rows),
            from_ms=min((key.hour_ms for key, _ in rows), default=None),
        )

    def _is_elsewhere(self, incident: str) -> bool:
        """Whether it turned out to be part of another."""
        story = self.transitions.get(incident, [])
        return bool(story) and story[-1].reason.code == "part-of-another"
