"""The tables of what people do together: rooms of incidents, lessons, practices, reports, silences.

All are written by the worker that takes people's actions. Empty texts stand for "about none" or "for all".
"""

from typing import Any

from sqlalchemy import BigInteger, Index, Text
from sqlmodel import Field

from monitors.adapters.tables import DOCUMENT, Judged, Moment, key_column


class IncidentAction(Judged, table=True):
    """What became of every action, refused ones too: an incident's are the time-line of its people's words.

    Writer: the worker that takes people's actions. `account` is a pseudonym; `said` holds what an action says
    beyond these columns, under the names of `monitors.domain.rooms.actions`. `acted_at` is when Kafka took it
    in. An action's id stands here once, so that one that comes twice changes nothing.
    """

    __tablename__ = "incident_actions"
    __table_args__ = (Index("ix_incident_actions_incident", "incident", "acted_at"),)

    action: str = key_column()
    kind: str = Field(sa_type=Text)
    acted_at: int = Field(sa_type=Moment)
    role: str = Field(sa_type=Text)
    account: str = Field(sa_type=Text)
    incident: str = Field(sa_type=Text)
    unit: str = Field(sa_type=Text)
    platform: str = Field(sa_type=Text)
    reason: dict[str, Any] = Field(sa_type=DOCUMENT)
    refused: bool
    said: dict[str, Any] = Field(sa_type=DOCUMENT)


class IncidentRoom(Judged, table=True):
    """Each incident's room as it stands. Writer: the worker that takes people's actions.

    `fallbacks` are documents of `FallbackUse`; `poll_counts` is unit -> answer -> how many. `room` is all of
    it, with the accounts that answered the poll.
    """

    __tablename__ = "incident_rooms"

    incident: str = key_column()
    acknowledged_by_role: str | None = Field(default=None, sa_type=Text)
    acknowledged_at: int | None = Field(default=None, sa_type=Moment)
    lead_role: str | None = Field(default=None, sa_type=Text)
    led_since_at: int | None = Field(default=None, sa_type=Moment)
    fallbacks: list[dict[str, Any]] = Field(sa_type=DOCUMENT)
    poll_counts: dict[str, Any] = Field(sa_type=DOCUMENT)
    room: dict[str, Any] = Field(sa_type=DOCUMENT)


class LessonRow(Judged, table=True):
    """What to do instead of a platform. Writer: the worker that takes people's actions.

    `ratings` is account -> whether it helped; `helpful` and `unhelpful` count them.
    """

    __tablename__ = "lessons"
    __table_args__ = (Index("ix_lessons_platform", "platform"),)

    id: str = key_column()
    platform: str = Field(sa_type=Text)
    purpose: str = Field(sa_type=Text)
    instead: str = Field(sa_type=Text)
    unit: str = Field(sa_type=Text)
    incident: str = Field(sa_type=Text)
    role: str = Field(sa_type=Text)
    added_at: int = Field(sa_type=Moment)
    withdrawn_at: int | None = Field(default=None, sa_type=Moment)
    withdrawn_reason: str = Field(sa_type=Text)
    helpful: int = Field(sa_type=BigInteger)
    unhelpful: int = Field(sa_type=BigInteger)
    ratings: dict[str, Any] = Field(sa_type=DOCUMENT)


class PracticeRow(Judged, table=True):
    """A question with its answers, or how a unit does something. Writer: the worker that takes actions."""

    __tablename__ = "practices"

    id: str = key_column()
    kind: str = Field(sa_type=Text)
    unit: str = Field(sa_type=Text)
    platform: str = Field(sa_type=Text)
    title: str = Field(sa_type=Text)
    text: str = Field(sa_type=Text)
    role: str = Field(sa_type=Text)
    said_at: int = Field(sa_type=Moment)
    purpose: str | None = Field(default=None, sa_type=Text)
    answers: list[dict[str, Any]] = Field(sa_type=DOCUMENT)
    withdrawn_at: int | None = Field(default=None, sa_type=Moment)
    withdrawn_reason: str = Field(sa_type=Text)


class SilenceRow(Judged, table=True):
    """While nobody is told of a platform. Writer: the worker that takes people's actions."""

    __tablename__ = "silences"

    id: str = key_column()
    platform: str = Field(sa_type=Text)
    unit: str = Field(sa_type=Text)
    why: str = Field(sa_type=Text)
    from_at: int = Field(sa_type=Moment)
    until_at: int = Field(sa_type=Moment)
    reason: str = Field(sa_type=Text)
    role: str = Field(sa_type=Text)
    ended_at: int | None = Field(default=None, sa_type=Moment)


class ReportHour(Judged, table=True):
    """How many people said that it fails for them, 400 days. Writer: the worker that takes actions."""

    __tablename__ = "reports"

    platform: str = key_column()
    hour_at: int = key_column(Moment)
    unit: str = key_column()
    activity: str = key_column()
    tried: str = key_column()
    reports: int = Field(sa_type=BigInteger)


class ReportMark(Judged, table=True):
    """Who reported within the hour, by a pseudonym of the day. Writer: the worker that takes actions.

    It goes as soon as that person may report again.
    """

    __tablename__ = "report_marks"

    platform: str = key_column()
    pseudonym: str = key_column()
    reported_at: int = Field(sa_type=Moment)


ROOM_TABLES: tuple[type[Judged], ...] = (
    IncidentAction,
    IncidentRoom,
    LessonRow,
    PracticeRow,
    SilenceRow,
    ReportHour,
    ReportMark,
)
"""All of them."""
