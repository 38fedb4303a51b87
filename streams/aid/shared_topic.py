"""A topic that peers share: their words are read from it, and ours are put there, as they are."""

import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.errors import KafkaError

from streams.adapters.kafka_words import in_words
from streams.aid.settings import SharedTopic
from streams.domain.aid.words import Word

AT_ONCE: Final = 500
FETCH_BYTES: Final = 256 * 1024


class TopicUnheardError(Exception):
    """The shared Kafka cannot be reached, or refuses us."""


@asynccontextmanager
async def told_on(topic: SharedTopic) -> AsyncIterator["Teller"]:
    """Puts words onto the topic. Raises TopicUnheardError."""
    producer = AIOKafkaProducer(
        bootstrap_servers=topic.broker, acks="all", enable_idempotence=True, **_security(topic)
    )
    try:
        await producer.start()
        yield Teller(producer, topic.name)
    except (KafkaError, OSError, TimeoutError) as error:
        raise TopicUnheardError(in_words(error)) from error
    finally:
        await producer.stop()


class Teller:
    """Words of ours, keyed by peer and platform, so that the topic may be compacted."""

    def __init__(self, producer: AIOKafkaProducer, topic: str) -> None:
        self._producer = producer
        self._topic = topic

    async def tell(self, words: Sequence[Word]) -> None:
        """Returns once Kafka has all of them. Raises KafkaError."""
        for word in words:
            key = f"{word.peer}/{word.platform}".encode()
            await self._producer.send(self._topic, word.line, key=key)
        await self._producer.flush()


async def heard_on(topic: SharedTopic) -> AsyncGenerator[list[bytes], None]:
    """Every line on the topic, from its beginning, some at once; never ends. Raises TopicUnheardError."""
    consumer = AIOKafkaConsumer(
        topic.name,
        bootstrap_servers=topic.broker,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        isolation_level="read_committed",
        max_partition_fetch_bytes=FETCH_BYTES,
        **_security(topic),
    )
    try:
        await consumer.start()
        while True:
            records = await consumer.getmany(timeout_ms=1000, max_records=AT_ONCE)
            yield [record.value or b"" for some in records.values() for record in some]
    except (KafkaError, OSError, TimeoutError) as error:
        raise TopicUnheardError(in_words(error)) from error
    finally:
        await consumer.stop()


def _security(topic: SharedTopic) -> dict[str, Any]:
    """How the client shows who it is: by a certificate, where the settings name one."""
    if not topic.tls:
        return {}
    context = ssl.create_default_context(cafile=None if topic.ca_file is None else str(topic.ca_file))
    if topic.certificate_file is not None:
        context.load_cert_chain(topic.certificate_file, topic.certificate_key_file)
    return {"security_protocol": "SSL", "ssl_context": context}
