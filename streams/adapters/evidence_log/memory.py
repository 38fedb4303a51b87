"""The evidence log in memory: for the snapshot, and for tests that need no broker."""

import asyncio
import time
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence

from streams.adapters.evidence_log import LogRefused, LogUnavailable, Outgoing, Stored
from streams.contracts.topics import POSITIONS, TOPICS, Topic


def _now_ms() -> int:
    """Unix milliseconds, UTC."""
    return time.time_ns() // 1_000_000


class Memory:
    """What several writers in one process share, in the place of a broker.

    `away = True` lets every call fail as an absent broker does.
    """

    def __init__(self, topics: Sequence[Topic] = TOPICS, clock_ms: Callable[[], int] = _now_ms) -> None:
        self.topics = {topic.name: topic for topic in topics}
        self.stored: dict[str, list[Stored]] = defaultdict(list)
        self.ends: Counter[tuple[str, int]] = Counter()
        self.epochs: Counter[str] = Counter()
        self.away = False
        self.clock_ms = clock_ms


class MemoryEvidenceLog:
    """An `EvidenceLog` over shared `Memory`; two of the same `writer` shut each other out."""

    def __init__(self, memory: Memory, writer: str) -> None:
        self._memory = memory
        self._writer = writer
        self._epoch: int | None = None

    async def recover(self) -> dict[str, bytes]:
        """As the port says."""
        self._answer()
        self._memory.epochs[self._writer] += 1
        self._epoch = self._memory.epochs[self._writer]
        positions: dict[str, bytes] = {}
        for message in self._memory.stored[POSITIONS.name]:
            positions[message.key.decode("utf-8")] = message.value
        return {source: value for source, value in positions.items() if value}

    async def commit(self, messages: Sequence[Outgoing]) -> None:
        """As the port says."""
        epoch, self._epoch = self._epoch, None
        if epoch is None:
            raise LogUnavailable("recover() has to come first")
        partitions = [self._partition(message) for message in messages]
        await asyncio.sleep(0)  # a real log lets others run here, so this one does too
        self._answer()
        if self._memory.epochs[self._writer] != epoch:
            raise LogUnavailable(f"another writer took over as {self._writer}")
        now_ms = self._memory.clock_ms()
        for message, partition in zip(messages, partitions, strict=True):
            offset = self._memory.ends[message.topic, partition]
            self._memory.ends[message.topic, partition] += 1
            self._memory.stored[message.topic].append(
                Stored(message.topic, partition, offset, message.key, message.value, now_ms)
            )
        self._epoch = epoch

    async def read_all(self, topic: str) -> list[Stored]:
        """As the port says."""
        self._answer()
        if topic not in self._memory.topics:
            raise LogRefused(f"there is no topic {topic}")
        return sorted(self._memory.stored[topic], key=lambda message: (message.partition, message.offset))

    async def close(self) -> None:
        """As the port says."""
        self._epoch = None

    def _answer(self) -> None:
        """Fail as an absent broker does, while the test or the owner says so."""
        if self._memory.away:
            raise LogUnavailable("the log is away")

    def _partition(self, message: Outgoing) -> int:
        """Where the message goes; LogRefused if the log would never take it."""
        topic = self._memory.topics.get(message.topic)
        if topic is None:
            raise LogRefused(f"there is no topic {message.topic}")
        if not topic.takes(message.key, message.value):
            raise LogRefused(f"a message of {len(message.value)} bytes is too large for {message.topic}")
        if message.partition is None:
            return zlib.crc32(message.key) % topic.partitions
        if not 0 <= message.partition < topic.partitions:
            raise LogRefused(f"{message.topic} has no partition {message.partition}")
        return message.partition
