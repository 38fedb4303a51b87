"""The evidence log on a real Kafka, when writers die or hang in the middle of a transaction."""

import asyncio
import os
import random
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition

from infra.broker import leash
from streams.adapters.evidence_log import LogUnavailable, Outgoing
from streams.adapters.evidence_log.kafka import KafkaEvidenceLog
from streams.adapters.topics import create_topics
from streams.contracts.topics import POSITIONS, SIGNALS, USAGE, Topic

pytestmark = pytest.mark.kafka

WRITER = """
import asyncio, sys
from streams.adapters.evidence_log import Outgoing
from streams.adapters.evidence_log.kafka import KafkaEvidenceLog

async def main(bootstrap, prefix, mode):
    log = KafkaEvidenceLog(bootstrap, "collector-1", prefix=prefix)
    step = int((await log.recover()).get("north", b"0"))
    while True:
        step += 1
        if mode == "hang" and step == 3:
            async def hang():
                print("in the middle", flush=True)
                await asyncio.Event().wait()
            log._producer.commit_transaction = hang
        await log.commit([
            *[Outgoing("evidence.usage", b"finance", b"%d" % step, partition) for partition in range(6)],
            Outgoing("collector.positions", b"north", b"%d" % step),
        ])
        print("committed", step, flush=True)

asyncio.run(main(*sys.argv[1:]))
"""
"""A collector in small: reads how far it came, then writes six deltas and the position, again and again."""


class Writer:
    """The small collector in a process of its own."""

    def __init__(self, bootstrap: str, prefix: str, mode: str) -> None:
        command = [sys.executable, "-c", WRITER, bootstrap, prefix, mode]
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-S", leash.__file__, str(os.getpid()), *command],
            stdout=subprocess.PIPE,
            text=True,
        )

    def lines(self) -> Iterator[str]:
        """What it says, line by line."""
        assert self.process.stdout is not None
        return (line.strip() for line in self.process.stdout)

    def kill(self) -> None:
        """End it with kill -9."""
        self.process.kill()
        self.process.wait(30)
        if self.process.stdout is not None:
            self.process.stdout.close()


@pytest.fixture
async def prefix(kafka: str, topic_prefix: str) -> str:
    await create_topics(kafka, topic_prefix)
    return topic_prefix


@pytest.fixture
async def log(kafka: str, prefix: str) -> AsyncIterator[KafkaEvidenceLog]:
    opened = KafkaEvidenceLog(kafka, "collector-1", prefix=prefix)
    yield opened
    await opened.close()


async def written(bootstrap: str, topic: Topic, prefix: str) -> int:
    """How many offsets the broker has given out in a topic, committed or not."""
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap)
    await consumer.start()
    try:
        places = [TopicPartition(topic.named(prefix), number) for number in range(topic.partitions)]
        return sum((await consumer.end_offsets(places)).values())
    finally:
        await consumer.stop()


async def test_nothing_of_a_transaction_that_kill_9_cut_short_is_ever_seen(
    kafka: str, prefix: str, log: KafkaEvidenceLog
) -> None:
    writer = Writer(kafka, prefix, "hang")
    assert next(line for line in writer.lines() if line == "in the middle")
    before = await written(kafka, USAGE, prefix)
    writer.kill()
    assert before == 2 * 12 + 6  # two commits with their markers, and the third's deltas without

    assert await log.recover() == {"north": b"2"}
    assert sorted(message.value for message in await log.read_all(USAGE.name)) == [b"1"] * 6 + [b"2"] * 6
    await log.commit([Outgoing(USAGE.name, b"finance", b"3", 0), Outgoing(POSITIONS.name, b"north", b"3")])
    assert [message.value for message in await log.read_all(USAGE.name) if message.partition == 0] == [
        b"1",
        b"2",
        b"3",
    ]


async def test_kill_9_at_random_moments_neither_loses_nor_doubles(
    kafka: str, prefix: str, log: KafkaEvidenceLog
) -> None:
    chance = random.Random(20_261_122)
    acknowledged = 0
    for _ in range(5):
        writer = Writer(kafka, prefix, "go")
        lines = writer.lines()
        for _ in range(chance.randint(1, 8)):
            acknowledged = int(next(lines).split()[1])
        await asyncio.sleep(chance.random() / 10)  # the moment of death, somewhere within a commit
        writer.kill()
    reached = int((await log.recover())["north"])

    assert reached >= acknowledged >= 5
    deltas = await log.read_all(USAGE.name)
    for partition in range(6):
        steps = [int(message.value) for message in deltas if message.partition == partition]
        assert steps == list(range(1, reached + 1))


async def test_recovery_waits_for_a_foreign_transaction_that_hides_our_last_position(
    kafka: str, prefix: str, log: KafkaEvidenceLog
) -> None:
    """Positions share a partition, and readers stop at the first open transaction.

    To believe what lies before it would repeat everything that we committed behind it.
    """
    other = KafkaEvidenceLog(kafka, "collector-2", prefix=prefix)
    await other.recover()
    await log.recover()
    await log.commit([Outgoing(POSITIONS.name, b"north", b"old")])

    assert other._producer is not None
    commit_now, reached = asyncio.Event(), asyncio.Event()
    really_commit = other._producer.commit_transaction

    async def hold_back() -> None:
        reached.set()
        await commit_now.wait()
        await really_commit()

    other._producer.commit_transaction = hold_back
    held_back = asyncio.create_task(other.commit([Outgoing(POSITIONS.name, b"south", b"1")]))
    await reached.wait()
    await log.commit([Outgoing(POSITIONS.name, b"north", b"new")])
    assert [message.value for message in await log.read_all(POSITIONS.name)] == [b"old"]

    recovery = asyncio.create_task(log.recover())
    done, _ = await asyncio.wait({recovery}, timeout=1.0)
    assert not done
    commit_now.set()
    await held_back
    assert await recovery == {"north": b"new", "south": b"1"}
    await other.close()


async def test_a_commit_that_takes_too_long_is_undone_by_recovery(kafka: str, prefix: str) -> None:
    log = KafkaEvidenceLog(kafka, "collector-1", prefix=prefix, commit_seconds=0.5)
    await log.recover()
    assert log._producer is not None

    async def never() -> None:
        await asyncio.Event().wait()

    log._producer.commit_transaction = never
    with pytest.raises(LogUnavailable, match="took too long"):
        await log.commit([Outgoing(SIGNALS.name, b"north", b"1"), Outgoing(POSITIONS.name, b"north", b"1")])
    assert await log.recover() == {}
    assert await log.read_all(SIGNALS.name) == []
    await log.close()


async def test_an_absent_broker_is_unavailable() -> None:
    log = KafkaEvidenceLog("127.0.0.1:1", "collector-1")
    with pytest.raises(LogUnavailable):
        await log.recover()
    await log.close()


async def test_a_follower_sees_what_was_there_and_what_comes(log: KafkaEvidenceLog) -> None:
    await log.recover()
    await log.commit([Outgoing(SIGNALS.name, b"north", b"before")])
    following = log.follow(SIGNALS.name)
    async with asyncio.timeout(60):
        assert (await anext(following)).value == b"before"
        await log.commit([Outgoing(SIGNALS.name, b"north", b"after")])
        assert (await anext(following)).value == b"after"
    await following.aclose()
