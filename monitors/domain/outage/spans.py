"""What the last hour held: n and x of every series, by window for six minutes and by minute for an hour."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from monitors.domain.outage.chances import Floats
from monitors.domain.outage.series import Layout

WINDOWS = 36
MINUTES = 64
WINDOWS_A_MINUTE = 6

_REACH = 60

_RINGS = ("windows_n", "windows_x", "minutes_n", "minutes_x")


@dataclass(frozen=True, slots=True)
class Span:
    """What one series showed over some time back from now: votes by minute, newest first."""

    seconds: int
    blocks: Floats
    failed: float

    @property
    def votes(self) -> float:
        """All votes."""
        return float(self.blocks.sum())

    @property
    def share(self) -> float:
        """The share of failed votes, 0 of none."""
        votes = self.votes
        return self.failed / votes if votes else 0.0


@dataclass(slots=True)
class Spans:
    """Rings of counts.

    `from_window` is, for each series, where its evidence begins: what lies before it was explained by
    something that is over, and is never counted again.
    """

    layout: Layout
    number: int = -1
    windows_n: Floats = field(init=False)
    windows_x: Floats = field(init=False)
    minutes_n: Floats = field(init=False)
    minutes_x: Floats = field(init=False)
    from_window: NDArray[np.int64] = field(init=False)

    def __post_init__(self) -> None:
        """Begin with nothing."""
        size = self.layout.size
        self.windows_n, self.windows_x = np.zeros((WINDOWS, size)), np.zeros((WINDOWS, size))
        self.minutes_n, self.minutes_x = np.zeros((MINUTES, size)), np.zeros((MINUTES, size))
        self.from_window = np.zeros(size, np.int64)

    def move(self, layout: Layout) -> None:
        """Make room."""
        for name in (*_RINGS, "from_window"):
            setattr(self, name, self.layout.moved(getattr(self, name), layout, 0))
        self.layout = layout

    def step(self, number: int, n: Floats, x: Floats) -> None:
        """One window; those that were left out since the last one were empty."""
        minute, before = number // WINDOWS_A_MINUTE, self.number // WINDOWS_A_MINUTE
        if minute != before:
            passed = np.arange(max(before + 1, minute - MINUTES + 1), minute + 1) % MINUTES
            self.minutes_n[passed] = 0.0
            self.minutes_x[passed] = 0.0
        skipped = np.arange(max(self.number + 1, number - WINDOWS + 1), number) % WINDOWS
        if len(skipped):
            self.windows_n[skipped] = 0.0
            self.windows_x[skipped] = 0.0
        self.windows_n[number % WINDOWS], self.windows_x[number % WINDOWS] = n, x
        self.minutes_n[minute % MINUTES] += n
        self.minutes_x[minute % MINUTES] += x
        self.number = number

    def minute(self, minute: int) -> tuple[Floats, Floats]:
        """(n, x) of every series in one minute of the last hour."""
        return self.minutes_n[minute % MINUTES], self.minutes_x[minute % MINUTES]

    def last(self, series: int, seconds: int) -> Span:
        """The last so many seconds, at most six minutes."""
        n, x = self.recent(series, seconds // 10)
        edges = np.arange(0, len(n), WINDOWS_A_MINUTE)
        return Span(seconds, np.add.reduceat(n, edges), float(x.sum()))

    def recent(self, series: int, windows: int) -> tuple[Floats, Floats]:
        """(n, x) of the last so many windows, newest first."""
        ages = np.arange(windows)
        rows = (self.number - ages) % WINDOWS
        n, x = self.windows_n[rows, series], self.windows_x[rows, series]
        counted = self.number - ages >= self.from_window[series]
        return np.where(counted, n, 0.0), np.where(counted, x, 0.0)

    def last_heard(self, series: int, before: int) -> int:
        """The last window before one in which the series had any vote, at most ten minutes back.

        Beyond six minutes it is only known by its minute.
        """
        ages = np.arange(1, _REACH + 1)
        windows = before - ages
        recent = windows > self.number - WINDOWS
        n = np.where(
            recent,
            self.windows_n[windows % WINDOWS, series],
            self.minutes_n[windows // WINDOWS_A_MINUTE % MINUTES, series],
        )
        heard = np.flatnonzero(n > 0)
        return int(windows[heard[0]]) if len(heard) else before - _REACH

    def by_minute(self, series: int, minutes: int) -> tuple[Floats, Floats]:
        """(n, x) of the last so many minutes, newest first; the newest has only begun."""
        now = self.number // WINDOWS_A_MINUTE
        ages = np.arange(minutes)
        rows = (now - ages) % MINUTES
        n, x = self.minutes_n[rows, series], self.minutes_x[rows, series]
        counted = (now - ages) * WINDOWS_A_MINUTE >= self.from_window[series]
        return np.where(counted, n, 0.0), np.where(counted, x, 0.0)

    def save(self) -> dict[str, NDArray[Any]]:
        """To be stored; all counts are whole."""
        rings = {name: getattr(self, name).astype(np.int64) for name in _RINGS}
        return {**rings, "from_window": self.from_window}

    def restore(self, saved: dict[str, NDArray[Any]], number: int) -> None:
        """From what was stored."""
        for name in _RINGS:
            setattr(self, name, saved[name].astype(np.float64))
        self.from_window = saved["from_window"].astype(np.int64)
        self.number = number
