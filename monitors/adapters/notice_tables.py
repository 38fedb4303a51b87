"""The tables of who was told what, why somebody was not, and how far each message came."""

from typing import Any

from sqlalchemy import Index, Integer, Text
from sqlmodel import Field

from monitors.adapters.tables import DOCUMENT, Judged, Moment, key_column


class NoticeDecision(Judged, table=True):
    """Every decision to tell an audience of something, or not to, 400 days.

    Writer: the worker that judges the signals. `subject` is an incident, or a digest's week and the like.
    `kind` and `message` are NULL where nothing was sent; `code` is that of the reason. `unit` is the one that
    the audience is of: how it stands to what broke is not for everybody.
    """

    __tablename__ = "notice_decisions"
    __table_args__ = (Index("ix_notice_decisions_decided", "decided_at"),)

    subject: str = key_column()
    audience: str = key_column()
    number: int = key_column(Integer)
    decided_at: int = Field(sa_type=Moment)
    kind: str | None = Field(default=None, sa_type=Text)
    message: int | None = Field(default=None, sa_type=Integer)
    code: str = Field(sa_type=Text)
    reason: dict[str, Any] = Field(sa_type=DOCUMENT)
    severity: str = Field(sa_type=Text)
    unit: str | None = Field(default=None, sa_type=Text)


class NoticeStanding(Judged, table=True):
    """What each audience was told of a subject so far, 400 days. Writer: the worker that judges the signals.

    `standing` is a document of `Standing`; nothing more follows where `is_open` is false.
    """

    __tablename__ = "notice_standings"
    __table_args__ = (Index("ix_notice_standings_open", "is_open"),)

    subject: str = key_column()
    audience: str = key_column()
    last_at: int | None = Field(default=None, sa_type=Moment)
    is_open: bool
    standing: dict[str, Any] = Field(sa_type=DOCUMENT)


class NoticeDelivery(Judged, table=True):
    """How far each message came, 400 days. Writer: the worker that judges the signals, which also sends.

    `notice` is what is told, as it was when it was decided and with figures of few people withheld; `state`
    is waiting, sent or failed. No column holds an address: `route` is the name of the settings.
    """

    __tablename__ = "notice_deliveries"
    __table_args__ = (
        Index("ix_notice_deliveries_state", "state", "next_try_at"),
        Index("ix_notice_deliveries_subject", "subject"),
        Index("ix_notice_deliveries_decided", "decided_at"),
    )

    notice_id: str = key_column()
    number: int = key_column(Integer)
    subject: str = Field(sa_type=Text)
    audience: str = Field(sa_type=Text)
    kind: str = Field(sa_type=Text)
    decided_at: int = Field(sa_type=Moment)
    notice: dict[str, Any] = Field(sa_type=DOCUMENT)
    routes: list[str] = Field(sa_type=DOCUMENT)
    doubts: list[str] = Field(sa_type=DOCUMENT)
    state: str = Field(sa_type=Text)
    tries: int = Field(sa_type=Integer)
    tries_here: int = Field(sa_type=Integer)
    route: str | None = Field(default=None, sa_type=Text)
    last_error: str | None = Field(default=None, sa_type=Text)
    next_try_at: int = Field(sa_type=Moment)
    sent_at: int | None = Field(default=None, sa_type=Moment)


class DeskTicket(Judged, table=True):
    """The ticket that a service desk opened for a dedup key. Writer: the worker that sends notices.

    It is kept as long as any delivery of its key is.
    """

    __tablename__ = "desk_tickets"

    route: str = key_column()
    notice: str = key_column()
    ticket: str = Field(sa_type=Text)


NOTICE_TABLES: tuple[type[Judged], ...] = (NoticeDecision, NoticeStanding, NoticeDelivery, DeskTicket)
"""All of them."""
