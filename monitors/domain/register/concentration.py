"""How much hangs on one operator: units and activities that would be hurt together.

Whoever signs in to a platform with another operator's accounts hangs on both (a sign-in dependency).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from msgspec import Struct

from monitors.domain.outage.records import Reason
from monitors.domain.register.contradictions import WEIGHTY, Facts
from monitors.domain.register.levels import declared_level, register_level
from monitors.domain.register.records import Entry
from monitors.domain.reliance.records import Level

USUAL_LIMIT: Final = 3
"""Units that may hang on one operator before it is a finding; an organisation sets its own."""


class Hold(NamedTuple):
    """One activity of a unit on a platform, at the register's level; `sign_in` is what opens it, if known.

    `activity` is None for a pair of which the unit has said nothing yet.
    """

    unit: str
    platform: str
    activity: str | None
    level: Level
    sign_in: str | None = None


class Concentration(Struct, frozen=True, kw_only=True):
    """What hangs on one operator, importantly or critically; names are sorted.

    `activities` are those that units declared, and `mission_critical` counts these and pairs of which nothing
    was said. `by_sign_in` are those of the units that hang on it by nothing but a sign-in.
    """

    operator: str
    units: tuple[str, ...]
    activities: int
    mission_critical: int
    platforms: tuple[str, ...]
    by_sign_in: tuple[str, ...]
    finding: Reason | None


def holds_of(entries: Iterable[Entry], observed: Iterable[tuple[str, str, Level]]) -> list[Hold]:
    """Every activity at the register's level, and a pair as a whole where the unit has said nothing."""
    seen = {(unit, platform): level for unit, platform, level in observed}
    holds = [
        Hold(
            entry.unit,
            entry.platform,
            entry.declaration.activity,
            register_level(seen.get((entry.unit, entry.platform), "none"), declared_level(entry.declaration)),
            entry.declaration.sign_in,
        )
        for entry in entries
    ]
    said = {(hold.unit, hold.platform) for hold in holds}
    return holds + [
        Hold(unit, platform, None, level)
        for (unit, platform), level in seen.items()
        if (unit, platform) not in said
    ]


def concentrations(holds: Iterable[Hold], facts: Facts, limit: int = USUAL_LIMIT) -> list[Concentration]:
    """Each operator on which anything hangs that matters, the one with the most units first.

    `limit` is how many units may; above it stands a finding.
    """
    direct: dict[str, list[Hold]] = defaultdict(list)
    opening: dict[str, list[Hold]] = defaultdict(list)
    for hold in holds:
        if hold.level not in WEIGHTY:
            continue
        own = _operator(hold.platform, facts)
        if own is not None:
            direct[own].append(hold)
        opener = _operator(hold.sign_in, facts)
        if opener is not None and opener != own:
            opening[opener].append(hold)
    found = [
        _concentration(operator, direct.get(operator, ()), opening.get(operator, ()), limit)
        for operator in direct.keys() | opening.keys()
    ]
    return sorted(found, key=lambda each: (-len(each.units), -each.mission_critical, each.operator))


def _concentration(
    operator: str, direct: Sequence[Hold], opening: Sequence[Hold], limit: int
) -> Concentration:
    """What hangs on one operator."""
    both = {*direct, *opening}
    units = {hold.unit for hold in both}
    passed = len(units) > limit
    return Concentration(
        operator=operator,
        units=tuple(sorted(units)),
        activities=sum(hold.activity is not None for hold in both),
        mission_critical=sum(hold.level == "mission-critical" for hold in both),
        platforms=tuple(sorted({hold.platform for hold in both})),
        by_sign_in=tuple(sorted(units - {hold.unit for hold in direct})),
        finding=(
            Reason("concentration-limit-passed", {"operator": operator, "units": len(units), "limit": limit})
            if passed
            else None
        ),
    )


def _operator(platform: str | None, facts: Facts) -> str | None:
    """Who operates a platform; None where nobody knows."""
    if platform is None or platform not in facts:
        return None
    return facts[platform].operator or None
