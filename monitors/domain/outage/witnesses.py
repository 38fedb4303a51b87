"""Who failed, and where: the votes and requests behind whatever is alive, for an hour.

Only rows of series whose CUSUM is above nothing are kept, so a calm hour costs nothing; behind five minutes
only those of places with few votes stay, since a busy place says all that it has to say in less.
"""

from collections import deque
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from monitors.domain.outage.packing import Packed, pack, unpack
from monitors.domain.outage.windows import FAILED, OK, REFUSED, Counts, Votes, Window

KEPT_WINDOWS = 360
THINNED_AFTER = 30
SPARSE_ROWS = 240
"""A place with more rows than this in five minutes is not sparse."""

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


@dataclass(frozen=True, slots=True)
class _Chunk:
    """What is kept of one window."""

    number: int
    votes: Votes
    counts: Counts


@dataclass(slots=True)
class Witnesses:
    """Rows of the windows of the last hour."""

    _chunks: deque[_Chunk] = field(default_factory=deque)
    _votes: tuple[NDArray[np.int64], Votes] | None = None
    """All of them behind one another, put together when they are first asked for in a window."""

    def keep(self, window: Window, places: Mask, sites: Mask, units: Mask) -> None:
        """Keep the rows of these places, sites and units."""
        votes, counts = window.votes, window.counts
        seen = places[votes.place] | sites[votes.site] | units[votes.unit]
        rows = np.flatnonzero(seen & ~votes.embed)
        cells = np.flatnonzero(places[counts.place])
        if len(rows) or len(cells):
            self._chunks.append(_Chunk(window.number, votes.take(rows), counts.take(cells)))
        self._thin(window.number, places)
        self._votes = None

    def _thin(self, number: int, places: Mask) -> None:
        """Forget what is older than an hour, and of busy places what is older than five minutes."""
        chunks = self._chunks
        while chunks and chunks[0].number <= number - KEPT_WINDOWS:
            chunks.popleft()
        for age in range(1, min(len(chunks), THINNED_AFTER + 1) + 1):
            if chunks[-age].number <= number - THINNED_AFTER:
                if chunks[-age].number == number - THINNED_AFTER:
                    chunks[-age] = self._thinned(chunks[-age], places)
                break

    def _thinned(self, chunk: _Chunk, places: Mask) -> _Chunk:
        """Of one window, the rows of places that are alive and sparse."""
        alive = places[chunk.votes.place]
        if not alive.any():
            return _Chunk(
                chunk.number, Votes.none(), chunk.counts.take(np.flatnonzero(places[chunk.counts.place]))
            )
        later = [other.votes.place for other in self._chunks if other.number >= chunk.number]
        busy = np.bincount(np.concatenate(later), minlength=len(places)) > SPARSE_ROWS
        stay = places & ~busy
        return _Chunk(
            chunk.number,
            chunk.votes.take(np.flatnonzero(stay[chunk.votes.place])),
            chunk.counts.take(np.flatnonzero(stay[chunk.counts.place])),
        )

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

    def save(self) -> dict[str, Packed]:
        """To be stored."""
        saved = {
            "number": pack(np.array([chunk.number for chunk in self._chunks], np.int64)),
            "votes": pack(np.array([len(chunk.votes) for chunk in self._chunks], np.int64)),
            "counts": pack(np.array([len(chunk.counts) for chunk in self._chunks], np.int64)),
        }
        for part, kind in (("votes", Votes), ("counts", Counts)):
            for column in fields(kind):
                rows = [getattr(getattr(chunk, part), column.name) for chunk in self._chunks]
                if rows:
                    saved[f"{part}.{column.name}"] = pack(np.concatenate(rows))
        return saved

    @staticmethod
    def restore(saved: dict[str, Packed]) -> "Witnesses":
        """From what was stored."""
        numbers = unpack(saved["number"]).tolist()
        if not numbers:
            return Witnesses()
        votes = [Votes(*rows) for rows in _split(saved, "votes", Votes)]
        counts = [Counts(*rows) for rows in _split(saved, "counts", Counts)]
        return Witnesses(deque(_Chunk(*chunk) for chunk in zip(numbers, votes, counts, strict=True)))


def _split(saved: dict[str, Packed], part: str, kind: type[Votes | Counts]) -> list[tuple[Any, ...]]:
    """The columns of each window of one stored table."""
    cuts = np.cumsum(unpack(saved[part]))[:-1]
    columns = [np.split(unpack(saved[f"{part}.{column.name}"]), cuts) for column in fields(kind)]
    return list(zip(*columns, strict=True))
