"""Requests as columns: what a parser hands on, whatever format it read."""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from streams.domain.texts import Spans, Words

__all__ = ["MOST_BYTES", "UNKNOWN", "Requests", "Spans", "Words"]

UNKNOWN = -1
"""Stands in integer columns for a figure that the format does not carry."""

MOST_BYTES = 10**12
"""What one request may claim to have moved: a terabyte, what a line of 100 Mbit/s moves in a whole day. More
is a broken or made-up field; and 64 bits hold the sum of nine million such claims, where of claims of 16
digits a thousand would wrap."""


@dataclass(frozen=True, slots=True)
class Requests:
    """One row a request, in the order of the log. All columns have the same length.

    `line` counts physical lines from 1; `seen_ms` is the end of the request in Unix milliseconds UTC;
    `duration_ms`, `bytes_down` and `bytes_up` are `UNKNOWN` (-1) where the format lacks them; `port` and
    `status` are 0 where absent; `outcome` holds `Outcome` numbers. `user` is percent-decoded as logged,
    `host` is lower-case without port or trailing dot, `path` is without query (absent: empty) and may still
    lie in its block, because only few rows are ever asked for it.
    """

    line: NDArray[np.int64]
    seen_ms: NDArray[np.int64]
    duration_ms: NDArray[np.int64]
    user: Words
    client: Words
    host: Words
    port: NDArray[np.int32]
    method: Words
    path: Words | Spans
    status: NDArray[np.int32]
    bytes_down: NDArray[np.int64]
    bytes_up: NDArray[np.int64]
    outcome: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.line)

    def take(self, rows: NDArray[np.intp] | NDArray[np.bool_]) -> "Requests":
        """The same columns for some rows only."""
        rows = np.flatnonzero(rows) if rows.dtype == np.bool_ else rows  # once, and not for each column
        return Requests(*(_some(getattr(self, field.name), rows) for field in fields(self)))

    @property
    def started_ms(self) -> NDArray[np.int64]:
        """When each request began: seen minus duration, or seen where the duration is unknown."""
        return self.seen_ms - np.maximum(self.duration_ms, 0)


def _some(column: Any, rows: NDArray[np.intp] | NDArray[np.bool_]) -> Any:
    """Some rows of a column, whichever kind it is."""
    return column[rows] if isinstance(column, np.ndarray) else column.take(rows)
