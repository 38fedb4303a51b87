"""What is found in units' use of platforms, in memory, and the rows that it is told from."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from threading import Lock

from monitors.adapters.memory_reliance import KeptReliance
from monitors.domain.findings.standing import StandingFinding
from monitors.domain.reliance.records import Level
from monitors.domain.usage_rows import DayKey, DaySketches
from streams.domain.sketches import Sketch


@dataclass(frozen=True, slots=True)
class MemoryFindingRows:
    """`monitors.finding_rows.FindingRows` on what a store in memory holds, under its lock."""

    kept: KeptReliance
    days: Mapping[DayKey, DaySketches]
    lock: Lock

    def standing(self, unit: str) -> list[StandingFinding]:
        """See the port."""
        with self.lock:
            return list(self.kept.findings.get(unit, ()))

    def levels(self) -> dict[str, dict[str, Level]]:
        """See the port."""
        found: dict[str, dict[str, Level]] = defaultdict(dict)
        with self.lock:
            for (unit, platform), each in self.kept.dependencies.items():
                found[unit][platform] = each.today.level
        return dict(found)

    def newest_key(self, units: Collection[str], days: range) -> int:
        """See the port."""
        with self.lock:
            seen = (key.key_version for key in self.days if key.unit in units and key.day in days)
            return max(seen, default=0)

    def people(
        self, units: Collection[str], platform: str, days: range, key_version: int
    ) -> dict[DayKey, Sketch]:
        """See the port."""
        with self.lock:
            return {
                key: sketches.people
                for key, sketches in self.days.items()
                if key.unit in units
                and key.platform == platform
                and key.day in days
                and (key.use, key.key_version) == ("yes", key_version)
            }
