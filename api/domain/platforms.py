"""Platforms and how reliable each is for us: the list, and one platform with its units, incidents and months.

Pure, and what comes out may be shown: units that somebody may not see are left out, small ones are counted
and not named. What the organisation did in a closed week is in `api.domain.weeks`.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from msgspec import Struct

from api.domain.context import VendorTold
from api.domain.health import PlatformNow
from api.domain.privacy import NAMING, Privacy, Sight
from api.domain.units import KnownUnits
from api.domain.weeks import LastWeek, WeekTold
from monitors.domain.impact.availability import Availability
from monitors.domain.outage.records import Cause, Incident, Reason, State
from monitors.domain.register.concentration import concentrations, holds_of
from monitors.domain.register.contradictions import Facts
from monitors.domain.register.levels import Confirmation, confirmation_of
from monitors.domain.reliance.levels import ORDER
from monitors.domain.reliance.records import Level
from monitors.domain.vendors.lag import lag_ms
from monitors.snapshot_schema import Reason as WeekReason

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
    week_untold: WeekReason | None
    hanging: Hanging | None
    vendor: VendorTold


class Relying(NamedTuple):
    """Who relies on one platform, as somebody may be told it, and what else hangs on its operator."""

    units: Sequence[UnitOn]
    small_units: int
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
    relying: Relying
    week: LastWeek
    vendor: VendorTold


class UnitsOn(NamedTuple):
    """By platform the units that rely on it, the gravest first; and how many small ones are not named."""

    named: Mapping[str, Sequence[UnitOn]]
    small: Mapping[str, int]


def units_on(known: KnownUnits, sight: Sight, platforms: Collection[str] | None = None) -> UnitsOn:
    """Who relies on these platforms (None: on any), as somebody may be told it."""
    named: dict[str, list[UnitOn]] = {}
    small: Counter[str] = Counter()
    for unit, pairs in known.pairs.items():
        people = known.people.get(unit, sight.tree.people(unit))
        own = pairs.values() if platforms is None else [pairs[each] for each in platforms if each in pairs]
        for pair in own:
            level = pair.register_level
            if level == "none":
                continue
            extent = sight.extent(unit, people, pair.entries, pair.question)
            if extent == "counted":
                small[pair.platform] += 1
            if extent in NAMING:
                confirmation = confirmation_of(pair.entries, is_asked=pair.question is not None)
                told = UnitOn(unit=unit, level=level, confirmation=confirmation)
                named.setdefault(pair.platform, []).append(told)
    for units in named.values():
        units.sort(key=lambda one: (-ORDER.index(one.level), one.unit))
    return UnitsOn(named, small)


def platforms_of(
    catalogue: Iterable[Catalogued],
    now: Iterable[PlatformNow],
    months: Mapping[str, Availability],
    on: UnitsOn,
) -> list[PlatformRow]:
    """Every platform that somebody relies on, or that was judged; what is failing and what matters first."""
    named, small = on
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


def relying_on(
    about: Catalogued, together: Collection[str], known: KnownUnits, sight: Sight, facts: Facts
) -> Relying:
    """Who relies on a platform; `together` are those that hang on the same operator, itself among them."""
    on = units_on(known, sight, together)
    return Relying(
        on.named.get(about.platform, []), on.small.get(about.platform, 0), _hanging(about, on, known, facts)
    )


def platform_told(known: KnownPlatform, privacy: Privacy) -> PlatformTold:
    """One platform's page."""
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
        incidents=[past(each, privacy) for each in known.incidents],
        units=list(known.relying.units),
        small_units=known.relying.small_units,
        months=sorted(known.months, key=lambda each: each.month, reverse=True),
        week=known.week.told,
        week_untold=known.week.untold,
        hanging=known.relying.hanging,
        vendor=known.vendor,
    )


def past(exact: Incident, privacy: Privacy) -> PastIncident:
    """An incident as the history has it."""
    shown = privacy.incident(exact)
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
        vendor_lag_ms=lag_ms(shown),
        peak_failed_share=shown.peak_failed_share,
        explanation=shown.explanation,
    )


def _hanging(about: Catalogued, on: UnitsOn, known: KnownUnits, facts: Facts) -> Hanging | None:
    """What hangs on the platform's operator; None where that is nothing beside this platform."""
    seen = [known.pairs[one.unit][platform] for platform, units in on.named.items() for one in units]
    entries = [entry for pair in seen for entry in pair.entries]
    observed = [
        (one.unit, platform, known.pairs[one.unit][platform].level)
        for platform, units in on.named.items()
        for one in units
    ]
    for each in concentrations(holds_of(entries, observed), facts):
        is_more = each.by_sign_in or set(each.platforms) - {about.platform}
        if each.operator == about.operator and is_more:
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
