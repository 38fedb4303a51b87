"""How many lines of the logs could not be read, as the collectors' own positions say.

The hub has no log, and the monitors see only what was read. A collector commits, with everything that it
reads, how many lines of its source it took and how many it could not; this follows the last word of each.
"""

import asyncio
from typing import Final, NamedTuple

import structlog
from aiokafka.errors import KafkaError

from streams.adapters.evidence_log import LogRefused, LogUnavailable
from streams.adapters.evidence_log.reading import follow
from streams.adapters.topics import TopicMismatch, create_topics
from streams.contracts.positions import UnreadablePositionError, decode_position
from streams.contracts.topics import POSITIONS

RETRY_SECONDS: Final = 10.0


class _Lines(NamedTuple):
    parsed: int
    rejected: int


class Unread:
    """The last word of each source; `share` is None until one has read a line."""

    def __init__(self, bootstrap: str, prefix: str) -> None:
        self._bootstrap = bootstrap
        self._prefix = prefix
        self._topic = POSITIONS.named(prefix)
        self._sources: dict[bytes, _Lines] = {}
        self._log = structlog.get_logger()

    @property
    def share(self) -> float | None:
        """The part of all lines that could not be read, 0 to 1."""
        rejected = sum(each.rejected for each in self._sources.values())
        lines = rejected + sum(each.parsed for each in self._sources.values())
        return rejected / lines if lines else None

    def hear(self, source: bytes, said: bytes) -> None:
        """How far a source is read now; without a word it has been removed."""
        if not said:
            self._sources.pop(source, None)
            return
        try:
            position = decode_position(said)
        except UnreadablePositionError as error:
            self._log.warning("position-unreadable", reason=str(error))
            return
        self._sources[source] = _Lines(position.parsed, position.rejected)

    async def run(self) -> None:
        """Follow until it is cancelled; while Kafka is away, what was known stays."""
        while True:
            try:
                await create_topics(self._bootstrap, self._prefix)
                async for stored in follow(self._bootstrap, self._topic, POSITIONS.partitions):
                    self.hear(stored.key, stored.value)
            except (KafkaError, LogUnavailable, LogRefused, TopicMismatch, OSError, TimeoutError) as error:
                self._log.warning("positions-unheard", reason=type(error).__name__)
            await asyncio.sleep(RETRY_SECONDS)
