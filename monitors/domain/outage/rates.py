"""What is usual: for each series a rate of failure and its overdispersion, slowly learnt and forgotten.

Decayed sums over minutes with a half-life of days, with the rate over all platforms as prior
(p = (w P + sum x) / (w + sum n)); overdispersion by moments, shrunk to a prior (see `chances.py`). A series
that is suspected or part of an incident teaches nothing, and all others teach five minutes late.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from monitors.domain.outage.chances import Floats
from monitors.domain.outage.rules import Rules
from monitors.domain.outage.series import Kind, Layout

_PRIORS = {
    Kind.FAILED: (0.02, 1.0),
    Kind.REFUSED: (0.01, 1.0),
    Kind.BLOCKED: (0.02, 5.0),
    Kind.SHORT: (0.10, 5.0),
    Kind.EMBED: (0.03, 2.0),
    Kind.TRIED: (0.02, 1.0),
    Kind.SITE: (0.02, 1.5),
    Kind.PROXY: (0.005, 5.0),
    Kind.UNIT: (0.02, 2.5),
}
"""Of each kind, what is usual before anything is known, and how many times the prior overdispersion of votes:
requests of one person follow each other, and one person's votes on several platforms share their luck."""
_RATES, _TIMES = np.array([_PRIORS[kind] for kind in Kind]).T

_OWN_HABITS = (Kind.BLOCKED, Kind.SHORT)
"""What an organisation's own filter denies, and how long its tunnels last, differs too much between platforms
for any prior: of these nothing is said before something was learnt."""

_POOL_VOTES = 500.0
"""The prior of a kind weighs like so many votes against what all platforms show ..."""
_POOL_EACH = 1_000.0
"""... to which each platform adds at most so many."""
_MOST_SPREADS = 5.0
"""A minute further from its expectation than so many standard deviations (at rho .05) teaches no more: one
fault that was missed must not make all that follow look usual (as outbreaks are weighted down by Noufaily).
"""
_POOL_WITHIN = (0.25, 5.0)
"""What all platforms show is taken between these multiples of the prior."""

_MOST_BROKEN = 0.95
"""An outage's rate is never taken for more, so that a good vote stays possible in it."""

_FIELDS = ("votes", "failed", "pairs", "excess")


@dataclass(slots=True)
class Rates:
    """Usual rate `usual` and overdispersion `rho`, an element a series.

    `test` are the Beta distributions of the test, a and b of the usual one and of an outage's; `judged` says
    where there is one.
    """

    rules: Rules
    layout: Layout
    votes: Floats = field(init=False)
    failed: Floats = field(init=False)
    pairs: Floats = field(init=False)
    excess: Floats = field(init=False)
    usual: Floats = field(init=False)
    rho: Floats = field(init=False)
    test: Floats = field(init=False)
    judged: NDArray[np.bool_] = field(init=False)
    version: int = 0
    """Goes up with every change, so that what is stored is written anew only then."""

    def __post_init__(self) -> None:
        """Begin with what is usual before anything is known."""
        for name in _FIELDS:
            setattr(self, name, np.zeros(self.layout.size))
        self.settle()

    def move(self, layout: Layout) -> None:
        """Make room."""
        for name in _FIELDS:
            setattr(self, name, self.layout.moved(getattr(self, name), layout, 0.0))
        self.layout = layout
        self.settle()

    def learn(self, n: Floats, x: Floats, teaches: NDArray[np.bool_], minutes: int) -> None:
        """Take in one minute of the series that may teach; `minutes` have passed since the last one."""
        keep = 0.5 ** (minutes / (self.rules.half_life_days * 1440))
        for name in _FIELDS:
            column: Floats = getattr(self, name)
            column *= keep
        p, total, bad = self.usual, n * teaches, x * teaches
        expected = total * (p * (1 - p))
        self.votes += total
        self.failed += bad
        self.pairs += expected * np.maximum(total - 1, 0)
        squared = np.minimum((bad - total * p) ** 2, expected * (_MOST_SPREADS**2 * (1 + 0.05 * total)))
        self.excess += (squared - expected) * (total > 1)
        self.settle()

    def learn_at_once(self, series: NDArray[np.intp], n: Floats, x: Floats) -> None:
        """What these series show is usual from now on: forget the rest."""
        rates = (x + 0.5) / (n + 1)
        firm = np.maximum(n, 20 * self.rules.prior_votes)
        self.votes[series], self.failed[series] = firm, firm * rates
        self.settle()

    def settle(self) -> None:
        """Make rates and test parameters of the sums."""
        self.version += 1
        rules, layout = self.rules, self.layout
        rooms = np.diff(layout.firsts)
        prior, times = self._pooled().repeat(rooms), _TIMES.repeat(rooms)
        weight = rules.prior_votes
        usual = (weight * prior + self.failed) / (weight + self.votes)
        self.judged = usual <= rules.highest_rate
        for kind in _OWN_HABITS:
            self.judged[layout.part(kind)] &= self.votes[layout.part(kind)] >= rules.known_requests
        self.judged[layout.part(Kind.TRIED)] = False
        self.usual = np.clip(usual, rules.lowest_rate, rules.highest_rate)
        firm = rules.prior_overdispersion_weight
        learnt = (firm * rules.prior_overdispersion * times + self.excess) / (firm + self.pairs)
        self.rho = np.clip(learnt, rules.lowest_overdispersion, rules.highest_overdispersion)
        broken = np.maximum(rules.outage_rate, self.usual + rules.outage_above_usual).clip(max=_MOST_BROKEN)
        rates = np.stack((self.usual, broken))
        self.test = np.stack((rates, 1 - rates)) * (1.0 / self.rho - 1.0)

    def _pooled(self) -> Floats:
        """The rate of each kind over all platforms, each weighing at most so much."""
        firsts = self.layout.firsts[:-1]
        share = np.minimum(1.0, _POOL_EACH / np.maximum(self.votes, 1.0))
        votes, failed = np.add.reduceat(np.stack((self.votes, self.failed)) * share, firsts, axis=1)
        pooled = (_POOL_VOTES * _RATES + failed) / (_POOL_VOTES + votes)
        within: Floats = np.clip(pooled, _RATES * _POOL_WITHIN[0], _RATES * _POOL_WITHIN[1])
        return within

    def save(self) -> dict[str, Floats]:
        """The sums, to be stored."""
        return {name: getattr(self, name) for name in _FIELDS}

    def restore(self, saved: dict[str, Floats]) -> None:
        """From what was stored."""
        for name in _FIELDS:
            setattr(self, name, saved[name])
        self.settle()
