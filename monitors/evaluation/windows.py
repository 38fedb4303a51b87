"""Simulated tries as the windows that the judge takes: what collecting and closing windows make of them."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from monitors.domain.outage.book import CONTROL_PLACE, Book
from monitors.domain.outage.windows import (
    FAILED,
    OK,
    REFUSED,
    WINDOW_MS,
    Counts,
    Onsets,
    Votes,
    Window,
    WindowEvent,
)
from monitors.evaluation import signals
from monitors.evaluation.signals import FAILS, FILTERED, LOST, PASSED, REFUSES, WINDOWS, Hour
from monitors.evaluation.world import (
    GROUPS,
    PLATFORMS,
    SERIES,
    SITE_OF_UNIT,
    SITES,
    UNITS,
    World,
    platform_name,
    unit_name,
)

SHORT_TUNNELS = 0.03
USUALLY_BLOCKED = 0.01
"""Shares of tries that are short tunnels, and beside which our own policy denies some part of the page."""


class WindowMaker:
    """Makes windows in the numbers of one judge's book."""

    def __init__(self, book: Book, world: World) -> None:
        self._world = world
        self._place = np.array(
            [book.place(platform_name(platform), group) for platform in range(PLATFORMS) for group in GROUPS]
            + [CONTROL_PLACE]
        )
        self._unit = np.array([book.units.of(unit_name(unit)) for unit in range(UNITS)])
        self._site = np.array([book.sites.of(SITES[site]) for site in SITE_OF_UNIT])

    def windows(self, hour: Hour, events: Mapping[int, Sequence[WindowEvent]]) -> list[Window]:
        """The windows of one hour, in order; `events` are by the window's place in the hour."""
        first = int(hour.starts_ms[0]) // WINDOW_MS
        votes, vote_bounds = self._votes(hour.votes)
        counts, count_bounds = self._counts(hour.votes)
        onsets, onset_bounds = self._onsets(hour)
        cuts = [pairwise(bounds.tolist()) for bounds in (vote_bounds, count_bounds, onset_bounds)]
        return [
            Window(
                first + place,
                votes.part(*cut[0]),
                counts.part(*cut[1]),
                onsets.part(*cut[2]),
                tuple(events.get(place, ())),
            )
            for place, *cut in zip(range(WINDOWS), *cuts, strict=True)
        ]

    def _votes(self, tries: signals.Votes) -> tuple[Votes, NDArray[np.intp]]:
        """All votes of an hour; what was filtered or lost is none."""
        voted = tries.what < FILTERED
        person = tries.person[voted]
        unit = self._world.unit[person]
        flag = np.array([OK, FAILED, REFUSED], np.uint8)[tries.what[voted]]
        votes = Votes.of(
            self._place[tries.series[voted]],
            self._unit[unit],
            self._site[unit],
            self._world.pseudonyms[person],
            flag,
            np.zeros(len(person), bool),
        )
        return votes, _bounds(tries.window[voted])

    def _counts(self, tries: signals.Votes) -> tuple[Counts, NDArray[np.intp]]:
        """An hour's counts by place and unit: each try is a request."""
        unit = self._world.unit[tries.person]
        cell = (tries.window * (SERIES + 1) + tries.series) * UNITS + unit
        passed, failed = tries.what == PASSED, tries.what == FAILS
        beside = passed & (tries.chance > 1 - USUALLY_BLOCKED)
        short = passed & (tries.chance > 1 - USUALLY_BLOCKED - SHORT_TUNNELS) & ~beside
        logged = tries.what != LOST
        seen = np.zeros(WINDOWS * (SERIES + 1) * UNITS, bool)
        seen[cell[logged]] = True
        rows = np.flatnonzero(seen)
        row = (np.cumsum(seen) - 1)[cell]

        def count(which: NDArray[np.bool_]) -> NDArray[np.int64]:
            return np.bincount(row[which], minlength=len(rows))

        window, rest = np.divmod(rows, (SERIES + 1) * UNITS)
        series, unit = np.divmod(rest, UNITS)
        counts = Counts.of(
            self._place[series],
            self._unit[unit],
            self._site[unit],
            count(logged) + count(beside),
            count(passed),
            count(failed),
            count(tries.what == REFUSES),
            count(beside | (tries.what == FILTERED)),
            np.zeros(len(rows), np.int64),
            count(short),
        )
        return counts, _bounds(window)

    def _onsets(self, hour: Hour) -> tuple[Onsets, NDArray[np.intp]]:
        """When the earliest failed request of each window and place began."""
        tries = hour.votes
        rows = np.flatnonzero((tries.what == FAILS) | (tries.what == REFUSES))
        window, series = tries.window[rows], tries.series[rows]
        moment = (tries.chance[rows].astype(np.float64) * 1e4 % 1 * WINDOW_MS).astype(np.int64)
        started = hour.starts_ms[window] + moment - tries.lasted_ms[rows]
        order = np.lexsort((started, series, window))
        cell = (window * (SERIES + 1) + series)[order]
        _, first = np.unique(cell, return_index=True)
        chosen = order[first]
        return Onsets(self._place[series[chosen]], started[chosen]), _bounds(window[chosen])


def _bounds(window: NDArray[np.int64]) -> NDArray[np.intp]:
    """Where each window's rows begin, and where the last one's end; rows are in the order of windows."""
    return np.searchsorted(window, np.arange(WINDOWS + 1))
