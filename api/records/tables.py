"""Every table of the records store. Writer: the hub; `holdfast records reseal` seals anew beside it.

They stand in a database of their own, with a key of its own. Content is in `sealed` and nowhere else. Columns
ending in `_at` are moments, in Python Unix milliseconds. `migrations/` makes these tables, and a test holds
the two against each other.
"""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Date, Index, LargeBinary, MetaData, Table, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from monitors.adapters.tables import DOCUMENT, SERIAL, Moment


class Recorded(SQLModel):
    """What an organisation keeps of its own accounts: the tables of `records.db`."""

    metadata: ClassVar[MetaData] = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ix": "ix_%(table_name)s_%(column_0_name)s",
        }
    )


def table_of(model: type[Recorded]) -> Table:
    """The table behind a model, for statements."""
    return Recorded.metadata.tables[str(model.__tablename__)]


def number_column() -> Any:
    """A number that the database gives."""
    return Field(default=None, primary_key=True, sa_type=SERIAL)


def moment_column() -> Any:
    """A moment that need not be."""
    return Field(default=None, sa_type=Moment)


class RecordRow(Recorded, table=True):
    """One record. Its number is its place in the chain; the database does not give it.

    `name` tells a message that came before: a keyed hash. `sealed` is the content, sealed with the key of
    `key_version`; both are null once it is destroyed. `disposal` is what proposes it, or destroyed it.
    """

    __tablename__ = "records_kept"
    __table_args__ = (
        UniqueConstraint("name", name="uq_records_kept_name"),
        Index("ix_records_kept_account", "account", "at"),
        Index("ix_records_kept_class", "class_name", "kept_at"),
        Index("ix_records_kept_disposal", "disposal"),
    )

    number: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    account: str = Field(sa_type=Text)
    platform: str = Field(sa_type=Text)
    direction: str = Field(sa_type=Text)
    form: str = Field(sa_type=Text)
    unit: str = Field(sa_type=Text)
    at: int = Field(sa_type=Moment)
    kept_at: int = Field(sa_type=Moment)
    size: int = Field(sa_type=BigInteger)
    class_name: str = Field(sa_type=Text)
    name: bytes = Field(sa_type=LargeBinary)
    key_version: int | None = Field(default=None, sa_type=BigInteger)
    sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    commitment: str = Field(sa_type=Text)
    previous_hash: str = Field(sa_type=Text)
    hash: str = Field(sa_type=Text)
    disposal: int | None = Field(default=None, sa_type=BigInteger)
    destroyed_at: int | None = moment_column()


class HoldRow(Recorded, table=True):
    """A hold; see `api.records.domain.disposal.Hold`. An empty text and null stand for any."""

    __tablename__ = "records_holds"

    number: int | None = number_column()
    account: str = Field(sa_type=Text)
    platform: str = Field(sa_type=Text)
    from_at: int | None = moment_column()
    until_at: int | None = moment_column()
    record: int | None = Field(default=None, sa_type=BigInteger)
    reason: str = Field(sa_type=Text)
    role: str = Field(sa_type=Text)
    laid_by: str = Field(sa_type=Text)
    laid_at: int = Field(sa_type=Moment)
    review_on: date = Field(sa_type=Date)
    ended_at: int | None = moment_column()
    ended_by: str = Field(default="", sa_type=Text)
    end_reason: str = Field(default="", sa_type=Text)


class DisposalRow(Recorded, table=True):
    """A disposal: who proposed it, who decided, and the certificate of what it destroyed."""

    __tablename__ = "records_disposals"

    number: int | None = number_column()
    state: str = Field(sa_type=Text)
    proposed_by: str = Field(sa_type=Text)
    proposed_at: int = Field(sa_type=Moment)
    records: int = Field(sa_type=BigInteger)
    decided_by: str = Field(default="", sa_type=Text)
    decided_at: int | None = moment_column()
    certificate: dict[str, Any] | None = Field(default=None, sa_type=DOCUMENT)


class ExportRow(Recorded, table=True):
    """An export: who took how many records away, masked or why not, and the hash of the file."""

    __tablename__ = "records_exports"

    number: int | None = number_column()
    taken_by: str = Field(sa_type=Text)
    role: str = Field(sa_type=Text)
    taken_at: int = Field(sa_type=Moment)
    is_masked: bool
    reason: str = Field(sa_type=Text)
    records: int = Field(sa_type=BigInteger)
    sha256: str = Field(sa_type=Text)
