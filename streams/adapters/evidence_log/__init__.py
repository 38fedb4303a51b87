"""The log that evidence goes to: the port, with its two errors and what travels through it.

`memory.MemoryEvidenceLog` and `kafka.KafkaEvidenceLog` keep the same promises (tests/contracts).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


class LogUnavailable(Exception):  # noqa: N818 (it says what is the matter, as the port's readers do)
    """The log cannot be reached, took too long, or another writer took over: call `recover()`, then go on.

    Whether the commit that raised it landed is not known until `recover()` has said so.
    """


class LogRefused(Exception):  # noqa: N818
    """The log will never take this: a message too large, an unknown topic or partition, no permission.

    Nothing of the commit has landed, and nothing of it will. Leave it out, call `recover()`, then go on.
    """


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to write; `topic` without the prefix, `partition` None lets the key decide.

    An empty value is a tombstone: on a compacted topic it removes the key.
    """

    topic: str
    key: bytes
    value: bytes
    partition: int | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """One message as it stands in the log; `topic` without the prefix, `appended_at_ms` in Unix ms, UTC."""

    topic: str
    partition: int
    offset: int
    key: bytes
    value: bytes
    appended_at_ms: int


class EvidenceLog(Protocol):
    """One writer's view of the log. A collector holds one, uses it from one task, and closes it.

    Between any two calls the process may be killed; no commit is ever visible in part.
    """

    async def recover(self) -> dict[str, bytes]:
        """Shut out every earlier writer of the same id, then read how far each source has been read.

        Whatever an earlier writer left unfinished is undone (or, where its commit had been decided,
        completed) before the positions are read: source -> last committed value of `collector.positions`.
        Must be called first, and again after any error. Raises LogUnavailable, or LogRefused where topics are
        missing or permission is.
        """
        ...

    async def commit(self, messages: Sequence[Outgoing]) -> None:
        """Write all of `messages`, or none of them; returns once readers see them.

        Raises LogUnavailable or LogRefused; after either, and after being cancelled, every commit raises
        LogUnavailable until `recover()` has been called.
        """
        ...

    async def read_all(self, topic: str) -> list[Stored]:
        """Every committed message of `topic` up to now, partition by partition; raises as `commit` does."""
        ...

    async def close(self) -> None:
        """Let go of the log; what was not committed never happened. Safe to call twice."""
        ...
