"""`hub.changes`, followed from now on: what the monitors decided, event by event, while Kafka is there.

Every hub follows it by itself, without a group: each has its own browsers to tell.
"""

import asyncio
from contextlib import suppress
from typing import Any, Final, Protocol

import msgspec
import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError, OffsetOutOfRangeError

from streams.adapters.evidence_log import LogRefused, LogUnavailable
from streams.adapters.topics import TopicMismatch, create_topics
from streams.contracts.topics import CHANGES

RETRY_SECONDS: Final = (0.5, 1.0, 2.0, 5.0, 10.0)


class Event(msgspec.Struct, frozen=True):
    """A CloudEvent as the monitors write it, as far as the hub needs it (CloudEvents 1.0.2)."""

    id: str
    type: str
    subject: str = ""
    data: dict[str, Any] = {}


class Ears(Protocol):
    """Whoever hears of changes; its methods never raise."""

    def begin(self, number: int) -> None:
        """Everything up to this number may have passed unheard: look at what stands now."""
        ...

    def hear(self, number: int, event: Event) -> None:
        """The next event; numbers rise."""
        ...


class ChangesFeed:
    """Follows the topic until it is cancelled. `is_live` is False while Kafka cannot be reached."""

    def __init__(self, bootstrap: str, prefix: str, ears: Ears) -> None:
        self._bootstrap = bootstrap
        self._prefix = prefix
        self._ears = ears
        self._next: int | None = None
        self._log = structlog.get_logger()
        self.is_live = False

    async def run(self) -> None:
        """Follow, and go on where it was after Kafka was away."""
        failures = 0
        self.is_live = False
        while True:
            try:
                await self._follow()
            except (KafkaError, LogUnavailable, LogRefused, TopicMismatch, OSError, TimeoutError) as error:
                if self.is_live or not failures:
                    self._log.warning("changes-unheard", reason=type(error).__name__, why=str(error))
                failures = 0 if self.is_live else failures + 1
                self.is_live = False
                await asyncio.sleep(RETRY_SECONDS[min(failures, len(RETRY_SECONDS) - 1)])

    async def _follow(self) -> None:
        """Hear events until Kafka goes away. Raises KafkaError."""
        await create_topics(self._bootstrap, self._prefix)
        place = TopicPartition(CHANGES.named(self._prefix), 0)
        consumer = AIOKafkaConsumer(
            bootstrap_servers=self._bootstrap,
            enable_auto_commit=False,
            auto_offset_reset="none",
            isolation_level="read_committed",
        )
        try:
            await consumer.start()
            consumer.assign([place])
            await self._take_place(consumer, place)
            self.is_live = True
            async for message in consumer:
                self._next = message.offset + 1
                event = _event(message.value)
                if event is None:
                    self._log.warning("change-unreadable", offset=message.offset)
                    continue
                self._ears.hear(message.offset, event)
        except OffsetOutOfRangeError:
            self._next = None  # the topic was made anew, or the hub was away for longer than it keeps
            raise
        finally:
            with suppress(KafkaError, OSError):
                await consumer.stop()

    async def _take_place(self, consumer: AIOKafkaConsumer, place: TopicPartition) -> None:
        """Go on behind the last event that was heard, or begin at the end."""
        end = (await consumer.end_offsets([place]))[place]
        if self._next is None or self._next > end:
            self._next = end
            self._ears.begin(end - 1)
        consumer.seek(place, self._next)


def _event(value: bytes | None) -> Event | None:
    """What a message says, None where it says nothing that can be read."""
    try:
        return msgspec.json.decode(value or b"", type=Event)
    except (msgspec.DecodeError, msgspec.ValidationError):
        return None
