"""What is decided, on its way to many browsers: said once, kept for a while, handed to whoever listens.

Server-sent events (WHATWG HTML, "Server-sent events"). Each event has a number that only rises, so a browser
that was cut off names the last one it had and gets what it missed; what is too long ago it loads anew.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from fastapi.sse import KEEPALIVE_COMMENT, format_sse_event

KEPT: Final = 1_000
"""Events that a browser may have missed: hours of a calm day, minutes of a bad one."""

BEHIND: Final = 200
"""A browser that has so many events waiting is told to load the page anew instead."""

HEARTBEAT_SECONDS: Final = 15.0
LONGEST_SECONDS: Final = 900.0
"""A browser comes again after so long, so that who it is and what it may see is asked again."""


@dataclass(frozen=True, slots=True)
class Told:
    """One event: its number, name and JSON, and the unit that it concerns (None: no unit alone)."""

    number: int
    name: str
    unit: str | None
    data: str

    @property
    def line(self) -> bytes:
        """As it goes over the wire."""
        return format_sse_event(event=self.name, data_str=self.data, id=str(self.number))


@dataclass(eq=False, slots=True)
class _Listener:
    """One browser's events that wait; `is_behind` once they were too many."""

    waiting: deque[Told]
    has_news: asyncio.Event
    is_behind: bool = False

    def hear(self, told: Told) -> None:
        if len(self.waiting) >= BEHIND:
            self.waiting.clear()
            self.is_behind = True
        if not self.is_behind:
            self.waiting.append(told)
        self.has_news.set()


class Stream:
    """Hands each event to everybody who listens. To be used within one event loop."""

    def __init__(self) -> None:
        self._kept: deque[Told] = deque(maxlen=KEPT)
        self._listeners: set[_Listener] = set()
        self.last = 0

    @property
    def listeners(self) -> int:
        """How many browsers listen."""
        return len(self._listeners)

    def tell(self, told: Told) -> None:
        """Hand an event on; one whose number came before is a repeat and is dropped."""
        if told.number <= self.last:
            return
        self.last = told.number
        self._kept.append(told)
        for listener in self._listeners:
            listener.hear(told)

    def tick(self, told: Told) -> None:
        """Hand on what nobody needs to catch up with: it carries the number of the last event."""
        for listener in self._listeners:
            listener.hear(told)

    def begin_anew(self, number: int) -> None:
        """Events may be missing, up to this number: everybody loads the page anew."""
        self._kept.clear()
        self.last = number
        for listener in self._listeners:
            listener.waiting.clear()
            listener.is_behind = True
            listener.has_news.set()

    def since(self, number: int) -> list[Told] | None:
        """What came behind an event, oldest first; None where that is not known any more."""
        if number == self.last:
            return []
        oldest = self._kept[0].number if self._kept else self.last + 1
        if not oldest <= number < self.last:
            return None
        return [told for told in self._kept if told.number > number]

    async def lines(
        self,
        last: int | None,
        snapshot: Callable[[], str],
        may_see: Callable[[str | None], bool],
        is_welcome: Callable[[], Awaitable[bool]],
    ) -> AsyncIterator[bytes]:
        """One browser's connection: what it missed, or else a `snapshot`; then changes, and heartbeats.

        `may_see` says whether events of a unit are for this browser, `is_welcome`, asked at each heartbeat,
        whether it may listen at all. Ends after a while, with `reload` where it is to begin anew.
        """
        loop = asyncio.get_running_loop()
        ends_at = loop.time() + LONGEST_SECONDS
        with self._listening() as listener:
            missed = None if last is None else self.since(last)
            if missed is None:
                yield format_sse_event(event="snapshot", data_str=snapshot(), id=str(self.last))
            for told in missed or ():
                if may_see(told.unit):
                    yield told.line
            while (left := ends_at - loop.time()) > 0:
                try:
                    async with asyncio.timeout(min(HEARTBEAT_SECONDS, left)):
                        await listener.has_news.wait()
                except TimeoutError:
                    if not await is_welcome():
                        break
                    yield KEEPALIVE_COMMENT
                    continue
                listener.has_news.clear()
                if listener.is_behind:
                    break
                while listener.waiting:
                    told = listener.waiting.popleft()
                    if may_see(told.unit):
                        yield told.line
            yield format_sse_event(event="reload", data_str="{}")

    @contextmanager
    def _listening(self) -> Iterator[_Listener]:
        """Be told of events from now on."""
        listener = _Listener(deque(), asyncio.Event())
        self._listeners.add(listener)
        try:
            yield listener
        finally:
            self._listeners.discard(listener)
