"""How the lines of a source arrive: as they are written, in batches, or behind those of the other sources.

Both are told by when the log took a commit in, which a replay of finished logs does not know: there nothing
is learnt of batches, and judgement goes by the times of the lines alone.
"""

from math import ceil

from msgspec import Struct

from monitors.domain.outage.rules import Rules

ONE_DELIVERY_MS = 60_000
"""What arrives within so long of the first of it is one delivery, however many commits it takes."""

DELIVERIES = 16
"""So many deliveries are remembered: where lines come as they are written, the last quarter of an hour ..."""

KNOWN_AFTER = 4
"""... and nothing is said of fewer than so many."""

_KEEPS = 0.9
"""Of one message to the next: what was late half a minute ago hardly counts."""

_LATE_FROM, _LATE_UNTIL = 0.5, 0.1
"""A source is late when more than half of its votes were, until less than a tenth of them are."""


class Deliveries(Struct, frozen=True):
    """The deliveries of a source: when the latest began, when something came last, and how long each waited.

    The wait of a delivery is the time since something came before it, or the age of its oldest line where
    that is less. So it is the interval of a source that is uploaded every few minutes; next to nothing where
    lines come as they are written, however seldom, and where an old log is read without a pause.
    """

    began_ms: int | None = None
    last_ms: int | None = None
    waits_ms: tuple[int, ...] = ()

    def usual_wait_ms(self) -> int:
        """The wait that three in four deliveries do not exceed (nearest rank); 0 until enough are known.

        A quantile, so that one upload that came hours late, or one that was read in several parts, teaches
        nothing.
        """
        if len(self.waits_ms) < KNOWN_AFTER:
            return 0
        return sorted(self.waits_ms)[ceil(0.75 * len(self.waits_ms)) - 1]


def delivered(before: Deliveries, arrived_ms: int, oldest_ms: int) -> Deliveries:
    """With one more commit that arrived at `arrived_ms`; `oldest_ms` is the time of its oldest line."""
    if before.began_ms is None or before.last_ms is None:
        return Deliveries(arrived_ms, arrived_ms)
    last_ms = max(before.last_ms, arrived_ms)
    if arrived_ms - before.began_ms < ONE_DELIVERY_MS:
        return Deliveries(before.began_ms, last_ms, before.waits_ms)
    wait_ms = max(0, min(arrived_ms - before.last_ms, arrived_ms - oldest_ms))
    return Deliveries(arrived_ms, last_ms, (*before.waits_ms, wait_ms)[-DELIVERIES:])


class Lateness(Struct, frozen=True):
    """How much of a source comes after its windows were judged: decayed sums of its votes and the late ones.

    `behind_ms` is how far its late votes were behind what the others had told by then, at the most lately.
    """

    votes: float = 0.0
    late: float = 0.0
    behind_ms: int = 0
    is_late: bool = False

    def counted(self, votes: int, late: int, behind_ms: int) -> "Lateness":
        """With one more message: its votes, how many of them were late, and by how much."""
        if not votes:
            return self
        every, tardy = self.votes * _KEEPS + votes, self.late * _KEEPS + late
        return Lateness(
            votes=every,
            late=tardy,
            behind_ms=max(int(self.behind_ms * _KEEPS), behind_ms if late else 0),
            is_late=tardy > (_LATE_UNTIL if self.is_late else _LATE_FROM) * every,
        )


def latest_ms(now_ms: int | None, rules: Rules) -> int | None:
    """What nothing that came by now is later than; None in a replay, which does not know when things came."""
    return None if now_ms is None else now_ms + rules.mark_ahead_ms
