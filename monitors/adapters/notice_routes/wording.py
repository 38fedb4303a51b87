"""A notice written out for a route, and what becomes of it where that cannot be done now."""

import asyncio
from collections.abc import Callable

from monitors.notice_routes import Notice, Permanent, Temporary
from monitors.notice_writing import CannotBeWritten, Written
from monitors.store import StoreFault

Write = Callable[[Notice], Written]
"""May block, for a digest and a letter are told from stored rows. Raises StoreFault and CannotBeWritten."""


async def written(write: Write, notice: Notice) -> Written:
    """The notice in words. Raises Temporary while the database is away, and Permanent where it has none."""
    try:
        return await asyncio.to_thread(write, notice)
    except StoreFault as fault:
        raise Temporary("database-away") from fault
    except CannotBeWritten as fault:
        raise Permanent("cannot-be-written") from fault
