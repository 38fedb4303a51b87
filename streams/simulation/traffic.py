"""Requests of the simulated organisation as columns, one row each."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

CONNECT, GET, POST = 0, 1, 2
METHODS = ("CONNECT", "GET", "POST")


@dataclass(frozen=True, slots=True)
class Traffic:
    """Requests with everything that any writer needs; all columns have the same length.

    `person`, `address`, `host` and `path` index the organisation's and the web's lists; `answer` is a row of
    `answers.ANSWERS`; `struck` is the disturbance that caused it, -1 for none.
    """

    started_ms: NDArray[np.int64]
    duration_ms: NDArray[np.int64]
    person: NDArray[np.int32]
    address: NDArray[np.int32]
    host: NDArray[np.int32]
    method: NDArray[np.uint8]
    path: NDArray[np.int32]
    answer: NDArray[np.uint8]
    bytes_down: NDArray[np.int64]
    bytes_up: NDArray[np.int64]
    struck: NDArray[np.int16]

    def __len__(self) -> int:
        return len(self.started_ms)

    @property
    def seen_ms(self) -> NDArray[np.int64]:
        """The end of each request, which is when a proxy writes its line."""
        return self.started_ms + self.duration_ms

    def take(self, rows: NDArray[np.intp] | NDArray[np.bool_] | slice) -> "Traffic":
        """Some of the rows."""
        return Traffic(*(getattr(self, column.name)[rows] for column in fields(self)))

    @staticmethod
    def join(parts: Sequence["Traffic"]) -> "Traffic":
        """All rows of several, one behind the other."""
        return Traffic(
            *(np.concatenate([getattr(part, column.name) for part in parts]) for column in fields(Traffic))
        )
