"""Marked places in a block as a bit vector, with a parser's two questions: how many, and where is the next.

Counting and finding by whole words of 64 places ("rank and select": Jacobson, Space-efficient static trees
and graphs, FOCS 1989) makes it needless to list every place of a log in which a field begins, when only few
of them are ever looked at.
"""

import numpy as np
from numpy.typing import NDArray

_ONE = np.uint64(1)
_SIX = np.uint64(6)
_LOW = np.uint64(63)
_ALL = np.uint64(0xFFFFFFFFFFFFFFFF)


class Marks:
    """A flag for each place of a block; places behind the end are not marked."""

    def __init__(self, flags: NDArray[np.bool_]) -> None:
        packed = np.packbits(flags, bitorder="little")
        words = np.zeros(len(packed) // 8 + 3, np.uint64)
        words.view(np.uint8)[: len(packed)] = packed
        self._words = words
        self._size = len(flags)
        self._before = np.zeros(len(words) + 1, np.int64)
        np.cumsum(np.bitwise_count(words), out=self._before[1:])

    def count_before(self, places: NDArray[np.int64]) -> NDArray[np.int64]:
        """How many marks stand before each place (0 to the block's size)."""
        at = places.astype(np.uint64)
        word = (at >> _SIX).astype(np.int64)
        below = self._words[word] & ~(_ALL << (at & _LOW))
        counts: NDArray[np.int64] = self._before[word] + np.bitwise_count(below)
        return counts

    def window(self, places: NDArray[np.int64]) -> NDArray[np.uint64]:
        """The flags of the 64 places from each place on, the first as the lowest bit."""
        at = places.astype(np.uint64)
        word, shift = (at >> _SIX).astype(np.int64), at & _LOW
        low = self._words[word] >> shift
        high = np.left_shift(self._words[word + 1] << _ONE, _LOW - shift)
        return np.asarray(low | high, np.uint64)

    def next(self, places: NDArray[np.int64]) -> NDArray[np.int64]:
        """The first marked place at or behind each place; the block's size where there is none."""
        found = np.minimum(places, self._size)
        rows = np.arange(len(places))
        while len(rows):
            bits = self.window(found[rows])
            step = np.where(bits == 0, 64, lowest(bits))
            found[rows] = np.minimum(found[rows] + step, self._size)
            rows = rows[(bits == 0) & (found[rows] < self._size)]
        return found

    def following(self, places: NDArray[np.int64], marks: int) -> list[NDArray[np.int64]]:
        """The first few marks at or behind each place, as columns; the block's size where there is none."""
        bits = self.window(places)
        columns: list[NDArray[np.int64]] = []
        for _ in range(marks):
            found = np.minimum(places + lowest(bits), self._size)
            beyond = np.flatnonzero(bits == 0)
            if len(beyond):
                behind = columns[-1][beyond] + 1 if columns else places[beyond]
                found[beyond] = self.next(np.minimum(behind, self._size))
            columns.append(found)
            bits &= bits - _ONE
        return columns


def lowest(bits: NDArray[np.uint64]) -> NDArray[np.int64]:
    """The place of the lowest bit of each word, 64 where there is none."""
    places: NDArray[np.int64] = np.bitwise_count(~bits & (bits - _ONE)).astype(np.int64)
    return places


def places_of(flags: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Every marked place, ascending: as `np.flatnonzero`, but fast where marks are rare.

    Eight flags are looked at together. Where two marks stand within eight places (lines that short are no log
    lines) the plain way is taken.
    """
    whole = len(flags) & ~7
    words = flags[:whole].view(np.uint64)
    at = np.flatnonzero(words != 0)
    found = words[at]
    if np.any(found & (found - _ONE)):
        return np.flatnonzero(flags)
    places = at * 8 + (lowest(found) >> 3)
    return np.concatenate((places, whole + np.flatnonzero(flags[whole:])))
