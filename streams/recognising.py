"""How a followed log is to be read: as its settings say, or as its first lines show, once there are any."""

import asyncio
from dataclasses import replace

from streams.adapters.followed_log import FollowedLog
from streams.collector_events import Teller
from streams.collector_parts import POLL_SECONDS, Ending, Equipment
from streams.contracts.positions import Position
from streams.formats.options import FormatError
from streams.formats.registry import AUTO, recognise
from streams.reading import Recipe
from streams.settings import Source

ENOUGH_TO_RECOGNISE = 20
"""With fewer lines, a format that is not recognised may still be: more are waited for."""


class Recognising:
    """Waits for a source's log until its format is known."""

    def __init__(self, source: Source, equipment: Equipment, told: Teller) -> None:
        self._source = source
        self._with = equipment
        self._told = told

    async def recipe(self, log: FollowedLog, position: Position) -> Recipe | Ending:
        """How to read the log, once there is enough of it to tell; how it ended, where it ended before.

        Raises FormatError.
        """
        name = self._source.format_name
        if name == AUTO and position.format and not position.stopped:
            name = position.format
        while not self._with.stopping.is_set():
            exists = await self._is_there(log)
            if name == AUTO and exists:
                name = self._recognised(await asyncio.to_thread(log.first_lines))
            if name != AUTO and (exists or not self._with.once):
                return replace(self._with.recipe, format_name=name, options=self._source.options)
            if self._with.once:
                return "done" if exists else "missing"
            self._told.waiting(self._source.path)
            await self._with.pause(POLL_SECONDS)
        return "done"

    async def _is_there(self, log: FollowedLog) -> bool:
        """Whether there is a log that can be read."""
        try:
            return await asyncio.to_thread(log.exists)
        except OSError as error:
            self._told.unreadable(error)
            return False

    def _recognised(self, lines: list[bytes]) -> str:
        """The format of these lines; AUTO where there are too few to tell. Raises FormatError."""
        content = [line for line in lines if line.strip() and not line.startswith(b"#")]
        if not content and not any(line.startswith(b"#Fields") for line in lines):
            return AUTO
        try:
            return recognise(AUTO, lines, self._source.options)
        except FormatError:
            if self._with.once or len(content) >= ENOUGH_TO_RECOGNISE:
                raise
            return AUTO
