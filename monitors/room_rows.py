"""What people's work together is read from and written to: the part of the store that is about rooms."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

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
from streams.contracts.signals import OwnChange


@dataclass(frozen=True, slots=True)
class RoomWork:
    """What some actions came to. `reports` are added to what is counted, everything else replaces itself.

    `marks` are when somebody reported last.
    """

    rooms: Collection[Room] = ()
    lessons: Collection[Lesson] = ()
    practices: Collection[Practice] = ()
    silences: Collection[Silenced] = ()
    reports: Mapping[ReportKey, int] = field(default_factory=dict)
    marks: Mapping[Mark, int] = field(default_factory=dict)
    changes: Sequence[RoomChange] = ()


class RoomRows(Protocol):
    """Questions to a store; each raises StoreUnavailable or StoreUnusable.

    Where ids are asked for, None stands for all; what is not there is left out.
    """

    def applied(self, actions: Collection[str]) -> set[str]:
        """Which of these actions were applied or refused already."""
        ...

    def incidents(self, ids: Collection[str]) -> dict[str, Incident]:
        """These incidents, by id."""
        ...

    def rooms(self, incidents: Collection[str] | None = None) -> dict[str, Room]:
        """The rooms of these incidents, by incident."""
        ...

    def lessons(self, ids: Collection[str] | None = None) -> dict[str, Lesson]:
        """Lessons by id, in the order in which they were added."""
        ...

    def practices(self, ids: Collection[str] | None = None) -> dict[str, Practice]:
        """Questions and practices by id, in the order of time."""
        ...

    def silences(self, ids: Collection[str] | None = None) -> dict[str, Silenced]:
        """Silences by id, in the order in which they begin."""
        ...

    def own_changes_of(self, ids: Collection[ToldId]) -> dict[ToldId, OwnChange]:
        """These changes of our own, as far as they are there."""
        ...

    def marks(self, marks: Collection[Mark]) -> dict[Mark, int]:
        """When these reported last, as far as that is kept."""
        ...

    def reports(self, from_ms: int) -> dict[ReportKey, int]:
        """How many reports came in each hour that begins then or later."""
        ...

    def changes(self, incident: str) -> list[RoomChange]:
        """What people said and did in an incident's room, in the order of time; "" is what was in none."""
        ...
