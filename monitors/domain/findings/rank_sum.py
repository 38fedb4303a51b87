"""Whether one set of days has larger figures than another: the rank-sum test.

Mann and Whitney, "On a test of whether one of two random variables is stochastically larger than the other",
Annals of Mathematical Statistics 18, 1947. It asks for nothing of how figures are spread, so visits that come
in bursts do it no harm. The normal approximation with corrections for ties and for continuity (Lehmann,
"Nonparametrics", 1975, chapter 1) is good from eight figures on each side; whoever asks sees to it.
"""

import math
from typing import Final

import numpy as np

from monitors.domain.reliance.records import Floats

LEAST_DAYS: Final = 8
"""Figures that each side must have."""


def chance_of_larger(before: Floats, after: Floats) -> float:
    """How probable it is by chance alone that `after` lies so far above `before` (one-sided); 1 of equals."""
    n, m = len(before), len(after)
    everything = np.concatenate((before, after))
    _, places, ties = np.unique(everything, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(ties) - (ties - 1) / 2)[places]
    above = float(ranks[n:].sum()) - m * (m + 1) / 2
    total = n + m
    spread = n * m / 12 * (total + 1 - float((ties**3 - ties).sum()) / (total * (total - 1)))
    if spread <= 0:
        return 1.0
    deviations = (above - n * m / 2 - 0.5) / math.sqrt(spread)
    return 0.5 * math.erfc(deviations / math.sqrt(2))
