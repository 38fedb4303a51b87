"""Platforms and how reliable each is for us: the list, and one platform with its units, incidents and months.

Pure, and what comes out may be shown: units that somebody may not see are left out, small ones are counted
and not named. What the organisation did in a closed week is in `api.domain.weeks`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from msgspec import Struct

from api.domain.health import PlatformNow
from api.domain.privacy import NAMING, Privacy, Sight
from api.domain.units import KnownUnits, by_unit
from api.domain.weeks import WeekTold
from monitors.domain.impact.availability import Availability
from monitors.domain.outage.records import Cause, Incident, Reason, State
from monitors.domain.register.concentration import concentrations, holds_of
from monitors.domain.register.contradictions import Facts
from monitors.domain.register.levels import Confirmation, confirmation_of
from monitors.domain.reliance.levels import ORDER
from monitors.domain.reliance.records import Level

WEIGHTY: Final[tuple[Level, ...]] = ("mission-critical", "important")


class UnitOn(Struct, frozen=True, kw_only=True):
    """A unit on a platform, at the register's level."""

    unit: str
    level: Level
    confirmation: Confirmation


class PlatformRow(Struct, frozen=True, kw_only=True):
    """One platform of the list.

    `now` is None where no unit relies on it; `weighty` are units for whom it is important or more, of the
    `units` that rely on it at all. `month` is the last that was told.
    """

    platform: str
    name: str
    operator: str
    now: PlatformNow | None
    units: int
    weighty: int
    month: Availability | None


class PastIncident(Struct, frozen=True, kw_only=True):
    """An incident beside what the vendor said.

    `vendor_lag_ms` is how long after our evidence that was, less than 0 where it came before it; None where
    it said nothing.
    """

    id: str
    cause: Cause
    cause_confidence: float
    state: State
    started_at_ms: int | None
    detected_at_ms: int | None
    ended_at_ms: int | None
    vendor_said_at_ms: int | None
    people_said_at_ms: int | None
    vendor_lag_ms: int | None
    peak_failed_share: float | None
    explanation: Reason


class Hanging(Struct, frozen=True, kw_only=True):
    """What else hangs on the operator, importantly or more: of the units that somebody may see."""

    operator: str
    units: int
    platforms: list[str]
    by_sign_in: int


class PlatformTold(Struct, frozen=True, kw_only=True):
    """The page. `small_units` rely on it and are not named. `months` are in order, the newest first."""

    platform: str
    name: str
    operator: str
    kind: str
    sanctioned: bool
    since: date | None
    until: date | None
    now: PlatformNow | None
    incidents: list[PastIncident]
    units: list[UnitOn]
    small_units: int
    months: list[Availability]
    week: WeekTold | None
    hanging: Hanging | None


@dataclass(frozen=True, slots=True)
class Catalogued:
    """What the catalogue says of a platform."""

    platform: str
    name: str
    operator: str
    kind: str = ""
    sanctioned: bool = False
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class KnownPlatform:
    """What the tables say of one platform."""

    about: Catalogued
    now: PlatformNow | None
    incidents: Sequence[Incident]
    months: Sequence[Availability]
    units: KnownUnits
    week: WeekTold | None
    facts: Facts


def units_on(known: KnownUnits, sight: Sight) -> tuple[dict[str, list[UnitOn]], Counter[str]]:
    """By platform the units that rely on it, the gravest first; and how many small ones are not named."""
    named: dict[str, list[UnitOn]] = {}
    small: Counter[str] = Counter()
    for unit, pairs in by_unit(known).items():
        people = known.people.get(unit, sight.tree.people(unit))
        for platform, pair in pairs.items():
            if pair.register_level == "none":
                continue
            extent = sight.extent(unit, people, pair.said, pair.question)
            if extent == "counted":
                small[platform] += 1
            if extent not in NAMING:
                continue
            told = UnitOn(
                unit=unit,
                level=pair.register_level,
                confirmation=confirmation_of(pair.said, is_asked=pair.question is not None),
            )
            named.setdefault(platform, []).append(told)
    for units in named.values():
        units.sort(key=lambda one: (-ORDER.index(one.level), one.unit))
    return named, small


def platforms_of(
    catalogue: Iterable[Catalogued],
    now: Iterable[PlatformNow],
    months: Mapping[str, Availability],
    known: KnownUnits,
    sight: Sight,
) -> list[PlatformRow]:
    """Every platform that somebody relies on, or that was judged; what is failing and what matters first."""
    named, small = units_on(known, sight)
    current = {each.platform: each for each in now}
    rows = [
        PlatformRow(
            platform=each.platform,
            name=each.name,
            operator=each.operator,
            now=current.get(each.platform),
            units=len(named.get(each.platform, ())) + small[each.platform],
            weighty=sum(unit.level in WEIGHTY for unit in named.get(each.platform, ())),
            month=months.get(each.platform),
        )
        for each in catalogue
        if each.platform in current or each.platform in named or each.platform in months
    ]
    return sorted(rows, key=_weight)


def platform_told(known: KnownPlatform, sight: Sight) -> PlatformTold:
    """One platform's page."""
    named, small = units_on(known.units, sight)
    about = known.about
    return PlatformTold(
        platform=about.platform,
        name=about.name,
        operator=about.operator,
        kind=about.kind,
        sanctioned=about.sanctioned,
        since=about.since,
        until=about.until,
        now=known.now,
        incidents=[past(each, sight.privacy) for each in known.incidents],
        units=named.get(about.platform, []),
        small_units=small[about.platform],
        months=sorted(known.months, key=lambda each: each.month, reverse=True),
        week=known.week,
        hanging=_hanging(known, named),
    )


def past(exact: Incident, privacy: Privacy) -> PastIncident:
    """An incident as the history has it."""
    shown = privacy.incident(exact)
    lag_ms = None
    if shown.vendor_said_at_ms is not None and shown.detected_at_ms is not None:
        lag_ms = shown.vendor_said_at_ms - shown.detected_at_ms
    return PastIncident(
        id=shown.id,
        cause=shown.cause,
        cause_confidence=shown.cause_confidence,
        state=shown.state,
        started_at_ms=shown.started_at_ms,
        detected_at_ms=shown.detected_at_ms,
        ended_at_ms=shown.ended_at_ms,
        vendor_said_at_ms=shown.vendor_said_at_ms,
        people_said_at_ms=shown.people_said_at_ms,
        vendor_lag_ms=lag_ms,
        peak_failed_share=shown.peak_failed_share,
        explanation=shown.explanation,
    )


def _hanging(known: KnownPlatform, named: Mapping[str, Sequence[UnitOn]]) -> Hanging | None:
    """What hangs on the platform's operator; None where that is nothing beside this platform."""
    seen = {(unit.unit, platform) for platform, units in named.items() for unit in units}
    entries = [each for each in known.units.entries if (each.unit, each.platform) in seen]
    observed = [
        (each.unit, each.platform, each.level)
        for each in known.units.seen
        if (each.unit, each.platform) in seen
    ]
    for each in concentrations(holds_of(entries, observed), known.facts):
        is_more = each.by_sign_in or set(each.platforms) - {known.about.platform}
        if each.operator == known.about.operator and is_more:
            return Hanging(
                operator=each.operator,
                units=len(each.units),
                platforms=list(each.platforms),
                by_sign_in=len(each.by_sign_in),
            )
    return None


def _weight(row: PlatformRow) -> tuple[bool, int, int, str]:
    """What is failing first, then what matters to most units."""
    is_broken = row.now is not None and row.now.health in {"failing", "recovering", "suspected"}
    return not is_broken, -row.weighty, -row.units, row.name.casefold()
