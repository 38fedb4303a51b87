"""Suspicion: a running sum that falls to nothing while all is usual, and climbs when it is not.

S <- max(0, S + LLR), where LLR = ln L1(x | n) / L0(x | n), both Beta-Binomial with the same overdispersion:
L0 at the usual rate, L1 at the rate of an outage. Page, "Continuous inspection schemes", Biometrika 41
(1954); that no test that is as seldom wrong is sooner, Lorden 1971 and Moustakides 1986. Each window counts
for at most `clip`, so no single window decides. Where S last left nothing is the likeliest beginning.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from monitors.domain.outage.chances import Floats, log_gamma
from monitors.domain.outage.rates import Rates
from monitors.domain.outage.rules import Rules
from monitors.domain.outage.series import Layout

NEVER_MS = int(np.iinfo(np.int64).max)

_FIELDS = {"score": 0, "since": 0, "failed_at": 0, "onset_ms": NEVER_MS}
"""Each field, and what stands in it for a series that is new."""


@dataclass(slots=True)
class Cusum:
    """The running sums, an element a series.

    `score` is S, `since` the window in which it left nothing, `onset_ms` the earliest failed request since
    then, `failed_at` the last window with a failure.
    """

    rules: Rules
    layout: Layout
    score: Floats = field(init=False)
    since: NDArray[np.int64] = field(init=False)
    onset_ms: NDArray[np.int64] = field(init=False)
    failed_at: NDArray[np.int64] = field(init=False)

    def __post_init__(self) -> None:
        """Begin without suspicion."""
        size = self.layout.size
        self.score = np.zeros(size)
        self.since, self.failed_at = np.zeros(size, np.int64), np.zeros(size, np.int64)
        self.onset_ms = np.full(size, NEVER_MS)

    def move(self, layout: Layout) -> None:
        """Make room."""
        for name, fill in _FIELDS.items():
            setattr(self, name, self.layout.moved(getattr(self, name), layout, fill))
        self.layout = layout

    def save(self) -> dict[str, NDArray[Any]]:
        """To be stored."""
        return {name: getattr(self, name) for name in _FIELDS}

    def restore(self, saved: dict[str, NDArray[Any]]) -> None:
        """From what was stored."""
        for name in _FIELDS:
            setattr(self, name, saved[name])

    def step(self, number: int, n: Floats, x: Floats, rates: Rates) -> NDArray[np.intp]:
        """One window. Series without failure or suspicion need no arithmetic. Gives those that are alive."""
        rows = ((self.score > 0) | (x > 0)).nonzero()[0]
        rows = rows[(n[rows] > 0) & rates.judged[rows]]
        if len(rows):
            before, bad, rules = self.score[rows], x[rows], self.rules
            ratio = _ratio(rows, n[rows], bad, rates).clip(-rules.clip, rules.clip)
            after = (before + ratio).clip(0.0, rules.highest_cusum)
            self.score[rows] = after
            begun = rows[(before <= 0) & (after > 0)]
            self.since[begun], self.onset_ms[begun] = number, NEVER_MS
            self.onset_ms[rows[after <= 0]] = NEVER_MS
            self.failed_at[rows[bad > 0]] = number
        alive: NDArray[np.intp] = (self.score > 0).nonzero()[0]
        return alive

    def clear(self, series: NDArray[np.intp]) -> None:
        """Nothing is suspected of these."""
        self.score[series] = 0.0
        self.onset_ms[series] = NEVER_MS


def _ratio(rows: NDArray[np.intp], n: Floats, x: Floats, rates: Rates) -> Floats:
    """The log-likelihood ratio of one window. Both hypotheses have a + b in common, so its terms cancel."""
    a, b = rates.test.take(rows, axis=-1)
    logs = log_gamma(np.array((a, b, a + x, b + (n - x))))
    healthy, broken = logs[2] + logs[3] - logs[0] - logs[1]
    ratio: Floats = broken - healthy
    return ratio
