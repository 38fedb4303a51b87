"""What a lane is made of: messages as they come in, a fold of what they come to, and what lanes share."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeVar

from monitors.adapters.monitor_metrics import MonitorMetrics
from monitors.domain.outage.records import Change
from monitors.store import Place, Standing, Store, Work

Ending = Literal["done", "overtaken", "moved", "unusable", "away", "broken"]
"""How a worker ends: as asked; another one judges here now; topics are not those that it began with; the
database needs somebody's hand; Kafka or the database did not answer; a fault of our own."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Received:
    """One message as it came from Kafka; `done` tells Kafka that its effects are in the database.

    `appended_ms` is when Kafka took it in, in Unix ms by its own clock; None where the topic does not say so.
    """

    offset: int
    value: bytes
    appended_ms: int | None
    done: Callable[[], object]


class Fold(Protocol):
    """What the messages of one partition come to. One thread uses it at a time."""

    def restore(self, standing: Standing) -> None:
        """Begin anew from what the database holds. Raises StateVersionError."""
        ...

    def take(self, offset: int, value: bytes, appended_ms: int | None = None) -> None:
        """Take in one message; `appended_ms` is that of `Received`.

        Raises UnreadableMessageError, and then nothing has changed.
        """
        ...

    def work(self, place: Place) -> Work:
        """What came of everything taken in since the last call."""
        ...


class InThread(Protocol):
    """Runs a call that may block in the one thread for such calls."""

    def __call__(self, call: Callable[[], T], /) -> Awaitable[T]:
        """What the call returns or raises."""
        ...


@dataclass(frozen=True)
class Equipment:
    """What all lanes of a worker share.

    `end` ends the worker and returns at once. `relay` is told that messages wait to be sent, `landed` what
    became of incidents in each commit once it is in the database; what is judged again is not told again.
    `pause` waits for seconds, or until an event is set.
    """

    store: Store
    metrics: MonitorMetrics
    in_thread: InThread
    end: Callable[[Ending, str, BaseException | None], None]
    relay: Callable[[], None]
    landed: Callable[[Sequence[Change]], None]
    monotonic: Callable[[], float]
    pause: Callable[[float, asyncio.Event], Awaitable[None]]
