"""Numbers written in ASCII digits, eight of them read at once from one 64-bit word."""

import numpy as np
from numpy.typing import NDArray

from streams.domain.texts import Padded

_ZEROS = np.uint64(0x3030303030303030)
_HIGH_NIBBLES = np.uint64(0xF0F0F0F0F0F0F0F0)
_SIXES = np.uint64(0x0606060606060606)


def as_digits(word: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Eight ASCII digits as eight bytes from 0 to 9; other bytes become something else."""
    return word ^ _ZEROS


def all_digits(digits: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Whether all eight bytes are from 0 to 9."""
    return np.asarray(((digits + _SIXES) | digits) & _HIGH_NIBBLES == 0)


def eight_digits(digits: NDArray[np.uint64]) -> NDArray[np.int64]:
    """The number that eight digits spell, most significant first; meaningless for other bytes.

    Three multiplications join pairs, fours and eights (Lemire, Quickly parsing eight digits, 2018).
    """
    pairs = digits * np.uint64(2561) >> np.uint64(8)
    fours = (pairs & np.uint64(0x00FF00FF00FF00FF)) * np.uint64(6553601) >> np.uint64(16)
    eights = (fours & np.uint64(0x0000FFFF0000FFFF)) * np.uint64(42949672960001) >> np.uint64(32)
    return eights.view(np.int64)


def integers(
    block: Padded, starts: NDArray[np.int64], lengths: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """The whole numbers written at some places, and whether each really is one of 1 to 16 digits."""
    value, good = _first_digits(block, starts, lengths)
    long = np.flatnonzero(lengths > 8)
    if len(long):
        high, high_good = _first_digits(block, starts[long], lengths[long] - 8)
        low, low_good = _first_digits(
            block, starts[long] + lengths[long] - 8, np.full(len(long), 8, np.int64)
        )
        value[long] = high * 100_000_000 + low
        good[long] = high_good & low_good
    return value, good


def _first_digits(
    block: Padded, starts: NDArray[np.int64], lengths: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """The numbers of up to eight digits at some places, and whether each really is one of 1 to 8 digits."""
    missing = (8 - lengths).view(np.uint64) << np.uint64(3)  # a shift by 64 or more leaves nothing
    digits = as_digits(block.word(starts)) << missing
    return eight_digits(digits), all_digits(digits) & (lengths >= 1) & (lengths <= 8)
