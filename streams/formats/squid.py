"""Squid's native access log, `logformat squid`: the format the hot path is made for.

    %ts.%03tu %6tr %>a %Ss/%03>Hs %<st %rm %ru %[un %Sh/%<a %mt

Ten fields between runs of blanks (the elapsed time is padded), more may follow. The time is Unix seconds with
milliseconds, of the END of the request. Bytes are those sent to the client; uploads are not logged. Source:
Squid's `squid.conf.documented` (5.7) and `src/log/FormatSquidNative.cc`.

Every line is checked in full (its verdict never depends on what was wanted); only wanted lines are cut.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

import numpy as np
from numpy.typing import NDArray

from streams.domain.digits import all_digits, as_digits, eight_digits, integers
from streams.domain.lines import EARLIEST_MS, LATEST_MS, LONGEST_LINE, Block, Verdict
from streams.domain.marks import Marks, runs
from streams.domain.outcomes import apply_slow
from streams.domain.outcomes.squid import SquidEvidence, of_squid
from streams.domain.requests import MOST_BYTES, UNKNOWN, Requests
from streams.domain.texts import (
    Answers,
    Padded,
    Spans,
    Vocabulary,
    Words,
)
from streams.formats.interface import Cut
from streams.formats.options import FormatOptions
from streams.formats.targets import Tunnels

FIELDS = 10
ELAPSED, CLIENT, RESULT, BYTES, METHOD, URL, USER, PEER = range(1, 9)
_DOT = np.uint64(0x2E)
_SLASH = 0x2F
_LAST_THREE = np.uint64(0xFFFFFF0000000000)
LONGEST_HIERARCHY = 40
"""Bytes of a hierarchy's name that are looked at; Squid's names are shorter."""
LONGEST_ELAPSED_MS = 10_000_000_000
MOST_DECIDED = 100_000
"""Distinct combinations whose outcome is remembered: a real log has some hundred."""
LONGEST_DECIDED = 200
"""Bytes of a result that is remembered; a longer one is decided again, so that memory stays flat."""


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


class SquidNative:
    """Squid's native format; it has no settings."""

    name = "squid"

    def __init__(self) -> None:
        self._outcomes: dict[tuple[bytes, bytes, bool], int] = {}
        self._users = Vocabulary(_decoded)
        self._clients = Vocabulary(_present)
        self._targets = Tunnels()
        self._connects = Answers(lambda method: (int(method == b"CONNECT"),), 1)
        self._statuses = Answers(lambda result: (_status(result),), 1)
        self._methods, self._results, self._hierarchies = Vocabulary(), Vocabulary(), Vocabulary()

    def carry(self, state: str, block: Block) -> str:  # noqa: ARG002 (every line stands alone)
        """Nothing to remember."""
        return state

    def cut(self, block: Block, state: str, wanted: NDArray[np.bool_] | None = None) -> Cut:  # noqa: ARG002
        """Check every line, then cut the wanted good ones into columns."""
        verdicts, seen_ms, good = _judge(block, block.padded)
        chosen = verdicts[good.rows] == Verdict.PARSED
        if wanted is not None:
            chosen &= wanted[good.rows]
        if not chosen.all():
            good = good.take(np.flatnonzero(chosen))
        return Cut(verdicts, seen_ms, self._columns(good, block.first_line, seen_ms[good.rows]))

    def _columns(self, good: _Good, first_line: int, seen_ms: NDArray[np.int64]) -> Requests:
        """Cut good lines."""
        fields = good.fields
        fields.look_on(PEER - BYTES)
        result, method = fields.span(RESULT).words(self._results), fields.span(METHOD).words(self._methods)
        peer = fields.span(PEER)
        hierarchy = Spans(peer.block, peer.starts, peer.until(_SLASH, LONGEST_HIERARCHY))
        connect = self._connects.of(method)[:, 0] > 0
        status = self._statuses.of(result)[:, 0].astype(np.int32)
        host, port, path = self._targets.hosts_of(fields.span(URL), connect)
        return Requests(
            line=good.rows + first_line,
            seen_ms=seen_ms,
            duration_ms=good.elapsed_ms,
            user=fields.span(USER).words(self._users),
            client=fields.span(CLIENT).words(self._clients),
            host=host,
            port=port,
            method=method,
            path=path,
            status=status,
            bytes_down=good.bytes_down,
            bytes_up=np.full(len(good.rows), UNKNOWN, np.int64),
            outcome=apply_slow(
                self._decide(result, hierarchy.words(self._hierarchies), connect),
                good.elapsed_ms,
                good.bytes_down,
                connect,
                status,
            ),
        )

    def _decide(self, result: Words, hierarchy: Words, connect: NDArray[np.bool_]) -> NDArray[np.uint8]:
        """Decide once for every distinct combination of result, hierarchy and CONNECT."""
        together = (result.codes.astype(np.int64) * len(hierarchy.values) + hierarchy.codes) * 2 + connect
        combinations, codes = np.unique(together, return_inverse=True)
        decided = np.zeros(len(combinations), np.uint8)
        for index, combination in enumerate(combinations.tolist()):
            pair, tunnel = divmod(combination, 2)
            tag, via = divmod(pair, max(len(hierarchy.values), 1))
            decided[index] = self._outcome(result.values[tag], hierarchy.values[via], bool(tunnel))
        return decided[codes]

    def _outcome(self, result: bytes, hierarchy: bytes, connect: bool) -> int:  # noqa: FBT001
        """The outcome of one combination, remembered."""
        key = (result, hierarchy, connect)
        known = self._outcomes.get(key)
        if known is not None:
            return known
        tag = result.rpartition(b"/")[0].decode("latin-1")
        outcome = int(of_squid(SquidEvidence(tag, _status(result), hierarchy.decode("latin-1"), connect)))
        if len(result) <= LONGEST_DECIDED:
            if len(self._outcomes) >= MOST_DECIDED:
                self._outcomes.clear()
            self._outcomes[key] = outcome
        return outcome


def sniff(lines: Sequence[bytes]) -> float:
    """The share of the lines that are Squid native."""
    block = Block(b"\n".join(lines) + b"\n")
    verdicts = SquidNative().cut(block, "", np.zeros(len(block), bool)).verdicts
    content = int(np.count_nonzero(verdicts != Verdict.SKIPPED))
    return float(np.count_nonzero(verdicts == Verdict.PARSED)) / content if content else 0.0


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


def _status(result: bytes) -> int:
    """The status of `TCP_MISS/200`; 0 for 000."""
    return int(result[-3:])


def _present(value: bytes) -> bytes:
    """A dash means that the field is absent."""
    return b"" if value == b"-" else value


def _decoded(user: bytes) -> bytes:
    """A user name as it was before Squid percent-encoded it."""
    return unquote_to_bytes(_present(user))


def make(_options: FormatOptions) -> SquidNative:
    """Squid's native format, which has no settings."""
    return SquidNative()
