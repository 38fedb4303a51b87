"""Whatever fails, whenever it fails, and however the log is rotated meanwhile: the sums stay exact."""

import asyncio
import contextlib
import gzip
import logging
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import cache
from pathlib import Path

import pytest
import structlog
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from streams.adapters.evidence_log import LogUnavailable, Outgoing, Stored
from streams.adapters.evidence_log.memory import Memory, MemoryEvidenceLog
from streams.contracts.positions import decode_position
from streams.contracts.topics import POSITIONS, SIGNALS
from streams.reading import Recipe
from tests.collecting import StillTime, collector, recipe_for
from tests.evidence_sums import EXCLUDED, lines_sent, usage_sums
from tests.simulated_logs import counted_by_hand, morning, units_by_login, written


class Killed(BaseException):
    """A kill -9 as seen from inside: nothing runs after it."""


class Peril(Enum):
    """What may happen to one call of the log."""

    NONE = auto()
    AWAY_BEFORE = auto()
    AWAY_AFTER_IT_LANDED = auto()
    KILLED_BEFORE = auto()
    KILLED_AFTER_IT_LANDED = auto()
    ANOTHER_TAKES_OVER = auto()


class Move(Enum):
    """What a proxy and logrotate do between two looks of the collector."""

    WRITE_LINES = auto()
    WRITE_HALF_A_LINE = auto()
    ROTATE = auto()
    ROTATE_TWICE = auto()
    ROTATE_AND_FINISH_THE_LINE_IN_THE_OLD_FILE = auto()
    COMPRESS_THE_OLDEST = auto()
    NOTHING = auto()


@dataclass
class Proxy:
    """Writes the lines of a log, and has its file rotated, move by move."""

    path: Path
    text: bytes
    moves: Iterator[Move]
    at: int = 0

    def move(self) -> None:
        """The next move."""
        move = next(self.moves, Move.NOTHING)
        if move is Move.WRITE_LINES:
            self.write(self._line_end(self.at + 40_000))
        elif move is Move.WRITE_HALF_A_LINE:
            self.write(min(len(self.text), self._line_end(self.at + 10_000) + 50))
        elif move is Move.ROTATE:
            self.write(self._line_end(self.at))
            self.rotate()
        elif move is Move.ROTATE_TWICE:
            self.write(self._line_end(self.at))
            self.rotate()
            self.write(self._line_end(self.at + 9_000))
            self.rotate()
        elif move is Move.ROTATE_AND_FINISH_THE_LINE_IN_THE_OLD_FILE:
            with self.path.open("ab") as old:
                self._shift()
                end = self._line_end(self.at)
                old.write(self.text[self.at : end])
                self.at = end
            self.path.touch()
        elif move is Move.COMPRESS_THE_OLDEST:
            self._compress()

    def finish(self) -> None:
        """Write all that is left."""
        self.write(len(self.text))

    def write(self, to: int) -> None:
        """Append up to this offset of the text."""
        with self.path.open("ab") as file:
            file.write(self.text[self.at : to])
        self.at = to

    def rotate(self) -> None:
        """Rename all files, and begin a new one."""
        self._shift()
        self.path.touch()

    def _line_end(self, offset: int) -> int:
        """The end of the line in which an offset lies."""
        if offset == 0 or offset >= len(self.text) or self.text[offset - 1] == 0x0A:
            return min(offset, len(self.text))
        return self.text.index(b"\n", offset) + 1

    def _numbered(self) -> list[tuple[int, str, Path]]:
        """(number, suffix, path) of the rotated files, the oldest first."""
        found = []
        for path in self.path.parent.glob("access.log.*"):
            number, _, suffix = path.name.removeprefix("access.log.").partition(".")
            found.append((int(number), suffix, path))
        return sorted(found, reverse=True)

    def _shift(self) -> None:
        """Rename everything by one."""
        for number, suffix, path in self._numbered():
            path.rename(path.with_name(f"access.log.{number + 1}" + (f".{suffix}" if suffix else "")))
        if self.path.exists():
            self.path.rename(self.path.with_name("access.log.1"))

    def _compress(self) -> None:
        """Compress the oldest plain file, as logrotate does for what is not the newest rotated one."""
        plain = [path for number, suffix, path in self._numbered() if not suffix and number > 1]
        if plain:
            packed = plain[0].with_name(plain[0].name + ".gz")
            packed.write_bytes(gzip.compress(plain[0].read_bytes()))
            plain[0].unlink()


@dataclass
class PerilousLog:
    """A log in memory to which things happen."""

    memory: Memory
    perils: Iterator[Peril]
    proxy: Proxy
    commits: int = 0
    inner: MemoryEvidenceLog = field(init=False)

    def __post_init__(self) -> None:
        self.inner = MemoryEvidenceLog(self.memory, "collector.north")

    async def recover(self) -> dict[str, bytes]:
        peril = next(self.perils, Peril.NONE)
        await self._before(peril)
        recovered = await self.inner.recover()
        self._after(peril)
        return recovered

    async def commit(self, messages: Sequence[Outgoing]) -> None:
        peril = next(self.perils, Peril.NONE)
        await self._before(peril)
        await self.inner.commit(messages)
        self.commits += 1
        self._after(peril)

    async def read_all(self, topic: str) -> list[Stored]:
        return await self.inner.read_all(topic)

    async def close(self) -> None:
        await self.inner.close()

    async def _before(self, peril: Peril) -> None:
        self.proxy.move()
        await asyncio.sleep(0)
        if peril is Peril.KILLED_BEFORE:
            raise Killed
        if peril is Peril.AWAY_BEFORE:
            raise LogUnavailable("away")
        if peril is Peril.ANOTHER_TAKES_OVER:
            await MemoryEvidenceLog(self.memory, "collector.north").recover()

    def _after(self, peril: Peril) -> None:
        if peril is Peril.KILLED_AFTER_IT_LANDED:
            raise Killed
        if peril is Peril.AWAY_AFTER_IT_LANDED:
            raise LogUnavailable("away")


@cache
def the_log() -> tuple[bytes, Counter[tuple[str, str, str]], Recipe]:
    """A simulated log, a plain count of it, and how to read it."""
    simulation = morning(lines=4_000, hours=None, malformed_share=0.01)
    text, _ = written(simulation)
    with tempfile.TemporaryDirectory() as folder:
        units = units_by_login(simulation, Path(folder))
        recipe = recipe_for(Path(folder) / "directory.csv")
    counted = counted_by_hand(text.splitlines(), units)
    return text, Counter({key: n for key, n in counted.items() if key[2] != EXCLUDED}), recipe


@pytest.fixture(autouse=True)
def _quiet() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))


async def live(proxy: Proxy, memory: Memory, perils: Iterator[Peril], looks: int) -> None:
    """A collector that follows for some looks, or until it is killed."""
    stopping = asyncio.Event()
    left = iter(range(looks))

    def meanwhile() -> None:
        proxy.move()
        if next(left, None) is None:
            stopping.set()

    log = PerilousLog(memory, perils, proxy)
    still = StillTime(meanwhile=meanwhile)
    with contextlib.suppress(Killed):
        await collector(proxy.path, log, the_log()[2], still=still, stopping=stopping).run()


async def story(moves: list[Move], perils: list[Peril], looks: list[int]) -> None:
    """Lives of a collector, one after the other; then the rest of the log is read in peace."""
    text, truth, recipe = the_log()
    memory = Memory()
    with tempfile.TemporaryDirectory() as folder:
        proxy = Proxy(Path(folder) / "access.log", text, iter(moves))
        perilous = iter(perils)
        for look in looks:
            await live(proxy, memory, perilous, look)
        proxy.finish()
        log = MemoryEvidenceLog(memory, "collector.north")
        ending = await collector(proxy.path, log, recipe, once=True).run()
    assert ending == "done"
    assert await usage_sums(log) == truth
    assert lines_sent(await log.read_all(SIGNALS.name)) == text.count(b"\n")
    last = decode_position((await log.read_all(POSITIONS.name))[-1].value)
    assert last.parsed + last.rejected == text.count(b"\n")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    moves=st.lists(st.sampled_from(Move), max_size=40),
    perils=st.lists(st.sampled_from(Peril), max_size=30),
    looks=st.lists(st.integers(1, 12), min_size=1, max_size=6),
)
@example([Move.WRITE_LINES] * 3, [Peril.KILLED_AFTER_IT_LANDED] * 3, [4, 4, 4])
@example([Move.WRITE_LINES, Move.ROTATE] * 6, [Peril.NONE, Peril.AWAY_AFTER_IT_LANDED] * 8, [20])
@example([Move.WRITE_HALF_A_LINE, Move.ROTATE_AND_FINISH_THE_LINE_IN_THE_OLD_FILE] * 6, [], [9, 9, 9])
@example(
    [Move.WRITE_LINES, Move.ROTATE_TWICE, Move.COMPRESS_THE_OLDEST] * 8, [Peril.KILLED_BEFORE] * 4, [9] * 6
)
def test_any_crashes_and_rotations_leave_the_sums_exact(
    moves: list[Move], perils: list[Peril], looks: list[int]
) -> None:
    asyncio.run(story(moves, perils, looks))
