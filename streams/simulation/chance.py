"""Chance that belongs to a thing and not to a moment of drawing: the same request always has the same luck.

A random stream moves when one number more is drawn from it, and everything behind that number changes. So
whether a request is among the third that fails is worked out from the request itself: trouble with one
platform then leaves every other request exactly as it would have been.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

_GAMMA: Final = np.uint64(0x9E3779B97F4A7C15)
_ONE: Final = np.uint64(0xBF58476D1CE4E5B9)
_TWO: Final = np.uint64(0x94D049BB133111EB)
"""Constants of SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014)."""
_BITS: Final = 53


def chance(key: tuple[int, ...], *columns: NDArray[np.integer]) -> NDArray[np.float64]:
    """A number in [0, 1) for each row of `columns`, the same whenever it is asked for with this `key`."""
    rows = len(columns[0])
    mixed = np.zeros(rows, np.uint64)
    for number in key:
        mixed = _mixed(mixed + np.uint64(number))
    for column in columns:
        mixed = _mixed(mixed + column.astype(np.uint64))
    return np.asarray((mixed >> np.uint64(64 - _BITS)) / float(1 << _BITS), np.float64)


def _mixed(state: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """One step of SplitMix64; arrays wrap around as it wants."""
    state = state + _GAMMA
    state = (state ^ (state >> np.uint64(30))) * _ONE
    state = (state ^ (state >> np.uint64(27))) * _TWO
    return state ^ (state >> np.uint64(31))
