"""How far a source is complete: its watermark, kept from clocks that run ahead and from silence.

A watermark of 10:00:07 says that every request that ended before was read. Windows close by it, so it never
goes back but from the future, and a proxy whose clock runs ahead must not close everybody's windows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from streams.domain.deltas import ACTIVITY_MS
from streams.domain.silences import longest_pause_ms

AHEAD_MS = 5_000
"""A line may be so much ahead of its arrival; beyond, its clock is wrong and the watermark is held back."""

BUFFER_MS = 5_000
"""What a proxy may still hold in its own buffer when the end of its log is reached."""

KNOWN_AFTER_MINUTES = 10
"""Minutes with a line at one hour of the day before that hour's gaps are called usual."""

REMEMBERED_MINUTES = 1_200
"""Minutes with a line at one hour of the day after which earlier days count half: about three weeks."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How densely a source usually writes: by hour of the day (UTC), its lines and the minutes with any."""

    hours: Mapping[int, tuple[int, int]] = field(default_factory=dict)

    def add(self, activity: NDArray[np.int64], seen_ms: int | None) -> "Rhythm":
        """With one more activity table (see `Delta.activity`), in which `seen_ms` was the latest line before.

        The minute of that line was counted already; deltas are shorter than minutes.
        """
        hours = dict(self.hours)
        new = np.ones(len(activity), bool) if seen_ms is None else activity[:, 0] > seen_ms // ACTIVITY_MS
        of_day = activity[:, 0] * ACTIVITY_MS // 3_600_000 % 24
        for hour in np.flatnonzero(np.bincount(of_day)).tolist():
            rows = of_day == hour
            lines, minutes = hours.get(hour, (0, 0))
            if minutes > REMEMBERED_MINUTES:
                lines, minutes = lines // 2, minutes // 2
            hours[hour] = lines + int(activity[rows, 1].sum()), minutes + int((rows & new).sum())
        return replace(self, hours=hours)

    def usual_gap_ms(self, at_ms: int) -> float:
        """The time between two lines that is usual at this hour; 0 where nothing is known of it."""
        lines, minutes = self.hours.get(at_ms // 3_600_000 % 24, (0, 0))
        return ACTIVITY_MS * minutes / lines if minutes >= KNOWN_AFTER_MINUTES else 0.0

    def rows(self) -> list[tuple[int, int, int]]:
        """(hour, lines, minutes), to be stored."""
        return [(hour, *self.hours[hour]) for hour in sorted(self.hours)]

    @staticmethod
    def of(rows: Sequence[tuple[int, int, int]]) -> "Rhythm":
        """From what was stored."""
        return Rhythm({hour: (lines, minutes) for hour, lines, minutes in rows})


def watermark_after(before_ms: int | None, seen_ms: int | None, arrived_ms: int) -> int | None:
    """The watermark behind lines of which the latest was seen at `seen_ms`, read at `arrived_ms`.

    One from the future was made when our own clock ran ahead: it holds no longer than that.
    """
    if seen_ms is None:
        return before_ms
    latest = arrived_ms + AHEAD_MS
    reached = min(seen_ms, latest)
    return reached if before_ms is None or before_ms > latest else max(before_ms, reached)


def watermark_at_end(
    before_ms: int | None, now_ms: int, last_seen_ms: int | None, usual_gap_ms: float
) -> int | None:
    """The watermark at the end of a readable log that is quiet.

    It follows the clock until the silence is long enough that the source may have broken: from then on it
    stays, because we no longer know (the source is blind).
    """
    if last_seen_ms is None:
        return before_ms
    if now_ms - last_seen_ms > longest_pause_ms(usual_gap_ms):
        return before_ms
    return watermark_after(before_ms, now_ms - BUFFER_MS, now_ms)
