"""A way out of the hub onto one topic: opened when it is first needed, and kept open."""

import asyncio
from types import TracebackType
from typing import Final, Self

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, MessageSizeTooLargeError, RecordListTooLargeError

from streams.adapters.evidence_log import LogRefused, LogUnavailable
from streams.adapters.topics import create_topics
from streams.contracts.topics import Topic

HAND_OVER_SECONDS: Final = 10.0
"""So long somebody who pressed a button waits for Kafka at most."""


NUL: Final = b"\\u0000"
"""As JSON writes it; PostgreSQL takes it in no text."""


def refuse_nul(value: bytes) -> None:
    """Raise LogRefused for JSON that holds what no database keeps: it would be laid aside, unseen."""
    if NUL in value:
        raise LogRefused("there is a character in it that no database keeps (NUL); take it out")


class TopicDoor:
    """Hands messages of JSON over to a topic, one producer for all; to be used within one event loop.

    A hub starts, and shows what is known, while Kafka is away; whoever sends then is told.
    """

    def __init__(self, bootstrap: str, prefix: str, topic: Topic) -> None:
        self._bootstrap = bootstrap
        self._prefix = prefix
        self._topic = topic
        self._producer: AIOKafkaProducer | None = None
        self._opening = asyncio.Lock()

    async def __aenter__(self) -> Self:
        """Nothing yet: it opens when it is first needed."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close it; messages on their way are sent first."""
        producer, self._producer = self._producer, None
        if producer is not None:
            await producer.stop()

    async def hand_over(self, key: bytes, value: bytes) -> None:
        """Returns once Kafka has the message.

        Raises LogRefused where it would never be taken; LogUnavailable where Kafka has not said so in time.
        It may have landed all the same, so send it again with the same id.
        """
        refuse_nul(value)
        if not self._topic.takes(key, value):
            raise LogRefused(f"a message of {len(value):,} bytes is larger than {self._topic.name} takes")
        try:
            async with asyncio.timeout(HAND_OVER_SECONDS):
                producer = await self._opened()
                await producer.send_and_wait(self._topic.named(self._prefix), value, key=key)
        except (MessageSizeTooLargeError, RecordListTooLargeError) as error:
            raise LogRefused(f"Kafka takes no message of {len(value):,} bytes: {error}") from error
        except (KafkaError, TimeoutError, OSError) as error:
            raise LogUnavailable(
                f"Kafka at {self._bootstrap} did not take the message: {error or 'no answer'}"
            ) from error

    async def _opened(self) -> AIOKafkaProducer:
        """The one producer, once it is started."""
        async with self._opening:
            if self._producer is None:
                await create_topics(self._bootstrap, self._prefix)
                producer = AIOKafkaProducer(
                    bootstrap_servers=self._bootstrap, acks="all", enable_idempotence=True
                )
                try:
                    await producer.start()
                except BaseException:
                    await producer.stop()
                    raise
                self._producer = producer
            return self._producer
