"""Faust's transport over aiokafka, made to keep three promises that it does not keep by itself.

Committed reads: Faust asks for them only with its own `exactly_once`, which is not used here. The place to
read on from: the database's, whatever the consumer group says. And the true reason why a message was not
sent. All are tested against a real broker.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import faust
from aiokafka import AIOKafkaConsumer
from aiokafka.errors import KafkaError, NoOffsetForPartitionError
from faust.exceptions import ProducerSendError
from faust.transport.drivers import aiokafka as driver
from faust.types import TP


@dataclass(frozen=True, slots=True)
class Extent:
    """What a partition holds: the first offset that is still there, and the one behind the last."""

    earliest: int
    end: int


Places = Callable[[Mapping[TP, Extent]], Awaitable[Mapping[TP, int]]]
"""Asked at each assignment where to read on, for each partition; may wait for the database."""


class CommittedConsumerThread(driver.AIOKafkaConsumerThread):
    """Reads committed messages only."""

    def _create_worker_consumer(self, transport: driver.Transport) -> AIOKafkaConsumer:
        """Faust's own consumer, not started yet, with these two settings changed."""
        consumer = super()._create_worker_consumer(transport)
        consumer._isolation_level = "read_committed"  # noqa: SLF001 (Faust has no setting for it)
        return consumer

    async def _fetch_records(
        self,
        consumer: AIOKafkaConsumer,
        active_partitions: set[TP],
        timeout: float | None = None,  # noqa: ASYNC109 (Faust's signature)
        max_records: int | None = None,
    ) -> Any:
        """Faust's own fetch. Between an assignment and our seek a partition has no place: it is awaited."""
        try:
            return await super()._fetch_records(consumer, active_partitions, timeout, max_records)
        except NoOffsetForPartitionError:
            return {}


class SeekingConsumer(driver.Consumer):
    """Reads on from where `app.places` says."""

    def _new_consumer_thread(self) -> CommittedConsumerThread:
        return CommittedConsumerThread(self, loop=self.loop, beacon=self.beacon)

    async def perform_seek(self) -> None:
        """Called by Faust before it fetches, at every assignment, to seek to what the group committed."""
        assigned = self.assignment()
        if not assigned:
            return
        earliest = await self.earliest_offsets(*assigned)
        ends = await self.highwaters(*assigned)
        app: Any = self.app  # `monitors.app.MonitorsApp`, which Faust knows as any application
        places = await app.places({tp: Extent(earliest[tp], ends[tp]) for tp in assigned})
        await self.seek_wait(places)
        self._committed_offset.update(places)


class SeekingTransport(driver.Transport):
    """The transport that makes such consumers."""

    Consumer: ClassVar[Any] = SeekingConsumer


async def send_acknowledged(app: faust.App, topic: str, key: bytes, value: bytes) -> None:
    """Send a message, and wait until Kafka has it. Raises KafkaError.

    What the client itself refuses, Faust wraps into an error that is of no kind; what Kafka refuses, it does
    not.
    """
    try:
        await app.producer.send_and_wait(topic, key, value, None, None, None)
    except ProducerSendError as error:
        if isinstance(error.__cause__, KafkaError):
            raise error.__cause__ from None
        raise
