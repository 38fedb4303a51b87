"""More visits than usual, for a while: a match on television, an election night, a lunch with news."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from streams.simulation.activities import Schedule
from streams.simulation.disturbances import Disturbance
from streams.simulation.targets import ALL
from streams.simulation.web import Web


class Surges:
    """The surges of a simulation, by activity: people do more of what they do anyway."""

    def __init__(self, disturbances: Sequence[Disturbance], web: Web, schedule: Schedule) -> None:
        self._rows: list[tuple[int, int, NDArray[np.float64]]] = []
        for said in disturbances:
            if said.row.aim == "visits":
                of_hosts = np.unique(web.platform[said.hosts(web)])
                # People who look at their phones more do not run more machines, nor see more embedded posts.
                grow = np.isin(schedule.platform, of_hosts) & (schedule.front >= 0)
                grow |= (said.what == ALL) & (schedule.platform < 0)
                self._rows.append((said.from_ms, said.to_ms, np.where(grow, said.times - 1, 0.0)))

    def more(self, at_ms: int) -> NDArray[np.float64] | None:
        """How many times as many visits come on top, by activity; None where none does."""
        found = [more for from_ms, to_ms, more in self._rows if from_ms <= at_ms < to_ms]
        return np.sum(found, axis=0) if found else None
