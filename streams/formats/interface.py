"""What a log format is: the port that every module in this folder implements.

The chain calls a format so: `sniff` once on the first lines (only for `--format auto`), then for each block
in order `carry` to learn the state behind it, and `cut` with the state before it. `carry` runs in one process
over all blocks and must be cheap; `cut` runs in any process and must not depend on anything but its
arguments. Neither raises on any bytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from streams.domain.lines import Block
from streams.domain.requests import Requests


@dataclass(frozen=True, slots=True)
class Cut:
    """What `cut` made of a block: a verdict a line, and the wanted parsed lines as columns (and see `cut`).

    `verdicts` holds `Verdict` numbers, one for every line of the block, wanted or not, and does not depend on
    what was wanted. `seen_ms` holds the time of every line (meaningless where the verdict is not PARSED), so
    that silence can be told from absence of use.
    """

    verdicts: NDArray[np.uint8]
    seen_ms: NDArray[np.int64]
    requests: Requests


class Format(Protocol):
    """One log format, with its settings (time zone, field names) already inside."""

    name: str
    """As on the command line, for example `squid-combined`."""

    def carry(self, state: str, block: Block) -> str:
        """The state behind `block`, given the state before it (`""` at the start of a log)."""
        ...

    def cut(self, block: Block, state: str, wanted: NDArray[np.bool_] | None = None) -> Cut:
        """Verdicts for all lines, and the columns of the lines that are both wanted and parsed.

        `wanted` has one flag a line; None wants all. A format adds lines whose host it alone can read, as one
        that JSON writes with escapes: whoever chose the wanted ones by their bytes could not find it.
        """
        ...


@runtime_checkable
class HostFinder(Protocol):
    """A format that can find the lines of known hosts itself, faster than a search before it."""

    def finds(self, suffixes: Sequence[str]) -> bool:
        """Whether, from now on, `cut` adds every line of a host that is or is below one of these names."""
        ...


class Sniffer(Protocol):
    """Says how sure a format is that the first lines of a log are its own."""

    def __call__(self, lines: Sequence[bytes]) -> float:
        """From 0 (not mine) to 1 (certainly mine), the share of content lines that fit."""
        ...
