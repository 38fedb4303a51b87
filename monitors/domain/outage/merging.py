"""Rows of messages merged into windows: votes unite, counts add, and of beginnings the earliest stays."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from monitors.domain.outage.book import Book
from monitors.domain.outage.windows import Counts, Onsets, Votes, Window, WindowEvent

Columns = dict[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Merging:
    """The rows of windows that close, merged."""

    book: Book
    votes: Columns
    counts: Columns
    onsets: Columns
    events: dict[int, list[WindowEvent]]

    def windows(self) -> list[Window]:
        """One window for each that holds anything, in order."""
        votes, vote_windows = self._united()
        counts, count_windows = self._summed()
        onsets, onset_windows = self._earliest(blocked=False)
        blocked, blocked_windows = self._earliest(blocked=True)
        held = sorted({*_distinct(vote_windows), *_distinct(count_windows), *self.events})
        edges = np.array([*held, held[-1] + 1] if held else [], np.int64)
        parts = (vote_windows, count_windows, onset_windows, blocked_windows)
        bounds = [np.searchsorted(column, edges).tolist() for column in parts]
        cuts = [pairwise(bound) for bound in bounds]
        return [
            Window(
                number,
                votes.part(*cut[0]),
                counts.part(*cut[1]),
                onsets.part(*cut[2]),
                tuple(self.events.get(number, ())),
                blocked.part(*cut[3]),
            )
            for number, *cut in zip(held, *cuts, strict=True)
        ]

    def _united(self) -> tuple[Votes, NDArray[np.int64]]:
        """One vote for each person at each place and window, and the windows.

        Who is met in two units or at two sites within ten seconds counts where the name comes first.
        """
        rows = self.votes
        if not rows or not len(rows["window"]):
            return Votes.none(), np.zeros(0, np.int64)
        ranked = (self.book.sites.ranks()[rows["site"]], self.book.units.ranks()[rows["unit"]])
        keys = [rows["person"], rows["embed"], rows["place"], rows["window"]]
        order, first = _groups([*ranked, *keys], distinct=4)
        at = order[first]
        flags = np.bitwise_or.reduceat(rows["flags"][order], first)
        columns = [flags if name == "flags" else rows[name][at] for name in Votes.NAMES]
        return Votes.of(*columns), rows["window"][at]

    def _summed(self) -> tuple[Counts, NDArray[np.int64]]:
        """Counts by place, unit and site, and the windows."""
        rows = self.counts
        if not rows or not len(rows["window"]):
            return Counts.none(), np.zeros(0, np.int64)
        order, first = _groups([rows["site"], rows["unit"], rows["place"], rows["window"]], distinct=4)
        keys = ("place", "unit", "site")
        columns = [
            rows[name][order[first]] if name in keys else np.add.reduceat(rows[name][order], first)
            for name in Counts.NAMES
        ]
        return Counts.of(*columns), rows["window"][order[first]]

    def _earliest(self, *, blocked: bool) -> tuple[Onsets, NDArray[np.int64]]:
        """The earliest beginning of a failure (or of a block) by place, and the windows."""
        rows = {name: column[self.onsets["blocked"] == blocked] for name, column in self.onsets.items()}
        if not rows or not len(rows["window"]):
            return Onsets.none(), np.zeros(0, np.int64)
        order, first = _groups([rows["started_ms"], rows["place"], rows["window"]], distinct=2)
        at = order[first]
        return Onsets(rows["place"][at], rows["started_ms"][at]), rows["window"][at]


def _groups(keys: list[NDArray[Any]], *, distinct: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows in the order of these keys, the last first, and where a group of the last `distinct` begins."""
    order = np.lexsort(keys)
    new = np.zeros(len(order), bool)
    new[0] = True
    for key in keys[-distinct:]:
        ordered = key[order]
        new[1:] |= ordered[1:] != ordered[:-1]
    return order, np.flatnonzero(new)


def _distinct(ascending: NDArray[np.int64]) -> list[int]:
    """Each number of a column once."""
    return ascending[np.flatnonzero(np.diff(ascending, prepend=-1))].tolist() if len(ascending) else []
