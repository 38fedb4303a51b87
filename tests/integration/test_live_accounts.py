"""An own account on a real Kafka: what befalls it is one incident and its end, whatever is killed."""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import inspect

from api.actions import ActionDoor
from infra.database_address import VARIABLE
from monitors.adapters.database import reading_engine, stated_url
from monitors.adapters.sql_accounts import SqlAccountRows, SqlActivityRows
from monitors.adapters.sql_incidents import INCIDENTS, incident_of
from monitors.domain.outage.records import Incident
from streams.adapters.evidence_log import Outgoing
from streams.adapters.evidence_log.kafka import KafkaEvidenceLog
from streams.contracts.signals import AccountEvent, Logged, decode_logged, encode_signal
from streams.contracts.topics import SIGNALS
from streams.domain.deltas import Delta
from streams.envelopes import Book
from tests.monitoring import MonitorsChild, eventually
from tests.own_accounts import CITY, heard, well_kept
from tests.timelines import Commit

pytestmark = pytest.mark.kafka


@pytest.fixture
def start(kafka: str, topic_prefix: str, tmp_path: Path) -> Iterator[Callable[[], MonitorsChild]]:
    with ExitStack() as ending:

        def started() -> MonitorsChild:
            database = f"sqlite:///{tmp_path}/judged.db"
            child = MonitorsChild(kafka, topic_prefix, database, tmp_path / "monitors.txt")
            ending.callback(child.kill)
            return child

        yield started


def now_ms() -> int:
    return time.time_ns() // 1_000_000


async def tell(kafka: str, prefix: str, *events: Logged) -> None:
    """Put events on the topic of signals as a door does, and a log that is complete until now behind them."""
    log = KafkaEvidenceLog(kafka, "collector.teller", prefix=prefix)
    await log.recover()
    quiet = Commit("north", Delta.none(), now_ms(), Book(["Roads"], ["facebook"])).messages()
    try:
        await log.commit([Outgoing(SIGNALS.name, b"told", encode_signal(each)) for each in (*events, *quiet)])
    finally:
        await log.close()


async def words(kafka: str, prefix: str) -> list[str]:
    """What the judge was told of accounts."""
    log = KafkaEvidenceLog(kafka, "collector.reader", prefix=prefix)
    await log.recover()
    try:
        every = [decode_logged(message.value) for message in await log.read_all(SIGNALS.name)]
    finally:
        await log.close()
    return [each.event for each in every if isinstance(each, AccountEvent)]


async def test_an_account_that_lost_its_access_has_one_incident_until_it_is_heard_though_the_worker_is_killed(
    kafka: str, topic_prefix: str, tmp_path: Path, start: Callable[[], MonitorsChild]
) -> None:
    """1. The inventory says that a program's access ended the day before yesterday, and nothing is heard.

    2. The worker that knows so is killed; the next one tells the judge.
    3. That one is killed too; somebody writes to the account, and the platform tells of it twice.
    """
    worker = start()
    over = datetime.now(UTC).date() - timedelta(days=2)
    async with ActionDoor(kafka, topic_prefix) as door:
        await door.send(well_kept(token_expires_on=over))
    engine = reading_engine(stated_url({VARIABLE: f"sqlite:///{tmp_path}/judged.db"}))

    def is_declared() -> bool:
        has_tables = (tmp_path / "judged.db").exists() and inspect(engine).has_table("own_accounts")
        return has_tables and CITY in SqlAccountRows(engine).accounts()

    def incidents() -> list[Incident]:
        with engine.connect() as connection:
            return [incident_of(row._mapping) for row in connection.execute(INCIDENTS.select())]

    def are(*states: str) -> bool:
        asyncio.run(tell(kafka, topic_prefix))
        return [each.state for each in incidents()] == list(states)

    try:
        await asyncio.to_thread(eventually, is_declared, "the account is declared")
        worker.kill()
        worker = start()
        await asyncio.to_thread(eventually, lambda: are("confirmed"), "the judge has an incident of it")
        [incident] = incidents()
        assert (incident.cause, incident.explanation.code) == ("account", "account-token-expired")

        worker.kill()
        event = heard(now_ms(), id_="told-twice")
        await tell(kafka, topic_prefix, event, event)
        worker = start()
        await asyncio.to_thread(eventually, lambda: are("resolved"), "its incident is over")
        assert await words(kafka, topic_prefix) == ["token-expired", "restored"]
        rows = SqlActivityRows(engine)
        assert [each.inbound for each in rows.days(0, 99_999)] == [1]
        assert rows.states()[CITY].backlog == 1
    finally:
        engine.dispose()
    assert await asyncio.to_thread(worker.stop) == 0
