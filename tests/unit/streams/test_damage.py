"""Compressed logs that were overwritten somewhere: no line behind the damage is taken for one of the log."""

import gzip
import random
from pathlib import Path

import pytest
import zstandard

from streams.adapters.damage import is_damaged
from streams.adapters.log_files import LogFiles, Note
from streams.formats.options import FormatOptions
from streams.formats.registry import make_format

LINES = 40_000
OVERWRITTEN_BYTES = 16


def written() -> bytes:
    chance = random.Random(7)
    return "".join(
        f"{1734800000 + line / 3:.3f} {chance.randint(1, 9999):6d} 10.1.0.{chance.randint(0, 255)} "
        f"TCP_MISS/200 {chance.randint(100, 90000)} GET http://h{chance.randint(0, 99)}.example.com/ "
        f"u{chance.randint(1, 900)} HIER_DIRECT/192.0.2.1 text/html\n"
        for line in range(LINES)
    ).encode()


LOG = written()


def taken(path: Path) -> tuple[bytes, list[Note]]:
    with LogFiles([str(path)]) as files:
        files.format = make_format("squid", FormatOptions("UTC", "", {}))
        return b"".join(block.data for block in files.blocks()), files.notes


@pytest.mark.parametrize("seed", range(8))
def test_lines_before_the_damage_are_taken_and_none_behind_it(tmp_path: Path, seed: int) -> None:
    packed = bytearray(gzip.compress(LOG))
    chance = random.Random(seed)
    at = chance.randrange(len(packed) // 10, len(packed) - 100)
    packed[at : at + OVERWRITTEN_BYTES] = chance.randbytes(OVERWRITTEN_BYTES)
    path = tmp_path / "access.log.gz"
    path.write_bytes(packed)

    text, notes = taken(path)

    assert notes == [Note("damaged-input", "access.log.gz")]
    assert LOG.startswith(text)
    assert text.endswith(b"\n")
    assert len(text) > len(LOG) * at / len(packed) * 0.95


@pytest.mark.parametrize("packed", [LOG, gzip.compress(LOG), zstandard.compress(LOG)])
def test_a_sound_log_is_taken_whole(tmp_path: Path, packed: bytes) -> None:
    path = tmp_path / "access.log"
    path.write_bytes(packed)

    assert taken(path) == (LOG, [])


def test_an_early_end_is_no_damage(tmp_path: Path) -> None:
    packed = gzip.compress(LOG)
    path = tmp_path / "access.log.gz"
    path.write_bytes(packed[: len(packed) // 2])

    assert not is_damaged(str(path))
    assert taken(path)[1] == [Note("truncated-input", "access.log.gz")]
