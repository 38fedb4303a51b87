"""The tables of the register: what people declare, what became of their actions, and what units are asked."""

from datetime import date
from typing import Any

from sqlalchemy import Index, Text
from sqlmodel import Field

from monitors.adapters.tables import DOCUMENT, Judged, Moment, key_column


class RegisterEntry(Judged, table=True):
    """One line of the register as it stands. Writer: the worker that takes people's actions.

    `entry` is all of it; the other columns are there to be read and joined.
    """

    __tablename__ = "register_entries"

    unit: str = key_column()
    platform: str = key_column()
    activity: str = key_column()
    evidence: str = Field(sa_type=Text)
    status: str = Field(sa_type=Text)
    declared_level: str | None = Field(default=None, sa_type=Text)
    owner_role: str = Field(sa_type=Text)
    review_due: date
    entry: dict[str, Any] = Field(sa_type=DOCUMENT)


class RegisterChangeRow(Judged, table=True):
    """What became of every action, refused ones too. Writer: the worker that takes people's actions.

    `account` is a pseudonym. An action's id stands here once, so that one that comes twice changes nothing.
    """

    __tablename__ = "register_changes"
    __table_args__ = (Index("ix_register_changes_acted_at", "acted_at"),)

    action: str = key_column()
    kind: str = Field(sa_type=Text)
    acted_at: int = Field(sa_type=Moment)
    day: date
    role: str = Field(sa_type=Text)
    account: str = Field(sa_type=Text)
    unit: str = Field(sa_type=Text)
    platform: str = Field(sa_type=Text)
    activity: str = Field(sa_type=Text)
    reason: dict[str, Any] = Field(sa_type=DOCUMENT)
    alert: str = Field(sa_type=Text)
    alert_reason: dict[str, Any] = Field(sa_type=DOCUMENT)
    refused: bool
    faults: list[dict[str, Any]] = Field(sa_type=DOCUMENT)


class QuestionRow(Judged, table=True):
    """What a unit was asked about a platform. Writer: the worker that judges the signals.

    Whether it has answered is told by `register_entries`.
    """

    __tablename__ = "questions"

    unit: str = key_column()
    platform: str = key_column()
    why: str = Field(sa_type=Text)
    asked_on: date
    due_on: date


class RegisterAlert(Judged, table=True):
    """What risk was told at once, each thing once. Writer: the worker that judges the signals."""

    __tablename__ = "register_alerts"

    key: str = key_column()
    told_at: int = Field(sa_type=Moment)
    unit: str = Field(sa_type=Text)
    platform: str = Field(sa_type=Text)
    activity: str = Field(sa_type=Text)
    incident: str = Field(sa_type=Text)
    reason: dict[str, Any] = Field(sa_type=DOCUMENT)


REGISTER_TABLES: tuple[type[Judged], ...] = (
    RegisterEntry,
    RegisterChangeRow,
    QuestionRow,
    RegisterAlert,
)
"""All of them."""
