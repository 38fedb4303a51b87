"""What every host matcher promises: no line that names a catalogued host is ever missed."""

import importlib
from collections.abc import Callable
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.adapters.catalogue_files import load_catalogue
from streams.adapters.matcher import HostMatcher, HyperscanMatcher, PolarsMatcher
from streams.domain.lines import Block

NAMES = ("facebook.com", "t.co", "x.com", "fb.me", "linkedin.com", "xn--exmple-cua.ca", "a-b.example.org")


def with_hyperscan(suffixes: tuple[str, ...]) -> HostMatcher:
    try:
        importlib.import_module("hyperscan")
    except ImportError:
        pytest.skip("hyperscan has no wheel for this machine; the other matcher does its work here")
    return HyperscanMatcher(suffixes, None)


@cache
def made(make: Callable[[tuple[str, ...]], HostMatcher], suffixes: tuple[str, ...]) -> HostMatcher:
    return make(suffixes)


every_matcher = pytest.mark.parametrize("make", [with_hyperscan, PolarsMatcher], ids=["hyperscan", "polars"])
JUNK = st.text('abc.-_/:@%"\t x0\xe9', max_size=20).map(lambda text: text.encode("latin-1"))
BEFORE = st.sampled_from([b"", b"www.", b"http://", b"https://anna:pw@", b"\t", b'"', b"//m.", b"CONNECT "])
BEHIND = st.sampled_from([b"", b":443", b"/", b"?q=1", b" ", b'"', b",", b"\t", b".", b"#", b";"])


def letters(name: bytes, upper: int) -> bytes:
    """The name with some of its letters in upper case."""
    return bytes(
        byte - 32 if 0x61 <= byte <= 0x7A and upper >> place % 30 & 1 else byte
        for place, byte in enumerate(name)
    )


@every_matcher
@given(
    lines=st.lists(
        st.tuples(JUNK, BEFORE, st.sampled_from((*NAMES, "")), BEHIND, JUNK, st.integers(0, 2**30)),
        max_size=8,
    ),
    ended=st.booleans(),
)
def test_a_line_that_names_a_host_is_always_a_candidate(
    make: Callable[[tuple[str, ...]], HostMatcher],
    lines: list[tuple[bytes, bytes, str, bytes, bytes, int]],
    ended: bool,  # noqa: FBT001 (drawn)
) -> None:
    texts = [
        junk + b" " + before + letters(name.encode(), upper) + behind + b" " + rest
        for junk, before, name, behind, rest, upper in lines
    ]
    block = Block(b"\n".join(texts) + (b"\n" if ended and texts else b""))

    flags = made(make, NAMES).candidates(block)

    assert len(flags) == len(block) == len(texts)
    assert all(flags[row] for row, line in enumerate(lines) if line[2])


@every_matcher
def test_lines_without_any_name_cost_nothing_more(make: Callable[[tuple[str, ...]], HostMatcher]) -> None:
    block = Block(b"GET http://example.org/\n\nnoise\n" + b"x" * 100_000 + b"\n")

    assert made(make, NAMES).candidates(block).tolist() == [False] * 4


@every_matcher
@pytest.mark.parametrize(
    "data", [b"", b"\n", b"\n\n", b"facebook.com", b"\nfacebook.com\n\n", b"\0\xff\n\r\n"]
)
def test_there_is_one_flag_a_line_in_blocks_of_every_shape(
    make: Callable[[tuple[str, ...]], HostMatcher], data: bytes
) -> None:
    block = Block(data)

    flags = made(make, NAMES).candidates(block)

    assert flags.tolist() == [b"facebook" in block.line(index) for index in range(len(block))]


@every_matcher
def test_a_name_across_two_lines_is_none(make: Callable[[tuple[str, ...]], HostMatcher]) -> None:
    assert not made(make, NAMES).candidates(Block(b"face\nbook.com\n")).any()


@every_matcher
def test_every_host_of_the_catalogue_is_found_in_any_case(
    make: Callable[[tuple[str, ...]], HostMatcher],
) -> None:
    suffixes = load_catalogue().suffixes
    lines = [f"1 CONNECT www.{name.upper()}:443 -\n2 GET http://{name}/ -\n" for name in suffixes]

    assert made(make, suffixes).candidates(Block("".join(lines).encode())).all()


@given(st.lists(st.sampled_from([b"x.com", b"netflix.com", b"t.co", b"microsoft.com", b"-"]), max_size=12))
@settings(max_examples=30)
def test_matchers_agree_on_what_must_be_found(words: list[bytes]) -> None:
    block = Block(b"\n".join(b"GET http://" + word + b"/ -" for word in words))
    flags = [made(make, NAMES).candidates(block) for make in (with_hyperscan, PolarsMatcher)]
    must = [word in {b"x.com", b"t.co"} for word in words]

    for one, _ in pairwise([*flags, flags[0]]):
        assert all(one[row] for row, named in enumerate(must) if named)
