"""Whoever sends notices, as a process to be killed: the worker's loop and its routes, without Kafka.

python -m tests.notice_sender DATABASE SETTINGS
"""

import asyncio
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import SystemRandom
from typing import TypeVar

from sqlalchemy import URL

from monitors.adapters.monitor_metrics import MonitorMetrics
from monitors.adapters.sql_store import opened_store
from monitors.commands.known import Known
from monitors.commands.noticing import ways_to_people
from monitors.sending import Hands, Sending
from monitors.settings import read_settings

T = TypeVar("T")


def now_ms() -> int:
    """Wall time."""
    return time.time_ns() // 1_000_000


async def in_thread(work: Callable[[], T]) -> T:
    """Work of the database beside the loop."""
    return await asyncio.to_thread(work)


async def main(database: str, settings: Path) -> None:
    """Send what stands in the database, until killed."""
    told = read_settings(settings)
    with opened_store(URL.create("sqlite", database=database)) as store:
        async with ways_to_people(told, Known.of(told), store, now_ms) as routes:
            hands = Hands(in_thread, lambda: True, now_ms, SystemRandom().random)
            await Sending(store.notices, routes, MonitorMetrics(), hands).run()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2])))
