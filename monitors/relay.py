"""What was decided goes to Kafka: from the database, in its order, at least once.

A message that Kafka takes for too large would be so for ever, and hold up all behind it. It is laid aside: a
dead letter goes in its place, and the rows that it tells of stay in the database.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Collection
from functools import partial

import structlog
from aiokafka.errors import KafkaError, MessageSizeTooLargeError, RecordListTooLargeError

from monitors.adapters.monitor_metrics import MonitorMetrics
from monitors.dead_letters import letter
from monitors.lane_parts import InThread
from monitors.store import Message, Place, Store, StoreFull, StoreUnavailable, WaitingMessage

AT_ONCE = 100
SEND_SECONDS = 20.0
RETRY_SECONDS = 2.0

TOO_LARGE = (MessageSizeTooLargeError, RecordListTooLargeError)
"""How Kafka, or its client, says that it will never take a message of this size."""

Send = Callable[[str, bytes, bytes], Awaitable[object]]
"""Sends to a topic (without the prefix) a key and a value; done once Kafka has it. Raises KafkaError."""


class Relay:
    """Sends the waiting messages of the partitions that are ours, whenever it is told that there are some."""

    def __init__(
        self,
        store: Store,
        metrics: MonitorMetrics,
        in_thread: InThread,
        send: Send,
        places: Callable[[], Collection[Place]],
        *,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._store = store
        self._metrics = metrics
        self._in_thread = in_thread
        self._send = send
        self._places = places
        self._pause = pause
        self._told = asyncio.Event()
        self._is_failing = False

    def tell(self) -> None:
        """Messages wait, perhaps."""
        self._told.set()

    async def run(self) -> None:
        """Send until cancelled. Raises StoreUnusable, and faults of our own."""
        log = structlog.get_logger()
        while True:
            await self._told.wait()
            self._told.clear()
            try:
                await self._send_all()
                self._is_failing = False
            except (StoreUnavailable, StoreFull, KafkaError, TimeoutError, OSError) as fault:
                if not self._is_failing:
                    log.warning(
                        "relay-waits",
                        why=str(fault) or "no answer in time",
                        advice="what was decided is kept until it is sent",
                    )
                self._is_failing = True
                await self._pause(RETRY_SECONDS)
                self._told.set()

    async def _send_all(self) -> None:
        """Everything that waits, place by place."""
        for place in self._places():
            while waiting := await self._in_thread(partial(self._store.waiting, place, AT_ONCE)):
                await self._send_in_order(place, waiting)
                if len(waiting) < AT_ONCE:
                    break

    async def _send_in_order(self, place: Place, waiting: list[WaitingMessage]) -> None:
        """Send some messages one after the other, and note how far that came, however it ends."""
        sent: int | None = None
        try:
            for each in waiting:
                try:
                    await self._send_one(each.message)
                except TOO_LARGE as refusal:
                    await self._lay_aside(place, each.message, refusal)
                sent = each.number
        finally:
            if sent is not None:
                number = sent
                await self._in_thread(lambda: self._store.relayed(place, number))

    async def _send_one(self, message: Message) -> None:
        """Send a message, and wait until Kafka has it."""
        async with asyncio.timeout(SEND_SECONDS):
            await self._send(message.topic, message.key, message.value)
        self._metrics.relayed(message.topic)

    async def _lay_aside(self, place: Place, message: Message, refusal: KafkaError) -> None:
        """Say of a message that it is not sent, and where it comes from."""
        size = len(message.value)
        structlog.get_logger().error(
            "message-too-large",
            topic=message.topic,
            judged=f"{place.topic}/{place.partition}",
            offset=message.offset,
            n=message.n,
            bytes=size,
            why=str(refusal),
            advice="what it tells of stands in the database; raise the topic's max.message.bytes",
        )
        self._metrics.dead(f"{place.topic}/{place.partition}", 1)
        with contextlib.suppress(*TOO_LARGE):  # a topic that takes next to nothing: it has been said above
            await self._send_one(letter(place, message.offset, size, "too-large", message.n))
