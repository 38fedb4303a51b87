"""What the last hour held: n and x of every series, by window for six minutes and by minute for an hour."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from monitors.domain.outage.chances import Floats
from monitors.domain.outage.series import Layout

WINDOWS = 36
MINUTES = 64
WINDOWS_A_MINUTE = 6

_REACH = 60

_EDGES = np.arange(0, WINDOWS, WINDOWS_A_MINUTE)
"""Where each minute's windows begin."""


class Span(NamedTuple):
    """What one series showed over some time back from now: votes by minute, newest first."""

    seconds: int
    blocks: Floats
    votes: float
    failed: float

    @property
    def share(self) -> float:
        """The share of failed votes, 0 of none."""
        return self.failed / self.votes if self.votes else 0.0


@dataclass(slots=True)
class Spans:
    """Rings of (n, x) of every series; each row stands in them twice, so that the latest are one slice.

    `from_window` is, for each series, where its evidence begins: what lies before it was explained by
    something that is over, and is never counted again.
    """

    layout: Layout
    number: int = -1
    windows: Floats = field(init=False)
    minutes: Floats = field(init=False)
    from_window: NDArray[np.int64] = field(init=False)

    def __post_init__(self) -> None:
        """Begin with nothing."""
        size = self.layout.size
        self.windows, self.minutes = np.zeros((2 * WINDOWS, 2, size)), np.zeros((2 * MINUTES, 2, size))
        self.from_window = np.zeros(size, np.int64)

    def move(self, layout: Layout) -> None:
        """Make room."""
        for name in ("windows", "minutes", "from_window"):
            setattr(self, name, self.layout.moved(getattr(self, name), layout, 0))
        self.layout = layout

    def step(self, number: int, tally: Floats) -> None:
        """One window; those that were left out since the last one were empty."""
        minute, before = number // WINDOWS_A_MINUTE, self.number // WINDOWS_A_MINUTE
        for passed in range(max(before + 1, minute - MINUTES + 1), minute + 1):
            self.minutes[passed % MINUTES :: MINUTES] = 0.0
        for skipped in range(max(self.number + 1, number - WINDOWS + 1), number):
            self.windows[skipped % WINDOWS :: WINDOWS] = 0.0
        self.windows[number % WINDOWS :: WINDOWS] = tally
        self.minutes[minute % MINUTES :: MINUTES] += tally
        self.number = number

    def minute(self, minute: int) -> Floats:
        """(n, x) of every series in one minute of the last hour."""
        counts: Floats = self.minutes[minute % MINUTES]
        return counts

    def over(self, series: NDArray[np.intp] | slice, minutes: int) -> Floats:
        """(n, x) of some series over the last so many minutes, the evidence that is used up with it."""
        after = self.number // WINDOWS_A_MINUTE % MINUTES + MINUTES + 1
        counts: Floats = self.minutes[after - minutes : after, :, series].sum(axis=0)
        return counts

    def last(self, series: int, seconds: int) -> Span:
        """The last so many seconds, at most six minutes."""
        counts = self._recent(series, seconds // 10)
        votes, failed = np.add.reduce(counts).tolist()
        blocks = np.add.reduceat(counts[:, 0], _EDGES[: -(-len(counts) // WINDOWS_A_MINUTE)])
        return Span(seconds, blocks, votes, failed)

    def recent(self, series: int, windows: int) -> tuple[Floats, Floats]:
        """(n, x) of the last so many windows, newest first."""
        n, x = self._recent(series, windows).T
        return n, x

    def _recent(self, series: int, windows: int) -> Floats:
        """The same, a row each."""
        after = self.number % WINDOWS + WINDOWS + 1
        counts = self.windows[after - windows : after, :, series][::-1]
        return _told(counts, self.number + 1 - int(self.from_window[series]))

    def by_minute(self, series: int, minutes: int) -> tuple[Floats, Floats]:
        """(n, x) of the last so many minutes, newest first; the newest has only begun."""
        now = self.number // WINDOWS_A_MINUTE
        after = now % MINUTES + MINUTES + 1
        counts = self.minutes[after - minutes : after, :, series][::-1]
        first = -(-int(self.from_window[series]) // WINDOWS_A_MINUTE)
        n, x = _told(counts, now + 1 - first).T
        return n, x

    def last_heard(self, series: int, before: int) -> int:
        """The last window before one in which the series had any vote, at most ten minutes back.

        Beyond six minutes it is only known by its minute.
        """
        for window in range(before - 1, before - _REACH - 1, -1):
            near = window > self.number - WINDOWS
            ring, row = (
                (self.windows, window % WINDOWS)
                if near
                else (self.minutes, window // WINDOWS_A_MINUTE % MINUTES)
            )
            if ring[row, 0, series] > 0:
                return window
        return before - _REACH

    def save(self) -> dict[str, NDArray[Any]]:
        """To be stored; all counts are whole."""
        rings = {"windows": self.windows[:WINDOWS], "minutes": self.minutes[:MINUTES]}
        return {
            **{name: ring.astype(np.int64) for name, ring in rings.items()},
            "from_window": self.from_window,
        }

    def restore(self, saved: dict[str, NDArray[Any]], number: int) -> None:
        """From what was stored."""
        self.windows, self.minutes = (
            np.concatenate((saved[name], saved[name])).astype(np.float64) for name in ("windows", "minutes")
        )
        self.from_window = saved["from_window"].astype(np.int64)
        self.number = number


def _told(counts: Floats, rows: int) -> Floats:
    """Counts, newest first, of which only the first rows tell anything."""
    if rows >= len(counts):
        return counts
    told = counts.copy()
    told[max(rows, 0) :] = 0.0
    return told
