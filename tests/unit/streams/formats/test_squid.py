"""Squid's native format against a plain parser that takes one line at a time."""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.parse import quote, unquote_to_bytes

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.domain.lines import EARLIEST_MS, LATEST_MS, LONGEST_LINE, Block
from streams.domain.outcomes import Outcome
from streams.domain.outcomes.squid import SquidEvidence, of_squid
from streams.formats.squid import SquidNative, sniff
from tests.parsed_lines import accounted, in_blocks, only, told, verdicts

Row = dict[str, Any]

GOOD = (
    b"1760090400.123    215 10.1.2.3 TCP_MISS/200 709 GET http://www.example.com/a anna HIER_DIRECT/1.2.3.4 -"
)


class Line(NamedTuple):
    """The fields of one line, and what stands between and behind them."""

    seconds: int
    ms: int
    elapsed: int
    client: str
    tag: str
    status: int
    size: int
    method: str
    url: str
    user: str
    peer: str
    blanks: tuple[str, ...]
    more: tuple[str, ...]
    end: str

    def text(self) -> bytes:
        fields = (
            f"{self.seconds}.{self.ms:03d}", str(self.elapsed), self.client, f"{self.tag}/{self.status:03d}",
            str(self.size), self.method, self.url, quote(self.user) or "-", self.peer, "-", *self.more,
        )  # fmt: skip
        padded = "".join(
            field + blank for field, blank in zip(fields, (*self.blanks, *" " * len(self.more)), strict=True)
        )
        return (padded.rstrip(" \t") + self.end).encode("latin-1")


BLANKS = st.one_of(st.just(" "), st.just("     "), st.just("\t"), st.just(" " * 40))
WORD = st.text("abcXYZ019._~-", min_size=1, max_size=70)
LINES = st.builds(
    Line,
    seconds=st.integers(1_000_000_000, 4_102_444_799),
    ms=st.integers(0, 999),
    elapsed=st.integers(-1_000, 10**9),
    client=st.sampled_from(["10.1.2.3", "2001:db8::7", "-", "pc7.example.org"]),
    tag=st.sampled_from(
        ["TCP_MISS", "TCP_TUNNEL", "NONE_NONE", "TCP_DENIED", "TCP_MISS_ABORTED", "X", "TAG_NONE/EXTRA"]
    ),
    status=st.sampled_from([0, 200, 304, 403, 407, 404, 500, 503, 504]),
    size=st.integers(0, 10**12),
    method=st.sampled_from(["GET", "POST", "CONNECT", "PROPFIND"]),
    url=st.builds("http://{}.example.org/{}".format, st.text("abc", min_size=1, max_size=9), WORD),
    user=st.text("aZ\xe9 \\@%-.", max_size=8).filter(lambda user: user != "-"),
    peer=st.sampled_from(["HIER_DIRECT/192.0.2.1", "HIER_NONE/-", "ROUNDROBIN_PARENT/cache", "NOSLASH"]),
    blanks=st.tuples(*[BLANKS] * 10),
    more=st.lists(WORD, max_size=3).map(tuple),
    end=st.sampled_from(["\n", "\r\n", "  \n", " \r\n"]),
)


def by_hand(number: int, line: bytes) -> Row:
    """One good line, read with `split`."""
    fields = line.split()
    tag, _, status = fields[3].decode("latin-1").rpartition("/")
    elapsed, size = max(int(fields[1]), 0), int(fields[4])
    peer = fields[8].decode("latin-1").partition("/")[0]
    connect = fields[5] == b"CONNECT"
    outcome = of_squid(SquidEvidence(tag, int(status), peer, connect))
    if (
        outcome == Outcome.OK
        and not connect
        and 200 <= int(status) < 400
        and elapsed >= 10_000
        and size < 5_000_000
    ):
        outcome = Outcome.SLOW
    return {
        "line": number,
        "seen_ms": int(fields[0].replace(b".", b"")),
        "duration_ms": elapsed,
        "client": b"" if fields[2] == b"-" else fields[2],
        "user": b"" if fields[7] == b"-" else unquote_to_bytes(fields[7]),
        "method": fields[5],
        "status": int(status),
        "bytes_down": size,
        "bytes_up": -1,
        "host": b"" if connect and b"://" not in fields[6] else re.split(rb"[/:]+", fields[6])[1],
        "outcome": int(outcome),
    }


def rows(data: bytes, wanted: Sequence[bool] | None = None) -> list[Row]:
    """The parsed lines as the format's columns hold them."""
    cut = SquidNative().cut(Block(data), "", None if wanted is None else np.array(wanted, bool))
    requests = cut.requests
    numbers = {
        name: getattr(requests, name).tolist()
        for name in ("line", "seen_ms", "duration_ms", "status", "bytes_down", "bytes_up", "outcome")
    }
    texts = {
        name: [getattr(requests, name).row(row) for row in range(len(requests))]
        for name in ("client", "user", "method", "host")
    }
    return [{name: values[row] for name, values in (numbers | texts).items()} for row in range(len(requests))]


@given(st.lists(LINES, max_size=12))
def test_good_lines_are_read_as_by_hand_however_they_are_padded(lines: list[Line]) -> None:
    data = b"".join(line.text() for line in lines)

    assert rows(data) == [by_hand(place + 1, line.text()) for place, line in enumerate(lines)]


@given(
    st.lists(st.one_of(LINES.map(Line.text), st.just(b"\n"), st.just(b"# no line\n")), max_size=10), st.data()
)
def test_what_is_wanted_changes_no_verdict_and_no_row(lines: list[bytes], data: st.DataObject) -> None:
    log = b"".join(lines)
    wanted = data.draw(st.lists(st.booleans(), min_size=len(lines), max_size=len(lines)))
    block = Block(log)

    whole, some = SquidNative().cut(block, ""), SquidNative().cut(block, "", np.array(wanted, bool))

    assert len(whole.verdicts) == len(whole.seen_ms) == len(block) == len(lines)
    assert some.verdicts.tolist() == whole.verdicts.tolist()
    assert rows(log, wanted) == [row for row in rows(log) if wanted[row["line"] - 1]]


@given(
    st.lists(LINES.map(Line.text), min_size=1, max_size=4),
    st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 3), st.binary(max_size=3)), max_size=8),
)
def test_mutated_lines_never_raise_and_none_is_lost(
    lines: list[bytes], edits: list[tuple[int, int, bytes]]
) -> None:
    data = bytearray(b"".join(lines))
    for place, removed, put in edits:
        at = place % (len(data) + 1)
        data[at : at + removed] = put
    accounted(SquidNative(), bytes(data))


@given(st.binary(max_size=300))
def test_any_bytes_are_accounted_for(data: bytes) -> None:
    accounted(SquidNative(), data)
    accounted(SquidNative(), GOOD + b"\n" + data)
    accounted(SquidNative(), data + b"\n" + GOOD)


@given(
    st.lists(st.one_of(LINES.map(Line.text), st.sampled_from([b"\n", b"half a\n", b"\0\n"])), max_size=8),
    st.lists(st.integers(0, 20), max_size=6),
)
def test_where_blocks_are_cut_does_not_matter(lines: list[bytes], cuts: list[int]) -> None:
    log = b"".join(lines)

    assert in_blocks(SquidNative(), log, cuts) == told(SquidNative(), log)


def test_line_numbers_go_on_where_the_block_begins() -> None:
    log = GOOD + b"\n\n" + GOOD + b"\nnoise\n" + GOOD

    assert [row["line"] for row in told(SquidNative(), log, first_line=1_000)] == [1000, 1002, 1003, 1004]


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (b"", "skipped"),
        (b" \t  ", "skipped"),
        (b"\r", "skipped"),
        (b"  " + GOOD, "not-this-format"),
        (b"# a comment", "not-this-format"),
        (b"2025-10-10 10:00:00 " + GOOD, "not-this-format"),
        (GOOD[:14], "too-few-fields"),
        (GOOD[:60], "too-few-fields"),
        (GOOD.replace(b" -", b""), "too-few-fields"),
        (GOOD.replace(b" 709 ", b" -5 "), "bad-number"),
        (GOOD.replace(b" 709 ", b" 12345678901234567 "), "bad-number"),
        (GOOD.replace(b" 709 ", b" 1000000000001 "), "bad-number"),
        (GOOD.replace(b"    215", b"   2x5"), "bad-number"),
        (GOOD.replace(b"    215", b"      -"), "bad-number"),
        (GOOD.replace(b"/200", b"/20x"), "bad-number"),
        (GOOD.replace(b"TCP_MISS/200", b"TCP_MISS"), "bad-number"),
        (GOOD.replace(b"TCP_MISS/200", b"/200"), "bad-number"),
        (GOOD.replace(b"1760090400.123", b"0000000000.000"), "bad-time"),
        (GOOD.replace(b"1760090400.123", b"9999999999.999"), "bad-time"),
        (GOOD.replace(b"1760090400.123", b"1760090400,123"), "not-this-format"),
        (GOOD + b"x" * LONGEST_LINE, "too-long"),
        (GOOD + b" " + b"x" * 1_000_000, "too-long"),
        (b" " * (LONGEST_LINE + 1), "too-long"),
        (b"\0" * 50, "skipped"),
        (GOOD, "parsed"),
        (GOOD + b" more fields", "parsed"),
    ],
)
def test_each_line_has_its_verdict_and_its_neighbours_keep_theirs(line: bytes, verdict: str) -> None:
    assert verdicts(SquidNative(), GOOD + b"\n" + line + b"\n" + GOOD) == ["parsed", verdict, "parsed"]


def test_times_are_good_from_1971_to_2099() -> None:
    def stamped(ms: int) -> bytes:
        return GOOD.replace(b"1760090400.123", b"%010d.%03d" % divmod(ms, 1000))

    moments = [EARLIEST_MS - 1, EARLIEST_MS, LATEST_MS - 1, LATEST_MS]
    found = [verdicts(SquidNative(), stamped(ms)) for ms in moments]
    assert found == [["bad-time"], ["parsed"], ["parsed"], ["bad-time"]]
    assert only(SquidNative(), stamped(LATEST_MS - 1))["at"] == "2099-12-31T23:59:59.999Z"


def test_a_line_full_of_blanks_is_read_like_any_other() -> None:
    wide = re.sub(rb" +", b" " * 7_000, GOOD)

    assert len(wide) < LONGEST_LINE
    assert only(SquidNative(), wide) == only(SquidNative(), GOOD)


def test_a_clock_that_was_set_back_meanwhile_makes_no_negative_duration() -> None:
    row = only(SquidNative(), GOOD.replace(b"    215", b"   -215"))

    assert (row["duration_ms"], row["started_at"]) == (0, row["at"])


def test_an_elapsed_time_since_1970_is_unknown() -> None:
    row = only(SquidNative(), GOOD.replace(b"    215", b" 1760090400123"))

    assert (row["duration_ms"], row["started_at"], row["outcome"]) == (None, None, "ok")


def test_a_user_is_told_as_before_squid_encoded_it() -> None:
    users = {b"DOM%5canna": "DOM\\anna", b"%c3%a9lo%c3%afse": "éloïse", b"-": None, b"null": "null"}

    for written, told_as in users.items():
        assert only(SquidNative(), GOOD.replace(b" anna ", b" " + written + b" "))["user"] == told_as


def test_a_log_is_known_by_the_share_of_its_lines_that_fit() -> None:
    assert sniff([GOOD, b"", GOOD, b"noise"]) == pytest.approx(2 / 3)
    assert sniff([]) == sniff([b"", b" "]) == 0.0
