"""Read committed messages back from Kafka."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition

from streams.adapters.evidence_log import Stored

FETCH_BYTES = 4 * 1024 * 1024
"""For each partition and request."""


async def read_stable(bootstrap: str, topic: str, partitions: int) -> list[Stored]:
    """Every committed message before the first transaction that is still open; waits for nobody."""
    async with _consumer(bootstrap, committed=True) as consumer:
        places = _places(topic, partitions)
        return await _read(consumer, await consumer.end_offsets(places))


async def read_settled(bootstrap: str, topic: str, partitions: int) -> list[Stored]:
    """Every committed message among all that is written at this moment.

    A transaction of another writer that is open now hides what was committed behind it, so this waits until
    it has ended; Kafka ends it at the latest when its timeout is over. What this writer committed is
    therefore never missed.
    """
    places = _places(topic, partitions)
    async with _consumer(bootstrap, committed=False) as consumer:
        written = await consumer.end_offsets(places)
    async with _consumer(bootstrap, committed=True) as consumer:
        return await _read(consumer, written)


async def follow(bootstrap: str, topic: str, partitions: int) -> AsyncIterator[Stored]:
    """Every committed message from the beginning, then each new one; never ends by itself."""
    async with _consumer(bootstrap, committed=True) as consumer:
        consumer.assign(_places(topic, partitions))
        async for record in consumer:
            yield _stored(record)


def _places(topic: str, partitions: int) -> list[TopicPartition]:
    """All partitions of a topic."""
    return [TopicPartition(topic, partition) for partition in range(partitions)]


@contextlib.asynccontextmanager
async def _consumer(bootstrap: str, *, committed: bool) -> AsyncIterator[AIOKafkaConsumer]:
    """A consumer without a group."""
    consumer = AIOKafkaConsumer(
        bootstrap_servers=bootstrap,
        isolation_level="read_committed" if committed else "read_uncommitted",
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        max_partition_fetch_bytes=FETCH_BYTES,
        request_timeout_ms=10_000,
    )
    try:
        await consumer.start()
        yield consumer
    finally:
        await consumer.stop()


async def _read(consumer: AIOKafkaConsumer, ends: dict[TopicPartition, int]) -> list[Stored]:
    """Read each partition from its beginning up to its end in `ends`."""
    begins = await consumer.beginning_offsets(list(ends))
    missing = {place for place, end in ends.items() if begins[place] < end}
    read: list[Stored] = []
    consumer.assign(missing)
    while missing:
        for place, records in (await consumer.getmany(*missing, timeout_ms=100)).items():
            read += [_stored(record) for record in records if record.offset < ends[place]]
        for place in list(missing):
            if await consumer.position(place) >= ends[place]:
                missing.remove(place)
        await asyncio.sleep(0)
    return sorted(read, key=lambda message: (message.partition, message.offset))


def _stored(record: ConsumerRecord) -> Stored:
    """The message as the port shows it; a tombstone's value is empty. The topic keeps its full name."""
    return Stored(
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        key=record.key or b"",
        value=record.value or b"",
        appended_at_ms=record.timestamp,
    )
