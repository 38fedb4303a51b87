"""What happened around outages in memory."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock

from monitors.context_rows import ToldId
from monitors.domain.demand.slots import HourKey, HourSeen
from streams.contracts.signals import Demand, OwnChange, VendorStatus

WordKey = tuple[str, str, int, str]


@dataclass(slots=True)
class KeptContext:
    """What a database would hold of it."""

    own_changes: dict[ToldId, OwnChange] = field(default_factory=dict)
    demand: dict[ToldId, Demand] = field(default_factory=dict)
    hours: dict[HourKey, HourSeen] = field(default_factory=dict)
    words: dict[WordKey, VendorStatus] = field(default_factory=dict)

    def write(
        self,
        own_changes: Sequence[OwnChange],
        demand: Sequence[Demand],
        hours: Mapping[HourKey, HourSeen],
        words: Sequence[VendorStatus],
    ) -> None:
        """What is told for the first time; hours add up."""
        for change in own_changes:
            self.own_changes.setdefault(ToldId(change.source, change.id), change)
        for count in demand:
            self.demand.setdefault(ToldId(count.source, count.id), count)
        for key, more in hours.items():
            seen = self.hours.get(key, HourSeen(0.0, 0.0))
            self.hours[key] = HourSeen(seen.contacts + more.contacts, seen.seconds + more.seconds)
        for word in words:
            self.words.setdefault((word.platform, word.source, word.at_ms, word.state), word)

    def expire(self, first_ms: int) -> int:
        """Remove what is from before a moment; how many rows a database would have lost."""
        before = len(self.own_changes) + len(self.demand) + len(self.hours) + len(self.words)
        self.own_changes = {key: one for key, one in self.own_changes.items() if one.at_ms >= first_ms}
        self.demand = {key: one for key, one in self.demand.items() if one.at_ms >= first_ms}
        self.hours = {key: seen for key, seen in self.hours.items() if key.hour_ms >= first_ms}
        self.words = {key: one for key, one in self.words.items() if one.at_ms >= first_ms}
        return before - len(self.own_changes) - len(self.demand) - len(self.hours) - len(self.words)


@dataclass(frozen=True, slots=True)
class MemoryContextRows:
    """`monitors.context_rows.ContextRows` on what a store in memory holds, under its lock."""

    kept: KeptContext
    lock: Lock

    def own_changes(self, from_ms: int, until_ms: int) -> list[OwnChange]:
        """See the port."""
        with self.lock:
            found = [each for each in self.kept.own_changes.values() if from_ms <= each.at_ms < until_ms]
        return sorted(found, key=lambda one: (one.at_ms, one.source, one.id))

    def own_changes_of(self, ids: Collection[ToldId]) -> dict[ToldId, OwnChange]:
        """See the port."""
        with self.lock:
            return {key: self.kept.own_changes[key] for key in ids if key in self.kept.own_changes}

    def demand(self, from_ms: int, until_ms: int | None = None) -> list[Demand]:
        """See the port."""
        with self.lock:
            found = [each for each in self.kept.demand.values() if each.until_ms > from_ms]
        found = [each for each in found if until_ms is None or each.at_ms < until_ms]
        return sorted(found, key=lambda one: (one.at_ms, one.source, one.id))

    def demand_known(self, ids: Collection[ToldId]) -> set[ToldId]:
        """See the port."""
        with self.lock:
            return set(ids) & self.kept.demand.keys()

    def demand_hours(self, from_ms: int, until_ms: int) -> dict[HourKey, HourSeen]:
        """See the port."""
        with self.lock:
            hours = self.kept.hours.items()
            return {key: seen for key, seen in hours if from_ms <= key.hour_ms < until_ms}

    def vendor_words(self, platform: str, from_ms: int) -> list[VendorStatus]:
        """See the port."""
        with self.lock:
            told = self.kept.words.values()
            found = [each for each in told if each.platform == platform and each.at_ms >= from_ms]
        return sorted(found, key=lambda one: (one.at_ms, one.source, one.state))

    def heard_since(self, platforms: Collection[str]) -> dict[str, int]:
        """See the port."""
        first: dict[str, int] = {}
        with self.lock:
            for each in self.kept.words.values():
                if each.platform in platforms:
                    first[each.platform] = min(first.get(each.platform, each.at_ms), each.at_ms)
        return first
