"""When a source was silent: we do not know what happened then, which is neither up nor down."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from streams.domain.deltas import ACTIVITY_MS

SHORTEST_SILENCE_MS = 120_000
TIMES_USUAL = 10
"""Blind: no line for the longer of 120 s and ten times the source's usual gap at that hour."""

_HOUR_MINUTES = 60


def longest_pause_ms(usual_gap_ms: float) -> float:
    """How long a source may be quiet at an hour with this usual gap before it is silent."""
    return max(SHORTEST_SILENCE_MS, TIMES_USUAL * usual_gap_ms)


def silences(activity: NDArray[np.int64]) -> list[tuple[int, int]]:
    """The silences of a source between its first and last line, as (from_ms, to_ms).

    `activity` has a row for each minute with a line: minute, lines, first_ms, last_ms, in order. The usual
    gap of an hour of the day (UTC) is the time between two lines on average over the minutes in which the
    source wrote at that hour at all, so that a quiet night has longer gaps without being blind.
    """
    usual = _usual_gap_ms(activity)
    found = []
    for end, begin in zip(activity[:-1, 3].tolist(), activity[1:, 2].tolist(), strict=True):
        hours = {moment // (ACTIVITY_MS * _HOUR_MINUTES) % 24 for moment in (end, begin)}
        longest_usual = max(usual.get(hour, 0.0) for hour in hours)
        if begin - end > longest_pause_ms(longest_usual):
            found.append((end, begin))
    return found


def _usual_gap_ms(activity: NDArray[np.int64]) -> Mapping[int, float]:
    """By hour of the day, the average time between two lines of the minutes that have any."""
    hours = activity[:, 0] // _HOUR_MINUTES % 24
    lines = np.bincount(hours, weights=activity[:, 1], minlength=24)
    minutes = np.bincount(hours, minlength=24)
    return {hour: float(ACTIVITY_MS * minutes[hour] / lines[hour]) for hour in range(24) if lines[hour]}
