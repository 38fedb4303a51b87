"""What a collector is made of: what its sources share, and how each of them may end."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Literal

from streams.adapters.collector_metrics import CollectorMetrics
from streams.contracts.positions import FilePlace
from streams.reading import Recipe
from streams.workers import Workers

POLL_SECONDS = 0.25
"""A log is looked at so often."""

Ending = Literal["done", "stopped", "missing", "away", "refused", "broken"]
"""How a source ended: as asked, its lines cannot be read, no readable file, no Kafka, refused by Kafka, or by
a fault of our own."""


@dataclass(frozen=True)
class Equipment:
    """What all sources of one collector share; time and chance are handed in.

    `recipe` is for any format. `clock_ms` is wall time in Unix ms, `monotonic` counts seconds, `pause` sleeps
    for seconds and returns early when `stopping` is set.
    """

    recipe: Recipe
    metrics: CollectorMetrics
    stopping: asyncio.Event
    clock_ms: Callable[[], int]
    monotonic: Callable[[], float]
    pause: Callable[[float], Awaitable[None]]
    chance: random.Random
    workers: Workers | None = None
    once: bool = False
    places: dict[str, list[FilePlace]] = field(default_factory=dict)
    """Of every source, here and elsewhere: its files, so that none is read for two sources."""
