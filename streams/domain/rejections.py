"""Lines that were not taken: where they stand and why, a few of each block, and never what they say."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from streams.domain.lines import Block, Verdict
from streams.domain.shapes import shape_of

MOST_DESCRIBED = 100
"""Rejections of a delta that are described; `Delta.verdicts` counts all of them."""


@dataclass(frozen=True, slots=True)
class Rejection:
    """One line that was not taken; `line` counts from 1, `offset` and `length` are bytes of its log."""

    line: int
    offset: int
    length: int
    reason: str
    shape: str


def rejections_of(
    block: Block, verdicts: NDArray[np.uint8], most: int = MOST_DESCRIBED
) -> tuple[Rejection, ...]:
    """The first `most` rejected lines of a block."""
    rejected = np.flatnonzero(verdicts > Verdict.SKIPPED)[:most].tolist()
    return tuple(
        Rejection(
            line=block.first_line + index,
            offset=block.offset + int(block.starts[index]),
            length=int(block.ends[index] - block.starts[index]),
            reason=Verdict(int(verdicts[index])).word,
            shape=shape_of(block.line(index)),
        )
        for index in rejected
    )
