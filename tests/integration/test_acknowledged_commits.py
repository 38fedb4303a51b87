"""What a broker has acknowledged is there after kill -9 at that very moment, and nobody waits for ever."""

import asyncio
import os
from pathlib import Path

import pytest

from streams.adapters.evidence_log import LogUnavailable, Outgoing
from streams.adapters.evidence_log.kafka import KafkaEvidenceLog
from streams.adapters.topics import create_topics
from streams.contracts.topics import POSITIONS, SIGNALS, USAGE
from tests.kafka_node import KafkaNode

KILLS = 4


async def recovered(log: KafkaEvidenceLog) -> dict[str, bytes]:
    """The positions, as soon as the broker gives them."""
    async with asyncio.timeout(50):
        while True:
            try:
                return await log.recover()
            except LogUnavailable:
                await asyncio.sleep(0.2)  # a real broker comes back when it does


@pytest.mark.kafka
@pytest.mark.usefixtures("kafka_programs")
async def test_a_broker_killed_right_after_an_acknowledgement_ends_that_transaction(tmp_path: Path) -> None:
    """Kafka 4.3.1 forgets to write the end of a transaction here, mostly at the second kill."""
    with KafkaNode(tmp_path / "node") as node:
        await asyncio.to_thread(node.wait_for, "answering")
        await create_topics(node.bootstrap)
        log = KafkaEvidenceLog(node.bootstrap, "collector.north")
        commits = 0
        for _ in range(KILLS):
            await recovered(log)
            for _ in range(2):
                commits += 1
                usage = [Outgoing(USAGE.name, b"north", os.urandom(2_000), number) for number in range(6)]
                signals = Outgoing(SIGNALS.name, b"north", os.urandom(100_000))
                await log.commit([*usage, signals, Outgoing(POSITIONS.name, b"north", b"%d" % commits)])
            node.kill_kafka()
            await asyncio.to_thread(node.wait_for, "answering")
        assert await recovered(log) == {"north": b"%d" % commits}
        assert len(await log.read_all(USAGE.name)) == 6 * commits
        assert len(await log.read_all(SIGNALS.name)) == commits
        await log.close()
