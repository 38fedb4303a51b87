"""Logs become blocks of whole lines, whatever they are packed in and however long their lines are."""

import gzip
import io
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.adapters.blocks import TruncatedInputError, read_blocks, rotated_in_order
from streams.domain.lines import LONGEST_LINE, Block

LOG = b"".join(b"line %d of a log\n" % number for number in range(20_000))


def read(data: bytes, size: int = 4096) -> list[Block]:
    """All blocks of some bytes."""
    return list(read_blocks(io.BytesIO(data), size))


def whole(blocks: list[Block]) -> bytes:
    """The blocks' bytes together; checks that numbers and offsets follow from one another."""
    line, offset = 1, 0
    for block in blocks:
        assert (block.first_line, block.offset) == (line, offset)
        line += block.data.count(b"\n")
        offset += len(block.data)
    assert all(block.data.endswith(b"\n") for block in blocks[:-1])
    return b"".join(block.data for block in blocks)


@pytest.mark.parametrize(
    "packed",
    [
        LOG,
        gzip.compress(LOG),
        gzip.compress(LOG[:5000]) + gzip.compress(b"") + gzip.compress(LOG[5000:]) + b"\0" * 600,
        zstandard.compress(LOG),
        zstandard.compress(LOG[:7]) + zstandard.compress(LOG[7:]),
    ],
    ids=["plain", "gzip", "gzip members", "zstd", "zstd frames"],
)
@pytest.mark.parametrize("size", [512, 4096, 1 << 20])
def test_packing_is_told_by_the_first_bytes_and_changes_nothing(packed: bytes, size: int) -> None:
    assert whole(read(packed, size)) == LOG


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress], ids=["gzip", "zstd"])
@pytest.mark.parametrize("left", [0.01, 0.5, 0.99])
def test_what_was_readable_of_a_truncated_log_comes_before_the_error(
    pack: Callable[[bytes], bytes], left: float
) -> None:
    packed = pack(LOG)
    got: list[bytes] = []
    blocks = read_blocks(io.BytesIO(packed[: int(len(packed) * left)]))
    with pytest.raises(TruncatedInputError, match="ends early"):
        got.extend(block.data for block in blocks)
    assert LOG.startswith(b"".join(got))
    assert got or left < 0.5 or pack is zstandard.compress


def test_damage_in_the_middle_is_told_from_an_early_end() -> None:
    packed = bytearray(gzip.compress(LOG))
    packed[len(packed) // 2] ^= 0xFF
    packed[len(packed) // 2 + 1] ^= 0xFF
    with pytest.raises(TruncatedInputError, match="damaged"):
        read(bytes(packed))


def test_of_an_endless_line_only_its_beginning_is_kept_and_the_count_goes_on() -> None:
    blocks = read(b"a\n" + b"x" * 1_000_000 + b"\nb\n" + b"y" * 300_000)
    assert [(len(block.data), block.first_line, block.offset) for block in blocks] == [
        (2, 1, 0),
        (LONGEST_LINE + 2, 2, 2),
        (2, 3, 1_000_003),
        (LONGEST_LINE + 1, 4, 1_000_005),
    ]


def test_utf_16_with_a_mark_becomes_utf_8_and_a_utf_8_mark_is_left_out() -> None:
    text = "first é\nsecond\n"
    assert whole(read(text.encode("utf-16"), 5)) == text.encode()
    assert whole(read(text.encode("utf-8-sig"), 5)) == text.encode()


@given(
    lines=st.lists(st.binary(max_size=30).filter(lambda line: b"\n" not in line), max_size=40),
    size=st.integers(1, 64),
    ends=st.booleans(),
)
@settings(max_examples=100, deadline=None)
def test_any_bytes_come_back_in_whole_lines(lines: list[bytes], size: int, *, ends: bool) -> None:
    data = b"plain" + b"\n".join(lines) + (b"\n" if ends else b"")
    assert whole(read(data, size)) == data


def test_a_path_is_read_and_a_missing_one_is_an_os_error(tmp_path: Path) -> None:
    path = tmp_path / "access.log.gz"
    path.write_bytes(gzip.compress(LOG))
    assert whole(list(read_blocks(path))) == LOG
    with pytest.raises(FileNotFoundError):
        list(read_blocks(tmp_path / "nothing"))


@pytest.mark.parametrize(
    ("given_order", "expected"),
    [
        (
            ["a.log", "a.log.1", "a.log.10.gz", "a.log.2.gz"],
            ["a.log.10.gz", "a.log.2.gz", "a.log.1", "a.log"],
        ),
        (["a.log", "a.log-20250102.gz", "a.log-20250101"], ["a.log-20250101", "a.log-20250102.gz", "a.log"]),
        (["u_ex250102.log", "u_ex250101.log"], ["u_ex250101.log", "u_ex250102.log"]),
        (["a-2025-01-02.log", "a-2025-01-01_13.log"], ["a-2025-01-01_13.log", "a-2025-01-02.log"]),
        (["b/x.1", "a/x", "b/x", "a/x.1"], ["b/x.1", "b/x", "a/x.1", "a/x"]),
        (["z.log", "-", "a.log"], ["z.log", "-", "a.log"]),
        (["a.1.log", "a.log", "a.2.log"], ["a.2.log", "a.1.log", "a.log"]),
    ],
)
def test_rotated_sets_are_read_oldest_first(given_order: list[str], expected: list[str]) -> None:
    assert rotated_in_order(given_order) == expected


def test_the_order_is_the_same_for_paths() -> None:
    assert rotated_in_order([Path("a.log"), Path("a.log.1")]) == [Path("a.log.1"), Path("a.log")]
