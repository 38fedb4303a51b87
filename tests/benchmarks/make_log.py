"""The log that benchmarks read: simulated, and made longer by repeating it on later days.

`python -m tests.benchmarks.make_log LOG` writes 3 million native Squid lines of 10,000 people, 8 % of them on
platforms, in about ten seconds; `--times 10` makes 30 million of them, `--people 1000` those of a smaller
organisation. The truth goes to `LOG.truth.json`.
"""

import argparse
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Final

import msgspec
import numpy as np

from streams.simulation import Simulation, Truth, simulate
from streams.simulation.truth import Cell

LINES: Final = 3_000_000
PEOPLE: Final = 10_000
"""A provincial government; it writes so many lines in less than two hours."""
FEW_PEOPLE: Final = 1_000
"""They need a day and a half for so many lines."""
BEGINS_AT: Final = datetime(2026, 11, 24, 15, 30, tzinfo=UTC)
"""Tuesday, half past ten where the simulated organisation works: the log reaches into the lunch break, when
people visit platforms more, so that 8 % of its lines are on platforms, as in the log of a whole week."""
DAY: Final = 86_400
BLOCK: Final = 1 << 24
_STAMP: Final = 10
"""Digits of the whole seconds that a native line begins with, until the year 2286."""
_POWERS: Final = 10 ** np.arange(_STAMP - 1, -1, -1, dtype=np.int64)


def make_log(path: Path, *, people: int = PEOPLE, lines: int = LINES, times: int = 1, seed: int = 1) -> Truth:
    """Write `lines` simulated lines, and the same again on later days, `times` times in all."""
    simulation = Simulation(begins_at=BEGINS_AT, seed=seed, people=people, lines=lines)
    with path.open("wb") as out:
        truth = simulate(simulation, out)
    with path.open("rb") as source, path.open("ab") as out:
        first = path.stat().st_size
        for shift in _shifts(truth, times):
            source.seek(0)
            _copy_shifted(source, out, first, shift)
    return _repeated(truth, times)


def _shifts(truth: Truth, times: int) -> Iterator[int]:
    """By how many seconds each further copy is later: whole days, so that people keep their hours."""
    begin, end = (datetime.fromisoformat(at).timestamp() for at in (truth.from_ or "", truth.to or ""))
    days = int((end - begin) // DAY) + 1
    for copy in range(1, times):
        yield copy * days * DAY


def _copy_shifted(source: BinaryIO, out: BinaryIO, size: int, shift: int) -> None:
    """Append the first `size` bytes with all times later by `shift` seconds, block by block."""
    rest = b""
    while size:
        block = source.read(min(BLOCK, size))
        size -= len(block)
        whole, newline, tail = block.rpartition(b"\n")
        if newline:
            out.write(_shifted(rest + whole + newline, shift))
            rest = tail
        else:
            rest += block


def _shifted(lines: bytes, shift: int) -> bytes:
    """Whole lines with later times; only the digits of the seconds change."""
    block = np.frombuffer(lines, np.uint8).copy()
    starts = np.append(0, np.flatnonzero(block[:-1] == ord("\n")) + 1)
    digits = starts[:, None] + np.arange(_STAMP)
    seconds = (block[digits] - np.uint8(ord("0"))) @ _POWERS + shift
    block[digits] = seconds[:, None] // _POWERS % 10 + ord("0")
    return block.tobytes()


def _repeated(truth: Truth, times: int) -> Truth:
    """The truth of so many copies; the period stays that of the first."""
    counts = ("lines", "request_lines", "catalogued_lines", "requests_counted", "tunnels", "long_tunnels")
    cells = [
        msgspec.structs.replace(cell, requests=cell.requests * times, bytes_down=cell.bytes_down * times)
        for cell in truth.requests
    ]
    more: dict[str, int | list[Cell]] = {name: getattr(truth, name) * times for name in counts}
    return msgspec.structs.replace(truth, requests=cells, **more)


def main() -> None:
    """Write a log from the command line."""
    parser = argparse.ArgumentParser(
        description="Write a Squid log to measure with, and its truth beside it."
    )
    parser.add_argument("log", type=Path)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--lines", type=int, default=LINES)
    parser.add_argument("--times", type=int, default=1, help="copies, each on later days")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    truth = make_log(asked.log, people=asked.people, lines=asked.lines, times=asked.times, seed=asked.seed)
    asked.log.with_name(f"{asked.log.name}.truth.json").write_bytes(truth.json())


if __name__ == "__main__":
    main()
