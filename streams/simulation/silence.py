"""Logs that say nothing for a while, though people go on: a full disk, a shipper that hangs."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from streams.simulation.disturbances import Disturbance
from streams.simulation.targets import ALL


class Silence:
    """When which source writes nothing; its lines of that time are gone for good."""

    def __init__(self, disturbances: Sequence[Disturbance], sources: Sequence[str]) -> None:
        self._rows = [
            (number, said.from_ms, said.to_ms, -1 if said.what == ALL else sources.index(said.what))
            for number, said in enumerate(disturbances)
            if said.row.aim == "source"
        ]

    def heard(
        self, seen_ms: NDArray[np.int64], source: NDArray[np.int8]
    ) -> tuple[NDArray[np.bool_], tuple[tuple[int, int], ...]]:
        """Which lines are written, and how many each disturbance (by number) keeps back."""
        heard = np.ones(len(seen_ms), bool)
        lost = []
        for number, from_ms, to_ms, silent in self._rows:
            gone = heard & (seen_ms >= from_ms) & (seen_ms < to_ms) & ((silent < 0) | (source == silent))
            if gone.any():
                heard &= ~gone
                lost.append((number, int(gone.sum())))
        return heard, tuple(lost)
