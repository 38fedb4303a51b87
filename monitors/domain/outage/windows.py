"""What is judged: ten seconds of seen time, half-open, with the votes, counts and events that fell into them.

Rows refer to places (a platform's surface group), units and sites by the numbers of a `Book`.
"""

from dataclasses import dataclass, field
from typing import Any, ClassVar, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from streams.contracts.signals import AccountEvent, PeerWord, Probe, Report, VendorStatus
from streams.domain.cells import ADDRESS, FAILED, OK, REFUSED, SAYS, WINDOW_MS

WindowEvent = Probe | Report | VendorStatus | AccountEvent | PeerWord
"""Events that are judged in the window of their time."""

__all__ = [
    "ADDRESS",
    "FAILED",
    "OK",
    "REFUSED",
    "SAYS",
    "WINDOW_MS",
    "AnyTable",
    "Counts",
    "Onsets",
    "Votes",
    "Window",
    "WindowEvent",
]


class _Line:
    """One column of a table, by its line in the array."""

    def __init__(self, number: int) -> None:
        self._number = number

    def __get__(self, table: "Table", kind: type["Table"]) -> NDArray[np.int64]:
        column: NDArray[np.int64] = table.columns[self._number]
        return column


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of whole numbers in one array, a line for each column: rows are cut and taken all at once."""

    columns: NDArray[np.int64]

    @classmethod
    def of(cls, *columns: NDArray[Any]) -> Self:
        """Columns in the order of `NAMES`; pseudonyms keep their 64 bits."""
        return cls(np.stack([column.astype(np.int64, copy=False) for column in columns]))

    def __len__(self) -> int:
        return len(self.columns[0])

    def where(self, which: NDArray[np.bool_]) -> Self:
        """Those rows that are so."""
        return type(self)(self.columns.compress(which, axis=1))

    def part(self, first: int, after: int) -> Self:
        """Some rows behind one another, without copying them."""
        return type(self)(self.columns[:, first:after])


class Votes(Table):
    """One row for each person at each place; `embed` rows are nobody's use of the platform.

    `flags` unite OK, FAILED and REFUSED over all that the person tried there: a vote failed when FAILED is
    there and OK is not. ADDRESS marks whom the log knows by an address only.
    """

    __slots__ = ()
    NAMES: ClassVar = ("place", "unit", "site", "person", "flags", "embed")
    place, unit, site, _pseudonym, flags, _embed = map(_Line, range(6))

    @property
    def person(self) -> NDArray[np.uint64]:
        """Pseudonyms."""
        return self._pseudonym.view(np.uint64)

    @property
    def embed(self) -> NDArray[np.bool_]:
        """Which rows are those of embeds."""
        return self._embed > 0

    @staticmethod
    def none() -> "Votes":
        """Nobody tried anything."""
        return Votes(np.zeros((len(Votes.NAMES), 0), np.int64))


class Counts(Table):
    """Requests by place, unit and site, one row each, without embeds.

    `requests` are all of them; `ok`, `failed`, `refused` (by the platform), `blocked` (by our own policy) and
    `proxy` (our own proxy's fault) are parts; `short` are successful tunnels under 2 s, a part of `ok`.
    """

    __slots__ = ()
    NAMES: ClassVar = (
        *("place", "unit", "site"),
        *("requests", "ok", "failed", "refused", "blocked", "proxy", "short"),
    )
    place, unit, site, requests, ok, failed, refused, blocked, proxy, short = map(_Line, range(10))

    @staticmethod
    def none() -> "Counts":
        """No request."""
        return Counts(np.zeros((len(Counts.NAMES), 0), np.int64))


AnyTable = TypeVar("AnyTable", Votes, Counts)


@dataclass(frozen=True, slots=True)
class Onsets:
    """When the earliest failed request of a place began, in Unix milliseconds; places may be missing."""

    place: NDArray[np.int64]
    started_ms: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.place)

    def part(self, first: int, after: int) -> "Onsets":
        """Some rows behind one another."""
        return Onsets(self.place[first:after], self.started_ms[first:after])

    @staticmethod
    def none() -> "Onsets":
        """Nothing is known of beginnings: a failure counts from the start of its window."""
        return Onsets(np.zeros(0, np.int64), np.zeros(0, np.int64))


@dataclass(frozen=True, slots=True)
class Window:
    """One closed window. `number` counts ten seconds since 1970, as in `VOTE_KEY`.

    `onsets` are those of failed and refused requests, `blocked_onsets` those that our policy turned away.
    """

    number: int
    votes: Votes = field(default_factory=Votes.none)
    counts: Counts = field(default_factory=Counts.none)
    onsets: Onsets = field(default_factory=Onsets.none)
    events: tuple[WindowEvent, ...] = ()
    blocked_onsets: Onsets = field(default_factory=Onsets.none)

    @property
    def start_ms(self) -> int:
        """The first millisecond in it."""
        return self.number * WINDOW_MS

    @property
    def end_ms(self) -> int:
        """The first millisecond behind it."""
        return (self.number + 1) * WINDOW_MS
