"""Squid's native lines: every one is judged, and of the wanted good ones the fields are found."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from streams.domain.digits import all_digits, as_digits, eight_digits, integers
from streams.domain.lines import EARLIEST_MS, LATEST_MS, LONGEST_LINE, Block, Verdict
from streams.domain.marks import Marks, runs
from streams.domain.requests import MOST_BYTES, UNKNOWN
from streams.domain.texts import Padded, Spans

FIELDS = 10
ELAPSED, CLIENT, RESULT, BYTES, METHOD, URL, USER, PEER = range(1, 9)
CUT = (CLIENT, RESULT, METHOD, URL, USER, PEER)
"""The fields that are handed on as texts."""
_DOT = np.uint64(0x2E)
_SLASH = 0x2F
_LAST_THREE = np.uint64(0xFFFFFF0000000000)
LONGEST_HIERARCHY = 40
"""Bytes of a hierarchy's name that are looked at; Squid's names are shorter."""
LONGEST_ELAPSED_MS = 10_000_000_000


@dataclass(frozen=True, slots=True)
class Lines:
    """A verdict and a time for every line; the rows, numbers and fields (as CUT) of wanted good ones.

    Of the peer only the hierarchy is handed on, up to the slash. `seen_ms` means nothing where a line is not
    good.
    """

    verdicts: NDArray[np.uint8]
    seen_ms: NDArray[np.int64]
    rows: NDArray[np.int64]
    elapsed_ms: NDArray[np.int64]
    bytes_down: NDArray[np.int64]
    fields: dict[int, Spans]


def lines_of(block: Block, wanted: NDArray[np.bool_]) -> Lines:
    """The lines of a block, found with NumPy."""
    padded = block.padded
    verdicts, seen_ms, good = _judge(block, padded)
    chosen = wanted[good.rows] & (verdicts[good.rows] == Verdict.PARSED)
    if not chosen.all():
        good = good.take(np.flatnonzero(chosen))
    good.fields.look_on(PEER - BYTES)
    fields = {field: good.fields.span(field) for field in CUT}
    peer = fields[PEER]
    fields[PEER] = Spans(padded, peer.starts, peer.until(_SLASH, LONGEST_HIERARCHY))
    return Lines(verdicts, seen_ms, good.rows, good.elapsed_ms, good.bytes_down, fields)


class _Fields:
    """Where the fields of some lines lie, from the second one on: found in order, and only as far as needed.

    Every line must have `FIELDS` of them, of which the first begins at its start.
    """

    def __init__(self, block: Padded, begins: Marks, ends: Marks, starts: NDArray[np.int64]) -> None:
        self.block = block
        self._begins = begins
        self._ends = ends
        self._last = starts
        self._places: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = []

    def take(self, rows: NDArray[np.intp]) -> "_Fields":
        """The same for some lines only."""
        some = _Fields(self.block, self._begins, self._ends, self._last[rows])
        some._places = [(starts[rows], ends[rows]) for starts, ends in self._places]
        return some

    def look_on(self, fields: int) -> None:
        """Find the next few fields of every line together."""
        starts = self._begins.following(self._last + 1, fields)
        self._places += zip(starts, self._ends.following(starts[0] + 1, fields), strict=True)
        self._last = starts[-1]

    def span(self, field: int) -> Spans:
        """One field of every line."""
        starts, ends = self._places[field - 1]
        return Spans(self.block, starts, ends - starts)


@dataclass(frozen=True, slots=True)
class _Good:
    """Lines that were found good: their places in the block, their fields up to the bytes, their numbers."""

    rows: NDArray[np.intp]
    fields: _Fields
    elapsed_ms: NDArray[np.int64]
    bytes_down: NDArray[np.int64]

    def take(self, some: NDArray[np.intp]) -> "_Good":
        """Some of the lines only."""
        return _Good(self.rows[some], self.fields.take(some), self.elapsed_ms[some], self.bytes_down[some])


def _judge(block: Block, padded: Padded) -> tuple[NDArray[np.uint8], NDArray[np.int64], _Good]:
    """A verdict and a time for every line, and the good ones among some that turned out to be none."""
    begins, ends = runs(block.array <= 0x20)
    counts = np.diff(begins.count_before(block.newlines), prepend=0)  # no field begins at a newline
    verdicts = np.zeros(len(block), np.uint8)
    verdicts[counts < FIELDS] = Verdict.TOO_FEW_FIELDS
    verdicts[counts == 0] = Verdict.SKIPPED
    verdicts[block.ends - block.starts > LONGEST_LINE] = Verdict.TOO_LONG
    seen_ms, stamped = _stamps(padded, block.starts)
    verdicts[~stamped & (verdicts != Verdict.SKIPPED) & (verdicts != Verdict.TOO_LONG)] = (
        Verdict.NOT_THIS_FORMAT
    )
    undated = (seen_ms < EARLIEST_MS) | (seen_ms >= LATEST_MS)
    verdicts[undated & (verdicts == Verdict.PARSED)] = Verdict.BAD_TIME
    rows = np.flatnonzero(verdicts == Verdict.PARSED)
    fields = _Fields(padded, begins, ends, block.starts[rows])
    fields.look_on(BYTES)
    elapsed_ms, bytes_down, shaped = _numbers(fields)
    verdicts[rows[~shaped]] = Verdict.BAD_NUMBER
    return verdicts, seen_ms, _Good(rows, fields, elapsed_ms, bytes_down)


def _stamps(padded: Padded, starts: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """The time at the head of every line, in Unix milliseconds, and whether there is one."""
    head, tail = padded.words(starts, 2)
    # "dd.ddd " : drop the point and what is behind, and read "000ddddd" with the eight-digit rule.
    point = (tail >> np.uint64(16)) & np.uint64(0xFF) == _DOT
    after = (tail >> np.uint64(48)) & np.uint64(0xFF) <= np.uint64(0x20)
    head, tail = as_digits(head), as_digits(tail)
    tail = (tail << np.uint64(48) >> np.uint64(24)) | (tail >> np.uint64(24) << np.uint64(40))
    good = point & after & all_digits(head) & all_digits(tail)
    return eight_digits(head) * 100_000 + eight_digits(tail), good


def _numbers(fields: _Fields) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    """Elapsed times, bytes, and whether both and the status (as in `TAG/200`) are numbers.

    More than `MOST_BYTES` are no number of bytes.
    """
    size, result = fields.span(BYTES), fields.span(RESULT)
    elapsed_ms, good = _elapsed_ms(fields.span(ELAPSED))
    bytes_down, size_good = integers(fields.block, size.starts, size.lengths)
    tail = fields.block.word(result.starts + result.lengths - 4) << np.uint64(32)
    slash = tail << np.uint64(24) >> np.uint64(56) == _SLASH
    good &= size_good & (bytes_down <= MOST_BYTES)
    good &= slash & all_digits(as_digits(tail) & _LAST_THREE) & (result.lengths >= 5)
    return elapsed_ms, bytes_down, good


def _elapsed_ms(elapsed: Spans) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """The elapsed times, and whether each is one.

    Below zero (a clock that was set back meanwhile) counts as 0. What nobody waited for is unknown: Squid
    writes the time since 1970 where it lost the beginning of a request.
    """
    minus = elapsed.block.bytes[elapsed.starts] == 0x2D
    value, good = integers(elapsed.block, elapsed.starts + minus, elapsed.lengths - minus)
    value[value > LONGEST_ELAPSED_MS] = UNKNOWN
    value[minus] = 0
    return value, good
