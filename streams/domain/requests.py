"""Requests as columns: what a parser hands on, whatever format it read."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

UNKNOWN = -1
"""Stands in integer columns for a figure that the format does not carry."""


@dataclass(frozen=True, slots=True)
class Words:
    """A column of short texts: one code a row into the distinct values (`b""` where absent).

    Work on a text is done once for each distinct value, never once for each row.
    """

    codes: NDArray[np.int32]
    values: list[bytes]

    def __len__(self) -> int:
        return len(self.codes)

    def take(self, rows: NDArray[np.intp] | NDArray[np.bool_]) -> "Words":
        """The same column for some rows only; the distinct values are shared."""
        return Words(self.codes[rows], self.values)

    def row(self, index: int) -> bytes:
        """The text of one row."""
        return self.values[int(self.codes[index])]


@dataclass(frozen=True, slots=True)
class Requests:
    """One row a request, in the order of the log. All columns have the same length.

    `line` counts physical lines from 1; `seen_ms` is the end of the request in Unix milliseconds UTC;
    `duration_ms`, `bytes_down` and `bytes_up` are `UNKNOWN` (-1) where the format lacks them; `port` and
    `status` are 0 where absent; `outcome` holds `Outcome` numbers. `user` is percent-decoded as logged,
    `host` is lower-case without port or trailing dot, `path` is without query (absent: empty).
    """

    line: NDArray[np.int64]
    seen_ms: NDArray[np.int64]
    duration_ms: NDArray[np.int64]
    user: Words
    client: Words
    host: Words
    port: NDArray[np.int32]
    method: Words
    path: Words
    status: NDArray[np.int32]
    bytes_down: NDArray[np.int64]
    bytes_up: NDArray[np.int64]
    outcome: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.line)

    def take(self, rows: NDArray[np.intp] | NDArray[np.bool_]) -> "Requests":
        """The same columns for some rows only."""
        return Requests(**{name: getattr(self, name).take(rows) if isinstance(getattr(self, name), Words)
                           else getattr(self, name)[rows] for name in self.__slots__})

    @property
    def started_ms(self) -> NDArray[np.int64]:
        """When each request began: seen minus duration, or seen where the duration is unknown."""
        return self.seen_ms - np.maximum(self.duration_ms, 0)
