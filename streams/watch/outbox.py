"""What waits for Kafka: a bounded queue, and one transaction for all of it with what must be remembered.

1. `begin()` recovers: earlier writers of this name are shut out, and what was remembered is read.
2. `send` queues; it never waits. A probe that has become old says nothing any more and is dropped; of too
   many events the oldest are.
3. `run()` commits at most once a second. While Kafka is away it says so, keeps the queue, and tries again
   with back-off. Whether a commit landed whose answer was lost is seen by its number; it is not sent twice.
"""

import asyncio
import random
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Final

import structlog
from msgspec import structs

from infra import metrics
from streams.adapters.evidence_log import EvidenceLog, LogUnavailable, Outgoing
from streams.contracts.signals import Probe, VendorStatus, encode_signal
from streams.contracts.topics import POSITIONS, SIGNALS
from streams.watch.adapters.watch_metrics import WatchMetrics
from streams.watch.memory import Memory, decode_memory, encode_memory, position_key

MOST_PROBES: Final = 10_000
MOST_STATUSES: Final = 1_000

OLD_MS: Final = 180_000
"""The judge asks for probes of the last three minutes."""

COMMIT_SECONDS: Final = 1.0
BACK_OFF_SECONDS: Final = (0.5, 30.0)


class Outbox:
    """The events of one watch on their way to Kafka. `memory` gives what to remember with them."""

    def __init__(
        self,
        name: str,
        evidence: EvidenceLog,
        figures: WatchMetrics,
        *,
        clock_ms: Callable[[], int],
        pause: Callable[[float], Awaitable[None]],
        chance: random.Random,
    ) -> None:
        self._name = name
        self._evidence = evidence
        self._figures = figures
        self._clock_ms = clock_ms
        self._pause = pause
        self._chance = chance
        self._log = structlog.get_logger().bind(watch=name)
        self._probes: deque[Probe] = deque()
        self._statuses: deque[VendorStatus] = deque()
        self._news = asyncio.Event()
        self._failures = 0
        self._sent = Memory()
        self._on_its_way: Memory | None = None
        self._sending: list[Probe | VendorStatus] = []
        self.memory: Callable[[], Memory] = Memory

    @property
    def waiting(self) -> int:
        """How many events are not on Kafka yet."""
        return len(self._sending) + len(self._probes) + len(self._statuses)

    def send(self, event: Probe | VendorStatus) -> None:
        """Queue an event."""
        if isinstance(event, Probe):
            self._bounded(self._probes, MOST_PROBES)
            self._probes.append(event)
        else:
            self._bounded(self._statuses, MOST_STATUSES)
            self._statuses.append(event)
        self._figures.set(metrics.WATCH_WAITING, self.waiting)
        self._news.set()

    async def begin(self) -> Memory:
        """What was remembered; waits for Kafka. Raises LogRefused, UnreadablePositionError."""
        while True:
            try:
                self._sent = await self._recovered()
            except LogUnavailable as error:
                await self._away(error)
            else:
                self._back()
                return self._sent

    async def run(self, *, ending: asyncio.Event) -> None:
        """Send what is queued until the end is asked for, then once more; raises as `begin`."""
        while not ending.is_set():
            await _first(self._news, ending)
            await self._pause(COMMIT_SECONDS)
            await self._commit_until_sent(ending)
        if self._failures == 0:
            await self._commit_until_sent(ending)
        if self.waiting:
            self._log.warning("not-sent", events=self.waiting, advice="Kafka was away to the end")

    async def _commit_until_sent(self, ending: asyncio.Event) -> None:
        """One commit of all that waits, tried again until it lands."""
        while True:
            try:
                if self._failures and await self._landed():
                    return
                await self._commit()
            except LogUnavailable as error:
                await self._away(error)
                if ending.is_set():
                    return
            else:
                self._back()
                return

    async def _landed(self) -> bool:
        """After a failure: recover, and see whether the commit that failed has landed after all."""
        stored = await self._recovered()
        tried, self._on_its_way = self._on_its_way, None
        if tried is not None and stored == tried:
            self._taken(tried)
            self._back()
            return True
        if stored.number > self._sent.number:
            self._log.warning(
                "name-taken", advice="another `holdfast watch` has this name; stop one, or rename it"
            )
        self._sent = stored
        return False

    async def _recovered(self) -> Memory:
        """The memory as it stands on Kafka now."""
        stored = await self._evidence.recover()
        return decode_memory(stored.get(position_key(self._name)))

    async def _commit(self) -> None:
        """Everything that waits, and what to remember, in one transaction."""
        self._news.clear()
        horizon = self._clock_ms() - OLD_MS
        waiting = [*self._sending, *self._statuses, *self._probes]
        self._sending = [
            event for event in waiting if isinstance(event, VendorStatus) or event.at_ms >= horizon
        ]
        self._statuses.clear()
        self._probes.clear()
        self._figures.count(metrics.WATCH_DROPPED, len(waiting) - len(self._sending))
        if not self._sending:
            return
        memory = structs.replace(self.memory(), number=self._sent.number + 1)
        self._on_its_way = memory
        key = self._name.encode()
        messages = [Outgoing(SIGNALS.name, key, encode_signal(event)) for event in self._sending]
        kept = encode_memory(self._name, memory)
        await self._evidence.commit(
            [*messages, Outgoing(POSITIONS.name, position_key(self._name).encode(), kept)]
        )
        self._taken(memory)

    def _taken(self, memory: Memory) -> None:
        """A commit is on Kafka."""
        statuses = sum(isinstance(event, VendorStatus) for event in self._sending)
        self._figures.count(metrics.WATCH_SENT, statuses, "status")
        self._figures.count(metrics.WATCH_SENT, len(self._sending) - statuses, "probe")
        self._sent, self._on_its_way, self._sending = memory, None, []
        self._figures.set(metrics.WATCH_WAITING, self.waiting)

    def _bounded(self, queue: "deque[Probe] | deque[VendorStatus]", most: int) -> None:
        """Room for one more."""
        if len(queue) >= most:
            queue.popleft()
            self._figures.count(metrics.WATCH_DROPPED, 1)

    async def _away(self, error: Exception) -> None:
        """Kafka does not answer: say so once, and wait."""
        self._failures += 1
        self._figures.set(metrics.WATCH_AWAY, 1)
        if self._failures == 1:
            self._log.warning("away", error=str(error), advice="events wait; it goes on when Kafka is there")
        first, longest = BACK_OFF_SECONDS
        wait = min(longest, first * 2 ** min(self._failures - 1, 10))
        await self._pause(wait * self._chance.uniform(0.5, 1.0))

    def _back(self) -> None:
        """Kafka answers."""
        if self._failures:
            self._log.info("back", failures=self._failures)
        self._failures = 0
        self._figures.set(metrics.WATCH_AWAY, 0)


async def _first(*events: asyncio.Event) -> None:
    """Wait until one of them is set."""
    waits = [asyncio.create_task(event.wait()) for event in events]
    await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    for wait in waits:
        wait.cancel()
