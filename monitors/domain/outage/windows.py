"""What is judged: ten seconds of seen time, half-open, with the votes, counts and events that fell into them.

Rows refer to places (a platform's surface group), units and sites by the numbers of a `Book`.
"""

from dataclasses import dataclass, field, fields

import numpy as np
from numpy.typing import NDArray

from streams.contracts.signals import AccountEvent, Probe, Report, VendorStatus
from streams.domain.cells import FAILED, OK, REFUSED, WINDOW_MS

WindowEvent = Probe | Report | VendorStatus | AccountEvent
"""Events that are judged in the window of their time."""

__all__ = ["FAILED", "OK", "REFUSED", "WINDOW_MS", "Counts", "Onsets", "Votes", "Window", "WindowEvent"]


@dataclass(frozen=True, slots=True)
class Votes:
    """One row for each person at each place; `embed` rows are nobody's use of the platform.

    `flags` unite OK, FAILED and REFUSED over all that the person tried there: a vote failed when FAILED is
    there and OK is not.
    """

    place: NDArray[np.int64]
    unit: NDArray[np.int64]
    site: NDArray[np.int64]
    person: NDArray[np.uint64]
    flags: NDArray[np.uint8]
    embed: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.place)

    def take(self, rows: NDArray[np.bool_] | NDArray[np.intp]) -> "Votes":
        """Some rows only."""
        return Votes(
            self.place[rows],
            self.unit[rows],
            self.site[rows],
            self.person[rows],
            self.flags[rows],
            self.embed[rows],
        )

    @staticmethod
    def none() -> "Votes":
        """Nobody tried anything."""
        none = np.zeros(0, np.int64)
        return Votes(none, none, none, np.zeros(0, np.uint64), np.zeros(0, np.uint8), np.zeros(0, bool))


@dataclass(frozen=True, slots=True)
class Counts:
    """Requests by place, unit and site, one row each, without embeds.

    `requests` are all of them; `ok`, `failed`, `blocked` (our own policy), `proxy` (our own proxy's fault)
    are parts; `short` are successful tunnels under 2 s, a part of `ok`; `bytes_down` is what came.
    """

    place: NDArray[np.int64]
    unit: NDArray[np.int64]
    site: NDArray[np.int64]
    requests: NDArray[np.int64]
    ok: NDArray[np.int64]
    failed: NDArray[np.int64]
    blocked: NDArray[np.int64]
    proxy: NDArray[np.int64]
    short: NDArray[np.int64]
    bytes_down: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.place)

    def take(self, rows: NDArray[np.bool_] | NDArray[np.intp]) -> "Counts":
        """Some rows only."""
        return Counts(*(getattr(self, column.name)[rows] for column in fields(self)))

    @staticmethod
    def none() -> "Counts":
        """No request."""
        return Counts(*(np.zeros(0, np.int64) for _ in fields(Counts)))


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
