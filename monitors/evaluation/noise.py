"""What fails when nothing is wrong: correlated chance, small faults of many platforms, a stuck client."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from monitors.evaluation.world import DAY_MS, MINUTE_MS, PLATFORMS

HICCUPS_A_DAY: Final = 4.0
HICCUP_SECONDS: Final = (60, 240)
HICCUP_PLATFORMS: Final = (0.2, 0.7)
HICCUP_SHARE: Final = (0.02, 0.08)
STUCK_CLIENTS: Final = 0.001
"""Share of people whose client fails whatever it tries, on one surface group for five minutes."""


class HeldNoise:
    """A failure share for each series that is drawn anew each minute, at a moment of the series' own.

    The share is Beta distributed with the series' usual share as mean and `rho` as the correlation of two
    votes of one minute (Skellam 1948): at the same rho, noise that is held is harder than noise that is
    drawn for each window, because it looks like an outage that is over within the minute.
    """

    def __init__(self, rng: np.random.Generator, usual: NDArray[np.float64], rho: float) -> None:
        self._rng = rng
        self._alpha = usual * (1 - rho) / rho
        self._beta = (1 - usual) * (1 - rho) / rho
        self._phase_ms = rng.integers(0, MINUTE_MS, len(usual))
        self._last = rng.beta(self._alpha, self._beta)

    def shares(self, starts_ms: NDArray[np.int64]) -> NDArray[np.float64]:
        """The failure share by window and series; windows must come in order, whole minutes at a time."""
        elapsed = starts_ms - starts_ms[0]
        minutes = int(elapsed[-1]) // MINUTE_MS + 1
        drawn = self._rng.beta(self._alpha, self._beta, (minutes, len(self._alpha)))
        held = np.concatenate((self._last[None, :], drawn))
        self._last = held[-1]
        place = (elapsed[:, None] + self._phase_ms) // MINUTE_MS
        shares: NDArray[np.float64] = np.take_along_axis(held, place, axis=0)
        return shares


@dataclass(frozen=True, slots=True)
class Hiccups:
    """Small faults of minutes that many platforms and the rest of the web share; each column is one."""

    from_ms: NDArray[np.int64]
    to_ms: NDArray[np.int64]
    share: NDArray[np.float64]
    platforms: NDArray[np.bool_]

    @staticmethod
    def draw(rng: np.random.Generator, begins_ms: int, days: int) -> "Hiccups":
        """Those of some days, at any hour."""
        number = int(rng.poisson(HICCUPS_A_DAY * days))
        from_ms = begins_ms + rng.integers(0, days * DAY_MS, number)
        lasting = rng.integers(HICCUP_SECONDS[0] * 1_000, HICCUP_SECONDS[1] * 1_000, number)
        width = rng.uniform(*HICCUP_PLATFORMS, number)
        return Hiccups(
            from_ms,
            from_ms + lasting,
            rng.uniform(*HICCUP_SHARE, number),
            rng.random((number, PLATFORMS)) < width[:, None],
        )

    def during(
        self, starts_ms: NDArray[np.int64]
    ) -> list[tuple[NDArray[np.bool_], float, NDArray[np.bool_]]]:
        """(windows, share, platforms) of those that touch these windows."""
        touching = np.flatnonzero((self.from_ms <= starts_ms[-1]) & (self.to_ms > starts_ms[0]))
        return [
            (
                (starts_ms >= self.from_ms[place]) & (starts_ms < self.to_ms[place]),
                float(self.share[place]),
                self.platforms[place],
            )
            for place in touching
        ]
