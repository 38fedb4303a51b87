"""Latency as a fixed log-scale histogram: 64 bins, two to an octave, so that any two of them simply add.

Bin 0 holds 0 and 1 ms; bin i from 1 to 62 holds the whole milliseconds from 2**(i/2) up to, but not in,
2**((i+1)/2); bin 63 holds everything from 2**31.5 ms on, which is 35 days. (Bin 1 has no whole number in it.)
Merging is addition, so it is associative and commutative to the last count.
"""

from math import isqrt

import numpy as np
from numpy.typing import NDArray

BINS = 64

EDGES_MS: NDArray[np.int64] = np.array(
    # Whole numbers at or above 2**(i/2), without floating point: the same bin on every machine.
    [isqrt(2**i - 1) + 1 for i in range(1, BINS)],
    np.int64,
)
"""The first whole millisecond of the bins 1 to 63."""

MIDDLES_MS: NDArray[np.float64] = 2.0 ** ((np.arange(BINS) + 0.5) / 2)
"""The geometric middle of each bin, which stands for all its durations."""


def bins_of(duration_ms: NDArray[np.int64]) -> NDArray[np.uint8]:
    """The bin of each duration. Raises ValueError for a negative one: leave out unknown durations before."""
    if len(duration_ms) and int(duration_ms.min()) < 0:
        raise ValueError("a negative duration has no bin; leave out the requests whose duration is unknown")
    return np.searchsorted(EDGES_MS, duration_ms, side="right").astype(np.uint8)


def counts_of(duration_ms: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many durations each of the 64 bins holds. Raises as `bins_of` does."""
    return np.bincount(bins_of(duration_ms), minlength=BINS).astype(np.int64)


def quantile(counts: NDArray[np.int64], q: float) -> float | None:
    """The duration in ms that a share `q` (0 to 1) of all durations does not exceed; None of no durations.

    It is the geometric middle of the bin in which the true value (the smallest duration with at least `q` of
    all at or below it) lies: from 2 ms to 35 days at most 19 % (2**0.25) above or below it, and under 2 ms at
    most 1.2 ms away.
    """
    if not 0 <= q <= 1:
        raise ValueError(f"a quantile is a share from 0 to 1, not {q}")
    running = np.cumsum(counts)
    if not len(counts) or running[-1] <= 0:
        return None
    rank = max(1, int(np.ceil(q * running[-1])))
    return float(MIDDLES_MS[np.searchsorted(running, rank)])
