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

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from monitors.account_rows import AccountRows, AccountWork, ActivityRows, ActivityWork
from monitors.aid_rows import AidRows
from monitors.audit_rows import AuditRows
from monitors.context_rows import ContextRows
from monitors.domain.aid.records import OtherWord
from monitors.domain.audit.chain import Link
from monitors.domain.control_rows import ControlHours
from monitors.domain.demand.slots import HourKey, HourSeen
from monitors.domain.outage.records import Change, Incident, SourceRow
from monitors.domain.usage_rows import NO_USAGE, MinuteRows, UsageRows
from monitors.exercise_rows import ExerciseRows, ExerciseWork
from monitors.finding_rows import FindingRows
from monitors.notice_rows import NoticeRows, NoticeWork
from monitors.published_rows import PublishedRows, PublishedWork
from monitors.register_rows import RegisterRows, RegisterWork
from monitors.reliance_rows import RelianceRows, RelianceWork, TouchedDay
from monitors.room_rows import RoomRows, RoomWork
from streams.contracts.signals import Demand, OwnChange, VendorStatus


class StoreFault(Exception):  # noqa: N818 (a fault is what the people who run it call it)
    """The database did not do what was asked; the message is a sentence for whoever runs Holdfast."""


class Overtaken(StoreFault):
    """Another worker has moved this partition's offset, or a key was forgotten since `resume`.

    Nothing was written; leave the partition to whoever resumes it next.
    """


class StoreUnavailable(StoreFault):
    """The database cannot be reached or took too long. Wait, `resume`, and go on."""


class StoreFull(StoreFault):
    """There is no room left. Nothing was written and nothing is lost; go on once there is room again."""


class StoreRefused(StoreFault):
    """The database will never take this work. Nothing was written; what it came from is a dead letter."""


class StoreUnusable(StoreFault):
    """Somebody has to act first: a wrong password, a damaged file, a newer schema, a second worker."""


class StoreHeld(StoreUnusable):
    """A worker has the database, and what is to be done needs it alone."""


class KeyInUse(StoreFault):
    """Sources still send evidence that was made with this key. Nothing was removed."""


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

    `forgotten_keys` are versions of the key of pseudonyms whose people must not be written any more.
    """

    next_offset: int | None
    states: Mapping[str, RuleState]
    judged_before: int | None = None
    follows: Place | None = None
    forgotten_keys: frozenset[int] = frozenset()


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

    `usage`, `minutes` and `control` are added to the stored sums, and each of the days `touched` counts one
    more addition; `changes` are applied in their order, incidents by id; `states`, `sources`, `reliance`,
    `register`, `rooms` and `exercises` replace what is stored under their names; `audit` stands behind what
    is there, and of what is `published` only that is written which was not published before. Likewise
    `own_changes`, counts of `demand` and `vendor_words`; `demand_hours` are added to the stored sums.
    `peer_words` replace what the same organisation said of the same platform.
    """

    usage: UsageRows = NO_USAGE
    minutes: MinuteRows = field(default_factory=dict)
    changes: Sequence[Change] = ()
    states: Mapping[str, RuleState] = field(default_factory=dict)
    sources: Sequence[SourceRow] = ()
    messages: Sequence[Message] = ()
    control: ControlHours = field(default_factory=dict)
    touched: Collection[TouchedDay] = ()
    reliance: RelianceWork = field(default_factory=RelianceWork)
    register: RegisterWork = field(default_factory=RegisterWork)
    rooms: RoomWork = field(default_factory=RoomWork)
    exercises: ExerciseWork = field(default_factory=ExerciseWork)
    accounts: AccountWork = field(default_factory=AccountWork)
    activity: ActivityWork = field(default_factory=ActivityWork)
    audit: Sequence[Link] = ()
    published: PublishedWork = field(default_factory=PublishedWork)
    notices: NoticeWork = field(default_factory=NoticeWork)
    own_changes: Sequence[OwnChange] = ()
    demand: Sequence[Demand] = ()
    demand_hours: Mapping[HourKey, HourSeen] = field(default_factory=dict)
    vendor_words: Sequence[VendorStatus] = ()
    peer_words: Sequence[OtherWord] = ()


@dataclass(frozen=True, slots=True)
class LeftOver:
    """An open incident that no judge knows any more, and how many transitions it has had."""

    incident: Incident
    transitions: int


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was removed with a key: days with sketches, and people in what judges remember."""

    days: int
    people: int


@dataclass(frozen=True, slots=True)
class Retention:
    """How long rows are kept. Incidents, dependencies and rule states stay until a person removes them.

    So do the audit log and what people declare and do together, with what became of each action. The control,
    the counts of reports, what happened around outages, who was told and published weeks and months are kept
    as long as hours are, summaries of days as long as days. Of own accounts, days, posts and drafts are kept
    as long as hours, conversations for 14 days.
    """

    minutes_hours: int = 48
    hours_days: int = 400
    days_days: int = 400


KEY_FORGOTTEN_MEANWHILE = "A key was forgotten since this worker began; what it remembers may name people."
"""Why a commit is Overtaken that began before `forget_key`."""


def still_sending(key_version: int, sources: Sequence[str]) -> str:
    """Why a key cannot be forgotten yet, and what to do."""
    return (
        f"Evidence made with version {key_version} still came last from {', '.join(sources)}. Restart those "
        "collectors with the new key and let the monitors read what they send, then try again; a source that "
        "is no more counts as silent soon after its last line, while the monitors run."
    )


def check_step(expected_offset: int | None, next_offset: int, work: Work) -> None:
    """ValueError unless a commit goes forward and its messages come from what it covers."""
    first = expected_offset or 0
    if next_offset <= first:
        raise ValueError(f"a commit goes forward, not from offset {expected_offset} to {next_offset}")
    outside = [message.offset for message in work.messages if not first <= message.offset < next_offset]
    if outside:
        raise ValueError(f"messages of the offsets {outside} are not from {first} up to {next_offset}")


def checked_repeat(expected_offset: int | None, next_offset: int, judged_before: int | None) -> bool:
    """Whether a commit only judges again what was judged before. ValueError where it is both."""
    if judged_before is None or (expected_offset is not None and expected_offset >= judged_before):
        return False
    if next_offset > judged_before:
        raise ValueError(f"a commit ends at {judged_before}, where a rebuild ends, or begins there")
    return True


class Store(Protocol):
    """One transactional home. Every call raises StoreUnavailable or StoreUnusable; more where it says so."""

    @property
    def reliance(self) -> RelianceRows:
        """Questions about what units rely on."""
        ...

    @property
    def findings(self) -> FindingRows:
        """Questions about what is found in units' use of platforms."""
        ...

    @property
    def register(self) -> RegisterRows:
        """Questions about what people declare."""
        ...

    @property
    def rooms(self) -> RoomRows:
        """Questions about what people do together."""
        ...

    @property
    def exercises(self) -> ExerciseRows:
        """Questions about table-top exercises."""
        ...

    @property
    def accounts(self) -> AccountRows:
        """Questions about own accounts as people declare them."""
        ...

    @property
    def activity(self) -> ActivityRows:
        """Questions about what was heard of own accounts."""
        ...

    @property
    def audit(self) -> AuditRows:
        """Questions about the audit log."""
        ...

    @property
    def published(self) -> PublishedRows:
        """Questions about closed weeks and months."""
        ...

    @property
    def notices(self) -> NoticeRows:
        """Questions about who is told what, and marks behind what was sent."""
        ...

    @property
    def context(self) -> ContextRows:
        """Questions about what happened around outages."""
        ...

    @property
    def aid(self) -> AidRows:
        """Questions about what other organisations say."""
        ...

    def resume(self, place: Place) -> Standing:
        """Where `place` goes on. Call it on every assignment and after every fault."""
        ...

    def commit(self, place: Place, expected_offset: int | None, next_offset: int, work: Work) -> None:
        """Write `work` and move the offset from `expected_offset` (None: never judged), all or nothing.

        One commit may stand for many messages. Raises Overtaken where the offset is not the expected one, or
        other keys are forgotten than `resume` said; StoreFull, StoreRefused, and ValueError for a commit that
        does not go forward or reaches across `judged_before`.
        """
        ...

    def rebuild(self, place: Place, expected_offset: int, earliest_offset: int) -> None:
        """Judge again from `earliest_offset`: forget the partition's rule states and move its offset back.

        For a rule state whose form this Holdfast cannot carry over. Sums stay as they are; incidents judged
        again have the same ids and replace themselves, with all their transitions; what is open now and is
        not judged again is in `left_over`.
        Raises Overtaken, and ValueError where `earliest_offset` does not lie before `expected_offset`.
        """
        ...

    def left_over(self) -> list[LeftOver]:
        """Incidents that were open when a rebuild began and were not judged again since, by id.

        Once `judged_before` has been reached nobody else will: close them with the next commit, as
        `monitors.domain.rebuilding.close` does. A later change of an incident takes it off this list.
        """
        ...

    def waiting(self, place: Place, limit: int) -> list[WaitingMessage]:
        """The first messages still to be sent; those of the topic's earlier places come before its own."""
        ...

    def relayed(self, place: Place, number: int) -> None:
        """Messages of `place` up to `number` have been sent; they need not be kept."""
        ...

    def usage_read(self, until_ms: Mapping[int, int]) -> None:
        """Of each of these partitions of use all that Kafka took in before is committed. Raises StoreFull."""
        ...

    def expire(self, now_ms: int, retention: Retention) -> int:
        """Remove rows that are older than they may be; how many. Safe to call from several workers."""
        ...

    def forget_key(self, key_version: int, *, in_spite_of_sources: bool = False) -> Forgotten:
        """Remove everything that was derived with one version of the key of pseudonyms, for good.

        Rule states lose all pseudonyms; one that cannot be read is emptied, and judged again from the
        evidence. `resume` names the version from then on, and whoever resumed before is Overtaken: it would
        write again what it remembers. Doing it again removes nothing more.

        Raises KeyInUse where a source that is not silent sent with this version last, unless
        `in_spite_of_sources`; StoreFull.
        """
        ...
