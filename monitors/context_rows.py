"""What happened around outages, as it was told: own changes, demand by our channels, words of vendors.

It is kept beside what is judged, to explain it or to be explained by it.
"""

from collections.abc import Collection
from typing import NamedTuple, Protocol

from monitors.domain.demand.slots import HourKey, HourSeen
from streams.contracts.signals import Demand, OwnChange, VendorStatus


class ToldId(NamedTuple):
    """What tells one event of somebody else's system from another, however often it is told."""

    source: str
    id: str


class ContextRows(Protocol):
    """Questions to a store; each raises StoreUnavailable or StoreUnusable. Times are Unix ms, half-open."""

    def own_changes(self, from_ms: int, until_ms: int) -> list[OwnChange]:
        """What we changed in a time, in its order."""
        ...

    def own_changes_of(self, ids: Collection[ToldId]) -> dict[ToldId, OwnChange]:
        """These changes, as far as they are there."""
        ...

    def demand(self, from_ms: int, until_ms: int | None = None) -> list[Demand]:
        """Counts whose slots touch a time (None: it is open), in the order in which these begin."""
        ...

    def demand_known(self, ids: Collection[ToldId]) -> set[ToldId]:
        """Which of these counts are there."""
        ...

    def demand_hours(self, from_ms: int, until_ms: int) -> dict[HourKey, HourSeen]:
        """What came in each hour that begins in a time."""
        ...

    def vendor_words(self, platform: str, from_ms: int) -> list[VendorStatus]:
        """What a platform's status pages said since a moment, in the order of time."""
        ...

    def heard_since(self, platforms: Collection[str]) -> dict[str, int]:
        """When the status page of each of these platforms first said anything to us, Unix ms."""
        ...
