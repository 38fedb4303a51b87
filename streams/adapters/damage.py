"""Compressed logs that were overwritten somewhere: what of their lines can still be trusted."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from streams.adapters.blocks import BLOCK_BYTES, DamagedInputError, TruncatedInputError, read_text
from streams.domain.lines import Block, Verdict
from streams.formats.interface import Format

DAMAGED_PIECE_BYTES = 16 * 1024
"""How much text is asked for at a time where it will fail: so much before the failure may be lost at most."""
MARGIN_LINES = 8
"""So many lines before the first strange one are left out: two of them may be false, and look right."""

_COMPRESSED = (b"\x1f\x8b", b"\x28\xb5\x2f\xfd")
_UNHARMED = (Verdict.PARSED, Verdict.SKIPPED, Verdict.NO_HOST)


def is_damaged(path: str) -> bool:
    """Whether a compressed file fails its own checks, read to its end for that; an early end is no damage.

    Deflate has a checksum at its end alone (RFC 1952, 2.3.1), and what it unpacks behind a damage looks like
    text: lines counted before the end is known may be false ones.
    """
    with Path(path).open("rb") as file:
        if not file.read(4).startswith(_COMPRESSED):
            return False
    try:
        for _ in read_text(path, BLOCK_BYTES):
            pass
    except DamagedInputError:
        return True
    except TruncatedInputError:
        return False
    return False


def until_damage(blocks: Iterator[Block], form: Format) -> Iterator[Block]:
    """A damaged log's lines up to the first that its format cannot understand, less a few before it.

    Raises DamagedInputError behind them, as `blocks` does or because they will not be read so far.
    """
    held, state = Block(b""), ""
    try:
        for block in blocks:
            verdicts = form.cut(block, state, np.zeros(len(block), bool)).verdicts
            strange = np.flatnonzero(~np.isin(verdicts, _UNHARMED))
            if strange.size:
                trusted = int(strange[0]) - MARGIN_LINES
                yield _first(held, len(held) + min(trusted, 0))
                yield _first(block, trusted)
                break
            state = form.carry(state, block)
            yield held
            held = block
    except DamagedInputError:
        yield _first(held, len(held) - MARGIN_LINES)
        raise
    raise DamagedInputError("the compressed data is damaged; what came before was read")


def _first(block: Block, lines: int) -> Block:
    """So many lines of the block."""
    if lines >= len(block):
        return block
    end = int(block.starts[lines]) if lines > 0 else 0
    return Block(block.data[:end], block.first_line, block.offset)
