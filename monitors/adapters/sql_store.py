"""The port on a database: everything that messages came to, in one transaction with their offset."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from time import time_ns
from typing import Any

from msgspec import to_builtins
from sqlalchemy import URL, ColumnElement, Connection, Engine, and_, delete, insert, not_, select, update

from monitors.adapters.database import among_workers, engine_for, faults_told, sole_worker
from monitors.adapters.migrations import bring_up_to_date
from monitors.adapters.rewriting import rewrite
from monitors.adapters.sql_accounts import (
    SqlAccountRows,
    SqlActivityRows,
    expire_accounts,
    write_accounts,
    write_activity,
)
from monitors.adapters.sql_aid import SqlAidRows, expire_words, write_words
from monitors.adapters.sql_audit import SqlAuditRows, write_audit
from monitors.adapters.sql_context import SqlContextRows, expire_context, write_context
from monitors.adapters.sql_exercises import SqlExerciseRows, write_exercises
from monitors.adapters.sql_findings import SqlFindingRows
from monitors.adapters.sql_forgetting import HELD_PEOPLE, forget, forgotten_keys
from monitors.adapters.sql_incidents import left_over, mark_left_over, write_changes
from monitors.adapters.sql_notices import SqlNoticeRows, expire_notices, write_notices
from monitors.adapters.sql_published import (
    SqlPublishedRows,
    expire_published,
    note_read,
    write_published,
)
from monitors.adapters.sql_register import SqlRegisterRows, write_register
from monitors.adapters.sql_reliance import (
    CONTROL,
    PAIR_DAYS,
    TOUCHED,
    UNIT_DAYS,
    SqlRelianceRows,
    add_control,
    write_reliance,
)
from monitors.adapters.sql_rooms import SqlRoomRows, expire_reports, write_rooms
from monitors.adapters.sql_usage import (
    DAYS,
    HOURS,
    MINUTES,
    add_minutes,
    add_usage,
    insert_into,
    replace_rows,
)
from monitors.adapters.tables import Offset, OutboxMessage, RuleStateRow, Source, table_of
from monitors.domain.calendar import date_of
from monitors.store import (
    KEY_FORGOTTEN_MEANWHILE,
    Forgotten,
    LeftOver,
    Message,
    Overtaken,
    Place,
    Retention,
    RuleState,
    Standing,
    WaitingMessage,
    Work,
    check_step,
    checked_repeat,
)

OFFSETS, STATES, SOURCES, OUTBOX = (
    table_of(model) for model in (Offset, RuleStateRow, Source, OutboxMessage)
)

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS


def wall_clock_ms() -> int:
    """Unix milliseconds."""
    return time_ns() // 1_000_000


class SqlStore:
    """`monitors.store.Store` on SQLite or PostgreSQL. The tables must be there (`migrations`)."""

    def __init__(self, engine: Engine, now_ms: Callable[[], int] = wall_clock_ms) -> None:
        self.engine = engine
        self.reliance = SqlRelianceRows(engine)
        self.findings = SqlFindingRows(engine)
        self.register = SqlRegisterRows(engine)
        self.rooms = SqlRoomRows(engine)
        self.exercises = SqlExerciseRows(engine)
        self.accounts = SqlAccountRows(engine)
        self.activity = SqlActivityRows(engine)
        self.audit = SqlAuditRows(engine)
        self.published = SqlPublishedRows(engine)
        self.context = SqlContextRows(engine)
        self.aid = SqlAidRows(engine)
        self.notices = SqlNoticeRows(engine)
        self._now_ms = now_ms
        self._resumed: dict[Place, frozenset[int]] = {}

    def resume(self, place: Place) -> Standing:
        """See the port."""
        with self._transaction() as connection:
            own = connection.execute(
                select(OFFSETS.c.next_offset, OFFSETS.c.judged_before_offset).where(_at(place))
            ).first()
            states = connection.execute(
                select(STATES.c.judge, STATES.c.version, STATES.c.data).where(
                    STATES.c.topic == place.topic, STATES.c.partition == place.partition
                )
            )
            remembered = {row.judge: RuleState(row.version, row.data) for row in states}
            forgotten = self._resumed[place] = forgotten_keys(connection)
            if own is None:
                follows = _earlier(connection, place)
                return Standing(None, remembered, follows=follows, forgotten_keys=forgotten)
            return Standing(own.next_offset, remembered, own.judged_before_offset, forgotten_keys=forgotten)

    def commit(self, place: Place, expected_offset: int | None, next_offset: int, work: Work) -> None:
        """See the port."""
        check_step(expected_offset, next_offset, work)
        with self._transaction() as connection:
            judged_before = self._advance(connection, place, expected_offset, next_offset)
            repeat = checked_repeat(expected_offset, next_offset, judged_before)
            if judged_before is not None and next_offset >= judged_before:
                connection.execute(update(OFFSETS).where(_at(place)).values(judged_before_offset=None))
            if not repeat:
                add_usage(connection, work.usage)
                add_minutes(connection, work.minutes)
                add_control(connection, work.control, work.touched)
                write_reliance(connection, work.reliance)
                write_register(connection, work.register, self._now_ms())
                write_rooms(connection, work.rooms)
                write_exercises(connection, work.exercises)
                write_accounts(connection, work.accounts)
                write_activity(connection, work.activity)
                write_audit(connection, work.audit)
                write_published(connection, work.published)
                write_notices(connection, work.notices)
                write_context(connection, work.own_changes, work.demand, work.demand_hours, work.vendor_words)
                write_words(connection, work.peer_words)
                self._put_out(connection, place, work)
            write_changes(connection, work.changes)
            replace_rows(connection, STATES, _state_rows(place, work))
            replace_rows(connection, SOURCES, _source_rows(work))

    def rebuild(self, place: Place, expected_offset: int, earliest_offset: int) -> None:
        """See the port."""
        if not 0 <= earliest_offset < expected_offset:
            raise ValueError(f"a rebuild goes back, not from {expected_offset} to {earliest_offset}")
        with self._transaction() as connection:
            before = self._advance(connection, place, expected_offset, earliest_offset)
            connection.execute(
                update(OFFSETS)
                .where(_at(place))
                .values(judged_before_offset=max(expected_offset, before or 0))
            )
            connection.execute(
                delete(STATES).where(STATES.c.topic == place.topic, STATES.c.partition == place.partition)
            )
            mark_left_over(connection)

    def left_over(self) -> list[LeftOver]:
        """See the port."""
        with self._transaction() as connection:
            return left_over(connection)

    def waiting(self, place: Place, limit: int) -> list[WaitingMessage]:
        """See the port."""
        with self._transaction() as connection:
            rows = connection.execute(
                select(OUTBOX).where(_sent_for(place)).order_by(OUTBOX.c.number).limit(limit)
            )
            return [
                WaitingMessage(row.number, Message(row.judged_offset, row.n, row.topic, row.key, row.value))
                for row in rows
            ]

    def relayed(self, place: Place, number: int) -> None:
        """See the port."""
        with self._transaction() as connection:
            connection.execute(delete(OUTBOX).where(_sent_for(place), OUTBOX.c.number <= number))

    def usage_read(self, until_ms: Mapping[int, int]) -> None:
        """See the port."""
        with self._transaction() as connection:
            note_read(connection, until_ms)

    def expire(self, now_ms: int, retention: Retention) -> int:
        """See the port."""
        first_day = date_of(now_ms // DAY_MS - retention.days_days)
        first_hour_ms = now_ms - retention.hours_days * DAY_MS
        old = (
            delete(MINUTES).where(MINUTES.c.minute_at < now_ms - retention.minutes_hours * HOUR_MS),
            *(delete(table).where(table.c.hour_at < first_hour_ms) for table in (HOURS, CONTROL)),
            *(
                delete(table).where(table.c.day < first_day)
                for table in (DAYS, TOUCHED, PAIR_DAYS, UNIT_DAYS)
            ),
        )
        with self._transaction() as connection:
            gone = sum(connection.execute(statement).rowcount for statement in old)
            gone += expire_accounts(connection, now_ms, first_hour_ms)
            gone += expire_published(connection, date_of(first_hour_ms // DAY_MS))
            gone += expire_context(connection, first_hour_ms)
            gone += expire_words(connection, now_ms - retention.minutes_hours * HOUR_MS)
            gone += expire_notices(connection, first_hour_ms)
            return gone + expire_reports(connection, now_ms, first_hour_ms)

    def forget_key(self, key_version: int, *, in_spite_of_sources: bool = False) -> Forgotten:
        """See the port. What is removed does not stay in free pages of the database either."""
        with self._transaction() as connection:
            gone = forget(connection, key_version, self._now_ms(), in_spite_of_sources=in_spite_of_sources)
        rewrite(self.engine, HELD_PEOPLE)
        return gone

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        """All or nothing, and complaints as faults."""
        with faults_told(self.engine), self.engine.begin() as connection:
            yield connection

    def _advance(
        self, connection: Connection, place: Place, expected: int | None, next_offset: int
    ) -> int | None:
        """Move the offset by compare-and-swap; what it was judged before. Raises Overtaken.

        It comes first in a transaction: its row is the lock on everything that belongs to the partition.
        """
        moved = {"next_offset": next_offset, "moved_at": self._now_ms()}
        if expected is None:
            row = {**_ids(place), "topic": place.topic, **moved}
            begun = insert_into(connection, OFFSETS).on_conflict_do_nothing()
            swapped = connection.execute(begun.returning(OFFSETS.c.judged_before_offset), row).first()
        else:
            step = update(OFFSETS).where(_at(place), OFFSETS.c.next_offset == expected).values(moved)
            swapped = connection.execute(step.returning(OFFSETS.c.judged_before_offset)).first()
        if swapped is None:
            raise Overtaken(
                f"Another worker judges partition {place.partition} of {place.topic}: "
                f"it no longer stands at {'its beginning' if expected is None else f'offset {expected}'}."
            )
        if self._resumed.get(place, frozenset()) != forgotten_keys(connection):
            raise Overtaken(KEY_FORGOTTEN_MEANWHILE)
        judged_before: int | None = swapped.judged_before_offset
        return judged_before

    def _put_out(self, connection: Connection, place: Place, work: Work) -> None:
        """Keep messages until they are sent, in their order."""
        if work.messages:
            ours = {**_ids(place), "judged_topic": place.topic, "made_at": self._now_ms()}
            rows = [
                {
                    **ours,
                    "judged_offset": message.offset,
                    "n": message.n,
                    "topic": message.topic,
                    "key": message.key,
                    "value": message.value,
                }
                for message in work.messages
            ]
            connection.execute(insert(OUTBOX), rows)


@contextmanager
def opened_store(url: URL, *, alone: bool = False) -> Iterator[SqlStore]:
    """The store at `url`, its tables up to date; a SQLite file is held for this process alone.

    So is a PostgreSQL if `alone`. Raises what the port raises, StoreUnusable above all: StoreHeld where
    workers run.
    """
    with sole_worker(url):
        engine = engine_for(url)
        try:
            with among_workers(engine, alone=alone):
                bring_up_to_date(engine)
                yield SqlStore(engine)
        finally:
            engine.dispose()


def _ids(place: Place) -> dict[str, str | int]:
    """What a partition is known by."""
    return {"cluster_id": place.cluster_id, "topic_id": place.topic_id, "partition": place.partition}


def _at(place: Place) -> ColumnElement[bool]:
    """The partition's own row."""
    return and_(*(OFFSETS.c[name] == value for name, value in _ids(place).items()))


def _sent_for(place: Place) -> ColumnElement[bool]:
    """Messages that whoever owns the partition sends."""
    return and_(OUTBOX.c.judged_topic == place.topic, OUTBOX.c.partition == place.partition)


def _earlier(connection: Connection, place: Place) -> Place | None:
    """The place of the same name that was judged last, where the broker or topic was made anew."""
    row = connection.execute(
        select(OFFSETS.c.cluster_id, OFFSETS.c.topic_id)
        .where(OFFSETS.c.topic == place.topic, OFFSETS.c.partition == place.partition, not_(_at(place)))
        .order_by(OFFSETS.c.moved_at.desc())
        .limit(1)
    ).first()
    return None if row is None else Place(row.cluster_id, row.topic_id, place.topic, place.partition)


def _state_rows(place: Place, work: Work) -> list[dict[str, str | int | bytes]]:
    return [
        {
            "topic": place.topic,
            "partition": place.partition,
            "judge": judge,
            "version": state.version,
            "data": state.data,
        }
        for judge, state in sorted(work.states.items())
    ]


def _source_rows(work: Work) -> list[dict[str, Any]]:
    latest = {row.source: row for row in work.sources}
    return [
        {
            "source": source,
            "site": row.site,
            "complete_until_at": row.watermark_ms,
            "blind_since_at": row.blind_since_ms,
            "key_version": row.key_version,
            "catalogue": row.catalogue,
            "directory": row.directory,
            "findings": to_builtins(row.findings),
        }
        for source, row in sorted(latest.items())
    ]
