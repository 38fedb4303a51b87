"""The table of the audit log: who looked at what, changed or took away what, entry behind entry."""

from typing import Any

from sqlalchemy import BigInteger, Column, Index, Text
from sqlmodel import Field

from monitors.adapters.tables import DOCUMENT, Judged, Moment


class AuditEntryRow(Judged, table=True):
    """One entry; its hash covers its fields and the hash before it. Writer: the worker of `hub.audit`.

    `account` is a pseudonym. `id` is that of the message, so that one that comes twice stands here once.
    """

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index("ix_audit_entries_id", "id", unique=True),
        Index("ix_audit_entries_entered_at", "entered_at"),
    )

    number: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    entered_at: int = Field(sa_type=Moment)
    id: str = Field(sa_type=Text)
    role: str = Field(sa_type=Text)
    account: str = Field(sa_type=Text)
    what: str = Field(sa_type=Text)
    of: str = Field(sa_type=Text)
    figures: dict[str, Any] = Field(sa_type=DOCUMENT)
    previous_hash: str = Field(sa_type=Text)
    hash: str = Field(sa_type=Text)


AUDIT_TABLES: tuple[type[Judged], ...] = (AuditEntryRow,)
"""All of it."""
