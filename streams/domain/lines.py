"""A block of a log cut into lines, and what a format says of each line."""

from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from streams.domain.marks import places_of

LONGEST_LINE = 65_536
"""Bytes; a longer line is no log line, and is rejected instead of cut (RFC 9112 asks for 8,000 at least)."""

EARLIEST_MS = 31_536_000_000
"""1971-01-01 in Unix milliseconds: an earlier stamp comes from a clock that was never set."""
LATEST_MS = 4_102_444_800_000
"""2100-01-01: a stamp from here on is no time."""


class Verdict(IntEnum):
    """What became of one line. PARSED and SKIPPED are no loss; every other verdict is a named rejection."""

    PARSED = 0
    SKIPPED = 1
    TOO_LONG = 2
    NOT_THIS_FORMAT = 3
    TOO_FEW_FIELDS = 4
    BAD_TIME = 5
    BAD_NUMBER = 6
    NO_FIELDS_LINE = 7
    FIELD_COUNT = 8
    BAD_QUOTES = 9
    BAD_JSON = 10
    NO_HOST = 11
    BAD_ENCODING = 12

    @property
    def word(self) -> str:
        """The verdict as a reason code, for example `too-few-fields`."""
        return self.name.lower().replace("_", "-")


@dataclass(frozen=True)
class Block:
    """Whole lines of one log: `data` ends with a newline, except perhaps at the very end of the log.

    `first_line` is the physical number, from 1, of the first line; `offset` is the place of `data[0]` in
    the log's (decompressed) bytes.
    """

    data: bytes
    first_line: int = 1
    offset: int = 0

    @cached_property
    def array(self) -> NDArray[np.uint8]:
        """The block as an array, without a copy."""
        return np.frombuffer(self.data, np.uint8)

    @cached_property
    def newlines(self) -> NDArray[np.int64]:
        """Where each line ends: the newline's place, or the block's length for a last line without one."""
        found = places_of(self.array == 0x0A)
        if self.data and not self.data.endswith(b"\n"):
            found = np.append(found, len(self.data))
        return found

    @cached_property
    def starts(self) -> NDArray[np.int64]:
        """Where each line begins."""
        starts = np.empty_like(self.newlines)
        if len(starts):
            starts[0] = 0
            np.add(self.newlines[:-1], 1, out=starts[1:])
        return starts

    @cached_property
    def ends(self) -> NDArray[np.int64]:
        """Where each line's text ends: before the newline, and before a carriage return in front of it."""
        ends = self.newlines.copy()
        if b"\r" in self.data:
            last = np.maximum(ends - 1, 0)
            ends -= (ends > self.starts) & (self.array[last] == 0x0D)
        return ends

    def __reduce__(self) -> tuple[type["Block"], tuple[bytes, int, int]]:
        """Travel to another process without what can be found again there."""
        return Block, (self.data, self.first_line, self.offset)

    def __len__(self) -> int:
        """How many lines."""
        return len(self.newlines)

    def line(self, index: int) -> bytes:
        """The text of one line, for a message or a test; never on the hot path."""
        return self.data[int(self.starts[index]) : int(self.ends[index])]
