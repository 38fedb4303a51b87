"""From which class of network units use platforms: office, guest, VPN, as the directory's ranges say.

Counts alone, of certain use that went out; whose they are is not kept. What never touches our network leaves
no line, so it is in none of the classes.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from streams.domain.cells import Cells, Layout
from streams.domain.outcomes import Outcome
from streams.domain.surfaces import Use

NETWORK_KEY: Final = Layout((("unit", 18), ("platform", 12), ("network", 10)))
"""`network` is a place in the directory's networks, 0 for addresses of no class."""

MOST_NETWORKS: Final = 1024
"""A key has this many numbers for classes."""

NO_NETWORKS: Final = Cells.none(1)
"""Nothing: the directory has no classes, or nothing was used."""

_STOPPED: Final = [Outcome.OUR_POLICY, Outcome.OUR_AUTH, Outcome.OUR_PROXY]


def networks_of(
    unit: NDArray[np.int64],
    platform: NDArray[np.int64],
    use: NDArray[np.int64],
    outcome: NDArray[np.uint8],
    network: NDArray[np.int64],
) -> Cells:
    """Requests of certain use by unit, platform and network class; classes beyond MOST_NETWORKS have none."""
    used = np.flatnonzero((use == int(Use.YES)) & ~np.isin(outcome, _STOPPED))
    known = network[used]
    keys = NETWORK_KEY.pack(
        unit=unit[used], platform=platform[used], network=np.where(known < MOST_NETWORKS, known, 0)
    )
    nobody = NO_NETWORKS
    counts = np.ones((len(used), 1), np.int64)
    return Cells.gather(keys, counts, nobody.member_keys, nobody.members, nobody.flags)
