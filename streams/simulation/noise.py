"""Failures of every day, as they really come: not one by one, but some minutes are worse than others.

A platform's surface group has a usual failure share. In each stretch of so many seconds the share is drawn
anew from the Beta distribution with that mean whose intra-class correlation is rho (Skellam 1948), so that
failures of different people in one stretch go together though nothing is broken. The rest of the web, being
many, fails at the usual share always.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from streams.simulation.answers import FAILED, NUMBER
from streams.simulation.chance import chance
from streams.simulation.platforms import GROUPS
from streams.simulation.web import Web

USUAL_SHARE: Final = 0.02
"""The usual failure share where noise is wanted and no share is given."""
_LUCK: Final = 9
_STRETCHES_KEPT: Final = 4096
_UNTOUCHED: Final = ("login-asked", "filtered", "filtered-tunnel")
"""What the proxy says before it asks any platform."""


class Noise:
    """The failures of a day without trouble, of a named size."""

    def __init__(self, seed: int, web: Web, *, failure_share: float, rho: float, seconds: float) -> None:
        self._seed, self._share, self._rho = seed, failure_share, rho
        self._stretch_ms = round(seconds * 1000)
        self._groups = len(web.platforms) * len(GROUPS) + 1
        self._group = np.where(web.platform < 0, self._groups - 1, web.platform * len(GROUPS) + web.group)
        self._shares: dict[int, NDArray[np.float64]] = {}

    def strike(
        self,
        answer: NDArray[np.uint8],
        *,
        started_ms: NDArray[np.int64],
        person: NDArray[np.int32],
        host: NDArray[np.int32],
        tunnel: NDArray[np.bool_],
    ) -> None:
        """Let the wanted share of requests fail, and no others, by changing `answer` in place."""
        asked = ~np.isin(answer, [NUMBER[name] for name in _UNTOUCHED])
        stretches, which = np.unique(started_ms // self._stretch_ms, return_inverse=True)
        shares = np.array([self.shares(stretch) for stretch in stretches.tolist()])
        share = shares[which, self._group[host]] if len(answer) else np.zeros(0)
        fails = asked & (chance((self._seed, _LUCK), started_ms, person, host) < share)
        quick = chance((self._seed, _LUCK + 1), started_ms, person, host) < 0.8
        in_tunnel = np.where(quick, NUMBER["refused-tunnel"], NUMBER["no-name-tunnel"])
        in_plain = np.where(quick, NUMBER["error"], NUMBER["read-timeout"])
        answer[fails] = np.where(tunnel, in_tunnel, in_plain)[fails]
        healed = asked & ~fails & FAILED[answer]
        answer[healed] = np.where(tunnel, NUMBER["tunnel"], NUMBER["page"])[healed]

    def shares(self, stretch: int) -> NDArray[np.float64]:
        """The failure share of every surface group of every platform in one stretch, and of the rest."""
        found = self._shares.get(stretch)
        if found is None:
            found = np.full(self._groups, self._share)
            if self._rho > 0:
                weight = (1 - self._rho) / self._rho
                rng = np.random.default_rng((self._seed, 7, stretch))
                found[:-1] = rng.beta(self._share * weight, (1 - self._share) * weight, self._groups - 1)
            if len(self._shares) >= _STRETCHES_KEPT:
                del self._shares[min(self._shares)]
            self._shares[stretch] = found
        return found
