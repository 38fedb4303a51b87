"""What tests of watching share: a fake clock, an outbox in memory, and hosts that answer as they are told."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from streams.adapters.evidence_log.memory import Memory as LogMemory
from streams.adapters.evidence_log.memory import MemoryEvidenceLog
from streams.contracts.signals import Probe, VendorStatus, decode_signal
from streams.contracts.topics import SIGNALS
from streams.domain.outcomes import Outcome
from streams.watch.adapters.watch_metrics import WatchMetrics
from streams.watch.clocks import Clocks
from streams.watch.domain.targets import Step, Target, Try
from streams.watch.outbox import Outbox

NIGHT_MS = 1_770_000_000_000
"""A February night."""


@dataclass
class NightClock:
    """A clock that only its pauses move, for many that wait side by side: the earliest wakes first."""

    seconds: float = 0.0
    began_ms: int = NIGHT_MS
    _waiting: list[tuple[float, int, "asyncio.Future[None]"]] = field(default_factory=list)
    _number: int = 0
    _held: int = 0
    _free: asyncio.Event = field(default_factory=asyncio.Event)

    def wall_ms(self) -> int:
        return self.began_ms + int(self.seconds * 1000)

    def monotonic(self) -> float:
        return self.seconds

    async def pause(self, seconds: float) -> None:
        """Sleep until `run` has brought the clock there."""
        wake: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._number += 1
        self._waiting.append((self.seconds + seconds, self._number, wake))
        await wake

    async def run(self, until_seconds: float) -> None:
        """Let time pass up to a moment; between two moments everybody does what can be done at once."""
        while True:
            await self._calm()
            self._waiting = [one for one in self._waiting if not one[2].done()]
            due = min(self._waiting, key=lambda one: one[:2], default=None)
            if due is None or due[0] > until_seconds:
                self.seconds = until_seconds
                return
            self._waiting.remove(due)
            self.seconds = max(self.seconds, due[0])
            due[2].set_result(None)

    @asynccontextmanager
    async def held(self) -> AsyncIterator[None]:
        """Time stands still while something real is under way."""
        self._held += 1
        self._free.clear()
        try:
            yield
        finally:
            self._held -= 1
            if not self._held:
                self._free.set()

    async def _calm(self) -> None:
        """Give way until nobody has anything left to do at this moment."""
        for _ in range(25):
            await asyncio.sleep(0)
            if self._held:
                await self._free.wait()

    def clocks(self, seed: int = 7) -> Clocks:
        return Clocks(self.wall_ms, self.monotonic, self.pause, random.Random(seed))


@dataclass
class Hosts:
    """Answers tries as it is told: a host is well unless `outcomes` has another word for it."""

    clock: NightClock
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    stuck: set[str] = field(default_factory=set)
    takes_seconds: float = 0.0
    tried: list[tuple[float, str]] = field(default_factory=list)

    async def attempt(self, target: Target) -> Try:
        began_ms = self.clock.wall_ms()
        self.tried.append((self.clock.seconds, target.host))
        if target.host in self.stuck:
            await self.clock.pause(10.0)
            return Try(target, began_ms, (Step("http", Outcome.FAIL_TIMEOUT, 10_000),))
        outcome = self.outcomes.get(target.host, Outcome.OK)
        return Try(target, began_ms, (Step("http", outcome, 20),))


def outbox_in(log: LogMemory, clock: NightClock, figures: WatchMetrics | None = None) -> Outbox:
    """An outbox whose Kafka is a memory."""
    evidence = MemoryEvidenceLog(log, "watch.watch")
    return Outbox(
        "watch", evidence, figures or WatchMetrics(), clock_ms=clock.wall_ms, pause=clock.pause,
        chance=random.Random(3),
    )  # fmt: skip


def sent(log: LogMemory) -> list[Probe | VendorStatus]:
    """The events that are on the topic."""
    events = [decode_signal(message.value) for message in log.stored[SIGNALS.name]]
    return [event for event in events if isinstance(event, Probe | VendorStatus)]


def waiting(outbox: Outbox) -> list[Probe | VendorStatus]:
    """The events that are not."""
    return [*outbox._sending, *outbox._statuses, *outbox._probes]
