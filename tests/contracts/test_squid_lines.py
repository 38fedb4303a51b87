"""Squid's lines come out the same, to the last byte, whether NumPy or the compiled pass finds them."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from streams.adapters.catalogue_files import load_catalogue
from streams.domain.hosts import normalise_host
from streams.domain.lines import Block, Verdict
from streams.formats import squid_compiled, squid_lines
from streams.formats.squid import SquidNative
from streams.formats.squid_lines import Lines

Way = Callable[[Block, NDArray[np.bool_]], Lines]
WAYS = (squid_lines.lines_of, squid_compiled.lines_of)
"""Where nothing was compiled, the second is the first."""

GOOD = (
    b"1795545441.460  22355 10.90.1.38 TCP_TUNNEL/200 139 CONNECT a.example:443 anna HIER_DIRECT/198.18.2.2 -"
)
PIECES = st.one_of(
    st.sampled_from([
        GOOD, b"\n", b"\r\n", b" ", b"\t", b"/", b"-", b".", b"-5", b"\0", b"\xff", b"TCP_MISS/000",
        b"1795545441.460 ", b"9" * 13, b"0" * 17, b"x" * 70, b"y" * 65_530,
        b"31535999.999", b"0031535999.999 ", b"4102444800.000 ",
    ]),
    st.binary(max_size=4),
)  # fmt: skip


@st.composite
def torn(draw: st.DrawFn) -> bytes:
    """A good line in which something was cut out and put in."""
    start = draw(st.integers(0, len(GOOD)))
    return GOOD[:start] + draw(PIECES) + GOOD[start + draw(st.integers(0, 12)) :] + draw(PIECES)


BLOCKS = st.lists(torn() | PIECES, max_size=12).map(lambda lines: Block(b"\n".join(lines)))


def told(lines: Lines) -> list[object]:
    """All that is said of lines; a time means something only where a line is good."""
    seen_ms = lines.seen_ms[lines.verdicts == Verdict.PARSED]
    numbers: list[NDArray[Any]] = [lines.verdicts, seen_ms, lines.rows, lines.elapsed_ms, lines.bytes_down]
    for span in lines.fields.values():
        numbers += [span.starts, span.lengths, span.hashes()]
    return [[*lines.fields], *(column.tolist() for column in numbers)]


@given(BLOCKS, st.integers(1, 3))
def test_both_ways_say_the_same_of_any_bytes(block: Block, every: int) -> None:
    wanted = np.arange(len(block)) % every == 0

    one, other = (told(way(block, wanted)) for way in WAYS)

    assert one == other


@pytest.mark.parametrize("way", WAYS)
@given(BLOCKS)
def test_what_is_said_of_a_line_does_not_depend_on_its_neighbours(way: Way, block: Block) -> None:
    together = way(block, np.ones(len(block), bool))

    for place in range(len(block)):
        alone = way(Block(block.line(place) + b"\n"), np.ones(1, bool))
        assert alone.verdicts[0] == together.verdicts[place]
        for row in np.flatnonzero(together.rows == place).tolist():
            assert alone.elapsed_ms[0] == together.elapsed_ms[row]
            assert alone.bytes_down[0] == together.bytes_down[row]
            for field, span in together.fields.items():
                assert alone.fields[field].words().row(0) == span.words().row(row)


LINE = "1795545441.460  22355 10.90.1.38 TCP_TUNNEL/200 139 {} {} anna HIER_DIRECT/198.18.2.2 -\n"
NAMES = ("facebook.com", "t.co", "x.com", "fb.me", "xn--exmple-cua.ca", "a-b.example.org")
HOST = st.one_of(
    st.tuples(
        st.sampled_from(["", "www.", "M.", "not", "a.b.", "user@", "a:1:b@", "["]), st.sampled_from(NAMES)
    ).map("".join),
    st.text("abcxtfkme.-_:@%[]/", max_size=14),
)  # fmt: skip
TARGET = st.tuples(
    st.sampled_from(["", "http://", "HTTPS://", "ws://", "a://", "://", "cache_object://", "a:b://"]),
    st.tuples(HOST, st.integers(0, 2**20)).map(
        lambda drawn: "".join(
            sign.upper() if drawn[1] >> place % 20 & 1 else sign for place, sign in enumerate(drawn[0])
        )
    ),
    st.sampled_from(
        ["", ":443", ":", ".", ".:443", "/", "/x", "?q=1", "#a", ":80/a", ":8x0/", "\\a", ":80:9", "://a"]
    ),
).map("".join)


@given(
    st.lists(st.tuples(st.sampled_from(["CONNECT", "GET", "connect"]), TARGET), min_size=1, max_size=20),
    st.sets(st.integers(0, 19)),
)
def test_no_line_of_a_known_host_is_missed_and_no_other_line_said_otherwise(
    asked: list[tuple[str, str]], sampled: set[int]
) -> None:
    finder = SquidNative()
    if not finder.finds(NAMES):
        pytest.skip("the pass over Squid's lines was not compiled: install a C compiler (cc), make install")
    text = "".join(LINE.format(method, target) for method, target in asked)
    block = Block(text.encode())
    wanted = np.array([line in sampled for line in range(len(block))])
    every = SquidNative().cut(block, "").requests
    hosts = [normalise_host(every.host.row(row).decode("latin-1")) for row in range(len(every))]
    known = {
        int(line)
        for line, host in zip(every.line, hosts, strict=True)
        if any(host == name or host.endswith(f".{name}") for name in NAMES)
    }

    found = finder.cut(block, "", wanted).requests

    lines = set(found.line.tolist())
    assert known <= lines
    assert {line + 1 for line in sampled if line < len(block)} <= lines
    at = {line: row for row, line in enumerate(every.line.tolist())}
    for row, line in enumerate(found.line.tolist()):
        assert found.host.row(row) == every.host.row(at[line])
        assert found.outcome[row] == every.outcome[at[line]]


def test_few_lines_of_other_hosts_are_found() -> None:
    finder = SquidNative()
    if not finder.finds(load_catalogue([]).suffixes):
        pytest.skip("the pass over Squid's lines was not compiled: install a C compiler (cc), make install")
    hosts = [f"www.{name}{number}.{top}" for number in range(40) for name, top in OTHERS]
    line = (
        "1795545441.460  22355 10.90.1.38 TCP_TUNNEL/200 139 CONNECT {}:443 anna HIER_DIRECT/198.18.2.2 -\n"
    )
    block = Block("".join(line.format(host) for host in hosts).encode())

    found = finder.cut(block, "", np.zeros(len(block), bool)).requests

    assert len(found) < len(block) / 100


OTHERS = (("shop", "example"), ("bank", "ca"), ("news", "org"), ("weather", "net"), ("notfacebook", "com"))
