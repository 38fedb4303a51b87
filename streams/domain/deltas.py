"""A delta: the slices of everything read between two positions of one source. It is the unit of commit.

A delta holds no line, login, address, path or query: counts by cell, and keyed pseudonyms as sets. Votes and
windows go by *seen* time (the end of a request, when its outcome became known), usage by *started* time.
"""

from dataclasses import dataclass, field, fields

import numpy as np
from numpy.typing import NDArray

from streams.domain.cells import (
    ADDRESS,
    CONTROL,
    FAILED,
    OK,
    REFUSED,
    SLOT_MS,
    USAGE_KEY,
    VOTE_KEY,
    WINDOW_MS,
    Cells,
    Layout,
    merge_all,
)
from streams.domain.histogram import BINS, bins_of
from streams.domain.lines import EARLIEST_MS, LATEST_MS, Verdict
from streams.domain.networks import NO_NETWORKS
from streams.domain.outcomes import Outcome
from streams.domain.rejections import MOST_DESCRIBED, Rejection

OUTCOMES = tuple(outcome.word for outcome in Outcome)

USAGE_COUNTS = (*OUTCOMES, "bytes_down", "bytes_up", "writes", "tunnels", "long_tunnels")
"""The counts of a usage cell; requests are the sum of the outcomes, blocked is `our_policy`."""

VOTE_COUNTS = (*OUTCOMES, "bytes_down", "short_tunnels")
"""The counts of a vote cell."""

TALLIES = ("lines", "excluded", "joined", "by_login", "by_address", "weighed", "timed", "sized", "sent")
"""Of the source: all lines, and estimates over all lines from those that were cut (see `Delta.tallies`)."""

LATENCY_KEY = Layout((("platform", 12), ("group", 4)))

ONSET_KEY = Layout((("kind", 2), ("platform", 12), ("group", 3), ("window", 29)))
"""What an onset belongs to: one of ONSET_KINDS, and a place and window as in VOTE_KEY."""

ONSET_KINDS = ("failed", "refused", "blocked")
ACTIVITY_MS = 60_000

NO_VOTE_AFTER_MS = 30_000
"""A success that lasted longer says nothing about the moment at which it was seen."""
LONG_TUNNEL_MS = 300_000
SHORT_TUNNEL_MS = 2_000

_FAILS = np.zeros(len(Outcome), bool)
_FAILS[[Outcome.FAIL_DNS, Outcome.FAIL_TCP, Outcome.FAIL_TLS, Outcome.FAIL_TIMEOUT]] = True
_FAILS[[Outcome.FAIL_5XX, Outcome.SLOW]] = True
_ONSET_KIND = np.full(len(Outcome), -1, np.int64)
_ONSET_KIND[_FAILS] = ONSET_KINDS.index("failed")
_ONSET_KIND[Outcome.REFUSED] = ONSET_KINDS.index("refused")
_ONSET_KIND[Outcome.OUR_POLICY] = ONSET_KINDS.index("blocked")
_ANSWERS = np.zeros(len(Outcome), bool)
_ANSWERS[[Outcome.OK, Outcome.SLOW, Outcome.FAIL_5XX]] = True
_PASSES = np.zeros(len(Outcome), bool)
_PASSES[[Outcome.OK, Outcome.PLAT_4XX]] = True


@dataclass(frozen=True, slots=True)
class Sightings:
    """Requests whose platform and person are known, as columns; `platform` is CONTROL for the control.

    `person` is a pseudonym, 0 for nobody, made of an address where `by_address`. `use` is 0 for no, 1 for
    weak, 2 for yes.
    """

    unit: NDArray[np.int64]
    platform: NDArray[np.int64]
    surface: NDArray[np.int64]
    group: NDArray[np.int64]
    use: NDArray[np.int64]
    person: NDArray[np.uint64]
    by_address: NDArray[np.bool_]
    seen_ms: NDArray[np.int64]
    started_ms: NDArray[np.int64]
    duration_ms: NDArray[np.int64]
    outcome: NDArray[np.uint8]
    connect: NDArray[np.bool_]
    write: NDArray[np.bool_]
    bytes_down: NDArray[np.int64]
    bytes_up: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.unit)

    def take(self, rows: NDArray[np.bool_] | NDArray[np.intp]) -> "Sightings":
        """Some rows only."""
        rows = np.flatnonzero(rows) if rows.dtype == np.bool_ else rows  # once, and not for each column
        return Sightings(*(getattr(self, field.name)[rows] for field in fields(self)))


@dataclass(frozen=True, slots=True)
class Delta:
    """What one part of one source showed. Deltas of one source, catalogue, directory and key merge.

    `verdicts` counts lines by `Verdict`. `tallies` are the TALLIES, in which a catalogued line stands for
    itself and a control line for N: `excluded`, and of the rest `weighed`, without the first legs of an
    authentication (407), in which nobody can be known yet; `joined`, `by_login`, `by_address` are parts of
    `weighed`. `timed`, `sized` and `sent` are the lines that say how long the request took, how many bytes
    came down and how many went up. `activity` has one row a minute in which a
    line ended: (minute, lines, first_ms, last_ms). `rejected` describes the first few lines that were not
    taken, for dead letters. `onsets` has one row for each ONSET_KEY with a failure: (key, started_ms), the
    start of its earliest request. `networks` are requests by NETWORK_KEY, for a report on the spot.
    """

    usage: Cells
    votes: Cells
    latency: Cells
    verdicts: NDArray[np.int64]
    tallies: NDArray[np.int64]
    activity: NDArray[np.int64]
    rejected: tuple[Rejection, ...] = ()
    onsets: NDArray[np.int64] = field(default_factory=lambda: np.zeros((0, 2), np.int64))
    networks: Cells = NO_NETWORKS

    @staticmethod
    def none() -> "Delta":
        """Nothing read yet."""
        return Delta(
            Cells.none(len(USAGE_COUNTS)),
            Cells.none(len(VOTE_COUNTS)),
            Cells.none(BINS),
            np.zeros(len(Verdict), np.int64),
            np.zeros(len(TALLIES), np.int64),
            np.zeros((0, 4), np.int64),
        )

    def tally(self, name: str) -> int:
        """One of the TALLIES."""
        return int(self.tallies[TALLIES.index(name)])

    @property
    def seen_until_ms(self) -> int | None:
        """The latest end of a request, None where no line could be dated."""
        return int(self.activity[:, 3].max()) if len(self.activity) else None

    @property
    def parsed(self) -> int:
        """Lines that were read as requests."""
        return int(self.verdicts[Verdict.PARSED])


def merge_deltas(deltas: list[Delta]) -> Delta:
    """All together; nothing for an empty list."""
    if not deltas:
        return Delta.none()
    if len(deltas) == 1:
        return deltas[0]
    return Delta(
        merge_all([delta.usage for delta in deltas]),
        merge_all([delta.votes for delta in deltas]),
        merge_all([delta.latency for delta in deltas]),
        np.sum([delta.verdicts for delta in deltas], axis=0),
        np.sum([delta.tallies for delta in deltas], axis=0),
        merge_activity([delta.activity for delta in deltas]),
        tuple(rejection for delta in deltas for rejection in delta.rejected)[:MOST_DESCRIBED],
        merge_onsets([delta.onsets for delta in deltas]),
        merge_all([delta.networks for delta in deltas]),
    )


def activity_of(seen_ms: NDArray[np.int64]) -> NDArray[np.int64]:
    """One row a minute with a line in it: minute, lines, first and last line in Unix milliseconds."""
    minutes = seen_ms // ACTIVITY_MS
    first = np.flatnonzero(np.diff(minutes, prepend=-1))  # of each run: a log is nearly in order
    if not len(first):
        return np.zeros((0, 4), np.int64)
    lines = np.diff(first, append=len(minutes))
    earliest, latest = np.minimum.reduceat(seen_ms, first), np.maximum.reduceat(seen_ms, first)
    return merge_activity([np.column_stack((minutes[first], lines, earliest, latest))])


def merge_activity(tables: list[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Activity tables together, one row a minute again."""
    rows = np.concatenate(tables)
    if not len(rows):
        return rows.reshape(-1, 4)
    rows = rows[np.argsort(rows[:, 0], kind="stable")]
    first = np.flatnonzero(np.diff(rows[:, 0], prepend=rows[0, 0] - 1))
    return np.column_stack(
        (
            rows[first, 0],
            np.add.reduceat(rows[:, 1], first),
            np.minimum.reduceat(rows[:, 2], first),
            np.maximum.reduceat(rows[:, 3], first),
        )
    )


def merge_onsets(tables: list[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Onset tables together: one row a key, with its earliest start."""
    rows = np.concatenate(tables)
    if not len(rows):
        return rows.reshape(-1, 2)
    rows = rows[np.lexsort((rows[:, 1], rows[:, 0]))]
    return rows[np.flatnonzero(np.diff(rows[:, 0], prepend=-1))]


def onsets_of(sightings: Sightings) -> NDArray[np.int64]:
    """When what failed began; embeds are nobody's use and begin nothing."""
    kind = _ONSET_KIND[sightings.outcome]
    harmed = np.flatnonzero((kind >= 0) & ((sightings.use > 0) | (sightings.platform == CONTROL)))
    keys = ONSET_KEY.pack(
        kind=kind[harmed],
        platform=sightings.platform[harmed],
        group=sightings.group[harmed],
        window=_dated(sightings.seen_ms[harmed]) // WINDOW_MS,
    )
    return merge_onsets([np.column_stack((keys, sightings.started_ms[harmed]))])


def usage_of(sightings: Sightings) -> Cells:
    """Catalogued requests by unit, platform, surface, use and five minutes of started time."""
    keys = USAGE_KEY.pack(
        unit=sightings.unit,
        platform=sightings.platform,
        surface=sightings.surface,
        use=sightings.use,
        slot=_dated(sightings.started_ms) // SLOT_MS,
    )
    people = (sightings.person != 0) & (sightings.use > 0)
    return Cells.tallied(
        keys,
        sightings.outcome,
        len(OUTCOMES),
        (
            np.maximum(sightings.bytes_down, 0),
            np.maximum(sightings.bytes_up, 0),
            sightings.write,
            sightings.connect,
            sightings.connect & (sightings.duration_ms >= LONG_TUNNEL_MS),
        ),
        (keys[people], sightings.person[people], np.zeros(np.count_nonzero(people), np.uint8)),
    )


def votes_of(sightings: Sightings) -> Cells:
    """Votes and counts by unit, platform (or control), surface group and window of seen time."""
    keys = VOTE_KEY.pack(
        unit=sightings.unit,
        platform=sightings.platform,
        group=sightings.group,
        embed=(sightings.use == 0) & (sightings.platform != CONTROL),
        window=_dated(sightings.seen_ms) // WINDOW_MS,
    )
    is_short = (
        sightings.connect
        & (sightings.outcome == Outcome.OK)
        & (sightings.duration_ms >= 0)
        & (sightings.duration_ms < SHORT_TUNNEL_MS)
    )
    flags = np.zeros(len(sightings), np.uint8)
    flags[_FAILS[sightings.outcome]] = FAILED
    flags[_PASSES[sightings.outcome] & (sightings.duration_ms <= NO_VOTE_AFTER_MS)] = OK
    flags[sightings.outcome == Outcome.REFUSED] = REFUSED
    votes = (flags > 0) & (sightings.person != 0)
    flags[sightings.by_address] |= ADDRESS
    return Cells.tallied(
        keys,
        sightings.outcome,
        len(OUTCOMES),
        (np.maximum(sightings.bytes_down, 0), is_short),
        (keys[votes], sightings.person[votes], flags[votes]),
    )


def latency_of(sightings: Sightings) -> Cells:
    """How long answers took, by platform and surface group; tunnels last as long as people look."""
    timed = (
        ~sightings.connect
        & (sightings.duration_ms >= 0)
        & _ANSWERS[sightings.outcome]
        & (sightings.platform != CONTROL)
    )
    keys = LATENCY_KEY.pack(platform=sightings.platform[timed], group=sightings.group[timed])
    return Cells.tallied(keys, bins_of(sightings.duration_ms[timed]), BINS)


def _dated(at_ms: NDArray[np.int64]) -> NDArray[np.int64]:
    """Times that a key can hold: a line may claim that its request lasted for a thousand years."""
    return np.clip(at_ms, EARLIEST_MS, LATEST_MS - 1)
