"""What a hub says of lines that could not be read, from what collectors committed on a real Kafka."""

import asyncio
from contextlib import suppress

import pytest

from api.live.unread import Unread
from streams.adapters.evidence_log import Outgoing
from streams.adapters.evidence_log.kafka import KafkaEvidenceLog
from streams.adapters.topics import create_topics
from streams.contracts.positions import Position
from streams.contracts.topics import POSITIONS
from tests.monitoring import eventually

pytestmark = pytest.mark.kafka


async def test_what_collectors_committed_before_and_since_is_heard(kafka: str, topic_prefix: str) -> None:
    await create_topics(kafka, topic_prefix)
    log = KafkaEvidenceLog(kafka, "collector.north", prefix=topic_prefix)
    await log.recover()

    async def commits(source: str, parsed: int, rejected: int) -> None:
        position = Position(source=source, format="squid", parsed=parsed, rejected=rejected)
        await log.commit([Outgoing(POSITIONS.name, source.encode(), position.encode())])

    await commits("north", 900, 10)
    unread = Unread(kafka, topic_prefix)
    following = asyncio.create_task(unread.run())
    await asyncio.to_thread(eventually, lambda: unread.share == 10 / 910, "the position before is heard")
    await commits("south", 90, 0)
    await asyncio.to_thread(eventually, lambda: unread.share == 10 / 1000, "the one since is heard")
    following.cancel()
    with suppress(asyncio.CancelledError):
        await following
    await log.close()
