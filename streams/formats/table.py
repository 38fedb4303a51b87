"""The engine of every format but Squid's native one: lines become text columns, text columns become a `Cut`.

A format only says how a line falls apart into named texts, and what a time and an outcome are. The names are
`time, duration, client, user, method, status, bytes_down, bytes_up`; where the request went, as `url`, or
`host` with `scheme, port, path`; and the format's own evidence for the outcome.

It runs on Polars' string expressions, in Rust and on one thread: the block is decoded once, no line becomes a
Python object, and Python runs once per *distinct* value (user, host, evidence).

Every line is judged in full, whatever is wanted, and only wanted lines become columns.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote_to_bytes

import numpy as np
import polars as pl
from numpy.typing import NDArray

from streams.domain.lines import LATEST_MS, Block, Verdict
from streams.domain.outcomes import Outcome, apply_slow
from streams.domain.requests import MOST_BYTES, UNKNOWN, Requests
from streams.domain.texts import Padded, Spans, Vocabulary, Words
from streams.formats.interface import Cut
from streams.formats.targets import hosts_of, plain_host
from streams.formats.times import Stamps

ABSENT: Final = ("", "-", "--", "N/A", "NA", "None", "none", "null", "Unknown", "unknown", '"-"')
"""How products write that there is nothing."""

NOBODY: Final = frozenset({b"n/a", b"na", b"none", b"null", b"unknown", b"--"})
"""What gateways write in place of a user (lower-case), besides a dash; a proxy's users may be called so."""

MOST_PRECISE: Final = 2.0**53

MOST_DECIDED: Final = 100_000
"""Distinct combinations whose outcome is remembered."""
LONGEST_DECIDED: Final = 1_000
"""Characters of a combination that is remembered; a longer one is decided again, to keep memory flat."""

Evidence = dict[str, str]
"""Evidence column -> its text (`""` where absent), for one distinct combination; with `method`, `status`."""


@dataclass(frozen=True)
class Reading:
    """How a format's text columns are understood.

    `ms_per_unit` turns durations into milliseconds; `logged_at_start` says that a line's time is the
    request's beginning; `bare_urls` that addresses are written without `http://`. `decide` is asked once for
    each distinct combination of the `evidence` columns, method and status.
    """

    decide: Callable[[Evidence], Outcome]
    evidence: tuple[str, ...]
    stamps: Stamps = field(default_factory=Stamps)
    ms_per_unit: float = 1.0
    logged_at_start: bool = False
    bare_urls: bool = False
    nobody: frozenset[bytes] = frozenset()


class Table:
    """Turns text columns into a `Cut`, remembering distinct values and decisions between blocks."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._decided: dict[tuple[str, ...], int] = {}
        self._users = Vocabulary(self._user)
        self._clients, self._hosts = Vocabulary(_address), Vocabulary(plain_host)
        self._methods = Vocabulary(_present)

    def cut(
        self,
        block: Block,
        raw: pl.DataFrame,
        verdicts: NDArray[np.uint8],
        wanted: NDArray[np.bool_] | None,
        ms_per_unit: NDArray[np.float64] | None = None,
    ) -> Cut:
        """Judge times and figures of the lines still PARSED, and cut the wanted ones.

        `raw` has one row a line and some of the columns named above, all text, null where a line was not
        understood.
        `ms_per_unit` overrides the reading's where it differs from line to line.
        """
        verdicts = verdicts.copy()
        figures = {name: _figures(raw, name) for name in ("duration", "status", "bytes_down", "bytes_up")}
        for _, bad in figures.values():
            verdicts[bad & (verdicts == Verdict.PARSED)] = Verdict.BAD_NUMBER
        times = self._reading.stamps.read(_text(raw, "time"))
        verdicts[times.is_null().to_numpy() & (verdicts == Verdict.PARSED)] = Verdict.BAD_TIME
        seen_ms = times.fill_null(0).to_numpy().copy()
        duration = figures["duration"][0]
        scale = self._reading.ms_per_unit if ms_per_unit is None else ms_per_unit
        duration_ms = np.where(duration < 0, UNKNOWN, np.rint(duration * scale)).astype(np.int64)
        if self._reading.logged_at_start:
            seen_ms += np.maximum(duration_ms, 0)
            verdicts[(seen_ms >= LATEST_MS) & (verdicts == Verdict.PARSED)] = Verdict.BAD_TIME
        chosen = verdicts == Verdict.PARSED
        if wanted is not None:
            chosen &= wanted
        rows = np.flatnonzero(chosen)
        some = raw[rows] if len(rows) < len(raw) else raw
        whole = {name: np.maximum(values, -1).astype(np.int64)[rows] for name, (values, _) in figures.items()}
        return Cut(verdicts, seen_ms, self._columns(some, rows + block.first_line, seen_ms[rows],
                                                    duration_ms[rows], whole))  # fmt: skip

    def _columns(
        self,
        raw: pl.DataFrame,
        line: NDArray[np.int64],
        seen_ms: NDArray[np.int64],
        duration_ms: NDArray[np.int64],
        figures: dict[str, NDArray[np.int64]],
    ) -> Requests:
        """Lines that are known to be good, as columns."""
        method = words(_text(raw, "method").str.to_uppercase(), self._methods)
        status = figures["status"]
        connect = _flags(method, lambda value: value in {b"CONNECT", b"TUNNEL"})
        host, port, path = hosts_of(
            spans(targets(raw, connect, bare_urls=self._reading.bare_urls)), connect, self._hosts
        )
        http_status = np.where((status >= 0) & (status <= 0x7FFFFFFF), status, 0).astype(np.int32)
        outcome = self._decide(raw, method, status)
        return Requests(
            line=line,
            seen_ms=seen_ms,
            duration_ms=duration_ms,
            user=words(_text(raw, "user"), self._users),
            client=words(_text(raw, "client"), self._clients),
            host=host,
            port=port,
            method=method,
            path=path,
            status=http_status,
            bytes_down=figures["bytes_down"],
            bytes_up=figures["bytes_up"],
            outcome=apply_slow(outcome, duration_ms, figures["bytes_down"], connect, http_status),
        )

    def _decide(self, raw: pl.DataFrame, method: Words, status: NDArray[np.int64]) -> NDArray[np.uint8]:
        """One decision for every distinct combination of evidence."""
        parts = [words(_text(raw, name)) for name in self._reading.evidence if name in raw.columns]
        names = [name for name in self._reading.evidence if name in raw.columns]
        statuses, status_codes = np.unique(status, return_inverse=True)
        together = status_codes.astype(np.int64)
        columns: list[tuple[NDArray[np.int32], list[str]]] = []
        for part in (method, *parts):
            texts = [value.decode("utf-8", "replace") for value in part.values]
            columns.append((part.codes, texts))
            together = _compact(together * max(len(texts), 1) + part.codes)
        _, first, codes = np.unique(together, return_index=True, return_inverse=True)
        decided = np.zeros(len(first), np.uint8)
        for index, row in enumerate(first.tolist()):
            key = (str(statuses[status_codes[row]]), *(texts[column[row]] for column, texts in columns))
            decided[index] = self._decision(key, ("status", "method", *names))
        return decided[codes]

    def _decision(self, key: tuple[str, ...], names: tuple[str, ...]) -> int:
        """The outcome of one combination, remembered (a log with endless combinations starts afresh)."""
        full = (*names, *key)
        known = self._decided.get(full)
        if known is not None:
            return known
        evidence = {name: "" if text in ABSENT else text for name, text in zip(names, key, strict=True)}
        outcome = int(self._reading.decide(evidence))
        if sum(len(text) for text in key) <= LONGEST_DECIDED:
            if len(self._decided) >= MOST_DECIDED:
                self._decided.clear()
            self._decided[full] = outcome
        return outcome

    def _user(self, written: bytes) -> bytes:
        """A user's name as it was before it was percent-encoded; empty where there was nobody."""
        if written in {b"", b"-"} or written.lower() in self._reading.nobody:
            return b""
        return unquote_to_bytes(written) if b"%" in written else written


def _compact(codes: NDArray[np.int64]) -> NDArray[np.int64]:
    """The same distinctions in small numbers, so that products of many columns never overflow."""
    return np.unique(codes, return_inverse=True)[1].astype(np.int64)


def words(texts: pl.Series, vocabulary: Vocabulary | None = None) -> Words:
    """A column of texts as codes into its distinct values; null counts as empty."""
    if not len(texts):
        return Words(np.zeros(0, np.int32), [])
    # A private registry: the shared one would keep every text that this process ever saw.
    coded = texts.fill_null("").cast(pl.Categorical(pl.Categories.random()))
    codes = coded.to_physical().to_numpy()
    first = np.zeros(int(codes.max()) + 1, np.int64)
    first[codes[::-1]] = np.arange(len(codes))[::-1]
    distinct = spans(texts.gather(pl.Series(first))).words(vocabulary)
    return Words(distinct.codes[codes], distinct.values)


def spans(texts: pl.Series) -> Spans:
    """A column of texts as places in one run of bytes; null counts as empty."""
    texts = texts.fill_null("")
    lengths = texts.str.len_bytes().to_numpy().astype(np.int64)
    joined = texts.str.join("").item() if len(texts) else ""
    starts = np.zeros(len(lengths), np.int64)
    np.cumsum(lengths[:-1], out=starts[1:])
    return Spans(Padded.of(joined.encode()), starts, lengths)


def targets(raw: pl.DataFrame, connect: NDArray[np.bool_], *, bare_urls: bool) -> pl.Series:
    """Where each request went, in the forms that `hosts_of` knows.

    `any://` stands before a host whose scheme is not written, so that no port is guessed for it.
    """
    url, host = _text(raw, "url").fill_null(""), _text(raw, "host").fill_null("")
    url = url.set(url.is_in(ABSENT), "")
    if bare_urls:
        bare = ~url.str.contains(r"^[A-Za-z][A-Za-z0-9+.\-]*://") & (url != "") & ~pl.Series(connect)
        url = ("any://" + url).zip_with(bare, url)
    if not (host != "").any():
        return url
    known = ~host.is_in(ABSENT)
    scheme = _text(raw, "scheme").fill_null("")
    scheme = scheme.set(~scheme.str.contains(r"^[A-Za-z]{1,8}$") | scheme.is_in(ABSENT), "any")
    port = _text(raw, "port").fill_null("")
    host = ("[" + host + "]").zip_with(host.str.contains(r"^[0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]*$"), host)
    with_port = port.str.contains("^[0-9]+$") & ~host.str.contains(r":[0-9]+$") & (port != "0")
    host = (host + ":" + port).zip_with(with_port, host)
    path = _text(raw, "path").fill_null("")
    path = path.set(~path.str.starts_with("/"), "")
    return (scheme + "://" + host + path).zip_with(known, url)


def _text(raw: pl.DataFrame, name: str) -> pl.Series:
    """A text column, all null where the format lacks it."""
    if name in raw.columns:
        return raw[name]
    return pl.Series(name, [None], dtype=pl.String).new_from_index(0, len(raw))


def _figures(raw: pl.DataFrame, name: str) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """A column's numbers (-1 unknown; 0 for no status) and which texts are none.

    What is below zero says nothing: products write -1, and clocks that were set back write any other.
    """
    nothing = 0.0 if name == "status" else float(UNKNOWN)
    if name not in raw.columns:
        return np.full(len(raw), nothing), np.zeros(len(raw), bool)
    texts = raw[name]
    values = texts.cast(pl.Int64, strict=False).cast(pl.Float64)
    odd = (values.is_null() & texts.is_not_null()).arg_true()
    bad = np.zeros(len(raw), bool)
    if len(odd):
        rest = texts.gather(odd).str.strip_chars(' "')
        absent = rest.is_in(ABSENT)
        read = rest.set(absent, None).cast(pl.Float64, strict=False)
        bad[odd.to_numpy()] = (~absent & (read.is_null() | ~read.is_finite())).to_numpy()
        values = values.scatter(odd, read)
    numbers = values.fill_null(nothing).fill_nan(nothing).to_numpy().copy()
    bad |= np.abs(numbers) >= MOST_PRECISE
    if name in {"bytes_down", "bytes_up"}:
        bad |= numbers > MOST_BYTES
    numbers[bad | (numbers < 0)] = nothing
    return numbers, bad


def _flags(column: Words, holds: Callable[[bytes], bool]) -> NDArray[np.bool_]:
    """Which rows' texts satisfy a rule that is asked once for each distinct text."""
    if not len(column):
        return np.zeros(0, bool)
    return np.array([holds(value) for value in column.values], bool)[column.codes]


def _present(written: bytes) -> bytes:
    """A text, empty where it says that there is none."""
    return b"" if written in {b"-", b"NONE"} else written


def _address(written: bytes) -> bytes:
    """A client's address without the port and brackets that some products add."""
    if written.decode("utf-8", "replace") in ABSENT:
        return b""
    if written.startswith(b"["):
        return written[1:].partition(b"]")[0]
    head, _, port = written.rpartition(b":")
    return head if head.count(b".") == 3 and b":" not in head and port.isdigit() else written
