"""Where the control sample of a source settles: behind the very line that makes `SETTLES_AFTER`.

So N never depends on how a log was cut into blocks, nor on who read them.
"""

from dataclasses import dataclass, replace

import numpy as np

from streams.domain.cells import CONTROL, VOTE_KEY
from streams.domain.deltas import OUTCOMES, Delta
from streams.domain.lines import Block, Verdict
from streams.domain.sampling import SETTLES_AFTER, choose_one_in, with_more
from streams.formats.interface import Format


@dataclass(frozen=True, slots=True)
class Progress:
    """What the chain must remember between the blocks of one source; small, and stored with its position.

    `one_in` is None until `SETTLES_AFTER` lines were parsed; until then every line is in the control sample
    and `control` keeps what of its requests by window may still settle N.
    """

    state: str = ""
    parsed: int = 0
    one_in: int | None = None
    control: tuple[tuple[int, int], ...] = ()


def where_settled(log_format: Format, block: Block, before: Progress) -> list[Block]:
    """The block whole, or in two: up to the line that settles N, and what is left behind it, if anything."""
    if before.parsed + len(block) < SETTLES_AFTER:
        return [block]
    verdicts = log_format.cut(block, before.state, np.zeros(len(block), bool)).verdicts
    parsed = before.parsed + np.cumsum(verdicts == Verdict.PARSED)
    if not len(block) or parsed[-1] < SETTLES_AFTER:
        return [block]
    lines = int(np.searchsorted(parsed, SETTLES_AFTER)) + 1
    end = min(int(block.newlines[lines - 1]) + 1, block.size)
    head = Block(bytes(block.buffer[:end]), block.first_line, block.offset)
    rest = Block(bytes(block.buffer[end:]), block.first_line + lines, block.offset + end)
    return [head, rest] if len(rest) else [head]


def behind(before: Progress, delta: Delta, state: str) -> Progress:
    """What is to be remembered behind a block that became `delta`; where enough lines are parsed, with N."""
    parsed = before.parsed + delta.parsed
    if before.one_in is not None:
        return replace(before, state=state, parsed=parsed)
    columns = VOTE_KEY.unpack(delta.votes.keys)
    rows = columns["platform"] == CONTROL
    requests = delta.votes.counts[rows, : len(OUTCOMES)].sum(axis=1)
    windows = zip(columns["window"][rows].tolist(), requests.tolist(), strict=True)
    control = with_more(before.control, windows)
    if parsed < SETTLES_AFTER:
        return Progress(state, parsed, None, control)
    return Progress(state, parsed, choose_one_in(control))
