"""Short texts inside a block of bytes, worked on as 64-bit words instead of one by one.

Reading eight characters with one gather and deciding on all of them with a few integer operations ("SIMD
within a register": Lamport, Multiple byte processing with full-word instructions, CACM 18(8), 1975) is what
lets a log be cut without making one Python object a line.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

PADDING = 64
"""Zero bytes kept on both sides of a padded block, so that reading a word never leaves it."""

_EACH = np.uint64(0x0101010101010101)
_HIGHEST = np.uint64(0x8080808080808080)
_ALL_ONES = np.uint64(0xFFFFFFFFFFFFFFFF)
_ONE, _THREE, _SEVEN, _SIXTY_THREE = np.uint64(1), np.uint64(3), np.uint64(7), np.uint64(63)
_MIX = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class Words:
    """A column of short texts: one code a row into the distinct values (`b""` where absent).

    Work on a text is done once for each distinct value, never once for each row.
    """

    codes: NDArray[np.int32]
    values: list[bytes]

    def __len__(self) -> int:
        return len(self.codes)

    def take(self, rows: NDArray[np.intp] | NDArray[np.bool_]) -> "Words":
        """The same column for some rows only; the distinct values are shared."""
        return Words(self.codes[rows], self.values)

    def words(self) -> "Words":
        """Itself: a column of words needs no further work."""
        return self

    def row(self, index: int) -> bytes:
        """The text of one row."""
        return self.values[int(self.codes[index])]

    @staticmethod
    def constant(value: bytes, rows: int) -> "Words":
        """The same text in every row."""
        return Words(np.zeros(rows, np.int32), [value])


class Padded:
    """A block's bytes with zeros around them, readable as bytes and as words at any place.

    `room` is where they lie, behind `PADDING` zeros; it has `room_for(size)` bytes or more, and is theirs as
    long as their block is worked on.
    """

    def __init__(self, room: NDArray[np.uint8], size: int) -> None:
        self.size = size
        self.raw = room[: room_for(size)]
        self.bytes: NDArray[np.uint8] = self.raw[PADDING:]
        """`bytes[i]` is the block's byte i."""
        self.data = self.raw.data[PADDING : PADDING + size]
        """The block's bytes alone."""
        self._words: NDArray[np.uint64] = self.raw.view("<u8")

    @classmethod
    def of(cls, data: bytes | memoryview, room: NDArray[np.uint8] | None = None) -> "Padded":
        """Lay bytes into a room, or into a new one."""
        padded = cls(np.empty(room_for(len(data)), np.uint8) if room is None else room, len(data))
        padded.raw[:PADDING] = 0
        padded.data[:] = data
        padded.raw[PADDING + len(data) :] = 0
        return padded

    def word(self, at: NDArray[np.int64]) -> NDArray[np.uint64]:
        """The eight bytes from each place on, first byte lowest; places from -56 to the block's size."""
        return self.words(at, 1)[0]

    def words(self, at: NDArray[np.int64], count: int) -> list[NDArray[np.uint64]]:
        """The next few (at most six) times eight bytes from each place on, as for `word`."""
        place = at + PADDING
        index, shift = place >> 3, (place.view(np.uint64) & _SEVEN) << _THREE
        back = _SIXTY_THREE - shift
        # Aligned words, shifted together: half the time of reading unaligned ones.
        aligned = [self._words[index + step] for step in range(count + 1)]
        return [low >> shift | high << _ONE << back for low, high in pairwise(aligned)]

    def window(self, at: NDArray[np.int64], width: int) -> NDArray[np.uint8]:
        """The `width` (at most `PADDING`) bytes from each place on, a row each; places as for `word`."""
        items = np.dtype(f"V{width}")
        view = np.ndarray((len(self.raw) - width + 1,), items, self.raw.data, strides=(1,))
        return view[at + PADDING].view(np.uint8).reshape(-1, width)

    def text(self, start: int, length: int) -> bytes:
        """One text, as an object."""
        return bytes(self.data[start : start + length])


def room_for(size: int) -> int:
    """How many bytes a block of so many bytes takes with its padding, in whole words."""
    return (size + 7 & ~7) + 2 * PADDING


@dataclass(frozen=True, slots=True)
class Spans:
    """A column of texts that still lie in their block: where each begins, and how many bytes it has."""

    block: Padded
    starts: NDArray[np.int64]
    lengths: NDArray[np.int64]
    known: NDArray[np.uint64] | None = None
    """The hashes, where whoever found the texts has made them."""

    def __len__(self) -> int:
        return len(self.starts)

    def take(self, rows: NDArray[np.intp] | NDArray[np.bool_]) -> "Spans":
        """The same column for some rows only."""
        known = None if self.known is None else self.known[rows]
        return Spans(self.block, self.starts[rows], self.lengths[rows], known)

    def hashes(self) -> NDArray[np.uint64]:
        """A 64-bit hash a text, equal for equal texts within this process."""
        if self.known is not None:
            return self.known
        mixed = self.lengths.astype(np.uint64) * _MIX ^ SEED
        rows: NDArray[np.intp] | slice = slice(None)
        starts, left = self.starts, self.lengths
        while len(starts):
            part = mixed[rows]
            for step, word in enumerate(self.block.words(starts, 2)):
                foreign = np.maximum(8 + 8 * step - left, 0).view(np.uint64) << _THREE
                part = (part ^ word & _ALL_ONES >> foreign) * _MIX
                part ^= part >> np.uint64(29)
                part *= SALT
            mixed[rows] = part
            longer = np.flatnonzero(left > 16)
            if not len(longer):
                break
            rows = longer if isinstance(rows, slice) else rows[longer]
            starts, left = starts[longer] + 16, left[longer] - 16
        return (mixed ^ mixed >> np.uint64(32)) | np.uint64(1 << 63)

    def until(self, sign: int, most: int) -> NDArray[np.int64]:
        """How many bytes stand before the first such sign, at most all of the text, and at most `most`."""
        lengths = np.minimum(self.lengths, most)
        signs = np.uint64(sign) * _EACH
        rows, starts = np.arange(len(self)), self.starts
        for offset in range(0, most, 8):
            other = self.block.word(starts + offset) ^ signs
            found = (other - _EACH) & ~other & _HIGHEST  # the lowest is right: Mycroft's test for a zero byte
            place = offset + (np.bitwise_count(found - _ONE & ~found) >> 3)
            ends = np.flatnonzero(found)
            lengths[rows[ends]] = np.minimum(lengths[rows[ends]], place[ends])
            more = np.flatnonzero((found == 0) & (lengths[rows] > offset + 8))
            if not len(more):
                break
            rows, starts = rows[more], starts[more]
        return lengths

    def words(self, vocabulary: "Vocabulary | None" = None) -> Words:
        """The column as codes into distinct values, those of a vocabulary that lasts where one is given."""
        return (vocabulary or Vocabulary()).encode(self)


class Numbering:
    """Numbers distinct 64-bit keys from 0 on, in the order in which they are first met.

    A hash table with open addressing whose probes are whole columns: nearly all keys are found in the first
    step, where a binary search would take seventeen. Keys must be well mixed; 0 is no key.
    """

    def __init__(self, room: int = 4096) -> None:
        self._size = 0
        self._keys = np.zeros(room, np.uint64)
        self._codes = np.zeros(room, np.int32)

    def __len__(self) -> int:
        return self._size

    def encode(self, keys: NDArray[np.uint64]) -> tuple[NDArray[np.int32], NDArray[np.intp]]:
        """The number of every key, and a row of each key that is new, in the order of the new numbers."""
        place, missing = self._place(keys)
        if not len(missing):
            return self._codes[place], missing
        missing = missing[np.argsort(keys[missing])]
        first = np.flatnonzero(np.diff(keys[missing], prepend=np.uint64(0)))  # of each key; 0 is none
        new = np.sort(np.minimum.reduceat(missing, first))
        self._insert(keys[new], np.arange(self._size, self._size + len(new), dtype=np.int32))
        self._size += len(new)
        return self._codes[self._place(keys)[0]], new

    def _place(self, keys: NDArray[np.uint64]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Where each key stands in the table or would stand, and the rows of the keys that do not."""
        mask = len(self._keys) - 1
        place = (keys & np.uint64(mask)).astype(np.intp)
        rows = np.flatnonzero(self._keys[place] != keys)
        missing = rows[:0]
        while len(rows):
            free = self._keys[place[rows]] == 0
            missing, rows = np.concatenate((missing, rows[free])), rows[~free]
            place[rows] = (place[rows] + 1) & mask
            rows = rows[self._keys[place[rows]] != keys[rows]]
        return place, missing

    def _insert(self, keys: NDArray[np.uint64], codes: NDArray[np.int32]) -> None:
        """Put distinct new keys into the table, which is kept at most half full."""
        if 2 * (self._size + len(keys)) > len(self._keys):
            kept = np.flatnonzero(self._keys)
            keys, codes = np.append(self._keys[kept], keys), np.append(self._codes[kept], codes)
            room = 1 << int(4 * len(keys) - 1).bit_length()
            self._keys, self._codes = np.zeros(room, np.uint64), np.zeros(room, np.int32)
        while len(keys):
            place, _ = self._place(keys)
            self._keys[place] = keys  # of several keys that meet, one goes in
            inside = self._keys[place] == keys
            self._codes[place[inside]] = codes[inside]
            keys, codes = keys[~inside], codes[~inside]


MOST_TEXT_BYTES = 16 * 1024 * 1024
"""What one vocabulary keeps before it begins again: a long log of long names must not fill the memory."""


class Vocabulary:
    """The distinct texts a column has shown so far, so that each becomes an object once and not once a block.

    `spell` turns the bytes in the log into the value that is kept (percent-decoding, lower case). A
    vocabulary of `most` texts, or of `most_bytes` together, is emptied: `values` of columns handed out before
    stay valid, new ones get a new list.
    """

    def __init__(
        self,
        spell: Callable[[bytes], bytes] = bytes,
        most: int = 262_144,
        most_bytes: int = MOST_TEXT_BYTES,
    ) -> None:
        self._spell = spell
        self._most = most
        self._most_bytes = most_bytes
        self._bytes = 0
        self._numbering = Numbering()
        self._values: list[bytes] = []

    @property
    def is_full(self) -> bool:
        """Whether the next column finds it emptied."""
        return len(self._values) >= self._most or self._bytes >= self._most_bytes

    def encode(self, texts: Spans) -> Words:
        """The column as codes into `values`."""
        if self.is_full:
            self._numbering, self._values, self._bytes = Numbering(), [], 0
        codes, new = self._numbering.encode(texts.hashes())
        for start, length in zip(texts.starts[new].tolist(), texts.lengths[new].tolist(), strict=True):
            value = self._spell(texts.block.text(start, length))
            self._values.append(value)
            self._bytes += len(value)
        return Words(codes, self._values)


class Answers:
    """What is known of each value of a column, as a row of numbers, kept while the column's values last.

    `ask` is called once for each value; columns from one vocabulary share their list of values, so most
    blocks ask nothing.
    """

    def __init__(self, ask: Callable[[bytes], tuple[int, ...]], width: int) -> None:
        self._ask = ask
        self._width = width
        self._values: list[bytes] = []
        self._known = 0
        self._table = np.zeros((0, width), np.int64)

    def of(self, column: Words) -> NDArray[np.int64]:
        """One row of numbers for each row of the column."""
        if column.values is not self._values:
            self._values, self._known = column.values, 0
        if len(column.values) > self._known:
            self._grow(column.values)
        answers: NDArray[np.int64] = self._table[column.codes]
        return answers

    def _grow(self, values: list[bytes]) -> None:
        """Ask for the values that are new."""
        if len(values) > len(self._table):
            larger = np.zeros((2 * len(values), self._width), np.int64)
            larger[: self._known] = self._table[: self._known]
            self._table = larger
        new = [self._ask(value) for value in values[self._known :]]
        self._table[self._known : len(values)] = np.array(new, np.int64).reshape(-1, self._width)
        self._known = len(values)


SALT, SEED = np.uint64(secrets.randbits(64) | 1), np.uint64(secrets.randbits(64))
"""Known to nobody outside, so that nobody can write texts that collide; a factor must be odd. They change no
result."""


def mix(keys: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Keys that differ anywhere, as keys that differ everywhere, none of them 0 (SplitMix64, finalised)."""
    keys = (keys ^ (keys >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    keys = (keys ^ (keys >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return (keys ^ (keys >> np.uint64(31))) | np.uint64(1 << 63)
