"""Squid's native access log, `logformat squid`: the format the hot path is made for.

    %ts.%03tu %6tr %>a %Ss/%03>Hs %<st %rm %ru %[un %Sh/%<a %mt

Ten fields between runs of blanks (the elapsed time is padded), more may follow. The time is Unix seconds with
milliseconds, of the END of the request. Bytes are those sent to the client; uploads are not logged. Source:
Squid's `squid.conf.documented` (5.7) and `src/log/FormatSquidNative.cc`.

Every line is checked in full (its verdict never depends on what was wanted); only wanted lines are cut. Where
the pass over them was compiled, it finds the lines of known hosts as well.
"""

from collections.abc import Sequence
from urllib.parse import unquote_to_bytes

import numpy as np
from numpy.typing import NDArray

from streams.domain.lines import Block, Verdict
from streams.domain.outcomes import apply_slow
from streams.domain.outcomes.squid import SquidEvidence, of_squid
from streams.domain.requests import UNKNOWN, Requests
from streams.domain.texts import (
    Answers,
    Vocabulary,
    Words,
)
from streams.formats.interface import Cut
from streams.formats.options import FormatOptions
from streams.formats.squid_compiled import HostNames, host_names, lines_of
from streams.formats.squid_lines import CLIENT, METHOD, PEER, RESULT, URL, USER, Lines
from streams.formats.targets import Tunnels

MOST_DECIDED = 100_000
"""Distinct combinations whose outcome is remembered: a real log has some hundred."""
LONGEST_DECIDED = 200
"""Bytes of a result that is remembered; a longer one is decided again, so that memory stays flat."""


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
        self._names: HostNames | None = None

    def finds(self, suffixes: Sequence[str]) -> bool:
        """Whether lines of hosts below these names are found here from now on; see `HostFinder`."""
        self._names = host_names(suffixes)
        return self._names is not None

    def carry(self, state: str, block: Block) -> str:  # noqa: ARG002 (every line stands alone)
        """Nothing to remember."""
        return state

    def cut(self, block: Block, state: str, wanted: NDArray[np.bool_] | None = None) -> Cut:  # noqa: ARG002
        """Check every line, then cut the wanted good ones into columns."""
        lines = lines_of(block, np.ones(len(block), bool) if wanted is None else wanted, self._names)
        return Cut(lines.verdicts, lines.seen_ms, self._columns(lines, block.first_line))

    def _columns(self, good: Lines, first_line: int) -> Requests:
        """The good lines' columns."""
        fields = good.fields
        result, method = fields[RESULT].words(self._results), fields[METHOD].words(self._methods)
        connect = self._connects.of(method)[:, 0] > 0
        status = self._statuses.of(result)[:, 0].astype(np.int32)
        host, port, path = self._targets.hosts_of(fields[URL], connect)
        return Requests(
            line=good.rows + first_line,
            seen_ms=good.seen_ms[good.rows],
            duration_ms=good.elapsed_ms,
            user=fields[USER].words(self._users),
            client=fields[CLIENT].words(self._clients),
            host=host,
            port=port,
            method=method,
            path=path,
            status=status,
            bytes_down=good.bytes_down,
            bytes_up=np.full(len(good.rows), UNKNOWN, np.int64),
            outcome=apply_slow(
                self._decide(result, fields[PEER].words(self._hierarchies), connect),
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
