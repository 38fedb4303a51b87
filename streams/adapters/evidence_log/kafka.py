"""The evidence log on Apache Kafka: one transaction for each commit, one transactional id for each writer.

Rules of the protocol that this leans on: starting a producer with a transactional id shuts out earlier ones
and ends their open transaction first (KIP-98, "Producer fencing" and InitProducerId); readers with
`read_committed` see a transaction whole or not at all.
"""

import asyncio
import contextlib
import dataclasses
from collections import defaultdict
from collections.abc import AsyncGenerator, Iterator, Sequence

from aiokafka import AIOKafkaProducer
from aiokafka.codec import has_zstd
from aiokafka.errors import (
    ClusterAuthorizationFailedError,
    InvalidTopicError,
    KafkaError,
    MessageSizeTooLargeError,
    RecordListTooLargeError,
    TopicAuthorizationFailedError,
    TransactionalIdAuthorizationFailed,
    UnsupportedVersionError,
)
from aiokafka.partitioner import DefaultPartitioner

from streams.adapters.evidence_log import LogRefused, LogUnavailable, Outgoing, Stored
from streams.adapters.evidence_log.reading import follow, read_settled, read_stable
from streams.adapters.kafka_words import in_words
from streams.contracts.topics import DEFAULT_PREFIX, LARGEST_MESSAGE_BYTES, POSITIONS, TOPICS, Topic

TRANSACTION_SECONDS = 20
"""A writer that died in a transaction, and does not come back, blocks readers for about so long."""

COMMIT_SECONDS = 15.0
"""Shorter, so that a writer gives up before Kafka gives it up."""

RECOVER_SECONDS = 60.0
"""Longer than a transaction: another writer's open one may have to time out first."""

TOPICS_SECONDS = 5.0
"""In a cluster a broker may hear of new topics a little later than the one that was asked to create them."""

STOP_SECONDS = 3.0

COMPRESSION = "zstd" if has_zstd() else "gzip"
"""aiokafka needs `cramjam` for zstd, on both ends; gzip is in Python itself."""

_PERMANENT = (
    ClusterAuthorizationFailedError,
    InvalidTopicError,
    MessageSizeTooLargeError,
    RecordListTooLargeError,
    TopicAuthorizationFailedError,
    TransactionalIdAuthorizationFailed,
    UnsupportedVersionError,
)


class KafkaEvidenceLog:
    """An `EvidenceLog` on the broker at `bootstrap`, writing as `writer` (its transactional id, prefixed)."""

    def __init__(
        self,
        bootstrap: str,
        writer: str,
        *,
        prefix: str = DEFAULT_PREFIX,
        topics: Sequence[Topic] = TOPICS,
        commit_seconds: float = COMMIT_SECONDS,
    ) -> None:
        self._bootstrap = bootstrap
        self._writer = prefix + writer
        self._prefix = prefix
        self._topics = {topic.name: topic for topic in topics}
        self._commit_seconds = commit_seconds
        self._producer: AIOKafkaProducer | None = None
        self._spoilt: AIOKafkaProducer | None = None
        self._partitioner = DefaultPartitioner()

    async def recover(self) -> dict[str, bytes]:
        """As the port says."""
        await self._put_down()
        with _port_errors(f"no recovery as {self._writer}"):
            async with asyncio.timeout(RECOVER_SECONDS):
                self._spoilt = producer = self._new_producer()
                await producer.start()
                await self._require_topics(producer)
                stored = await read_settled(self._bootstrap, *self._place(POSITIONS))
        self._spoilt, self._producer = None, producer
        positions = {message.key.decode("utf-8"): message.value for message in stored}
        return {source: value for source, value in positions.items() if value}

    async def commit(self, messages: Sequence[Outgoing]) -> None:
        """As the port says."""
        producer, self._producer = self._producer, None
        if producer is None:
            raise LogUnavailable("recover() has to come first")
        self._spoilt = producer  # until the commit has come through, whatever ends it
        batches = self._by_partition(messages)
        with _port_errors(f"nothing committed as {self._writer}"):
            try:
                async with asyncio.timeout(self._commit_seconds):
                    await producer.begin_transaction()
                    await _send_all(producer, batches)
                    await producer.commit_transaction()
            except _PERMANENT:
                with contextlib.suppress(KafkaError, TimeoutError):
                    await asyncio.wait_for(producer.abort_transaction(), STOP_SECONDS)
                raise
        self._spoilt, self._producer = None, producer

    async def read_all(self, topic: str) -> list[Stored]:
        """As the port says."""
        known = self._known(topic)
        with _port_errors(f"{topic} was not read"):
            async with asyncio.timeout(RECOVER_SECONDS):
                stored = await read_stable(self._bootstrap, *self._place(known))
        return [dataclasses.replace(message, topic=topic) for message in stored]

    async def follow(self, topic: str) -> AsyncGenerator[Stored, None]:
        """Every committed message of `topic` from the beginning, then each new one; never ends by itself."""
        known = self._known(topic)
        with _port_errors(f"{topic} was not read"):
            async for message in follow(self._bootstrap, *self._place(known)):
                yield dataclasses.replace(message, topic=topic)

    async def close(self) -> None:
        """As the port says."""
        self._spoilt, self._producer = self._producer or self._spoilt, None
        await self._put_down()

    def _new_producer(self) -> AIOKafkaProducer:
        """A producer that is not started."""
        return AIOKafkaProducer(
            bootstrap_servers=self._bootstrap,
            transactional_id=self._writer,
            transaction_timeout_ms=TRANSACTION_SECONDS * 1000,
            acks="all",
            linger_ms=0,
            compression_type=COMPRESSION,
            # The broker's limit is for a batch, so a batch may grow to a message's limit and no further.
            max_batch_size=LARGEST_MESSAGE_BYTES - 4096,
            max_request_size=8 * LARGEST_MESSAGE_BYTES,
            request_timeout_ms=10_000,
        )

    async def _require_topics(self, producer: AIOKafkaProducer) -> None:
        """LogRefused if a topic is not there: writing to it would wait for nothing."""
        needed = {topic.named(self._prefix) for topic in self._topics.values()}
        deadline = asyncio.get_running_loop().time() + TOPICS_SECONDS
        while missing := needed - (await producer.client.fetch_all_metadata()).topics():
            if asyncio.get_running_loop().time() > deadline:
                names = ", ".join(sorted(missing))
                raise LogRefused(
                    f"the broker at {self._bootstrap} lacks the topics {names}; create them first"
                )
            await asyncio.sleep(0.1)

    def _place(self, topic: Topic) -> tuple[str, int]:
        """A topic's name on the broker, and its number of partitions."""
        return topic.named(self._prefix), topic.partitions

    def _known(self, name: str) -> Topic:
        """The topic of this name; LogRefused if there is none."""
        if name not in self._topics:
            raise LogRefused(f"there is no topic {name}")
        return self._topics[name]

    def _by_partition(self, messages: Sequence[Outgoing]) -> dict[tuple[str, int], list[Outgoing]]:
        """The messages by topic and partition, in order; LogRefused if the log would never take one."""
        batches: dict[tuple[str, int], list[Outgoing]] = defaultdict(list)
        for message in messages:
            topic = self._known(message.topic)
            if not topic.takes(message.key, message.value):
                size = len(message.value)
                raise LogRefused(f"a message of {size} bytes is too large for {message.topic}")
            partition = message.partition
            if partition is None:
                every = list(range(topic.partitions))
                partition = int(self._partitioner(message.key, every, every))
            if not 0 <= partition < topic.partitions:
                raise LogRefused(f"{message.topic} has no partition {partition}")
            batches[topic.named(self._prefix), partition].append(message)
        return batches

    async def _put_down(self) -> None:
        """Stop a producer that is not trusted any more, without waiting for a broker that is away."""
        producer, self._spoilt = self._producer or self._spoilt, None
        self._producer = None
        if producer is None:
            return
        try:
            await asyncio.wait_for(producer.stop(), STOP_SECONDS)
        except (KafkaError, OSError, TimeoutError):
            await producer.client.close()
        _read_errors(producer)


async def _send_all(producer: AIOKafkaProducer, batches: dict[tuple[str, int], list[Outgoing]]) -> None:
    """Send to all partitions side by side and wait for every acknowledgement; raises the worst error."""
    try:
        async with asyncio.TaskGroup() as group:
            for (topic, partition), messages in batches.items():
                group.create_task(_send(producer, topic, partition, messages))
    except ExceptionGroup as errors:
        worst = [error for error in errors.exceptions if isinstance(error, _PERMANENT)]
        raise (worst or errors.exceptions)[0] from errors


async def _send(producer: AIOKafkaProducer, topic: str, partition: int, messages: list[Outgoing]) -> None:
    """Send messages to one partition, in order, and wait until all are acknowledged."""
    acknowledged: list[asyncio.Future[object]] = []
    for message in messages:
        sent = await producer.send(topic, message.value or None, message.key, partition)
        sent.add_done_callback(_read_error)  # another one may raise first, below
        acknowledged.append(sent)
    await asyncio.gather(*acknowledged)


def _read_errors(producer: AIOKafkaProducer) -> None:
    """Read the errors that a failed producer leaves in futures of its own.

    The failure has been raised already; unread, asyncio would print it again, once for each partition.
    """
    waiting = [batch for batches in producer._message_accumulator._batches.values() for batch in batches]  # noqa: SLF001 (there is no public way)
    for future in [producer._txn_manager.wait_for_transaction_end(), *(b._drain_waiter for b in waiting)]:  # noqa: SLF001
        if future is not None and future.done():
            _read_error(future)


def _read_error(future: asyncio.Future[object]) -> None:
    """Take note of a future's error, so that asyncio does not report it as forgotten."""
    if not future.cancelled():
        future.exception()


@contextlib.contextmanager
def _port_errors(what: str) -> Iterator[None]:
    """Turn the client's errors into the port's two."""
    try:
        yield
    except _PERMANENT as error:
        raise LogRefused(f"{what}: {error}") from error
    except (KafkaError, OSError, TimeoutError) as error:
        raise LogUnavailable(f"{what}: {in_words(error)}") from error
