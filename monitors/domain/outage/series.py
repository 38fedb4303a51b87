"""Every count that is watched, as one long row of numbers: a *series* is a place in it.

For each place (a platform's surface group; the control is one too) there are several kinds of series, and for
each site and each unit one over everything that it tried. All of them go through the same arithmetic at once,
which is what makes one step over 80 platforms a matter of microseconds.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from monitors.domain.outage.book import GROUPS, Book
from monitors.domain.outage.windows import FAILED, OK, REFUSED, Window

Floats = NDArray[np.float64]


class Kind(IntEnum):
    """What is counted. The first six are by place, then come the sums by site and by unit."""

    FAILED = 0
    """Failed votes of all votes that passed or failed."""
    REFUSED = 1
    """Votes in which the platform's own refusal was all that came, of all votes."""
    BLOCKED = 2
    """Requests that our own policy refused, of all requests; damped by unit and window."""
    SHORT = 3
    """Tunnels under 2 s, of all successes; damped likewise. What fails in a tunnel shows in its shape."""
    EMBED = 4
    """Failed votes of embeds: they may raise a suspicion, and tell that all is well, and nothing else."""
    TRIED = 5
    """Failed requests of all requests: to say how much was lost. Never judged."""
    SITE = 6
    """Failed votes of everything that a site tried."""
    PROXY = 7
    """Requests that our own proxy spoilt, by site; damped by unit and window."""
    UNIT = 8
    """Failed votes of everything that a unit tried."""


BY_PLACE = 6


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each series stands: so many places, sites and units have room."""

    places: int = 4 * len(GROUPS)
    sites: int = 4
    units: int = 8

    @property
    def size(self) -> int:
        """How many series there are."""
        return self.first(Kind.UNIT) + self.units

    def first(self, kind: Kind) -> int:
        """Where the series of a kind begin."""
        if kind <= BY_PLACE:
            return kind * self.places
        return BY_PLACE * self.places + self.sites * (kind - BY_PLACE)

    def room(self, kind: Kind) -> int:
        """How many series of a kind there are."""
        return self.places if kind < BY_PLACE else self.units if kind is Kind.UNIT else self.sites

    def of(self, series: NDArray[np.intp]) -> list[tuple[int, int]]:
        """The kind and the place, site or unit of some series."""
        firsts = np.array([self.first(kind) for kind in Kind])
        kinds = np.searchsorted(firsts, series, side="right") - 1
        return list(zip(kinds.tolist(), (series - firsts[kinds]).tolist(), strict=True))

    def fits(self, book: Book) -> bool:
        """Whether everything in the book has room."""
        return book.places <= self.places and len(book.sites) <= self.sites and len(book.units) <= self.units

    def grown(self, book: Book) -> "Layout":
        """Room for everything in the book, and as much again."""
        return Layout(
            max(self.places, 2 * book.places if book.places > self.places else 0),
            max(self.sites, 2 * len(book.sites) if len(book.sites) > self.sites else 0),
            max(self.units, 2 * len(book.units) if len(book.units) > self.units else 0),
        )

    def moved(self, array: NDArray[Any], other: "Layout", fill: float) -> NDArray[Any]:
        """An array whose last axis has one element a series, laid out as in `other`, a larger layout."""
        moved = np.full((*array.shape[:-1], other.size), fill, array.dtype)
        for kind in Kind:
            here, there = self.first(kind), other.first(kind)
            moved[..., there : there + self.room(kind)] = array[..., here : here + self.room(kind)]
        return moved


def counted(window: Window, layout: Layout, per_cell: int) -> tuple[Floats, Floats]:
    """(n, x) of one window, an element a series: how many there were, and how many of them were bad.

    A cell (one unit on one place) weighs at most `per_cell` requests in the damped kinds.
    """
    size = layout.size
    total, bad = _votes_counted(window, layout)
    n = np.bincount(total, minlength=size).astype(np.float64)
    x = np.bincount(bad, minlength=size).astype(np.float64)
    counts = window.counts
    if len(counts):
        damped = np.minimum(counts.requests, per_cell)
        share = damped / np.maximum(counts.requests, 1)
        fine = np.minimum(counts.ok, per_cell)
        kinds = (Kind.BLOCKED, Kind.SHORT, Kind.TRIED)
        places = [counts.place + layout.first(kind) for kind in kinds]
        rows = np.concatenate([*places, counts.site + layout.first(Kind.PROXY)])
        n += np.bincount(rows, np.concatenate((damped, fine, counts.requests, damped)), size)
        short = counts.short * (fine / np.maximum(counts.ok, 1))
        spoilt = np.concatenate((counts.blocked * share, short, counts.failed, counts.proxy * share))
        x += np.bincount(rows, np.rint(spoilt), size)
    return n, x


def _votes_counted(window: Window, layout: Layout) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The series of every vote, and of every bad vote, one element each."""
    votes = window.votes
    use, told = ~votes.embed, (votes.flags & (OK | FAILED)) > 0
    failed = np.flatnonzero((votes.flags & (OK | FAILED)) == FAILED)
    refused = np.flatnonzero((votes.flags & (OK | REFUSED)) == REFUSED)
    voted = use & told
    kind = np.where(use, layout.first(Kind.FAILED), layout.first(Kind.EMBED))
    by_place = votes.place + kind
    total = np.concatenate(
        (
            by_place[told],
            votes.place[use] + layout.first(Kind.REFUSED),
            votes.site[voted] + layout.first(Kind.SITE),
            votes.unit[voted] + layout.first(Kind.UNIT),
        )
    )
    refused = refused[use[refused]]
    used = failed[use[failed]]
    bad = np.concatenate(
        (
            by_place[failed],
            votes.place[refused] + layout.first(Kind.REFUSED),
            votes.site[used] + layout.first(Kind.SITE),
            votes.unit[used] + layout.first(Kind.UNIT),
        )
    )
    return total, bad
