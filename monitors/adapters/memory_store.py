"""The port in memory: for tests, and for folding a finished log without a database."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from threading import Lock

from monitors.adapters.memory_accounts import KeptAccounts, MemoryAccountRows, MemoryActivityRows
from monitors.adapters.memory_aid import KeptAid, MemoryAidRows
from monitors.adapters.memory_audit import MemoryAuditRows
from monitors.adapters.memory_context import KeptContext, MemoryContextRows
from monitors.adapters.memory_exercises import KeptExercises, MemoryExerciseRows
from monitors.adapters.memory_findings import MemoryFindingRows
from monitors.adapters.memory_notices import KeptNotices, MemoryNoticeRows
from monitors.adapters.memory_published import KeptPublished, MemoryPublishedRows
from monitors.adapters.memory_register import KeptRegister, MemoryRegisterRows
from monitors.adapters.memory_reliance import KeptReliance, MemoryRelianceRows
from monitors.adapters.memory_rooms import KeptRooms, MemoryRoomRows
from monitors.domain.audit.chain import Link
from monitors.domain.outage.forgetting import without_people
from monitors.domain.outage.records import Change, Incident, SourceRow, Transition
from monitors.domain.usage_rows import DayKey, DaySketches, HourKey, MinuteKey
from monitors.store import (
    KEY_FORGOTTEN_MEANWHILE,
    Forgotten,
    KeyInUse,
    LeftOver,
    Overtaken,
    Place,
    Retention,
    RuleState,
    Standing,
    WaitingMessage,
    Work,
    check_step,
    checked_repeat,
    still_sending,
)

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS


@dataclass(slots=True)
class Memory:
    """What a database would hold; several stores may share it, as several workers share a database."""

    offsets: dict[Place, tuple[int, int | None]] = field(default_factory=dict)
    states: dict[tuple[str, int], dict[str, RuleState]] = field(default_factory=dict)
    sources: dict[str, SourceRow] = field(default_factory=dict)
    incidents: dict[str, Incident] = field(default_factory=dict)
    transitions: dict[str, list[Transition]] = field(default_factory=dict)
    unjudged: set[str] = field(default_factory=set)
    hours: dict[HourKey, tuple[int, ...]] = field(default_factory=dict)
    days: dict[DayKey, DaySketches] = field(default_factory=dict)
    minutes: dict[MinuteKey, tuple[int, ...]] = field(default_factory=dict)
    reliance: KeptReliance = field(default_factory=KeptReliance)
    register: KeptRegister = field(default_factory=KeptRegister)
    rooms: KeptRooms = field(default_factory=KeptRooms)
    exercises: KeptExercises = field(default_factory=KeptExercises)
    accounts: KeptAccounts = field(default_factory=KeptAccounts)
    audit: list[Link] = field(default_factory=list)
    published: KeptPublished = field(default_factory=KeptPublished)
    context: KeptContext = field(default_factory=KeptContext)
    aid: KeptAid = field(default_factory=KeptAid)
    notices: KeptNotices = field(default_factory=KeptNotices)
    outbox: list[tuple[Place, WaitingMessage]] = field(default_factory=list)
    forgotten: frozenset[int] = frozenset()
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    lock: Lock = field(default_factory=Lock)


class MemoryStore:
    """`monitors.store.Store` without a database; what it knows ends with the process."""

    def __init__(self, memory: Memory) -> None:
        self.memory = memory
        self.reliance = MemoryRelianceRows(
            memory.reliance, memory.hours, memory.days, memory.incidents, memory.transitions, memory.lock
        )
        self.findings = MemoryFindingRows(memory.reliance, memory.days, memory.lock)
        self.register = MemoryRegisterRows(memory.register, memory.lock)
        self.context = MemoryContextRows(memory.context, memory.lock)
        self.aid = MemoryAidRows(memory.aid, memory.lock)
        self.notices = MemoryNoticeRows(memory.notices, memory.lock)
        self.rooms = MemoryRoomRows(memory.rooms, memory.incidents, self.context, memory.lock)
        self.exercises = MemoryExerciseRows(memory.exercises, memory.lock)
        self.accounts = MemoryAccountRows(memory.accounts, memory.lock)
        self.activity = MemoryActivityRows(memory.accounts, memory.lock)
        self.audit = MemoryAuditRows(memory.audit, memory.lock)
        self.published = MemoryPublishedRows(
            memory.published, memory.reliance, memory.hours, memory.days, memory.lock
        )
        self._resumed: dict[Place, frozenset[int]] = {}

    def resume(self, place: Place) -> Standing:
        """See the port."""
        with self._held() as memory:
            states = dict(memory.states.get(_partition(place), {}))
            forgotten = self._resumed[place] = memory.forgotten
            if place not in memory.offsets:
                before = [other for other in memory.offsets if _partition(other) == _partition(place)]
                follows = before[-1] if before else None
                return Standing(None, states, follows=follows, forgotten_keys=forgotten)
            next_offset, judged_before = memory.offsets[place]
            return Standing(next_offset, states, judged_before, forgotten_keys=forgotten)

    def commit(self, place: Place, expected_offset: int | None, next_offset: int, work: Work) -> None:
        """See the port."""
        check_step(expected_offset, next_offset, work)
        with self._held() as memory:
            judged_before = self._judged_before(place, expected_offset)
            repeat = checked_repeat(expected_offset, next_offset, judged_before)
            done = judged_before is not None and next_offset >= judged_before
            memory.offsets.pop(place, None)  # the place that moved last comes last
            memory.offsets[place] = (next_offset, None if done else judged_before)
            if not repeat:
                self._add(work)
                memory.reliance.write(work)
                memory.register.write(work)
                memory.rooms.write(work.rooms)
                memory.exercises.write(work.exercises)
                memory.accounts.write(work.accounts, work.activity)
                memory.audit += work.audit
                memory.published.write(work.published)
                memory.notices.write(work.notices)
                memory.context.write(work.own_changes, work.demand, work.demand_hours, work.vendor_words)
                memory.aid.write(work.peer_words)
                memory.outbox += [
                    (place, WaitingMessage(next(memory.numbers), message)) for message in work.messages
                ]
            for change in work.changes:
                self._change(change)
            memory.states.setdefault(_partition(place), {}).update(work.states)
            memory.sources.update({row.source: row for row in work.sources})

    def rebuild(self, place: Place, expected_offset: int, earliest_offset: int) -> None:
        """See the port."""
        if not 0 <= earliest_offset < expected_offset:
            raise ValueError(f"a rebuild goes back, not from {expected_offset} to {earliest_offset}")
        with self._held() as memory:
            before = self._judged_before(place, expected_offset)
            memory.offsets[place] = (earliest_offset, max(expected_offset, before or 0))
            memory.states.pop(_partition(place), None)
            memory.unjudged |= {
                incident.id
                for incident in memory.incidents.values()
                if incident.state not in {"resolved", "false-alarm"}
            }

    def left_over(self) -> list[LeftOver]:
        """See the port."""
        with self._held() as memory:
            return [
                LeftOver(memory.incidents[id_], len(memory.transitions.get(id_, [])))
                for id_ in sorted(memory.unjudged)
            ]

    def waiting(self, place: Place, limit: int) -> list[WaitingMessage]:
        """See the port."""
        with self._held() as memory:
            ours = (message for of, message in memory.outbox if _partition(of) == _partition(place))
            return list(ours)[:limit]

    def relayed(self, place: Place, number: int) -> None:
        """See the port."""
        with self._held() as memory:
            memory.outbox = [
                (of, message)
                for of, message in memory.outbox
                if _partition(of) != _partition(place) or message.number > number
            ]

    def usage_read(self, until_ms: Mapping[int, int]) -> None:
        """See the port."""
        with self._held() as memory:
            memory.published.usage_read |= until_ms

    def expire(self, now_ms: int, retention: Retention) -> int:
        """See the port."""
        with self._held() as memory:
            first_minute = now_ms - retention.minutes_hours * HOUR_MS
            first_hour = now_ms - retention.hours_days * DAY_MS
            first_day = now_ms // DAY_MS - retention.days_days
            minutes = [key for key in memory.minutes if key.minute_ms < first_minute]
            hours = [key for key in memory.hours if key.hour_ms < first_hour]
            days = [key for key in memory.days if key.day < first_day]
            for minute in minutes:
                del memory.minutes[minute]
            for hour in hours:
                del memory.hours[hour]
            for day in days:
                del memory.days[day]
            gone = memory.reliance.expire(first_hour, first_day) + memory.rooms.expire(now_ms, first_hour)
            gone += memory.published.expire(first_hour // DAY_MS) + memory.accounts.expire(now_ms, first_hour)
            gone += memory.context.expire(first_hour)
            gone += memory.aid.expire(first_minute)
            gone += memory.notices.expire(first_hour)
            return len(minutes) + len(hours) + len(days) + gone

    def forget_key(self, key_version: int, *, in_spite_of_sources: bool = False) -> Forgotten:
        """See the port."""
        with self._held() as memory:
            sending = [
                name
                for name, row in sorted(memory.sources.items())
                if row.key_version == key_version and row.blind_since_ms is None
            ]
            if sending and not in_spite_of_sources:
                raise KeyInUse(still_sending(key_version, sending))
            gone = [key for key in memory.days if key.key_version == key_version]
            for key in gone:
                del memory.days[key]
            people = 0
            if key_version not in memory.forgotten:
                for states in memory.states.values():
                    for judge, state in states.items():
                        data, swapped = without_people(state.data)
                        states[judge] = RuleState(state.version, data)
                        people += swapped
            memory.forgotten |= {key_version}
            return Forgotten(len(gone), people)

    @contextmanager
    def _held(self) -> Iterator[Memory]:
        """One call at a time."""
        with self.memory.lock:
            yield self.memory

    def _judged_before(self, place: Place, expected: int | None) -> int | None:
        """What the partition was judged before; Overtaken where it does not stand as expected."""
        standing, judged_before = self.memory.offsets.get(place, (None, None))
        if standing != expected:
            raise Overtaken(
                f"Another worker judges partition {place.partition} of {place.topic}: "
                f"it no longer stands at {'its beginning' if expected is None else f'offset {expected}'}."
            )
        if self._resumed.get(place, frozenset()) != self.memory.forgotten:
            raise Overtaken(KEY_FORGOTTEN_MEANWHILE)
        return judged_before

    def _add(self, work: Work) -> None:
        """Sums on top of sums."""
        memory = self.memory
        memory.reliance.add(work)
        for hour, counts in work.usage.hours.items():
            memory.hours[hour] = _sum(memory.hours.get(hour), counts)
        for minute, counts in work.minutes.items():
            memory.minutes[minute] = _sum(memory.minutes.get(minute), counts)
        for day, sketches in work.usage.days.items():
            memory.days[day] = memory.days[day] | sketches if day in memory.days else sketches

    def _change(self, change: Change) -> None:
        """An incident as it now stands, and its transition in the place of those of its number and above."""
        incident, new = change.incident, change.transition
        self.memory.incidents[incident.id] = incident
        self.memory.unjudged.discard(incident.id)
        if new is not None:
            story = self.memory.transitions.get(incident.id, [])
            self.memory.transitions[incident.id] = [
                *(earlier for earlier in story if earlier.number < new.number),
                new,
            ]


def _partition(place: Place) -> tuple[str, int]:
    """What a partition is called, whoever made the topic."""
    return place.topic, place.partition


def _sum(before: tuple[int, ...] | None, more: tuple[int, ...]) -> tuple[int, ...]:
    """Counts together."""
    return more if before is None else tuple(map(sum, zip(before, more, strict=True)))
