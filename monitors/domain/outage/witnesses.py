"""Who failed, and where: the votes and requests behind whatever is alive, for an hour.

Only rows of series whose CUSUM is above nothing are kept, so a calm hour costs nothing. Behind five minutes
only those of places stay that have been alive all the time since, and that have few votes: a busy place says
all that it has to say in less.
"""

from bisect import bisect_left
from collections import deque
from dataclasses import dataclass, field, fields

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from monitors.domain.outage.windows import FAILED, OK, REFUSED, Counts, Votes, Window
from streams.contracts.columns import Column

KEPT_WINDOWS = 360
THINNED_AT = (30, 90)
"""After five minutes, and again after fifteen, a window is thinned."""
SPARSE_ROWS = 240
"""A place with more rows than this since then is not sparse."""
NOT_ALIVE = 1 << 60

Mask = NDArray[np.bool_]

_NO_COLUMNS = tuple(getattr(Votes.none(), column.name) for column in fields(Votes))


@dataclass(frozen=True, slots=True)
class Scene:
    """Votes of some time, with the window of each; `bad` says which of them count as failed."""

    window: NDArray[np.int64]
    votes: Votes
    bad: Mask

    def where(self, rows: Mask) -> "Scene":
        """Some of it."""
        return Scene(self.window[rows], self.votes.take(rows), self.bad[rows])

    def people(self) -> int:
        """Different people."""
        return len(np.unique(self.votes.person))

    def failing(self) -> "Scene":
        """The failed votes."""
        return self.where(self.bad)

    @property
    def share(self) -> float:
        """The share of failed votes, 0 of none."""
        return float(self.bad.mean()) if len(self.bad) else 0.0


class _Rows(Struct, array_like=True):
    """A window's rows as they are stored: columns behind one another."""

    number: int
    votes: list[Column]
    counts: list[Column]


@dataclass(slots=True)
class _Chunk:
    """What is kept of one window. Its bytes are made once, as most windows are stored many times."""

    number: int
    votes: Votes
    counts: Counts
    _data: bytes | None = None

    def data(self) -> bytes:
        """As bytes."""
        if self._data is None:
            columns = [
                [Column.of(getattr(part, c.name)) for c in fields(part)] for part in (self.votes, self.counts)
            ]
            self._data = msgspec.msgpack.encode(_Rows(self.number, *columns))
        return self._data

    @staticmethod
    def of(data: bytes) -> "_Chunk":
        """From bytes."""
        rows = msgspec.msgpack.decode(data, type=_Rows)
        place, unit, site, person, flags, embed = rows.votes
        votes = Votes(
            place.numbers(),
            unit.numbers(),
            site.numbers(),
            person.pseudonyms(),
            flags.numbers().astype(np.uint8),
            embed.numbers() > 0,
        )
        return _Chunk(rows.number, votes, Counts(*(column.numbers() for column in rows.counts)), data)


@dataclass(slots=True)
class Witnesses:
    """Rows of the windows of the last hour."""

    _chunks: deque[_Chunk] = field(default_factory=deque)
    _votes: tuple[NDArray[np.int64], Votes] | None = None
    """All of them behind one another, put together when they are first asked for in a window."""

    def keep(self, window: Window, since: NDArray[np.int64], sites: Mask, units: Mask) -> None:
        """Keep the rows of these sites and units, and of the places that are alive.

        `since` is for each place the window since when it is; NOT_ALIVE for the others.
        """
        votes, counts = window.votes, window.counts
        places = since < NOT_ALIVE
        seen = places[votes.place] | sites[votes.site] | units[votes.unit]
        rows = np.flatnonzero(seen & ~votes.embed)
        cells = np.flatnonzero(places[counts.place])
        if len(rows) or len(cells):
            self._chunks.append(_Chunk(window.number, votes.take(rows), counts.take(cells)))
        self._thin(window.number, since)
        self._votes = None

    def _thin(self, number: int, since: NDArray[np.int64]) -> None:
        """Forget what is older than an hour, and what of older windows nothing leads to any more."""
        chunks = self._chunks
        while chunks and chunks[0].number <= number - KEPT_WINDOWS:
            chunks.popleft()
        numbers = [chunk.number for chunk in chunks]
        for age in THINNED_AT:
            place = bisect_left(numbers, number - age)
            if place < len(numbers) and numbers[place] == number - age:
                chunks[place] = self._thinned(chunks[place], since)

    def _thinned(self, chunk: _Chunk, since: NDArray[np.int64]) -> _Chunk:
        """Of one window, the rows of places that have been alive since then, and are sparse."""
        places = since <= chunk.number
        votes = chunk.votes.take(np.flatnonzero(places[chunk.votes.place]))
        if len(votes):
            later = [other.votes.place for other in self._chunks if other.number >= chunk.number]
            places &= np.bincount(np.concatenate(later), minlength=len(places)) <= SPARSE_ROWS
            votes = votes.take(np.flatnonzero(places[votes.place]))
        return _Chunk(chunk.number, votes, chunk.counts.take(np.flatnonzero(places[chunk.counts.place])))

    def _all(self) -> tuple[NDArray[np.int64], Votes]:
        """The window of each vote, and the votes."""
        if self._votes is None:
            parts = [chunk for chunk in self._chunks if len(chunk.votes)]
            columns = [
                np.concatenate([getattr(part.votes, column.name) for part in parts]) if parts else none
                for column, none in zip(fields(Votes), _NO_COLUMNS, strict=True)
            ]
            window = np.repeat([part.number for part in parts], [len(part.votes) for part in parts])
            self._votes = window.astype(np.int64), Votes(*columns)
        return self._votes

    def votes(self, since: int, places: Mask | None = None, *, refused: bool = False) -> Scene:
        """The votes from a window on, of all places kept or of some."""
        window, votes = self._all()
        first = int(np.searchsorted(window, since))
        place, flags = votes.place[first:], votes.flags[first:]
        told = np.ones(len(place), bool) if refused else (flags & (OK | FAILED)) > 0
        rows = first + np.flatnonzero(told if places is None else told & places[place])
        taken, flag = votes.take(rows), REFUSED if refused else FAILED
        return Scene(window[rows], taken, (taken.flags & (OK | flag)) == flag)

    def counts(self, since: int, places: Mask) -> tuple[NDArray[np.int64], Counts]:
        """The counts of some places from a window on, with the window of each row."""
        parts = [chunk for chunk in self._chunks if chunk.number >= since and len(chunk.counts)]
        if not parts:
            return np.zeros(0, np.int64), Counts.none()
        columns = [
            np.concatenate([getattr(part.counts, column.name) for part in parts]) for column in fields(Counts)
        ]
        counts = Counts(*columns)
        window = np.repeat([part.number for part in parts], [len(part.counts) for part in parts])
        rows = np.flatnonzero(places[counts.place])
        return window[rows], counts.take(rows)

    def save(self) -> list[bytes]:
        """To be stored: each window as it was when it was last touched, in bytes."""
        return [chunk.data() for chunk in self._chunks]

    @staticmethod
    def restore(saved: list[bytes]) -> "Witnesses":
        """From what was stored."""
        return Witnesses(deque(_Chunk.of(data) for data in saved))
