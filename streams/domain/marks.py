"""Marked places in a block as a bit vector, with a parser's two questions: how many, and where is the next.

Counting and finding by whole words of 64 places ("rank and select": Jacobson, Space-efficient static trees
and graphs, FOCS 1989) makes it needless to list every place of a log in which a field begins, when only few
of them are ever looked at.
"""

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

_ONE = np.uint64(1)
_LOW = np.uint64(63)
_ALL = np.uint64(0xFFFFFFFFFFFFFFFF)


class Marks:
    """A flag for each place of a block, 64 to a word; places behind the end are not marked."""

    def __init__(self, words: NDArray[np.uint64], size: int) -> None:
        self._words = words
        self._size = size

    @staticmethod
    def of(flags: NDArray[np.bool_]) -> "Marks":
        """The places that are flagged."""
        return Marks(_packed(flags), len(flags))

    @cached_property
    def _before(self) -> NDArray[np.int64]:
        """How many marks stand before each word."""
        counts = np.bitwise_count(self._words).astype(np.int64)
        return np.cumsum(counts) - counts

    def count_before(self, places: NDArray[np.int64]) -> NDArray[np.int64]:
        """How many marks stand before each place (0 to the block's size)."""
        word = places >> 6
        below = self._words[word] & ~(_ALL << (places.view(np.uint64) & _LOW))
        counts: NDArray[np.int64] = self._before[word] + np.bitwise_count(below)
        return counts

    def window(self, places: NDArray[np.int64]) -> NDArray[np.uint64]:
        """The flags of the 64 places from each place on, the first as the lowest bit."""
        word, shift = places >> 6, places.view(np.uint64) & _LOW
        high = np.left_shift(self._words[word + 1] << _ONE, _LOW - shift)
        return np.asarray(self._words[word] >> shift | high, np.uint64)

    def next(self, places: NDArray[np.int64]) -> NDArray[np.int64]:
        """The first marked place at or behind each place; the block's size where there is none."""
        bits = self.window(places)
        found = places + lowest(bits)
        rows = np.flatnonzero(bits == 0)
        while len(rows):
            found[rows] = np.minimum(found[rows], self._size)
            bits = self.window(found[rows])
            found[rows] += lowest(bits)
            rows = rows[(bits == 0) & (found[rows] < self._size)]
        return np.asarray(np.minimum(found, self._size), np.int64)

    def following(self, places: NDArray[np.int64], marks: int) -> list[NDArray[np.int64]]:
        """The first few marks at or behind each place, as columns; the block's size where there is none."""
        bits = self.window(places)
        far = np.flatnonzero(np.bitwise_count(bits) < marks)
        columns: list[NDArray[np.int64]] = []
        for _ in range(marks):
            columns.append(places + lowest(bits))
            bits &= bits - _ONE
        at = places[far]
        for column in columns if len(far) else ():
            column[far] = found = self.next(at)
            at = np.minimum(found + 1, self._size)
        return columns


def runs(flags: NDArray[np.bool_]) -> tuple[Marks, Marks]:
    """Where runs of places without a flag begin, and where they have ended."""
    size = len(flags)
    words = _packed(flags)
    words[size >> 6] |= _ALL << np.uint64(size & 63)  # as if flags stood on both sides
    words[(size >> 6) + 1 :] = _ALL
    before = words << _ONE
    before[1:] |= words[:-1] >> _LOW
    before[0] |= _ONE
    return Marks(before & ~words, size), Marks(words & ~before, size)


def lowest(bits: NDArray[np.uint64]) -> NDArray[np.int64]:
    """The place of the lowest bit of each word, 64 where there is none."""
    places: NDArray[np.int64] = np.bitwise_count(~bits & (bits - _ONE)).astype(np.int64)
    return places


def places_of(flags: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Every marked place, ascending: as `np.flatnonzero`, but fast where marks are rare."""
    words = _packed(flags)
    at = np.flatnonzero(words != 0)
    bits = words[at]
    counts = np.bitwise_count(bits).astype(np.int64)
    places = np.empty(counts.sum(), np.int64)
    rows = np.cumsum(counts) - counts
    while len(at):
        places[rows] = at * 64 + lowest(bits)
        bits &= bits - _ONE
        more = np.flatnonzero(bits)
        at, bits, rows = at[more], bits[more], rows[more] + 1
    return places


def _packed(flags: NDArray[np.bool_]) -> NDArray[np.uint64]:
    """Flags as the bits of words, the first as the lowest, and a word more to look into from the end."""
    words = np.zeros(len(flags) // 64 + 2, np.uint64)
    words.view(np.uint8)[: (len(flags) + 7) // 8] = np.packbits(flags, bitorder="little")
    return words
