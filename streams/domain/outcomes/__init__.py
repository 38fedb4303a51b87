"""What one request came to: exactly one outcome, naming what happened and never whose fault it is."""

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray


class Outcome(IntEnum):
    """The outcome of one request; the number is its column in every count, so the order never changes."""

    OK = 0
    FAIL_DNS = 1
    FAIL_TCP = 2
    FAIL_TLS = 3
    FAIL_TIMEOUT = 4
    FAIL_5XX = 5
    SLOW = 6
    REFUSED = 7
    PLAT_4XX = 8
    OUR_POLICY = 9
    OUR_AUTH = 10
    OUR_PROXY = 11
    CLIENT_GONE = 12
    UNKNOWN = 13

    @property
    def word(self) -> str:
        """The outcome as it is written in every file and message, for example `fail_dns`."""
        return self.name.lower()


SLOW_FROM_MS = 10_000
SLOW_BELOW_BYTES = 5_000_000


def apply_slow(
    outcome: NDArray[np.uint8],
    duration_ms: NDArray[np.int64],
    bytes_down: NDArray[np.int64],
    connect: NDArray[np.bool_],
    status: NDArray[np.int32],
) -> NDArray[np.uint8]:
    """Name the successes that took so long that people would call them failed `slow`.

    Not CONNECT (a tunnel lasts as long as somebody looks at the page), 2xx or 3xx, 10 s or longer, under
    5 MB down (a big download may take its time). Unknown durations and unknown sizes are never slow.
    """
    slow = (
        (outcome == Outcome.OK)
        & ~connect
        & (status >= 200)
        & (status < 400)
        & (duration_ms >= SLOW_FROM_MS)
        & (bytes_down >= 0)
        & (bytes_down < SLOW_BELOW_BYTES)
    )
    return np.where(slow, np.uint8(Outcome.SLOW), outcome)
