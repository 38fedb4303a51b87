"""Every table of the monitors, each with its one writer. Readers join; nobody else writes.

Columns ending in `_at` are moments (`timestamp with time zone` in PostgreSQL), in Python Unix milliseconds
like everywhere in Holdfast. Counts add up; names are those of the messages. `migrations/` makes these tables,
and a test holds the two against each other.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_OF_SQLITE = _EPOCH.replace(tzinfo=None)
_MILLISECOND = timedelta(milliseconds=1)
_DAY_MS = 86_400_000

DOCUMENT = JSON().with_variant(JSONB(), "postgresql")
"""Lists and reasons: a JSON document."""

SERIAL = BigInteger().with_variant(Integer(), "sqlite")
"""Numbers that the database gives; SQLite does so for INTEGER only."""


class Moment(TypeDecorator[int]):
    """Unix milliseconds in Python, a moment in the database, so that people and Grafana can read it."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 (SQLAlchemy's signature)
        """Into the database."""
        return None if value is None else _EPOCH + value * _MILLISECOND

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002 (the same)
        """Out of the database; SQLite keeps no zone, and what is in there is UTC."""
        if value is None:
            return None
        since = value - (_EPOCH if value.tzinfo else _EPOCH_OF_SQLITE)
        return since.days * _DAY_MS + since.seconds * 1000 + since.microseconds // 1000


class Judged(SQLModel):
    """What the monitors decided or know: the tables of `judged.db`."""

    metadata: ClassVar[MetaData] = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ix": "ix_%(table_name)s_%(column_0_name)s",
        }
    )


def table_of(model: type[Judged]) -> Table:
    """The table behind a model, for statements over many rows."""
    return Judged.metadata.tables[str(model.__tablename__)]


def counts_column() -> Any:
    """A column of counts."""
    return Field(default=0, sa_type=BigInteger)


def key_column(kind: Any = Text) -> Any:
    """A part of a table's key."""
    return Field(primary_key=True, sa_type=kind)


class OutcomeCounts(Judged):
    """Requests by what they came to, in the words of `Outcome`."""

    ok: int = counts_column()
    fail_dns: int = counts_column()
    fail_tcp: int = counts_column()
    fail_tls: int = counts_column()
    fail_timeout: int = counts_column()
    fail_5xx: int = counts_column()
    slow: int = counts_column()
    refused: int = counts_column()
    plat_4xx: int = counts_column()
    our_policy: int = counts_column()
    our_auth: int = counts_column()
    our_proxy: int = counts_column()
    client_gone: int = counts_column()
    unknown: int = counts_column()
    bytes_down: int = counts_column()


class Offset(Judged, table=True):
    """How far each partition has been judged. Writer: the worker that owns the partition, with every commit.

    `judged_before_offset` is set while a rebuild goes on (see `Store.rebuild`).
    """

    __tablename__ = "offsets"
    __table_args__ = (Index("ix_offsets_topic", "topic", "partition"),)

    cluster_id: str = key_column()
    topic_id: str = key_column()
    partition: int = key_column(Integer)
    topic: str = Field(sa_type=Text)
    next_offset: int = Field(sa_type=BigInteger)
    judged_before_offset: int | None = Field(default=None, sa_type=BigInteger)
    moved_at: int = Field(sa_type=Moment)


class RuleStateRow(Judged, table=True):
    """What a judge remembers between two commits. Writer: the worker that owns the partition.

    By topic and partition rather than by the broker's ids: what was learnt outlives a broker made anew.
    """

    __tablename__ = "rule_states"

    topic: str = key_column()
    partition: int = key_column(Integer)
    judge: str = key_column()
    version: int = Field(sa_type=Integer)
    data: bytes = Field(sa_type=LargeBinary)


class Source(Judged, table=True):
    """Each log or feed as it now stands. Writer: the worker that judges `evidence.signals`."""

    __tablename__ = "sources"

    source: str = key_column()
    site: str = Field(sa_type=Text)
    complete_until_at: int | None = Field(default=None, sa_type=Moment)
    blind_since_at: int | None = Field(default=None, sa_type=Moment)
    key_version: int = Field(sa_type=Integer)
    catalogue: str = Field(sa_type=Text)
    directory: str = Field(sa_type=Text)
    findings: list[dict[str, Any]] = Field(sa_type=DOCUMENT)


class IncidentRow(Judged, table=True):
    """Each incident as it now stands. Writer: the worker that judges `evidence.signals`.

    `left_over` is set by a rebuild on what is open, and taken off by whatever judges it again.
    """

    __tablename__ = "incidents"
    __table_args__ = (Index("ix_incidents_state", "state"),)

    id: str = key_column()
    cause: str = Field(sa_type=Text)
    cause_confidence: float
    platforms: list[str] = Field(sa_type=DOCUMENT)
    groups: list[str] = Field(sa_type=DOCUMENT)
    units: list[str] = Field(sa_type=DOCUMENT)
    sites: list[str] = Field(sa_type=DOCUMENT)
    state: str = Field(sa_type=Text)
    suspected_at: int | None = Field(default=None, sa_type=Moment)
    started_at: int | None = Field(default=None, sa_type=Moment)
    detected_at: int | None = Field(default=None, sa_type=Moment)
    ended_at: int | None = Field(default=None, sa_type=Moment)
    peak_failed_share: float | None = None
    requests_failed: int | None = Field(default=None, sa_type=BigInteger)
    people_failed: int | None = Field(default=None, sa_type=BigInteger)
    reasons: list[dict[str, Any]] = Field(sa_type=DOCUMENT)
    explanation: dict[str, Any] = Field(sa_type=DOCUMENT)
    vendor_said_at: int | None = Field(default=None, sa_type=Moment)
    people_said_at: int | None = Field(default=None, sa_type=Moment)
    left_over: bool = False


class IncidentTransition(Judged, table=True):
    """Every change of an incident's state, with its reason. Writer: the worker that judges the signals."""

    __tablename__ = "incident_transitions"

    incident: str = Field(primary_key=True, sa_type=Text, foreign_key="incidents.id")
    number: int = key_column(Integer)
    changed_at: int = Field(sa_type=Moment)
    before: str | None = Field(default=None, sa_type=Text)
    after: str = Field(sa_type=Text)
    reason: dict[str, Any] = Field(sa_type=DOCUMENT)


class UsageMinute(OutcomeCounts, table=True):
    """Requests by platform and minute of seen time, 48 hours. Writer: the worker that judges the signals."""

    __tablename__ = "usage_minutes"

    minute_at: int = key_column(Moment)
    platform: str = key_column()
    short_tunnels: int = counts_column()


class UsageHour(OutcomeCounts, table=True):
    """What each unit did in an hour of started time, 400 days. Writers: the workers of `evidence.usage`.

    A unit's deltas all come through one partition, so a row has one writer.
    """

    __tablename__ = "usage_hours"

    hour_at: int = key_column(Moment)
    unit: str = key_column()
    platform: str = key_column()
    surface: str = key_column()
    use: str = key_column()
    bytes_up: int = counts_column()
    writes: int = counts_column()
    tunnels: int = counts_column()
    long_tunnels: int = counts_column()


class UsageDay(Judged, table=True):
    """Who and how much of the day, as theta sketches, 400 days. Writers: the workers of `evidence.usage`.

    A row holds pseudonyms of one version of the key: sketches of different versions must never be joined.
    """

    __tablename__ = "usage_days"

    day: date = Field(primary_key=True)
    unit: str = key_column()
    platform: str = key_column()
    surface: str = key_column()
    use: str = key_column()
    key_version: int = key_column(Integer)
    people: bytes = Field(sa_type=LargeBinary)
    active: bytes = Field(sa_type=LargeBinary)


class OutboxMessage(Judged, table=True):
    """What is decided but perhaps not yet sent. Writer: the worker that owns the partition, which also sends.

    `number` is the order; (cluster_id, topic_id, partition, judged_offset, n) is the message's id for ever.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint(
            "cluster_id", "topic_id", "partition", "judged_offset", "n", name="uq_outbox_message"
        ),
        Index("ix_outbox_judged_topic", "judged_topic", "partition", "number"),
    )

    number: int | None = Field(default=None, primary_key=True, sa_type=SERIAL)
    cluster_id: str = Field(sa_type=Text)
    topic_id: str = Field(sa_type=Text)
    judged_topic: str = Field(sa_type=Text)
    partition: int = Field(sa_type=Integer)
    judged_offset: int = Field(sa_type=BigInteger)
    n: int = Field(sa_type=Integer)
    topic: str = Field(sa_type=Text)
    key: bytes = Field(sa_type=LargeBinary)
    value: bytes = Field(sa_type=LargeBinary)
    made_at: int = Field(sa_type=Moment)


class ForgottenKey(Judged, table=True):
    """Versions of the key of pseudonyms that are deleted. Writer: `holdfast key forget`.

    What they made must not come back from evidence that is still on Kafka.
    """

    __tablename__ = "forgotten_keys"

    key_version: int = key_column(Integer)
    forgotten_at: int = Field(sa_type=Moment)


TABLES: tuple[type[Judged], ...] = (
    Offset,
    RuleStateRow,
    Source,
    IncidentRow,
    IncidentTransition,
    UsageMinute,
    UsageHour,
    UsageDay,
    OutboxMessage,
    ForgottenKey,
)
"""All of them but those of the other modules `*_tables` beside this."""
