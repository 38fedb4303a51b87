"""What a format makes of some lines, in the words of `holdfast parse`: for tests of formats."""

import itertools
import json
from typing import Any

import numpy as np

from streams.commands.parse import rows
from streams.domain.lines import Block, Verdict
from streams.formats.interface import Format

Row = dict[str, Any]


def told(log: Format, text: str | bytes, state: str = "", first_line: int = 1) -> list[Row]:
    """Every parsed and rejected line of a text, as `holdfast parse` prints it."""
    block = Block(text.encode() if isinstance(text, str) else text, first_line)
    return [json.loads(row) for row in rows(block, log.cut(block, state), log.name)]


def only(log: Format, line: str | bytes, state: str = "") -> Row:
    """The one row that one line gives."""
    (row,) = told(log, line, state)
    return row


def verdicts(log: Format, text: str | bytes, state: str = "") -> list[str]:
    """The verdict of every line."""
    block = Block(text.encode() if isinstance(text, str) else text)
    return [Verdict(number).word for number in log.cut(block, state).verdicts]


def in_blocks(log: Format, data: bytes, cuts: list[int]) -> list[Row]:
    """The same as `told`, with the log cut into blocks after some of its lines."""
    lines = _lines(data)
    edges = sorted({0, len(lines), *(cut % (len(lines) + 1) for cut in cuts)})
    found: list[Row] = []
    state, offset = "", 0
    for begin, end in itertools.pairwise(edges):
        block = Block(b"".join(lines[begin:end]), begin + 1, offset)
        found += [json.loads(row) for row in rows(block, log.cut(block, state), log.name)]
        state = log.carry(state, block)
        offset += len(block.data)
    return found


def _lines(data: bytes) -> list[bytes]:
    """Cut at newlines only: `splitlines` also cuts at a lone carriage return."""
    parts = data.split(b"\n")
    whole = [part + b"\n" for part in parts[:-1]]
    return whole + ([parts[-1]] if parts[-1] else [])


def accounted(log: Format, data: bytes) -> None:
    """Assert what holds for any bytes: one verdict a line, a row for each parsed line, whatever is wanted."""
    block = Block(data)
    cut = log.cut(block, "")
    assert len(cut.verdicts) == len(cut.seen_ms) == len(block)
    assert len(cut.requests) == int(np.count_nonzero(cut.verdicts == Verdict.PARSED))
    every_other = np.arange(len(block)) % 2 == 0
    some = log.cut(block, "", every_other)
    assert some.verdicts.tolist() == cut.verdicts.tolist()
    in_disguise = [b"\\u00" in line for line in _lines(data)]
    wanted = {number for number in cut.requests.line.tolist() if every_other[number - 1]}
    added = set(some.requests.line.tolist()) - wanted
    assert wanted <= set(some.requests.line.tolist()) <= set(cut.requests.line.tolist())
    assert all(in_disguise[number - 1] for number in added)
    assert isinstance(log.carry("", block), str)
