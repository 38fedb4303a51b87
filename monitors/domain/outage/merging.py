"""Rows of messages merged into windows: votes unite, counts add, and of beginnings the earliest stays."""

from dataclasses import dataclass, fields
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
        numbers = np.unique(np.concatenate((vote_windows, count_windows)))
        held = sorted({*numbers.tolist(), *self.events})
        edges = np.array([*held, held[-1] + 1] if held else [], np.int64)
        parts = (vote_windows, count_windows, onset_windows, blocked_windows)
        cuts = [np.searchsorted(column, edges) for column in parts]
        return [
            Window(
                number,
                votes.take(np.arange(cuts[0][place], cuts[0][place + 1])),
                counts.take(np.arange(cuts[1][place], cuts[1][place + 1])),
                onsets.part(cuts[2][place], cuts[2][place + 1]),
                tuple(self.events.get(number, ())),
                blocked.part(cuts[3][place], cuts[3][place + 1]),
            )
            for place, number in enumerate(held)
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
        flags = np.bitwise_or.reduceat(rows["flags"][order].astype(np.uint8), first)
        at = order[first]
        columns = {field.name: rows[field.name][at] for field in fields(Votes)}
        columns["flags"] = flags
        return Votes(**columns), rows["window"][at]

    def _summed(self) -> tuple[Counts, NDArray[np.int64]]:
        """Counts by place, unit and site, and the windows."""
        rows = self.counts
        if not rows or not len(rows["window"]):
            return Counts.none(), np.zeros(0, np.int64)
        order, first = _groups([rows["site"], rows["unit"], rows["place"], rows["window"]], distinct=4)
        keys = ("place", "unit", "site")
        columns = {
            field.name: rows[field.name][order[first]]
            if field.name in keys
            else np.add.reduceat(rows[field.name][order], first)
            for field in fields(Counts)
        }
        return Counts(**columns), rows["window"][order[first]]

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
