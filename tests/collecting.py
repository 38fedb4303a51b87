"""What tests of the collector share: equipment whose time stands still, and a recipe for simulated logs."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import IO, Any
from zoneinfo import ZoneInfo

import pytest

from infra.folders import cache_folder
from streams.adapters.catalogue_files import load_catalogue
from streams.adapters.collector_metrics import CollectorMetrics
from streams.adapters.directory_files import load_directory
from streams.adapters.evidence_log import EvidenceLog
from streams.collector import SourceCollector
from streams.collector_parts import Equipment
from streams.domain.catalogue import Catalogue
from streams.domain.pseudonyms import Pseudonymiser
from streams.formats.options import FormatOptions
from streams.reading import Recipe
from streams.settings import Source

KEY = bytes(range(32))


@cache
def the_catalogue() -> Catalogue:
    """The catalogue that ships."""
    return load_catalogue()


def recipe_for(directory: Path | None = None, units: Path | None = None) -> Recipe:
    """A recipe with the catalogue that ships, a fixed key, and this directory."""
    people = load_directory(directory, units, ZoneInfo("UTC"))
    return Recipe("", FormatOptions(), the_catalogue(), people, Pseudonymiser(KEY, 1), cache_folder())


@dataclass
class StillTime:
    """A clock that only pauses move; `meanwhile` is called in each pause."""

    seconds: float = 0.0
    ahead_ms: int = 10_000
    """Wall time is ahead of what files are stamped with, so that a rotated file has always settled."""
    meanwhile: Callable[[], None] = lambda: None
    pauses: list[float] = field(default_factory=list)

    def wall_ms(self) -> int:
        return time.time_ns() // 1_000_000 + self.ahead_ms + int(self.seconds * 1000)

    def monotonic(self) -> float:
        return self.seconds

    async def pause(self, seconds: float) -> None:
        self.seconds += seconds
        self.pauses.append(seconds)
        self.meanwhile()
        await asyncio.sleep(0)


def collector(
    log: Path,
    evidence: EvidenceLog,
    recipe: Recipe,
    *,
    name: str = "north",
    form: str = "squid",
    once: bool = False,
    still: StillTime | None = None,
    metrics: CollectorMetrics | None = None,
    stopping: asyncio.Event | None = None,
    pause: Callable[[float], Awaitable[None]] | None = None,
) -> SourceCollector:
    """A collector of one log, to be run once."""
    still = still or StillTime()
    equipment = Equipment(
        recipe=recipe,
        metrics=metrics or CollectorMetrics(),
        stopping=stopping or asyncio.Event(),
        clock_ms=still.wall_ms,
        monotonic=still.monotonic,
        pause=pause or still.pause,
        chance=random.Random(1),
        once=once,
    )
    return SourceCollector(Source(name, log, form), evidence, equipment)


def closed_files(monkeypatch: pytest.MonkeyPatch) -> set[int]:
    """Inodes of files that nobody may open, whatever they are called: put some in, take some out."""
    closed: set[int] = set()
    opened = Path.open

    def refuse(path: Path, *arguments: Any, **named: Any) -> IO[Any]:
        if path.exists() and path.stat().st_ino in closed:
            raise PermissionError(13, "Permission denied", str(path))
        file: IO[Any] = opened(path, *arguments, **named)
        return file

    monkeypatch.setattr(Path, "open", refuse)
    return closed
