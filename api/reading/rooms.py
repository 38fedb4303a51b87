"""Rooms of incidents, and what people learnt, as the monitors' tables have them."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from sqlalchemy import Engine, select

from api.reading.rows import looked_into
from monitors.adapters.sql_rooms import ACTIONS, SqlRoomRows
from monitors.domain.rooms.records import Lesson, Practice, Room, RoomChange

SAYING: Final = ("add-lesson", "ask", "publish-practice")
"""The actions whose id is that of what they make."""


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


class SharedRead(NamedTuple):
    """All lessons, questions and practices, and the ids of those that one account has said."""

    lessons: Sequence[Lesson]
    practices: Sequence[Practice]
    own: frozenset[str]


def shared(judged: Engine, account: str) -> SharedRead:
    """What units share, for somebody."""
    rows = SqlRoomRows(judged)
    with looked_into(judged) as looked:
        said = looked.all(
            select(ACTIONS.c.action).where(ACTIONS.c.account == account, ACTIONS.c.kind.in_(SAYING))
        )
    return SharedRead(
        list(rows.lessons().values()),
        list(rows.practices().values()),
        frozenset(row.action for row in said),
    )
