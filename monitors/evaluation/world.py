"""The organisation whose signals are simulated: its platforms, people, units and sites, and its week."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

GROUPS: Final = ("core", "login", "media")
"""The surface groups that people's votes fall in; `other` holds embeds and status pages, which are no use."""

GROUP_VOTES: Final = (1.0, 0.5, 0.5)
"""Votes in each group for one in *core*: the named rate is that of core."""

PLATFORMS: Final = 80
SERIES: Final = PLATFORMS * len(GROUPS)
RELIED_ON: Final = 10
"""The first so many platforms are importantly relied upon: only they page a person."""
PROBED: Final = tuple(range(5, 15))
"""Platforms that we try ourselves, each minute on two hosts; half of them are relied upon."""
OPERATED_TOGETHER: Final = 3
"""Platforms that share an operator: 15 to 17, 18 to 20 and so on up to 32; every other has its own."""

UNITS: Final = 12
SITES: Final = ("head-office", "harbour", "north")
SITE_OF_UNIT: Final = np.array([0] * 7 + [1] * 3 + [2] * 2)

PEOPLE: Final = 2_000
CONTROL_VOTES: Final = 12.0
"""Control votes for each vote of one platform's core, within CONTROL_BOUNDS in busy hours."""
CONTROL_BOUNDS: Final = (10.0, 60.0)

BEGINS_MS: Final = round(datetime(2026, 3, 1, tzinfo=UTC).timestamp() * 1_000)
"""A Sunday, 00:00: a quiet day comes first."""
WINDOW_MS: Final = 10_000
MINUTE_MS: Final = 60_000
HOUR_MS: Final = 3_600_000
DAY_MS: Final = 86_400_000

_WORKING_DAY: Final = np.array(
    [.03, .02, .02, .02, .02, .04, .12, .40, .85, 1, 1, 1,
     .92, .92, 1, 1, .95, .55, .28, .18, .14, .10, .07, .04]
)  # fmt: skip
_WEEKEND: Final = 0.15


@dataclass(frozen=True, slots=True)
class World:
    """What stays the same through all of one seed.

    `usual` is the usual failure share of each series (platform by platform, its groups beside one another),
    around 2 %; `pseudonyms` and `unit` are by person; `holiday` names days on which hardly anyone works.
    """

    votes: float
    usual: NDArray[np.float64]
    rate: NDArray[np.float64]
    pseudonyms: NDArray[np.uint64]
    unit: NDArray[np.int64]
    day_factor: NDArray[np.float64]

    @staticmethod
    def make(rng: np.random.Generator, votes: float, days: int, holidays: frozenset[int]) -> "World":
        """An organisation with `votes` votes in ten seconds of a busy hour on each platform's core."""
        by_platform = 0.02 * rng.lognormal(-0.125, 0.5, PLATFORMS)
        usual = np.repeat(by_platform, len(GROUPS)) * rng.uniform(0.8, 1.2, SERIES)
        day_factor = rng.lognormal(0, 0.08, days + 1)
        day_factor[[day for day in holidays if day <= days]] *= 0.12
        return World(
            votes=votes,
            usual=np.clip(usual, 0.003, 0.06),
            rate=votes * np.tile(GROUP_VOTES, PLATFORMS),
            pseudonyms=rng.integers(1, 2**63, PEOPLE, dtype=np.uint64),
            unit=rng.integers(0, UNITS, PEOPLE),
            day_factor=day_factor,
        )

    @property
    def control_rate(self) -> float:
        """Control votes in ten seconds of a busy hour."""
        return float(np.clip(self.votes * CONTROL_VOTES, *CONTROL_BOUNDS))

    def rhythm(self, at_ms: NDArray[np.int64]) -> NDArray[np.float64]:
        """How busy the organisation is, 1 in a usual busy hour: by hour, weekday and day, without steps."""
        hours = (at_ms - BEGINS_MS) / HOUR_MS
        whole = np.floor(hours).astype(np.int64)
        part = hours - whole
        curve = _WORKING_DAY[whole % 24] * (1 - part) + _WORKING_DAY[(whole + 1) % 24] * part
        day = whole // 24
        weekend = (day % 7 == 0) | (day % 7 == 6)
        busy: NDArray[np.float64] = curve * np.where(weekend, _WEEKEND, 1.0) * self.day_factor[day]
        return busy


def platform_name(platform: int) -> str:
    """The id of a simulated platform; ids that sort as numbers do."""
    return f"platform-{platform:02d}"


def unit_name(unit: int) -> str:
    """The id of a simulated unit."""
    return f"unit-{unit:02d}"


def operators() -> dict[str, str]:
    """Platform -> operator, as the catalogue has it."""
    return {platform_name(number): f"operator-{_operator(number):02d}" for number in range(PLATFORMS)}


def _operator(platform: int) -> int:
    """The first platform of its operator's."""
    first, last = 15, 33
    inside = first <= platform < last
    return platform - (platform - first) % OPERATED_TOGETHER if inside else platform
