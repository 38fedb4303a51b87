"""What people do together comes to: rooms, lessons, practices, silences, reports, and what is told of them.

What the judge has to know of it, that it fails for somebody or that an outage is none, goes onto
`evidence.signals` through the outbox. The monitors produce to that topic anyway (their ticks), and so one
transaction counts a report, tells of it and hands it to the judge, however often the hub sends it; did the
hub send it to both topics, each could get it without the other. Judging it twice changes nothing.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from monitors.context_rows import ToldId
from monitors.domain.outage.records import Incident
from monitors.domain.rooms.actions import AnyRoomAction, NameCause, ReportFailure
from monitors.domain.rooms.applying import Applied, applied
from monitors.domain.rooms.known import Known, Outcome
from monitors.domain.rooms.records import (
    Lesson,
    Mark,
    Practice,
    ReportKey,
    Room,
    RoomChange,
    Silenced,
)
from monitors.room_events import room_announced
from monitors.room_rows import RoomRows, RoomWork
from monitors.store import Message, Place
from monitors.taken import Taken
from streams.contracts.signals import OwnChange


class RoomPart:
    """Applies actions in their order, each of an id of its own; `rows` is asked for what stands."""

    def __init__(self, rows: RoomRows) -> None:
        self._rows = rows

    def known(self, actions: Collection[str]) -> set[str]:
        """Which of these actions were applied or refused before. Raises the faults of the store."""
        return self._rows.applied(actions)

    def come_to(self, place: Place, taken: Sequence[Taken[AnyRoomAction]]) -> tuple[RoomWork, list[Message]]:
        """What these actions come to, and what is told of them. Raises the faults of the store."""
        if not taken:
            return RoomWork(), []
        stand = self._stand([each.action for each in taken])
        messages: list[Message] = []
        for offset, action, at_ms in taken:
            step = applied(stand.known(), action, at_ms)
            stand.take(step)
            messages += room_announced(place, offset, step)
        return stand.work(), messages

    def _stand(self, actions: Sequence[AnyRoomAction]) -> "_Standing":
        """What stands of everything that these actions are about."""
        incidents = _named(actions, "incident")
        marks = {Mark(each.platform, each.by) for each in actions if isinstance(each, ReportFailure)}
        return _Standing(
            incidents=self._rows.incidents(incidents),
            rooms=self._rows.rooms(incidents),
            lessons=self._rows.lessons(_named(actions, "lesson")),
            practices=self._rows.practices(_named(actions, "practice")),
            silences=self._rows.silences(_named(actions, "silence")),
            marks=self._rows.marks(marks),
            own_changes=self._own_changes(actions),
        )

    def _own_changes(self, actions: Sequence[AnyRoomAction]) -> dict[tuple[str, str], OwnChange]:
        """The changes of our own that are named as causes, by source and id."""
        named = {ToldId(each.source, each.change) for each in actions if isinstance(each, NameCause)}
        return {(key.source, key.id): found for key, found in self._rows.own_changes_of(named).items()}


@dataclass(slots=True)
class _Standing:
    """What stands, action by action, and what of it is to be written."""

    incidents: dict[str, Incident]
    rooms: dict[str, Room]
    lessons: dict[str, Lesson]
    practices: dict[str, Practice]
    silences: dict[str, Silenced]
    marks: dict[Mark, int]
    own_changes: Mapping[tuple[str, str], OwnChange]
    reports: Counter[ReportKey] = field(default_factory=Counter)
    changes: list[RoomChange] = field(default_factory=list)
    touched: set[str | Mark] = field(default_factory=set)

    def known(self) -> Known:
        """For the rules."""
        return Known(
            self.incidents,
            self.rooms,
            self.lessons,
            self.practices,
            self.silences,
            self.marks,
            self.own_changes,
        )

    def take(self, step: Applied) -> None:
        """One action more."""
        self.changes.append(step.change)
        if step.outcome is not None:
            self._replace(step.outcome, step.change.at_ms)

    def _replace(self, outcome: Outcome, at_ms: int) -> None:
        """The one thing that stands otherwise now."""
        if outcome.room is not None:
            self.rooms[outcome.room.incident] = outcome.room
            self.touched.add(outcome.room.incident)
        elif outcome.lesson is not None:
            self.lessons[outcome.lesson.id] = outcome.lesson
            self.touched.add(outcome.lesson.id)
        elif outcome.practice is not None:
            self.practices[outcome.practice.id] = outcome.practice
            self.touched.add(outcome.practice.id)
        elif outcome.silence is not None:
            self.silences[outcome.silence.id] = outcome.silence
            self.touched.add(outcome.silence.id)
        elif outcome.report is not None:
            key, mark = outcome.report
            self.reports[key] += 1
            self.marks[mark] = at_ms
            self.touched.add(mark)

    def work(self) -> RoomWork:
        """What is to be written."""
        return RoomWork(
            rooms=[each for id_, each in self.rooms.items() if id_ in self.touched],
            lessons=[each for id_, each in self.lessons.items() if id_ in self.touched],
            practices=[each for id_, each in self.practices.items() if id_ in self.touched],
            silences=[each for id_, each in self.silences.items() if id_ in self.touched],
            reports=self.reports,
            marks={mark: at_ms for mark, at_ms in self.marks.items() if mark in self.touched},
            changes=self.changes,
        )


def _named(actions: Sequence[AnyRoomAction], field_name: str) -> set[str]:
    """The ids that actions name in a field of this name, where they have one."""
    return {named for each in actions if (named := getattr(each, field_name, ""))}
