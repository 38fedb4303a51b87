"""A seeded month of signals, an hour of ten-second windows at a time: who voted what, and why it failed."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from monitors.evaluation.noise import STUCK_CLIENTS, HeldNoise, Hiccups
from monitors.evaluation.troubles import CONNECT_TIMEOUT_MS, Schedule, Trouble
from monitors.evaluation.world import (
    BEGINS_MS,
    DAY_MS,
    GROUPS,
    HOUR_MS,
    PEOPLE,
    SERIES,
    SITE_OF_UNIT,
    WINDOW_MS,
    World,
)

WINDOWS: Final = HOUR_MS // WINDOW_MS
SPANS: Final = 12
"""Spans of five minutes in an hour: so long do the same people use a platform, at about the same rate."""
RATE_WOBBLE: Final = 0.15
"""Standard deviation of the rate of one series from span to span."""
PEOPLE_FOR_A_VOTE: Final = 6.0
LEAST_PEOPLE: Final = 3
"""People who use a series in one span: so many for each vote in ten seconds, and these few more."""
CONTROL_FAILS: Final = 0.02
SURGE: Final = 4.0
GIVING_UP: Final = 0.8
"""Votes left of a struck platform after GIVING_UP_AFTER_MS: some people stop trying."""
GIVING_UP_AFTER_MS: Final = 300_000

PASSED, FAILS, REFUSES, FILTERED, LOST = range(5)
"""What became of a try. LOST leaves no line: its source is silent, or it hangs until a timeout."""


@dataclass(frozen=True, slots=True)
class Votes:
    """Tries as columns, ordered by window and then by series.

    `series` is platform x groups + group, or CONTROL_SERIES; `person` and `site` are numbers of the world,
    a person comes once in a window and series. `what` is one of PASSED to LOST, `lasted_ms` how long it took.
    `chance` is an even random number for each, for what else may differ.
    """

    window: NDArray[np.int64]
    series: NDArray[np.int64]
    person: NDArray[np.int64]
    site: NDArray[np.int64]
    what: NDArray[np.uint8]
    lasted_ms: NDArray[np.int64]
    chance: NDArray[np.float32]


CONTROL_SERIES: Final = SERIES


@dataclass(frozen=True, slots=True)
class Hour:
    """An hour of windows, and the troubles of that time.

    `chance_share` is what fails by chance, by window and series.
    """

    starts_ms: NDArray[np.int64]
    votes: Votes
    chance_share: NDArray[np.float64]
    troubles: list[Trouble]


class SignalSimulation:
    """The hours of one seed, in order; iterating also writes into each trouble what was to be seen of it."""

    def __init__(
        self, rng: np.random.Generator, world: World, schedule: Schedule, rho: float, days: int
    ) -> None:
        self._rng = rng
        self._world = world
        self._troubles = schedule.troubles
        self._days = days
        # The control is one more series, whose noise is held as everybody's is.
        self._usual = np.append(world.usual, CONTROL_FAILS)
        self._rate = np.append(world.rate, world.control_rate)
        self._noise = HeldNoise(rng, self._usual, rho)
        self._hiccups = Hiccups.draw(rng, BEGINS_MS, days)

    def __iter__(self) -> Iterator[Hour]:
        for begins_ms in range(BEGINS_MS, BEGINS_MS + self._days * DAY_MS, HOUR_MS):
            yield self._hour(begins_ms)

    def _hour(self, begins_ms: int) -> Hour:
        """One hour: how many tries, by whom, and what becomes of each."""
        starts_ms = begins_ms + np.arange(WINDOWS, dtype=np.int64) * WINDOW_MS
        active = [
            trouble
            for trouble in self._troubles
            if trouble.from_ms < begins_ms + HOUR_MS and trouble.to_ms + trouble.shows_late_ms > begins_ms
        ]
        rates = self._rates(starts_ms, active)
        shares = self._shares(starts_ms)
        votes, stuck = self._tries(rates)
        failed = votes.chance < shares[votes.window, votes.series]
        votes.what[failed | stuck] = FAILS
        for trouble in active:
            self._strike(trouble, starts_ms, votes)
        return Hour(starts_ms, votes, shares, active)

    def _rates(self, starts_ms: NDArray[np.int64], active: list[Trouble]) -> NDArray[np.float64]:
        """Expected tries by window and series."""
        wobble = self._rng.gamma(RATE_WOBBLE**-2, RATE_WOBBLE**2, (SPANS, SERIES + 1))
        rates: NDArray[np.float64] = (
            self._world.rhythm(starts_ms)[:, None] * self._rate * np.repeat(wobble, WINDOWS // SPANS, axis=0)
        )
        for trouble in active:
            begins = trouble.from_ms + (0 if trouble.script.effect == "surge" else GIVING_UP_AFTER_MS)
            during = (starts_ms >= begins) & (starts_ms < trouble.to_ms)
            if trouble.script.effect in {"holiday", "silent", "filtered"} or not during.any():
                continue
            factor = SURGE if trouble.script.effect == "surge" else 1 - (1 - GIVING_UP) * trouble.share
            rates[np.ix_(during, _series(trouble))] *= factor
        return rates

    def _shares(self, starts_ms: NDArray[np.int64]) -> NDArray[np.float64]:
        """The share that fails by chance, by window and series."""
        shares = self._noise.shares(starts_ms)
        for windows, share, platforms in self._hiccups.during(starts_ms):
            touched = np.append(np.repeat(platforms, len(GROUPS)), True)
            rows = np.ix_(windows, touched)
            shares[rows] = 1 - (1 - shares[rows]) * (1 - share)
        return shares

    def _tries(self, rates: NDArray[np.float64]) -> tuple[Votes, NDArray[np.bool_]]:
        """Who tries what in which window, all of them still passed; and which tries are of a stuck client.

        In each span of five minutes a series is used by a few people of its own, so that sparse votes come
        from few people, as in life.
        """
        width = rates.shape[1]
        first = self._rng.integers(0, PEOPLE, (SPANS, width))
        users = np.ceil(rates[:: WINDOWS // SPANS] * PEOPLE_FOR_A_VOTE).astype(np.int64) + LEAST_PEOPLE
        counts = np.minimum(self._rng.poisson(rates), np.repeat(users, WINDOWS // SPANS, axis=0))
        cell = np.repeat(np.arange(counts.size), counts.ravel())
        window, series = np.divmod(cell, width)
        span = window // (WINDOWS // SPANS)
        begins = np.cumsum(counts.ravel()) - counts.ravel()
        turn = self._rng.integers(0, 1 << 16, counts.size)[cell] + np.arange(len(cell)) - begins[cell]
        place = turn % users[span, series]
        person = (first[span, series] + place) % PEOPLE
        has_stuck = self._rng.random(users.shape) < STUCK_CLIENTS * users
        stuck = (place == 0) & has_stuck[span, series]
        site = SITE_OF_UNIT[self._world.unit[person]]
        what, lasted_ms = np.zeros(len(cell), np.uint8), np.zeros(len(cell), np.int64)
        chance = self._rng.random(len(cell), np.float32)
        return Votes(window, series, person, site, what, lasted_ms, chance), stuck

    def _strike(self, trouble: Trouble, starts_ms: NDArray[np.int64], votes: Votes) -> None:
        """Let a trouble happen to the tries that it reaches, and note when it was first and last seen."""
        effect = trouble.script.effect
        if effect in {"surge", "holiday"}:
            return
        hit = np.zeros(SERIES + 1, bool)
        hit[_series(trouble)] = True
        hit[CONTROL_SERIES] = trouble.script.target == "all"
        reached = hit[votes.series]
        if trouble.site is not None:
            reached &= votes.site == trouble.site
        chance = struck_part(trouble, starts_ms) * trouble.share
        drawn = self._rng.random(len(reached), np.float32)
        if effect == "late":
            hanging = _part(starts_ms, trouble.from_ms, trouble.from_ms + trouble.shows_late_ms)
            votes.what[reached & (drawn < (hanging * trouble.share)[votes.window])] = LOST
        struck = reached & (drawn < chance[votes.window])
        votes.what[struck] = _BECOMES.get(effect, FAILS)
        votes.lasted_ms[struck] = _LASTS_MS.get(effect, 0)
        self._note(trouble, starts_ms, votes.window[struck])

    def _note(self, trouble: Trouble, starts_ms: NDArray[np.int64], windows: NDArray[np.int64]) -> None:
        """Say when the first and the last of the struck lines were written."""
        if not len(windows):
            return
        from_ms = trouble.from_ms + trouble.shows_late_ms
        begins = max(int(starts_ms[windows[0]]), from_ms)
        ends = int(starts_ms[windows[0]]) + WINDOW_MS
        many = int(np.count_nonzero(windows == windows[0]))
        first = begins + (ends - begins) * float(self._rng.random(many).min())
        last = min(int(starts_ms[windows[-1]]) + WINDOW_MS, trouble.to_ms + trouble.shows_late_ms)
        trouble.saw(round(first), last)


_BECOMES: Final = {"refused": REFUSES, "filtered": FILTERED, "silent": LOST}
_LASTS_MS: Final = {"late": CONNECT_TIMEOUT_MS, "slow": 14_000}


def _series(trouble: Trouble) -> NDArray[np.int64]:
    """The series that a trouble strikes."""
    platforms, groups = np.array(trouble.platforms, np.int64), np.array(trouble.groups, np.int64)
    return (platforms[:, None] * len(GROUPS) + groups).ravel()


def struck_part(trouble: Trouble, starts_ms: NDArray[np.int64]) -> NDArray[np.float64]:
    """The part of each window in which what the trouble strikes is written to the log."""
    late = trouble.shows_late_ms
    return _part(starts_ms, trouble.from_ms + late, trouble.to_ms + late)


def _part(starts_ms: NDArray[np.int64], from_ms: int, to_ms: int) -> NDArray[np.float64]:
    """The part of each window that lies in [from, to)."""
    inside = np.minimum(starts_ms + WINDOW_MS, to_ms) - np.maximum(starts_ms, from_ms)
    return np.clip(inside / WINDOW_MS, 0, 1)
