"""A log without an end: the lines of a simulated one again and again, each time later, second by second."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count, pairwise
from pathlib import Path
from typing import Final, Self

import numpy as np

from tests.simulated_logs import counted_by_hand

STAMP: Final = 10
"""Digits of the whole seconds that a native line begins with, until the year 2286."""


@dataclass(frozen=True, slots=True)
class Second:
    """The lines of one second: when they were seen, how many, and how many count as use of a platform."""

    at: int
    text: bytes
    lines: int
    requests: int

    def moved_to(self, at: int) -> "Second":
        """The same in another second."""
        begin, new = str(self.at).encode(), str(at).encode()
        text = new + self.text[STAMP:].replace(b"\n" + begin, b"\n" + new)
        return Second(at, text, self.lines, self.requests)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Whole seconds of a native Squid log, without a gap; held in memory."""

    seconds: tuple[Second, ...]

    @classmethod
    def of(cls, log: Path) -> Self:
        """The seconds of a log but its first and its last, which may be parts. Every second has a line."""
        text = log.read_bytes()
        begins = np.append(0, np.flatnonzero(np.frombuffer(text, np.uint8)[:-1] == ord("\n")) + 1)
        stamps = np.array([int(text[begin : begin + STAMP]) for begin in begins.tolist()])
        firsts = np.append(np.flatnonzero(np.diff(stamps, prepend=stamps[0] - 1)), len(stamps))
        edges = np.append(begins, len(text))[firsts].tolist()
        found = []
        for number, (begin, end) in enumerate(pairwise(edges)):
            part = text[begin:end]
            lines = int(firsts[number + 1] - firsts[number])
            found.append(Second(int(stamps[firsts[number]]), part, lines, requests_in(part.splitlines())))
        return cls(tuple(found[1:-1]))

    def for_ever(self, begin: int) -> Iterator[Second]:
        """The seconds one after the other from `begin` on, the first one again behind the last."""
        for number in count():
            yield self.seconds[number % len(self.seconds)].moved_to(begin + number)


def requests_in(lines: Iterable[bytes]) -> int:
    """How many lines count as use of a platform."""
    return sum(counted_by_hand(lines, {}).values())
