"""What findings are told from and kept in: the part of the store about what somebody may want to act on."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from monitors.domain.findings.standing import FindingsChange, StandingFinding
from monitors.domain.reliance.records import Level
from monitors.domain.usage_rows import DayKey
from streams.domain.sketches import Sketch


@dataclass(frozen=True, slots=True)
class FindingWork:
    """What was found of some units: what stands of each, in its order, replaces what stood before."""

    standing: Mapping[str, Sequence[StandingFinding]] = field(default_factory=dict)
    changes: Sequence[FindingsChange] = ()

    def __bool__(self) -> bool:
        """Whether anything was found or is no more."""
        return bool(self.standing or self.changes)


class FindingRows(Protocol):
    """Questions to a store; each raises StoreUnavailable or StoreUnusable. Days are local."""

    def standing(self, unit: str) -> list[StandingFinding]:
        """The unit's findings as they stand, in their order."""
        ...

    def levels(self) -> dict[str, dict[str, Level]]:
        """Of every unit the level of each pair by its last score alone, by platform."""
        ...

    def newest_key(self, units: Collection[str], days: range) -> int:
        """The last version of the pseudonyms' key under which these units were seen on the days; 0: none."""
        ...

    def people(
        self, units: Collection[str], platform: str, days: range, key_version: int
    ) -> dict[DayKey, Sketch]:
        """Who certainly used a platform on the days, under one version of the key."""
        ...
