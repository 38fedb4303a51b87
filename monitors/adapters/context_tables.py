"""The tables of what happened around outages. All are written by the worker that judges the signals.

Rows are inserted once, as they were told first, and kept for 400 days.
"""

from sqlalchemy import BigInteger, Double, Index, Text
from sqlmodel import Field

from monitors.adapters.tables import DOCUMENT, Judged, Moment, key_column


class OwnChangeRow(Judged, table=True):
    """Something of our own that was changed, 400 days. Writer: the worker that judges the signals.

    `title` and `reference` are whose made it; empty lists of platforms and sites stand for all of them.
    """

    __tablename__ = "own_changes"
    __table_args__ = (Index("ix_own_changes_changed", "changed_at"),)

    source: str = key_column()
    id: str = key_column()
    changed_at: int = Field(sa_type=Moment)
    system: str = Field(sa_type=Text)
    title: str = Field(sa_type=Text)
    platforms: list[str] = Field(sa_type=DOCUMENT)
    sites: list[str] = Field(sa_type=DOCUMENT)
    reference: str | None = Field(default=None, sa_type=Text)


class DemandCount(Judged, table=True):
    """How many turned to us by a channel in a slot, 400 days. Writer: the worker that judges the signals.

    Contacts of the public and no people of the organisation; a count of a unit is never shown by itself.
    """

    __tablename__ = "demand_counts"
    __table_args__ = (Index("ix_demand_counts_from", "from_at"),)

    source: str = key_column()
    id: str = key_column()
    channel: str = Field(sa_type=Text)
    from_at: int = Field(sa_type=Moment)
    until_at: int = Field(sa_type=Moment)
    contacts: int = Field(sa_type=BigInteger)
    capacity: int | None = Field(default=None, sa_type=BigInteger)
    platform: str | None = Field(default=None, sa_type=Text)
    unit: str | None = Field(default=None, sa_type=Text)


class DemandHour(Judged, table=True):
    """The same by hour, with the seconds of it that were told, 400 days.

    Writer: the worker that judges the signals. What is usual is told from these.
    """

    __tablename__ = "demand_hours"

    channel: str = key_column()
    source: str = key_column()
    hour_at: int = key_column(Moment)
    contacts: float = Field(sa_type=Double)
    seconds: float = Field(sa_type=Double)


class VendorWord(Judged, table=True):
    """What a vendor's status page said when it changed, 400 days.

    Writer: the worker that judges the signals. `groups` are surface groups, none where it is about all.
    """

    __tablename__ = "vendor_words"

    platform: str = key_column()
    source: str = key_column()
    said_at: int = key_column(Moment)
    state: str = key_column()
    groups: list[str] = Field(sa_type=DOCUMENT)


CONTEXT_TABLES: tuple[type[Judged], ...] = (OwnChangeRow, DemandCount, DemandHour, VendorWord)
"""All of them."""
