"""Summaries of pairs as bytes, and many of them back as columns: a score reads a quarter of them at once.

The numbers of one day, as little-endian 64-bit integers behind zlib: for each strand its STRAND_COLUMNS,
then for each strand its hours, then SIDES. Most are 0, so a day takes about a hundred bytes.
"""

import zlib
from collections.abc import Sequence
from typing import Final

import numpy as np

from monitors.domain.reliance.records import (
    HOURS_A_DAY,
    PAIR_COLUMNS,
    STRAND_COLUMNS,
    STRANDS,
    DaySummary,
    PairDays,
    StrandDays,
)

SIDES: Final = (
    *("asking_slots", "watching_slots", "watching_bytes", "weak", "embedded", "blocked"),
    *("bytes_down", "bytes_up", "writes"),
    "sent_bytes",
)
"""The numbers beside the strands. A new one comes last: in days that were packed before it is 0."""

_OF_PAIRS: Final = [SIDES.index(name) for name in PAIR_COLUMNS]
_TABLE: Final = len(STRANDS) * len(STRAND_COLUMNS)
_HOURS: Final = len(STRANDS) * HOURS_A_DAY
_NUMBERS: Final = _TABLE + _HOURS + len(SIDES)
_BYTES: Final = 8 * _NUMBERS


def packed(summary: DaySummary) -> bytes:
    """A summary without its day."""
    numbers = [getattr(strand, name) for strand in summary.strands for name in STRAND_COLUMNS]
    numbers += [requests for strand in summary.strands for requests in strand.hours]
    numbers += [getattr(summary, name) for name in SIDES]
    return zlib.compress(np.array(numbers, "<i8").tobytes(), 1)


def unpacked(days: Sequence[int], summaries: Sequence[bytes]) -> PairDays:
    """The summaries of one pair, in the order of their days."""
    data = b"".join(zlib.decompress(summary).ljust(_BYTES, b"\0") for summary in summaries)
    numbers = np.frombuffer(data, "<i8").reshape(-1, _NUMBERS).astype(np.float64)
    tables = np.split(numbers[:, :_TABLE], len(STRANDS), axis=1)
    hours = np.split(numbers[:, _TABLE : _TABLE + _HOURS], len(STRANDS), axis=1)
    sides = numbers[:, _TABLE + _HOURS :]
    return PairDays(
        np.array(days, np.int64),
        tuple(StrandDays(*each) for each in zip(tables, hours, strict=True)),
        *(sides[:, place] for place in _OF_PAIRS),
    )
