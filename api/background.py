"""Work that goes on for as long as the hub runs; where a fault ends it, it is begun anew after a while."""

import asyncio
import traceback
from collections.abc import Callable, Coroutine
from typing import Any, Final

import structlog

HOLDS_SECONDS: Final = 3.0
"""Work that was begun anew has come back once it has gone on for so long."""

AGAIN_SECONDS: Final = (0.5, 2.0, 5.0, 15.0, 60.0)
"""Before it is begun anew, the first time and later; the last goes on."""


class Background:
    """One such work. `is_going` is False from a fault on, until what was begun anew holds."""

    def __init__(self, name: str, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        self._name = name
        self._work = work
        self._faults = 0
        self._log = structlog.get_logger()
        self.is_going = True

    async def run(self) -> None:
        """Keep it going until cancelled."""
        while True:
            going = asyncio.create_task(self._work(), name=self._name)
            try:
                await self._ended(going)
            finally:
                going.cancel()
                await asyncio.wait([going])
            self.is_going = False
            again = AGAIN_SECONDS[min(self._faults, len(AGAIN_SECONDS) - 1)]
            self._faults += 1
            self._log.error("hub-fault", work=self._name, again_in_seconds=again, **_told(going))
            await asyncio.sleep(again)

    async def _ended(self, going: asyncio.Task[None]) -> None:
        """Returns once the work has ended; one that holds has come back meanwhile."""
        ended, _ = await asyncio.wait([going], timeout=HOLDS_SECONDS)
        if not ended:
            if not self.is_going:
                self._log.info("hub-work-back", work=self._name)
            self.is_going, self._faults = True, 0
            await asyncio.wait([going])


def _told(ended: asyncio.Task[None]) -> dict[str, Any]:
    """Why it ended: the kind of fault and where, for its message may quote what was worked on."""
    fault = None if ended.cancelled() else ended.exception()
    if fault is None:
        return {"error": "ended by itself"}
    frames = traceback.extract_tb(fault.__traceback__)[-3:]
    where = [f"{frame.filename}:{frame.lineno}" for frame in frames]
    return {"error": type(fault).__name__, "where": where}
