"""Kafka and the database die with kill -9 while messages flow: the worker lives on, and no row is wrong."""

import asyncio
import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from streams.adapters.evidence_log import LogUnavailable, Outgoing
from streams.adapters.evidence_log.kafka import KafkaEvidenceLog
from streams.adapters.topics import create_topics
from streams.contracts.topics import SIGNALS, USAGE
from tests.kafka_node import KafkaNode
from tests.monitoring import (
    MonitorsChild,
    assert_same_rows,
    contents_in,
    eventually,
    evidence,
    is_judged,
    judged_without_disturbance,
)
from tests.postgresql_server import PostgresqlMissingError, PostgresqlServer

pytestmark = [pytest.mark.kafka, pytest.mark.postgresql, pytest.mark.usefixtures("kafka_programs")]

PREFIX = "storm."


@pytest.fixture(scope="module", autouse=True)
def _collected() -> None:
    """The evidence is made before any test has a loop of its own, for collectors run in one."""
    evidence()


async def stubbornly(log: KafkaEvidenceLog, commits: Sequence[Sequence[Outgoing]], pause: float) -> None:
    """Commit each, however often Kafka is away; a repeat is a message like any other here."""
    for commit in commits:
        while True:
            try:
                await log.commit(commit)
                break
            except LogUnavailable:
                await recovered(log)
        await asyncio.sleep(pause)  # as slowly as collectors write


async def recovered(log: KafkaEvidenceLog) -> None:
    """Recover as soon as Kafka lets us."""
    while True:
        try:
            await log.recover()
        except LogUnavailable:
            continue
        return


async def test_kills_of_broker_and_database_leave_no_row_wrong(tmp_path: Path) -> None:
    chance = random.Random(11)
    try:
        database = PostgresqlServer()
    except PostgresqlMissingError as missing:
        pytest.skip(str(missing))
    with database, KafkaNode(tmp_path / "node") as node:
        await asyncio.to_thread(node.wait_for, "answering")
        await create_topics(node.bootstrap, PREFIX)
        log = KafkaEvidenceLog(node.bootstrap, "collector.test", prefix=PREFIX)
        await recovered(log)
        url = database.create_database("storm")
        worker = MonitorsChild(node.bootstrap, PREFIX, url, tmp_path / "monitors.txt")
        try:
            await asyncio.to_thread(eventually, lambda: worker.events("judging"), "it judges")
            flowing = asyncio.create_task(stubbornly(log, evidence(), 0.6))
            for fate in ("database", "broker", "database"):
                await asyncio.sleep(chance.uniform(2.0, 5.0))  # at moments that nobody chose
                if fate == "broker":
                    node.kill_kafka()
                    await asyncio.to_thread(node.wait_for, "answering")
                else:
                    database.kill()
                    await asyncio.sleep(chance.uniform(0.5, 2.0))  # it is away for a while
                    database.start()
            await flowing
            await is_judged(log, PREFIX, url)
            assert worker.process.poll() is None, worker.said.read_text()[-3000:]
            assert await asyncio.to_thread(worker.stop) == 0
            found = contents_in(url)
            stored = [message for topic in (USAGE, SIGNALS) for message in await log.read_all(topic.name)]
            wanted = await judged_without_disturbance(node.bootstrap, PREFIX, stored, found)
        finally:
            worker.kill()
            await log.close()
    assert_same_rows(found, wanted)
    assert worker.events("database-away")
