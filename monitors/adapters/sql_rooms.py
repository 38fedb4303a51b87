"""Rooms, lessons, practices, silences and reports in the database."""

from collections.abc import Collection, Iterable, Sequence
from operator import attrgetter
from typing import Any, Final, TypeVar

from msgspec import Struct, convert, to_builtins
from sqlalchemy import Column, Connection, Engine, Row, Table, delete, select, tuple_

from monitors.adapters.database import faults_told
from monitors.adapters.room_tables import (
    IncidentAction,
    IncidentRoom,
    LessonRow,
    PracticeRow,
    ReportHour,
    ReportMark,
    SilenceRow,
)
from monitors.adapters.sql_context import SqlContextRows
from monitors.adapters.sql_incidents import INCIDENTS, incident_of
from monitors.adapters.sql_usage import add_rows, replace_rows
from monitors.adapters.tables import table_of
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

ACTIONS, ROOMS, LESSONS, PRACTICES, SILENCES, REPORTS, MARKS = (
    table_of(model)
    for model in (
        IncidentAction,
        IncidentRoom,
        LessonRow,
        PracticeRow,
        SilenceRow,
        ReportHour,
        ReportMark,
    )
)

MOST_ASKED: Final = 250
"""So many ids go into one question; SQLite takes 32,766 values at most, older ones 999."""

T = TypeVar("T", bound=Struct)


class SqlRoomRows:
    """`monitors.room_rows.RoomRows` on SQLite or PostgreSQL."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def applied(self, actions: Collection[str]) -> set[str]:
        """See the port."""
        return {row.action for row in self._some(ACTIONS, ACTIONS.c.action, actions)}

    def incidents(self, ids: Collection[str]) -> dict[str, Incident]:
        """See the port."""
        rows = self._some(INCIDENTS, INCIDENTS.c.id, ids)
        return {row.id: incident_of(row._mapping) for row in rows}  # noqa: SLF001 (its public name)

    def rooms(self, incidents: Collection[str] | None = None) -> dict[str, Room]:
        """See the port."""
        rows = self._some(ROOMS, ROOMS.c.incident, incidents)
        return {row.incident: convert(row.room, Room) for row in sorted(rows, key=attrgetter("incident"))}

    def lessons(self, ids: Collection[str] | None = None) -> dict[str, Lesson]:
        """See the port."""
        rows = self._some(LESSONS, LESSONS.c.id, ids)
        return {row.id: _record(row, Lesson) for row in sorted(rows, key=attrgetter("added_at", "id"))}

    def practices(self, ids: Collection[str] | None = None) -> dict[str, Practice]:
        """See the port."""
        rows = self._some(PRACTICES, PRACTICES.c.id, ids)
        return {
            row.id: _record(row, Practice, at_ms=row.said_at)
            for row in sorted(rows, key=attrgetter("said_at", "id"))
        }

    def silences(self, ids: Collection[str] | None = None) -> dict[str, Silenced]:
        """See the port."""
        rows = self._some(SILENCES, SILENCES.c.id, ids)
        return {row.id: _record(row, Silenced) for row in sorted(rows, key=attrgetter("from_at", "id"))}

    def own_changes_of(self, ids: Collection[ToldId]) -> dict[ToldId, OwnChange]:
        """See the port."""
        return SqlContextRows(self._engine).own_changes_of(ids)

    def marks(self, marks: Collection[Mark]) -> dict[Mark, int]:
        """See the port."""
        asked, found = sorted(marks), dict[Mark, int]()
        for first in range(0, len(asked), MOST_ASKED):
            some = [(each.platform, each.pseudonym) for each in asked[first : first + MOST_ASKED]]
            rows = self._rows(select(MARKS).where(tuple_(MARKS.c.platform, MARKS.c.pseudonym).in_(some)))
            found |= {Mark(row.platform, row.pseudonym): row.reported_at for row in rows}
        return found

    def reports(self, from_ms: int) -> dict[ReportKey, int]:
        """See the port."""
        rows = self._rows(select(REPORTS).where(REPORTS.c.hour_at >= from_ms))
        counted = {
            ReportKey(row.platform, row.hour_at, row.unit, row.activity, row.tried): row.reports
            for row in rows
        }
        return dict(sorted(counted.items()))

    def changes(self, incident: str) -> list[RoomChange]:
        """See the port."""
        asked = select(ACTIONS).where(ACTIONS.c.incident == incident)
        rows = self._rows(asked.order_by(ACTIONS.c.acted_at, ACTIONS.c.action))
        return [_record(row, RoomChange, at_ms=row.acted_at) for row in rows]

    def _some(self, table: Table, key: Column[str], ids: Collection[str] | None) -> list[Row[Any]]:
        """The rows of these ids, or all."""
        if ids is None:
            return list(self._rows(select(table)))
        asked, found = sorted(ids), list[Row[Any]]()
        for first in range(0, len(asked), MOST_ASKED):
            found += self._rows(select(table).where(key.in_(asked[first : first + MOST_ASKED])))
        return found

    def _rows(self, statement: Any) -> Sequence[Row[Any]]:
        """The rows of a question, and complaints as faults."""
        with faults_told(self._engine), self._engine.begin() as connection:
            return connection.execute(statement).all()


def write_rooms(connection: Connection, work: RoomWork) -> None:
    """Write what some actions came to."""
    replace_rows(connection, ROOMS, [_room_row(each) for each in work.rooms])
    replace_rows(connection, LESSONS, [_lesson_row(each) for each in work.lessons])
    replace_rows(connection, PRACTICES, [_row(each, at_ms="said_at") for each in work.practices])
    replace_rows(connection, SILENCES, [_row(each) for each in work.silences])
    replace_rows(connection, ACTIONS, [_row(each, at_ms="acted_at") for each in work.changes])
    replace_rows(
        connection,
        MARKS,
        [{**to_builtins(mark), "reported_at": at_ms} for mark, at_ms in sorted(work.marks.items())],
    )
    counted = [{**_row(key), "reports": count} for key, count in sorted(work.reports.items())]
    add_rows(connection, REPORTS, counted, ["reports"])


def expire_reports(connection: Connection, now_ms: int, first_hour_ms: int) -> int:
    """Remove who reported longer than an hour ago, and counts of hours before the first one kept."""
    old = (
        delete(MARKS).where(MARKS.c.reported_at <= now_ms - HOUR_MS),
        delete(REPORTS).where(REPORTS.c.hour_at < first_hour_ms),
    )
    return sum(connection.execute(statement).rowcount for statement in old)


def _row(record: Struct, **renamed: str) -> dict[str, Any]:
    """A record as a row: moments end in `_at` there."""
    fields: dict[str, Any] = to_builtins(record)
    return {renamed.get(name, _column(name)): value for name, value in fields.items()}


def _record(row: Row[Any], kind: type[T], **more: Any) -> T:
    """A row as the rules' record."""
    stored = dict(row._mapping)  # noqa: SLF001 (its public name)
    names: Iterable[str] = kind.__struct_fields__
    known = {name: stored[_column(name)] for name in names if _column(name) in stored}
    return convert(known | more, kind)


def _column(name: str) -> str:
    """What a field is called in the tables: `from_ms` is `from_at` there, `ended_at_ms` is `ended_at`."""
    if not name.endswith("_ms"):
        return name
    return f"{name.removesuffix('_ms').removesuffix('_at')}_at"


def _room_row(room: Room) -> dict[str, Any]:
    fields: dict[str, Any] = to_builtins(room)
    whole = dict(fields)
    del fields["poll"], fields["named_cause"]
    return {
        **{_column(name): value for name, value in fields.items()},
        "poll_counts": room.poll_counts(),
        "room": whole,
    }


def _lesson_row(lesson: Lesson) -> dict[str, Any]:
    helpful, unhelpful = lesson.helpful()
    return _row(lesson) | {"helpful": helpful, "unhelpful": unhelpful}
