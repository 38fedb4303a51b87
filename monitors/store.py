"""The one home of what the monitors know: the port that judgement is committed through.

`monitors.adapters.memory_store.MemoryStore` and `monitors.adapters.sql_store.SqlStore` keep the same promises
(tests/contracts/test_store.py). Every call may block; a worker makes it from a thread, one at a time for each
partition.

How a worker uses it:

1. `resume` tells where a partition goes on and with which rule state. Read the topic from there.
2. `commit` writes what some messages came to, together with the offset behind them. All of it or nothing.
3. `waiting` and `relayed` send what was decided, in order and at least once; receivers drop repeats by id.

After StoreUnavailable it is not known whether a commit landed: call `resume` and go on from what it says,
with the rule state that it gives, as after a crash.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from monitors.domain.outage.records import Change, Incident
from monitors.domain.usage_rows import NO_MINUTES, NO_USAGE, MinuteRows, UsageRows


class StoreFault(Exception):  # noqa: N818 (a fault is what the people who run it call it)
    """The database did not do what was asked; the message is a sentence for whoever runs Holdfast."""


class Overtaken(StoreFault):
    """Another worker has moved this partition's offset. Nothing was written; leave the partition to it."""


class StoreUnavailable(StoreFault):
    """The database cannot be reached or took too long. Wait, `resume`, and go on."""


class StoreFull(StoreFault):
    """There is no room left. Nothing was written and nothing is lost; go on once there is room again."""


class StoreRefused(StoreFault):
    """The database will never take this work. Nothing was written; what it came from is a dead letter."""


class StoreUnusable(StoreFault):
    """Somebody has to act first: a wrong password, a damaged file, a newer schema, a second worker."""


@dataclass(frozen=True, slots=True)
class Place:
    """One partition of one topic, known by the broker's own ids: a topic made anew has another id.

    `topic` is the full name; where a broker was made anew, it tells which earlier place this one follows.
    """

    cluster_id: str
    topic_id: str
    topic: str
    partition: int


@dataclass(frozen=True, slots=True)
class RuleState:
    """What a judge remembers, and the version of its form. Who judges decides what to do with an old one."""

    version: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a partition stands.

    `next_offset` is None where it was never judged. `states` are the rule states by the judge's name; those
    of the topic's earlier place where the broker was made anew, which `follows` then names.

    `judged_before` is None but while a rebuild goes on: offsets below it were judged once already. Of these,
    sums are not added and messages are not sent a second time, and no commit may reach across it.
    """

    next_offset: int | None
    states: Mapping[str, RuleState]
    judged_before: int | None = None
    follows: Place | None = None


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One source as it now stands: how far it is complete, since when it is silent, and who wrote it how."""

    source: str
    site: str
    watermark_ms: int | None
    blind_since_ms: int | None
    key_version: int
    catalogue: str
    directory: str


@dataclass(frozen=True, slots=True)
class Message:
    """A message to send once the commit has landed: the `n`-th that the message at `offset` came to.

    (topic judged, partition, `offset`, `n`) is its id for ever, a rebuild included. `topic` is where it goes.
    """

    offset: int
    n: int
    topic: str
    key: bytes
    value: bytes


@dataclass(frozen=True, slots=True)
class WaitingMessage:
    """A message that is not known to have been sent; `number` ascends in the order of sending."""

    number: int
    message: Message


@dataclass(frozen=True, slots=True)
class Work:
    """What the messages of one commit came to. Only what changed needs to be there.

    `usage` and `minutes` are added to the stored sums; `changes` are applied in their order, incidents by id;
    `states` and `sources` replace what is stored under their names.
    """

    usage: UsageRows = NO_USAGE
    minutes: MinuteRows = NO_MINUTES
    changes: Sequence[Change] = ()
    states: Mapping[str, RuleState] = field(default_factory=dict)
    sources: Sequence[SourceRow] = ()
    messages: Sequence[Message] = ()


@dataclass(frozen=True, slots=True)
class Retention:
    """How long rows are kept. Incidents and rule states are kept until a person removes them."""

    minutes_hours: int = 48
    hours_days: int = 400
    days_days: int = 400


class Store(Protocol):
    """One transactional home. Every call raises StoreUnavailable or StoreUnusable; more where it says so."""

    def resume(self, place: Place) -> Standing:
        """Where `place` goes on. Call it on every assignment and after every fault."""
        ...

    def commit(self, place: Place, expected_offset: int | None, next_offset: int, work: Work) -> None:
        """Write `work` and move the offset from `expected_offset` (None: never judged), all or nothing.

        One commit may stand for many messages. Raises Overtaken where the offset is not the expected one,
        StoreFull, StoreRefused, and ValueError for a commit that does not go forward or reaches across
        `judged_before`.
        """
        ...

    def rebuild(self, place: Place, expected_offset: int, earliest_offset: int) -> None:
        """Judge again from `earliest_offset`: forget the partition's rule states and move its offset back.

        For a rule state whose form this Holdfast cannot carry over. Sums stay as they are, incidents judged
        again keep their ids and replace themselves. When `resume` or a commit has passed `judged_before`,
        what is still open and was not judged again is closed by `monitors.domain.rebuilding`.
        Raises Overtaken, and ValueError where `earliest_offset` does not lie before `expected_offset`.
        """
        ...

    def open_incidents(self) -> list[Incident]:
        """Incidents that are neither resolved nor false alarms, by id."""
        ...

    def waiting(self, place: Place, limit: int) -> list[WaitingMessage]:
        """The first messages still to be sent; those of the topic's earlier places come before its own."""
        ...

    def relayed(self, place: Place, number: int) -> None:
        """Messages of `place` up to `number` have been sent; they need not be kept."""
        ...

    def expire(self, now_ms: int, retention: Retention) -> int:
        """Remove rows that are older than they may be; how many. Safe to call from several workers."""
        ...

    def forget_key(self, key_version: int) -> int:
        """Remove everything that was derived with one version of the key of pseudonyms; how many rows."""
        ...
