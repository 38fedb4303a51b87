"""What comes after a browser's own tries: people come back a few times and give up, machines go on.

Whoever finds a platform gone tries again after some seconds, half a minute and a minute and a half, then
leaves it alone for ten minutes, and for twice as long each time that is in vain. A phone's background socket
knocks again and again, at most every two minutes. So trouble makes first a storm and then silence, in which
only machines are heard.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

LONGEST_REST_SECONDS: Final = 3600.0


class Patience(NamedTuple):
    """How somebody goes on whose browser has tried in vain."""

    pauses_seconds: tuple[float, ...]
    """Mean pause before each further try."""
    rests_seconds: float
    """How long the platform is left alone after that, the first time."""


NOBODY: Final = -1
PATIENCE: Final[tuple[Patience, ...]] = (
    Patience((8, 30, 90), 600),
    Patience((5, 10, 20, 40, 80, 120, 120, 120, 120, 120), 0),
)
"""People; background sockets. What is embedded in other pages has none: it goes with its page."""
PEOPLE, MACHINES = range(len(PATIENCE))


class Memory:
    """Who is still trying, or has given a platform up, and until when: one entry a person and platform."""

    def __init__(self, people: int, platforms: int) -> None:
        shape = (len(PATIENCE), people, platforms)
        self._until_ms = np.zeros(shape, np.int64)
        self._in_vain = np.zeros(shape, np.int8)

    def keeps_away(
        self,
        patience: NDArray[np.int8],
        person: NDArray[np.int32],
        platform: NDArray[np.int16],
        at_ms: NDArray[np.int64],
    ) -> NDArray[np.bool_]:
        """Whether each visit does not take place, since its person waits or has given up."""
        return np.asarray((patience >= 0) & (at_ms < self._until_ms[patience, person, platform]), np.bool_)

    def found_it_well(
        self, patience: NDArray[np.int8], person: NDArray[np.int32], platform: NDArray[np.int16]
    ) -> None:
        """Forget old disappointments of people whose platform answered; `patience` is never `NOBODY`."""
        self._in_vain[patience, person, platform] = 0

    def came_back(
        self,
        patience: int,
        person: NDArray[np.int32],
        platform: NDArray[np.int16],
        *,
        at_ms: NDArray[np.int64],
        in_vain: NDArray[np.bool_],
    ) -> None:
        """Note until when the platform is left alone by those whose last try ended at `at_ms`."""
        where = (np.full(len(person), patience), person, platform)
        times = np.where(in_vain, self._in_vain[where] + 1, 0)
        rests = np.minimum(PATIENCE[patience].rests_seconds * 2.0 ** (times - 1), LONGEST_REST_SECONDS)
        until = at_ms + np.where(in_vain, rests * 1000, 0).astype(np.int64)
        np.maximum.at(self._until_ms, where, until)
        self._in_vain[where] = np.minimum(times, 16)
