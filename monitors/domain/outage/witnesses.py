"""Who failed, and where: the votes and requests behind whatever is alive, for an hour.

Only rows of series whose CUSUM is above nothing are kept, so a calm hour costs nothing. Behind five minutes
only those of places stay that have been alive all the time since, and that have few votes: a busy place says
all that it has to say in less.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from monitors.domain.outage.windows import FAILED, OK, REFUSED, Counts, Votes, Window
from streams.contracts.columns import Column

KEPT_WINDOWS = 360
THINNED_AT = (30, 90)
"""After five minutes, and again after fifteen, a window is thinned ..."""
THINNED_EVERY = 6
"""... with all that are due in this minute."""
SPARSE_ROWS = 240
"""A place with more rows than this since then is not sparse."""
ALL_ROWS = 1 << 60
NOT_ALIVE = 1 << 60

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Scene:
    """Votes of some time, with the window of each; `bad` says which of them count as failed."""

    window: NDArray[np.int64]
    votes: Votes
    bad: Mask

    def where(self, rows: Mask) -> "Scene":
        """Some of it."""
        return Scene(self.window[rows], self.votes.where(rows), self.bad[rows])

    def people(self) -> int:
        """Different people."""
        return len(set(self.votes.person.tolist()))

    def failing(self) -> "Scene":
        """The failed votes."""
        return self.where(self.bad)

    @property
    def share(self) -> float:
        """The share of failed votes, 0 of none."""
        return np.count_nonzero(self.bad) / len(self.bad) if len(self.bad) else 0.0


@dataclass(slots=True)
class _Store:
    """Rows behind one another in one array, the oldest first; its first line is the window of each."""

    columns: NDArray[np.int64]
    _first: int = 0
    _after: int = 0

    @staticmethod
    def of(columns: NDArray[np.int64]) -> "_Store":
        """A store of these rows."""
        return _Store(columns, 0, columns.shape[1])

    def rows(self, since: int = 0) -> NDArray[np.int64]:
        """Those of the windows from one on."""
        held = self.columns[:, self._first : self._after]
        if not since or self._first == self._after or held[0, 0] >= since:
            return held
        return held[:, held[0].searchsorted(since) :]

    def add(self, window: int | NDArray[np.int64], rows: NDArray[np.int64]) -> None:
        """Rows of windows that are no earlier than all that are here."""
        size = rows.shape[1]
        if self._after + size > self.columns.shape[1]:
            held = self.rows()
            self.columns = np.empty((1 + len(rows), 2 * (held.shape[1] + size)), np.int64)
            self._first, self._after = 0, held.shape[1]
            self.columns[:, : self._after] = held
        new = self.columns[:, self._after : self._after + size]
        new[0], new[1:] = window, rows
        self._after += size

    def pop(self, before: int) -> NDArray[np.int64]:
        """Take out the rows of the windows before one."""
        first = self._first
        if first < self._after and self.columns[0, first] < before:
            self._first += int(self.columns[0, first : self._after].searchsorted(before))
        return self.columns[:, first : self._first]


@dataclass(slots=True)
class _Stores:
    """The rows of one table: those of the last windows, those that were thinned once, and twice."""

    stores: tuple[_Store, ...]

    @staticmethod
    def none(lines: int) -> "_Stores":
        """No rows of so many columns."""
        return _Stores(
            tuple(_Store.of(np.zeros((1 + lines, 0), np.int64)) for _ in range(1 + len(THINNED_AT)))
        )

    def keep(self, number: int, rows: NDArray[np.int64]) -> None:
        """Keep some of a window."""
        self.stores[0].add(number, rows)

    def thin(self, number: int, since: NDArray[np.int64], most: int) -> None:
        """Forget what is older than an hour, and what of older windows nothing leads to any more.

        What is thinned keeps the rows of places that have been alive since then and have at most `most` rows
        since then.
        """
        for place, age in enumerate(THINNED_AT):
            due = self.stores[place].pop(number - age + 1)
            kept = due.compress(since[due[1]] <= due[0], axis=1)
            if not kept.shape[1]:
                continue
            later = [due[1], *(store.rows()[1] for store in self.stores[: place + 1])]
            if sum(map(len, later)) > most:
                sparse = np.bincount(np.concatenate(later), minlength=len(since)) <= most
                kept = kept.compress(sparse[kept[1]], axis=1)
            self.stores[place + 1].add(kept[0], kept[1:])
        self.stores[-1].pop(number - KEPT_WINDOWS + 1)

    def since(self, window: int, places: Mask | None) -> NDArray[np.int64]:
        """The rows from a window on, of all places or of some."""
        rows = [store.rows(window) for store in reversed(self.stores)]
        held = [part for part in rows if part.shape[1]] or rows[:1]
        if places is not None:
            held = [part.compress(places[part[1]], axis=1) for part in held]
        return held[0] if len(held) == 1 else np.concatenate(held, axis=1)


@dataclass(slots=True)
class Witnesses:
    """Rows of the windows of the last hour."""

    _votes: _Stores = field(default_factory=lambda: _Stores.none(len(Votes.NAMES)))
    _counts: _Stores = field(default_factory=lambda: _Stores.none(len(Counts.NAMES)))

    def keep(self, window: Window, since: NDArray[np.int64], sites: Mask, units: Mask) -> None:
        """Keep the rows of these sites and units, and of the places that are alive.

        `since` is for each place the window since when it is; NOT_ALIVE for the others.
        """
        votes, counts = window.votes, window.counts
        places = since < NOT_ALIVE
        seen = (places[votes.place] | sites[votes.site] | units[votes.unit]) & ~votes.embed
        self._votes.keep(window.number, votes.columns.compress(seen, axis=1))
        self._counts.keep(window.number, counts.columns.compress(places[counts.place], axis=1))
        if window.number % THINNED_EVERY == 0:
            self._votes.thin(window.number, since, SPARSE_ROWS)
            self._counts.thin(window.number, since, ALL_ROWS)

    def votes(self, since: int, places: Mask | None = None, *, refused: bool = False) -> Scene:
        """The votes from a window on, of all places kept or of some."""
        rows = self._votes.since(since, places)
        if not refused:
            rows = rows.compress((Votes(rows[1:]).flags & (OK | FAILED)) > 0, axis=1)
        kept, flag = Votes(rows[1:]), REFUSED if refused else FAILED
        return Scene(rows[0], kept, (kept.flags & (OK | flag)) == flag)

    def counts(self, since: int, places: Mask) -> tuple[NDArray[np.int64], Counts]:
        """The counts of some places from a window on, with the window of each row."""
        rows = self._counts.since(since, places)
        return rows[0], Counts(rows[1:])

    def save(self) -> list[list[Column]]:
        """To be stored, column by column."""
        stores = (*self._votes.stores, *self._counts.stores)
        return [[Column.of(column) for column in store.rows()] for store in stores]

    @staticmethod
    def restore(saved: list[list[Column]]) -> "Witnesses":
        """From what was stored."""
        stores = [_Store.of(np.stack([column.numbers() for column in columns])) for columns in saved]
        each = len(THINNED_AT) + 1
        return Witnesses(_Stores(tuple(stores[:each])), _Stores(tuple(stores[each:])))
