"""Read your own action: what became of an action, for the request that sent it and waits a moment.

The monitors apply actions in their order, and tell of each on `hub.changes`. Whoever waits longer than a
request should finds the answer by the action's id in the database.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

WAIT_SECONDS: Final = 2.0


class Answers:
    """Who waits for which action. To be used within one event loop."""

    def __init__(self) -> None:
        self._waiting: dict[str, set[asyncio.Future[dict[str, Any]]]] = {}

    def hear(self, action: str, data: dict[str, Any]) -> None:
        """An action was applied or refused; `data` is its event's."""
        for waiting in self._waiting.get(action, ()):
            if not waiting.done():
                waiting.set_result(data)

    @contextmanager
    def expected(self, action: str) -> Iterator["Expected"]:
        """Listen for an action from before it is sent, so that no answer comes too early.

        The same may be waited for more than once: who presses a button twice sends it twice.
        """
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(action, set()).add(answer)
        try:
            yield Expected(answer)
        finally:
            waiting = self._waiting[action]
            waiting.discard(answer)
            if not waiting:
                del self._waiting[action]


class Expected:
    """An answer that is on its way."""

    def __init__(self, answer: "asyncio.Future[dict[str, Any]]") -> None:
        self._answer = answer

    async def within(self, seconds: float = WAIT_SECONDS) -> dict[str, Any] | None:
        """What became of it; None where nobody has said so in time."""
        try:
            return await asyncio.wait_for(asyncio.shield(self._answer), seconds)
        except TimeoutError:
            return None
