"""Rooms of incidents, and what people learnt, as the monitors' tables have them."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Engine

from monitors.adapters.sql_rooms import SqlRoomRows
from monitors.domain.rooms.records import Lesson, Room, RoomChange


class RoomRead(NamedTuple):
    """One room, what became of every action in it, and all lessons that hold."""

    room: Room
    changes: Sequence[RoomChange]
    lessons: Sequence[Lesson]


def room(judged: Engine, incident: str) -> RoomRead:
    """The room of an incident; an empty one where nobody has come yet."""
    rows = SqlRoomRows(judged)
    found = rows.rooms([incident]).get(incident, Room(incident=incident))
    return RoomRead(found, rows.changes(incident), list(rows.lessons().values()))
