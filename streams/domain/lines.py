"""A block of a log cut into lines, and what a format says of each line."""

from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from streams.domain.marks import places_of
from streams.domain.texts import Padded

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
    """Whole lines of one log: they end with a newline, except perhaps at the very end of the log.

    `text` is the lines' bytes, as an object or already padded; whoever works on the block takes them from
    `data`, `padded` or `array` and copies them no more often than must be. `first_line` is the physical
    number, from 1, of the first line; `offset` is the place of the first byte in the log's (decompressed)
    bytes.
    """

    text: bytes | Padded
    first_line: int = 1
    offset: int = 0

    @cached_property
    def data(self) -> bytes:
        """The block as an object."""
        return self.text if isinstance(self.text, bytes) else bytes(self.text.data)

    @cached_property
    def padded(self) -> Padded:
        """The block with zeros around it."""
        return Padded.of(self.text) if isinstance(self.text, bytes) else self.text

    @cached_property
    def buffer(self) -> bytes | memoryview:
        """The block's bytes, without a copy."""
        return self.text if isinstance(self.text, bytes) else self.text.data

    @cached_property
    def array(self) -> NDArray[np.uint8]:
        """The block as an array, without a copy."""
        return np.frombuffer(self.buffer, np.uint8)

    @property
    def size(self) -> int:
        """How many bytes."""
        return len(self.buffer)

    @cached_property
    def newlines(self) -> NDArray[np.int64]:
        """Where each line ends: the newline's place, or the block's length for a last line without one."""
        found = places_of(self.array == 0x0A)
        if self.size and self.array[-1] != 0x0A:
            found = np.append(found, self.size)
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
        last = np.maximum(self.newlines - 1, 0)
        ends: NDArray[np.int64] = self.newlines - ((self.newlines > self.starts) & (self.array[last] == 0x0D))
        return ends

    def __reduce__(self) -> tuple[type["Block"], tuple[bytes, int, int]]:
        """Travel to another process without what can be found again there."""
        return Block, (self.data, self.first_line, self.offset)

    def __len__(self) -> int:
        """How many lines."""
        return len(self.newlines)

    def line(self, index: int) -> bytes:
        """The text of one line, for a message or a test; never on the hot path."""
        return bytes(self.buffer[int(self.starts[index]) : int(self.ends[index])])
