"""A way onto one topic: opened when it is first needed, and kept open.

Where Kafka did not take a message, the door is shut: whoever comes next is told so at once instead of waiting
for as long, while it is asked in the background whether Kafka is back.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from types import TracebackType
from typing import Final, Self

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import (
    KafkaError,
    KafkaTimeoutError,
    MessageSizeTooLargeError,
    RecordListTooLargeError,
)

from streams.adapters.evidence_log import LogRefused, LogUnavailable
from streams.adapters.topics import TopicMismatch, create_topics
from streams.contracts.topics import Topic

HAND_OVER_SECONDS: Final = 10.0
"""So long somebody who pressed a button waits for Kafka at most."""

KNOCK_SECONDS: Final = (0.5, 1.0, 2.0, 5.0)
"""Between one question and the next whether Kafka is back; the last goes on."""

LAST_SECONDS: Final = 3.0
"""So long a producer that is put away may take for what it has in hand; without Kafka it would for ever."""

NUL: Final = b"\\u0000"
"""As JSON writes it; PostgreSQL takes it in no text."""


def refuse_nul(value: bytes) -> None:
    """Raise LogRefused for JSON that holds what no database keeps: it would be laid aside, unseen."""
    if NUL in value:
        raise LogRefused("there is a character in it that no database keeps (NUL); take it out")


class TopicDoor:
    """Hands messages over to a topic, one producer for all; to be used within one event loop.

    A hub starts, and shows what is known, while Kafka is away; whoever sends then is told.
    """

    def __init__(self, bootstrap: str, prefix: str, topic: Topic) -> None:
        self._bootstrap = bootstrap
        self._prefix = prefix
        self._topic = topic
        self._producer: AIOKafkaProducer | None = None
        self._opening = asyncio.Lock()
        self._knocking: asyncio.Task[None] | None = None
        self._log = structlog.get_logger().bind(topic=topic.name)

    async def __aenter__(self) -> Self:
        """Nothing yet: it opens when it is first needed."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close it; messages on their way are sent first, where Kafka takes them soon."""
        if self._knocking is not None:
            self._knocking.cancel()
            with suppress(asyncio.CancelledError):
                await self._knocking
        await self._put_away()

    @property
    def is_shut(self) -> bool:
        """Whether Kafka was away just now, and is being asked for."""
        return self._knocking is not None

    async def hand_over(self, key: bytes, value: bytes) -> None:
        """Returns once Kafka has the message, of JSON.

        Raises LogRefused where it would never be taken; LogUnavailable where Kafka has not said so in time.
        It may have landed all the same, so send it again with the same id.
        """
        refuse_nul(value)
        await self.hand_over_all([(key, value)])

    async def hand_over_all(self, messages: Sequence[tuple[bytes, bytes]]) -> None:
        """Returns once Kafka has every message, each a key and a value, in their order.

        Raises as `hand_over`; some may have landed then, so send all of them again with the same ids.
        """
        for key, value in messages:
            if not self._topic.takes(key, value):
                raise LogRefused(f"a message of {len(value):,} bytes is larger than {self._topic.name} takes")
        if self.is_shut:
            raise LogUnavailable(f"Kafka at {self._bootstrap} is away, and is asked for every few seconds")
        topic = self._topic.named(self._prefix)
        try:
            async with asyncio.timeout(HAND_OVER_SECONDS):
                producer = await self._opened()
                sent = [await producer.send(topic, value, key=key) for key, value in messages]
                await asyncio.gather(*sent)
        except (MessageSizeTooLargeError, RecordListTooLargeError) as error:
            raise LogRefused(f"Kafka takes no message as long as this: {error}") from error
        except (KafkaError, LogUnavailable, TimeoutError, OSError) as error:
            self._shut(error)
            raise LogUnavailable(
                f"Kafka at {self._bootstrap} did not take the message: {error or 'no answer'}"
            ) from error

    def _shut(self, error: Exception) -> None:
        """Let nobody wait for Kafka from now on, until it answers."""
        if self._knocking is None:
            self._log.warning("door-shut", why=str(error) or "no answer in time")
            self._knocking = asyncio.create_task(self._knock(error))

    async def _knock(self, error: Exception) -> None:
        """Ask for Kafka until it answers, then open the door.

        A producer that said what is the matter may never send again, and goes; one that still tries stays.
        """
        if isinstance(error, KafkaError) and not isinstance(error, KafkaTimeoutError):
            await self._put_away()
        knocks = 0
        while True:
            await asyncio.sleep(KNOCK_SECONDS[min(knocks, len(KNOCK_SECONDS) - 1)])
            knocks += 1
            try:
                async with asyncio.timeout(HAND_OVER_SECONDS):
                    await (self._opened() if self._producer is None else self._see_topics())
            except (KafkaError, LogUnavailable, TimeoutError, OSError):
                continue
            self._log.info("door-open")
            self._knocking = None
            return

    async def _opened(self) -> AIOKafkaProducer:
        """The one producer, once it is started."""
        async with self._opening:
            if self._producer is None:
                await self._see_topics()
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

    async def _see_topics(self) -> None:
        """Returns once Kafka shows the topics as they should be. Raises LogUnavailable."""
        try:
            await create_topics(self._bootstrap, self._prefix)
        except (LogRefused, TopicMismatch) as unusable:
            raise LogUnavailable(str(unusable)) from unusable

    async def _put_away(self) -> None:
        """Close the producer."""
        producer, self._producer = self._producer, None
        if producer is None:
            return
        try:
            async with asyncio.timeout(LAST_SECONDS):
                await producer.stop()
        except (KafkaError, TimeoutError, OSError) as error:
            self._log.warning("messages-unsent", why=str(error) or "Kafka is away")
            await producer.client.close()
