"""The collector's figures, by source."""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from infra import metrics
from infra.figures import Figures
from streams.domain.lines import Verdict

State = Literal["starting", "following", "waiting", "away", "stopped"]
STATES: tuple[State, ...] = ("starting", "following", "waiting", "away", "stopped")


class CollectorMetrics(Figures):
    """One set of figures, by source."""

    def __init__(self) -> None:
        super().__init__(metrics.COLLECTOR)

    def lines(self, source: str, verdicts: NDArray[np.int64]) -> None:
        """Count committed lines by what became of them."""
        self.count(metrics.LINES_READ, int(verdicts.sum()), source)
        self.count(metrics.LINES_PARSED, int(verdicts[Verdict.PARSED]), source)
        self.count(metrics.LINES_SKIPPED, int(verdicts[Verdict.SKIPPED]), source)
        for verdict in Verdict:
            if verdict > Verdict.SKIPPED and verdicts[verdict]:
                self.count(metrics.LINES_REJECTED, int(verdicts[verdict]), source, verdict.word)

    def state(self, source: str, state: State) -> None:
        """Put a source into a state, and out of all others."""
        for each in STATES:
            self.set(metrics.SOURCE_STATE, float(each == state), source, each)
