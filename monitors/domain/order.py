"""Whether the lines of a log stand in the order of time, as a proxy writes them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

HELD_MINUTES = 2
"""A line may be so much older than its neighbours: proxies write a line when a request ends."""


@dataclass(slots=True)
class OrderOfTime:
    """Counts the lines that are older than what came before them.

    What came before is dated by the middle line of each part, so that a few lines from a clock that was set
    wrong do not make everything behind them look old.
    """

    lines: int = 0
    _minute: int = 0

    def add(self, activity: NDArray[np.int64]) -> None:
        """Take in the activity of the next part: minute, lines, first_ms, last_ms, in order of minutes."""
        if not len(activity):
            return
        minutes, lines = activity[:, 0], activity[:, 1]
        self.lines += int(lines[minutes < self._minute - HELD_MINUTES].sum())
        before = np.cumsum(lines)
        self._minute = max(self._minute, int(minutes[np.searchsorted(before, before[-1] / 2)]))
