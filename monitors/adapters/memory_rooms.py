"""Rooms, lessons, practices, silences and reports in memory."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from threading import Lock
from typing import Any, TypeVar

from monitors.adapters.memory_context import MemoryContextRows
from monitors.context_rows import ToldId
from monitors.domain.outage.records import Incident
from monitors.domain.rooms.records import (
    Lesson,
    Mark,
    Practice,
    ReportKey,
    Room,
    RoomChange,
    Silenced,
)
from monitors.domain.rooms.reporting import HOUR_MS
from monitors.room_rows import RoomWork
from streams.contracts.signals import OwnChange

T = TypeVar("T")


@dataclass(slots=True)
class KeptRooms:
    """What a database would hold of it."""

    rooms: dict[str, Room] = field(default_factory=dict)
    lessons: dict[str, Lesson] = field(default_factory=dict)
    practices: dict[str, Practice] = field(default_factory=dict)
    silences: dict[str, Silenced] = field(default_factory=dict)
    reports: dict[ReportKey, int] = field(default_factory=dict)
    marks: dict[Mark, int] = field(default_factory=dict)
    changes: dict[str, RoomChange] = field(default_factory=dict)

    def write(self, work: RoomWork) -> None:
        """What some actions came to."""
        self.rooms |= {each.incident: each for each in work.rooms}
        self.lessons |= {each.id: each for each in work.lessons}
        self.practices |= {each.id: each for each in work.practices}
        self.silences |= {each.id: each for each in work.silences}
        for key, count in work.reports.items():
            self.reports[key] = self.reports.get(key, 0) + count
        self.marks |= work.marks
        self.changes |= {change.action: change for change in work.changes}

    def expire(self, now_ms: int, first_hour_ms: int) -> int:
        """Remove what is old enough; how much that was."""
        marks = [mark for mark, at_ms in self.marks.items() if at_ms <= now_ms - HOUR_MS]
        hours = [key for key in self.reports if key.hour_ms < first_hour_ms]
        for mark in marks:
            del self.marks[mark]
        for key in hours:
            del self.reports[key]
        return len(marks) + len(hours)


@dataclass(frozen=True, slots=True)
class MemoryRoomRows:
    """`monitors.room_rows.RoomRows` on what a store in memory holds, under its lock."""

    kept: KeptRooms
    known_incidents: Mapping[str, Incident]
    context: MemoryContextRows
    lock: Lock

    def applied(self, actions: Collection[str]) -> set[str]:
        """See the port."""
        with self.lock:
            return set(actions) & self.kept.changes.keys()

    def incidents(self, ids: Collection[str]) -> dict[str, Incident]:
        """See the port."""
        return self._some(self.known_incidents, ids, "id")

    def rooms(self, incidents: Collection[str] | None = None) -> dict[str, Room]:
        """See the port."""
        return self._some(self.kept.rooms, incidents, "incident")

    def lessons(self, ids: Collection[str] | None = None) -> dict[str, Lesson]:
        """See the port."""
        return self._some(self.kept.lessons, ids, "added_at_ms", "id")

    def practices(self, ids: Collection[str] | None = None) -> dict[str, Practice]:
        """See the port."""
        return self._some(self.kept.practices, ids, "at_ms", "id")

    def silences(self, ids: Collection[str] | None = None) -> dict[str, Silenced]:
        """See the port."""
        return self._some(self.kept.silences, ids, "from_ms", "id")

    def own_changes_of(self, ids: Collection[ToldId]) -> dict[ToldId, OwnChange]:
        """See the port."""
        return self.context.own_changes_of(ids)

    def marks(self, marks: Collection[Mark]) -> dict[Mark, int]:
        """See the port."""
        with self.lock:
            return {mark: self.kept.marks[mark] for mark in marks if mark in self.kept.marks}

    def reports(self, from_ms: int) -> dict[ReportKey, int]:
        """See the port."""
        with self.lock:
            return {key: count for key, count in sorted(self.kept.reports.items()) if key.hour_ms >= from_ms}

    def changes(self, incident: str) -> list[RoomChange]:
        """See the port."""
        with self.lock:
            mine = [change for change in self.kept.changes.values() if change.incident == incident]
        return sorted(mine, key=attrgetter("at_ms", "action"))

    def _some(self, kept: Mapping[str, T], ids: Collection[str] | None, *order: str) -> dict[str, T]:
        """Those that are asked for, in an order."""
        with self.lock:
            found: list[tuple[str, Any]] = [
                (id_, each) for id_, each in kept.items() if ids is None or id_ in ids
            ]
        return dict(sorted(found, key=lambda each: [getattr(each[1], name) for name in order]))
