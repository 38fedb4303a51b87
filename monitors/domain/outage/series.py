"""Every count that is watched, as one long row of numbers: a *series* is a place in it.

For each place (a platform's surface group; the control is one too) there are several kinds of series, and for
each site and each unit one over everything that it tried. All of them go through the same arithmetic at once,
which is what makes one step over 80 platforms a matter of microseconds.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import accumulate
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from monitors.domain.outage.book import GROUPS, Book
from monitors.domain.outage.windows import FAILED, OK, REFUSED, SAYS, AnyTable, Counts, Votes, Window

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
    firsts: tuple[int, ...] = field(init=False, repr=False, compare=False)
    """Where the series of each kind begin, and where the last end."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "firsts", tuple(accumulate(map(self.room, Kind), initial=0)))

    @property
    def size(self) -> int:
        """How many series there are."""
        return self.firsts[-1]

    def first(self, kind: Kind) -> int:
        """Where the series of a kind begin."""
        return self.firsts[kind]

    def part(self, kind: Kind) -> slice:
        """All series of a kind."""
        return slice(self.firsts[kind], self.firsts[kind + 1])

    def room(self, kind: Kind) -> int:
        """How many series of a kind there are."""
        return self.places if kind < BY_PLACE else self.units if kind is Kind.UNIT else self.sites

    def of(self, series: NDArray[np.intp]) -> list[tuple[int, int]]:
        """The kind and the place, site or unit of some series."""
        kinds = [(bisect_right(self.firsts, one) - 1, one) for one in series.tolist()]
        return [(kind, one - self.firsts[kind]) for kind, one in kinds]

    def fits(self, book: Book) -> bool:
        """Whether everything in the book has room."""
        return book.places <= self.places and len(book.sites) <= self.sites and len(book.units) <= self.units

    def grown(self, book: Book) -> "Layout":
        """Room for everything in the book, and a quarter more where there was too little."""
        return Layout(
            len(GROUPS) * _room(self.places // len(GROUPS), len(book.platforms)),
            _room(self.sites, len(book.sites)),
            _room(self.units, len(book.units)),
        )

    def moved(self, array: NDArray[Any], other: "Layout", fill: float) -> NDArray[Any]:
        """An array whose last axis has one element a series, laid out as in `other`, a larger layout."""
        moved = np.full((*array.shape[:-1], other.size), fill, array.dtype)
        for kind in Kind:
            there = other.first(kind)
            moved[..., there : there + self.room(kind)] = array[..., self.part(kind)]
        return moved


def _room(room: int, wanted: int) -> int:
    """Enough room for what is wanted: every step costs a little for each place, used or not."""
    return room if wanted <= room else wanted + wanted // 4


_HOW = np.arange(2 * (SAYS + 1))
"""All that a vote may say, of use and then of embeds."""
_USE, _TOLD, _FAILED = _HOW <= SAYS, (_HOW & (OK | FAILED)) > 0, (_HOW & (OK | FAILED)) == FAILED
_VOTES = np.stack((_TOLD, _USE, _TOLD & _USE, _TOLD & _USE)).astype(np.float64)
"""Where each of them counts: at its place, for the refusals there, its site and its unit ..."""
_BAD = _VOTES * np.stack((_FAILED, (_HOW & (OK | REFUSED)) == REFUSED, _FAILED, _FAILED))
"""... and where it is bad."""


class _Cells(NamedTuple):
    """For each row the series that it counts in, how much it counts there, and how much of that is bad."""

    series: NDArray[np.int64]
    n: Floats
    x: Floats


def counted(windows: Sequence[Window], layout: Layout, per_cell: int) -> Floats:
    """(n, x), by window and by series: how many there were, and how many of them were bad.

    A cell (one unit on one place) weighs at most `per_cell` requests in the damped kinds.
    """
    votes, counts = [window.votes for window in windows], [window.counts for window in windows]
    voted, requested = _voted(_joined(votes), layout), _requested(_joined(counts), layout, per_cell)
    series, n, x = (np.concatenate(pair, axis=1) for pair in zip(voted, requested, strict=True))
    begins = np.arange(len(windows)) * layout.size
    begin = np.concatenate([begins.repeat([len(table) for table in tables]) for tables in (votes, counts)])
    cells, size = (series + begin).ravel(), len(windows) * layout.size
    tally = np.stack([np.bincount(cells, weights.ravel(), size) for weights in (n, x)])
    by_window: Floats = tally.astype(np.float64, copy=False).reshape(2, len(windows), -1).swapaxes(0, 1)
    return by_window


def _joined(tables: Sequence[AnyTable]) -> AnyTable:
    """Tables behind one another."""
    return type(tables[0])(np.concatenate([table.columns for table in tables], axis=1))


def _voted(votes: Votes, layout: Layout) -> _Cells:
    """Votes in the series of their place, site and unit."""
    how = (votes.flags & SAYS) + (SAYS + 1) * votes.embed
    series = (
        votes.place + layout.first(Kind.EMBED) * votes.embed,
        votes.place + layout.first(Kind.REFUSED),
        votes.site + layout.first(Kind.SITE),
        votes.unit + layout.first(Kind.UNIT),
    )
    return _Cells(np.stack(series), _VOTES.take(how, axis=1), _BAD.take(how, axis=1))


def _requested(counts: Counts, layout: Layout, per_cell: int) -> _Cells:
    """Requests in the series of their place and site, most of them damped."""
    requests, ok = np.maximum(counts.requests, 1), np.maximum(counts.ok, 1)
    damped, fine = np.minimum(counts.requests, per_cell), np.minimum(counts.ok, per_cell)
    share = damped / requests
    series = (
        counts.place + layout.first(Kind.BLOCKED),
        counts.place + layout.first(Kind.SHORT),
        counts.place + layout.first(Kind.TRIED),
        counts.site + layout.first(Kind.PROXY),
    )
    bad = (counts.blocked * share, counts.short * (fine / ok), counts.failed, counts.proxy * share)
    n = np.stack((damped, fine, counts.requests, damped)).astype(np.float64)
    return _Cells(np.stack(series), n, np.rint(np.stack(bad)))
