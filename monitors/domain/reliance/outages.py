"""What an outage did to a unit's use of a platform: how much went on, and whether anything took its place.

Told from whole hours within the outage alone, held against the same hours of the day on all other days: what
would have come is the unit's general traffic of that hour, times the usual part of the platform in it. So
nobody is said to have given up who was at lunch, or on holiday.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from monitors.domain.calendar import Calendar
from monitors.domain.outage.records import Incident
from monitors.domain.reliance.records import HOURS_A_DAY, Floats, Ints, Outage, PairDays, UnitDays
from streams.domain.sketches import SLOT_MS

HOUR_MS: Final = 3_600_000

BROKEN: Final = frozenset({"platform", "shared-provider", "account"})
"""Causes that take a platform away and leave the rest of the web: only then is seen who does without."""

LEAST_EXPECTED: Final = 10.0
"""Where fewer requests would have come, nobody can say whether people went on trying."""

CHANCE: Final = 4.0
"""Standard deviations of a Poisson count: within so many, more elsewhere is chance, not a substitute. Visits
come in bursts, so this is about two of theirs."""


class Failure(NamedTuple):
    """An incident of a platform that hurt some units, in Unix milliseconds; an open one ends with the log."""

    incident: str
    platforms: frozenset[str]
    units: frozenset[str]
    from_ms: int
    to_ms: int


def failures_of(incidents: Collection[Incident], until_ms: int) -> list[Failure]:
    """The confirmed incidents that took a platform away from units; an open one lasts until `until_ms`."""
    return [
        Failure(
            incident.id,
            frozenset(incident.platforms),
            frozenset(incident.units),
            incident.started_at_ms,
            until_ms if incident.ended_at_ms is None else incident.ended_at_ms,
        )
        for incident in sorted(incidents, key=lambda one: one.id)
        if incident.cause in BROKEN
        and incident.detected_at_ms is not None
        and incident.started_at_ms is not None
    ]


@dataclass(frozen=True, slots=True)
class UnitUse:
    """One unit's days, and its use of each platform on them: days x 24, a row for each of `days`."""

    days: Ints
    general: Floats
    by_platform: Mapping[str, Floats]

    @staticmethod
    def of(unit: UnitDays, pairs: Mapping[str, PairDays]) -> "UnitUse":
        """From columns of the unit and of its platforms; what lies outside the unit's days is left out."""
        by_platform = {}
        for platform, pair in pairs.items():
            table = np.zeros((len(unit.days), HOURS_A_DAY))
            known = np.isin(pair.days, unit.days)
            table[np.searchsorted(unit.days, pair.days[known])] = pair.strands[0].hours[known]
            by_platform[platform] = table
        return UnitUse(unit.days, unit.general, by_platform)

    def hours_of(self, from_ms: int, to_ms: int, calendar: Calendar, *, whole: bool) -> NDArray[np.bool_]:
        """The unit's hours that lie in a stretch of time, as a mask: whole ones, or all that it touches."""
        first, last = (
            (-(-from_ms // HOUR_MS), to_ms // HOUR_MS)
            if whole
            else (from_ms // HOUR_MS, -(-to_ms // HOUR_MS))
        )
        slots = np.arange(first, last, dtype=np.int64) * (HOUR_MS // SLOT_MS)
        days, hours = calendar.days(slots), calendar.hours_of_week(slots) % HOURS_A_DAY
        known = np.isin(days, self.days)
        mask = np.zeros(self.general.shape, bool)
        mask[np.searchsorted(self.days, days[known]), hours[known]] = True
        return mask

    def expected(self, use: Floats, inside: NDArray[np.bool_], aside: NDArray[np.bool_]) -> float:
        """How much of a use would have come in the hours `inside`, told from all but those `aside`."""
        usual, traffic = ((table * ~aside).sum(axis=0) for table in (use, self.general))
        part = np.divide(usual, traffic, out=np.zeros(HOURS_A_DAY), where=traffic > 0)
        return float((self.general * part)[inside].sum())


def outages_of(
    unit: str, platform: str, use: UnitUse, failures: Sequence[Failure], calendar: Calendar
) -> list[Outage]:
    """What the failures that hurt this unit on this platform did to it, as far as whole hours can tell."""
    hurt = [each for each in failures if platform in each.platforms and unit in each.units]
    if not hurt or platform not in use.by_platform:
        return []
    aside = np.zeros(use.general.shape, bool)
    for each in hurt:
        aside |= use.hours_of(each.from_ms, each.to_ms, calendar, whole=False)
    told = (
        _outage(platform, use, each, use.hours_of(each.from_ms, each.to_ms, calendar, whole=True), aside)
        for each in hurt
    )
    return [each for each in told if each is not None]


def _outage(
    platform: str, use: UnitUse, failure: Failure, inside: NDArray[np.bool_], aside: NDArray[np.bool_]
) -> Outage | None:
    """One outage; None where too little would have come."""
    own = use.by_platform[platform]
    expected, tried = use.expected(own, inside, aside), float(own[inside].sum())
    if expected < LEAST_EXPECTED:
        return None
    others = sum(
        (table for name, table in use.by_platform.items() if name not in failure.platforms),
        np.zeros(use.general.shape),
    )
    elsewhere, came = use.expected(others, inside, aside), float(others[inside].sum())
    return Outage(
        incident=failure.incident,
        from_ms=failure.from_ms,
        to_ms=failure.to_ms,
        expected=expected,
        tried=tried,
        replaced=_replaced(expected - tried, elsewhere, came),
    )


def _replaced(missing: float, elsewhere: float, came: float) -> float | None:
    """The part of what was missing that came up elsewhere; None where that much more could be chance."""
    if missing <= 0 or CHANCE * elsewhere**0.5 > missing:
        return None
    return min(max(came - elsewhere, 0.0) / missing, 1.0)
