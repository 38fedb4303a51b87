"""The way of a log through collector, Kafka and monitors into the database: how much of it, and how soon.

First a log that is always a little ahead of what is judged, so that everything works as fast as it can. Then
one that is written as time passes: its lines are waited for until they are in rows, its windows until they
are judged.
"""

import asyncio
import time
from bisect import bisect_left, bisect_right
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Final, TypeVar

import numpy as np
from sqlalchemy import Engine, create_engine, func, inspect, select

from api.demo.children import Child, running
from infra.broker.supervisor import Broker, Settings
from infra.database_address import VARIABLE
from monitors.adapters.database import stated_url
from monitors.adapters.sql_store import SOURCES
from monitors.adapters.sql_usage import HOURS
from monitors.domain.outage.rules import Rules
from streams.adapters.topics import create_topics
from streams.domain.cells import WINDOW_MS
from streams.domain.deltas import OUTCOMES
from tests.benchmarks.make_log import make_log
from tests.benchmarks.measuring import Failed
from tests.benchmarks.stream import Second, Stretch, requests_in

LINES: Final = 1_000_000
"""So many are held in memory and written again and again, each time later: about half an hour."""

AHEAD_LINES: Final = 2_000_000
"""The log is so far ahead of what is judged that nothing waits for it."""

PIECE_BYTES: Final = 8 * 1024 * 1024
ROTATE_BYTES: Final = 2 * 1024 * 1024 * 1024
WARM_UP_SECONDS: Final = 10.0
LOOK_SECONDS: Final = 0.05
PATIENCE_SECONDS: Final = 120.0
TENTHS: Final = 10
"""A second of the live log is written in so many parts."""

BEGINS_SECONDS_AGO: Final = 20 * 86_400
"""So far back that the log, written much faster than time passes, never comes to what has not been yet."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sustained:
    """Lines judged in so many seconds, and how many a second in the second half, over the first."""

    lines: int
    seconds: float
    steadiness: float


@dataclass(frozen=True, slots=True)
class Delays:
    """Seconds from a line's writing to its row, and from a window's end to its judgement."""

    row_median: float
    row_p99: float
    window_median: float
    window_longest: float


@dataclass(frozen=True, slots=True)
class Judged:
    """Both."""

    sustained: Sustained
    delays: Delays


def judge(folder: Path, *, sustained_seconds: float, live_seconds: float) -> Judged:
    """Measure both, on a broker of its own and with SQLite. Raises Failed, ChildFault and BrokerFault."""
    return asyncio.run(_judge(folder, sustained_seconds, live_seconds))


async def _judge(folder: Path, sustained_seconds: float, live_seconds: float) -> Judged:
    """As `judge`."""
    base = folder / "stretch.log"
    make_log(base, lines=LINES)
    stretch = Stretch.of(base)
    base.unlink()
    async with Broker(Settings(folder / "broker")) as broker:
        async with _stack(folder / "fast", broker.bootstrap, "fast.") as stack:
            sustained = await stack.watched(lambda: _sustained(stack, stretch, sustained_seconds))
        async with _stack(folder / "live", broker.bootstrap, "live.") as stack:
            delays = await stack.watched(lambda: _live(stack, stretch, live_seconds))
    return Judged(sustained, delays)


@dataclass(frozen=True, slots=True)
class Look:
    """What the database holds: requests in the rows of hours, and up to when all windows are judged."""

    at: float
    requests: int
    judged_until_ms: int


@dataclass(frozen=True)
class Stack:
    """A log that is followed and judged; `look` at what has come of it."""

    log: Path
    engine: Engine
    children: tuple[Child, ...]

    def look(self) -> Look:
        """What the database holds now."""
        if not inspect(self.engine).has_table(SOURCES.name):
            return Look(time.time(), 0, 0)
        counted = sum((HOURS.c[outcome] for outcome in OUTCOMES[1:]), HOURS.c[OUTCOMES[0]])
        with self.engine.connect() as connection:
            requests = connection.scalar(select(func.sum(counted)).where(HOURS.c.use != "no"))
            watermark_ms = connection.scalar(select(func.min(SOURCES.c.complete_until_at)))
        judged_until_ms = 0 if watermark_ms is None else watermark_ms - Rules().lateness_ms
        return Look(time.time(), int(requests or 0), judged_until_ms // WINDOW_MS * WINDOW_MS)

    async def watched(self, work: Callable[[], T]) -> T:
        """Do some work in a thread. Raises ChildFault where a child ends meanwhile."""
        working = asyncio.ensure_future(asyncio.to_thread(work))
        ends = {asyncio.ensure_future(child.ended()): child for child in self.children}
        try:
            done, _ = await asyncio.wait({working, *ends}, return_when=asyncio.FIRST_COMPLETED)
            for ended, child in ends.items():
                if ended in done and working not in done:
                    raise child.fault()
            return await working
        finally:
            for task in (*ends, working):
                task.cancel()


@asynccontextmanager
async def _stack(folder: Path, bootstrap: str, prefix: str) -> AsyncIterator[Stack]:
    """A collector and a worker for one log."""
    log = _empty_log(folder)
    await create_topics(bootstrap, prefix)
    database = f"sqlite:///{folder / 'judged.db'}"
    common = ["--broker", bootstrap, "--prefix", prefix]
    collect = ["collect", str(log), "--source", "bench", "--format", "squid", "--key", str(folder / "key")]
    async with (
        running("collector", [*collect, *common], folder / "collector.txt") as collector,
        running("monitors", ["monitors", *common], folder / "monitors.txt", {VARIABLE: database}) as monitors,
    ):
        engine = create_engine(stated_url({VARIABLE: database}))  # not as a writer, who would lock the file
        try:
            yield Stack(log, engine, (collector, monitors))
        finally:
            engine.dispose()
        await monitors.stop()
        await collector.stop()


def _empty_log(folder: Path) -> Path:
    """A folder of its own, and a log in it."""
    folder.mkdir()
    log = folder / "access.log"
    log.touch()
    return log


@dataclass
class Written:
    """What was written so far: lines and requests up to the end of each second, all ascending."""

    seconds: list[int] = field(default_factory=list)
    lines: list[int] = field(default_factory=lambda: [0])
    requests: list[int] = field(default_factory=lambda: [0])

    def add(self, second: Second) -> None:
        """One more second."""
        self.seconds.append(second.at)
        self.lines.append(self.lines[-1] + second.lines)
        self.requests.append(self.requests[-1] + second.requests)

    def judged(self, look: Look) -> int:
        """How many lines are in rows, and in judged windows."""
        in_rows = self.lines[bisect_right(self.requests, look.requests) - 1]
        return min(in_rows, self.lines[bisect_left(self.seconds, look.judged_until_ms // 1000)])


def _sustained(stack: Stack, stretch: Stretch, seconds: float) -> Sustained:
    """Keep the log ahead of what is judged for so long, then see that everything arrived."""
    lines = stretch.for_ever(int(time.time()) - BEGINS_SECONDS_AGO)
    written, judged = Written(), [(time.monotonic(), 0)]
    _begin(stack, next(lines), written)
    until = time.monotonic() + WARM_UP_SECONDS + seconds
    while time.monotonic() < until:
        judged.append((time.monotonic(), written.judged(stack.look())))
        if written.seconds[-1] > time.time():
            raise Failed("the log came to lines from the future, which no window waits for: begin it earlier")
        if written.lines[-1] - judged[-1][1] < AHEAD_LINES:
            _write_piece(stack.log, lines, written)
        else:
            time.sleep(LOOK_SECONDS)
    _arrived(stack, written.requests[-1])
    return _rate(judged, until - seconds)


def _begin(stack: Stack, second: Second, written: Written) -> None:
    """Wait until all are at work: until what one second asked for is in the rows."""
    stack.log.write_bytes(second.text)
    written.add(second)
    _arrived(stack, second.requests)


def _write_piece(log: Path, lines: Iterator[Second], written: Written) -> None:
    """Write on for some megabytes; rotate where the file has become large."""
    with log.open("ab") as out:
        begin = out.tell()
        while out.tell() - begin < PIECE_BYTES:
            second = next(lines)
            out.write(second.text)
            written.add(second)
        is_large = out.tell() > ROTATE_BYTES
    if is_large:  # the rotated one of before was judged long ago
        log.replace(log.with_name("access.log.1"))
        log.touch()


def _arrived(stack: Stack, requests: int) -> Look:
    """Wait for the last row. Raises Failed where one is missing, or one too many."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (look := stack.look()).requests != requests:
        if time.monotonic() > deadline or look.requests > requests:
            raise Failed(f"the rows hold {look.requests:,} requests, not {requests:,}")
        time.sleep(LOOK_SECONDS)
    return look


def _rate(judged: list[tuple[float, int]], begin: float) -> Sustained:
    """What was judged from `begin` on."""
    times, lines = zip(*((at, lines) for at, lines in judged if at >= begin), strict=True)
    middle = bisect_left(times, (times[0] + times[-1]) / 2)
    first = (lines[middle] - lines[0]) / (times[middle] - times[0])
    second = (lines[-1] - lines[middle]) / (times[-1] - times[middle])
    return Sustained(lines[-1] - lines[0], times[-1] - times[0], second / first if first else 0.0)


def _live(stack: Stack, stretch: Stretch, seconds: float) -> Delays:
    """Write as time passes for so long, and look again and again at what has become of it."""
    before = Written()
    _begin(stack, stretch.seconds[-1].moved_to(int(time.time()) - 1), before)
    begin = int(time.time()) + 2
    lines = stretch.for_ever(begin)
    parts = (part for second in lines for part in _tenths(second))
    looks: list[Look] = []
    written = [(0.0, before.requests[-1])]
    with stack.log.open("ab", buffering=0) as out:
        for number in range(int(seconds) * TENTHS):
            due = begin + (number + 1) / TENTHS
            text, requests = next(parts)
            while (left := due - time.time()) > 0:
                looks.append(stack.look())
                time.sleep(min(LOOK_SECONDS, left))
            out.write(text)
            written.append((time.time(), written[-1][1] + requests))
    until_ms = int(written[-1][0] * 1000) - Rules().lateness_ms - 2_000  # behind it the log is quiet
    windows = range((begin * 1000 // WINDOW_MS + 1) * WINDOW_MS, until_ms, WINDOW_MS)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not looks or looks[-1].requests < written[-1][1] or looks[-1].judged_until_ms < windows[-1]:
        if time.monotonic() > deadline:
            raise Failed(f"not everything of the live log was judged after {PATIENCE_SECONDS:.0f} s")
        looks.append(stack.look())
        time.sleep(LOOK_SECONDS)
    return _delays(looks, written, windows)


def _tenths(second: Second) -> Iterator[tuple[bytes, int]]:
    """A second in parts of whole lines, with the requests in each."""
    lines = second.text.splitlines(keepends=True)
    edges = [len(lines) * part // TENTHS for part in range(TENTHS + 1)]
    for begin, end in pairwise(edges):
        part = lines[begin:end]
        yield b"".join(part), requests_in(part)


def _delays(looks: list[Look], written: list[tuple[float, int]], windows: range) -> Delays:
    """From each request's writing to the first look that shows it, and so from each window's end."""
    times = [look.at for look in looks]
    rows = [look.requests for look in looks]
    marks = [look.judged_until_ms for look in looks]
    to_row: list[float] = []
    for (_, before), (at, requests) in pairwise(written):
        to_row += [times[bisect_left(rows, requests)] - at] * (requests - before)
    to_judgement = [times[bisect_left(marks, end)] - end / 1000 for end in windows]
    return Delays(
        float(np.median(to_row)),
        float(np.quantile(to_row, 0.99)),
        float(np.median(to_judgement)),
        max(to_judgement),
    )
