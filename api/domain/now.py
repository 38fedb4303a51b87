"""What is broken now, whom it hurts, and how every platform does: the first page, as values.

Pure: what the monitors' tables say goes in, with the time. Figures of few people are withheld here already,
so whatever leaves in a `Now` may be shown to whoever may see incidents; rows of units are for those who may
see the unit (`seen_by`).
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Final, Literal, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from monitors.domain.impact.clocks import Clock, Stop, clock_of
from monitors.domain.impact.expected import Range
from monitors.domain.outage.records import Cause, Incident, Reason, SourceRow, State
from monitors.domain.register.levels import Confirmation, confirmation_of, declared_level, register_level
from monitors.domain.register.records import Entry
from monitors.domain.reliance.daily import Dependency
from monitors.domain.reliance.levels import ORDER
from monitors.domain.reliance.records import Level
from monitors.domain.rooms.records import Room
from monitors.domain.showing import shown_incident

SERIES_MINUTES: Final = 180
STEP_MINUTES: Final = 5
MINUTE_MS: Final = 60_000
QUIET_MINUTES: Final = 15
"""Nobody has used a platform for so long: it may be up or down, nobody knows."""

NOBODY_HURT: Final[frozenset[Cause]] = frozenset({"blind"})
"""Nothing is concluded from what was not seen."""

Health = Literal["ok", "suspected", "failing", "recovering", "quiet", "blind"]

Pair = tuple[str, str]


class PlatformNow(Struct, frozen=True, kw_only=True):
    """How a platform does. `series` are shares of requests that failed, by five minutes, None without use.

    `units` is how many rely on it, whatever their level but none.
    """

    platform: str
    name: str
    health: Health
    failed_share: float | None
    usual_share: float | None
    units: int
    quiet_since_ms: int | None
    series: list[float | None]


class HurtNow(Struct, frozen=True, kw_only=True):
    """A unit's activity that an incident takes away, or a use of which nothing is declared.

    `lost_low` and `lost_high` are working slots; None where too few people are meant to say so, or where
    nothing has been told yet. `clock` is None where nothing was declared. `is_small`: the unit has fewer than
    k people and has declared nothing, so its level goes to it, and to risk while the incident hurts it.
    """

    unit: str
    platform: str
    activity: str
    level: Level
    confirmation: Confirmation
    owner_role: str
    fallback: str
    lost_low: float | None
    lost_high: float | None
    clock: Clock | None
    is_small: bool


class IncidentNow(Struct, frozen=True, kw_only=True):
    """An incident that goes on, or ended a while ago, as it may be shown; the gravest hurts come first.

    `small_units` are those of whom this reader is told no more than that they are hurt.
    """

    id: str
    cause: Cause
    cause_confidence: float
    platforms: list[str]
    groups: list[str]
    units: list[str]
    state: State
    suspected_at_ms: int | None
    started_at_ms: int | None
    detected_at_ms: int | None
    ended_at_ms: int | None
    vendor_said_at_ms: int | None
    people_said_at_ms: int | None
    peak_failed_share: float | None
    people_failed: int | None
    explanation: Reason
    acknowledged_by_role: str | None
    lead_role: str | None
    hurt: list[HurtNow]
    small_units: int = 0


class SourceNow(Struct, frozen=True, kw_only=True):
    """A log or feed: how far it is complete, and since when it is silent."""

    source: str
    site: str
    complete_until_ms: int | None
    blind_since_ms: int | None


class Now(Struct, frozen=True, kw_only=True):
    """Everything that the first page says. `complete_until_ms` is up to when everything has been judged."""

    at_ms: int
    complete_until_ms: int | None
    incidents: list[IncidentNow]
    platforms: list[PlatformNow]
    sources: list[SourceNow]


class Minute(NamedTuple):
    """One platform's requests in one minute, and how many of them failed."""

    minute_ms: int
    requests: int
    failed: int


class Known(NamedTuple):
    """What the tables say. `people` are those of each unit, `lost` working slots by incident and pair.

    `rooms` are those of the incidents in which somebody has done something.
    `names` and `operators` are those of the catalogue, by platform.
    """

    incidents: Sequence[Incident]
    dependencies: Sequence[Dependency]
    entries: Sequence[Entry]
    asked: frozenset[Pair]
    people: Mapping[str, int]
    lost: Mapping[tuple[str, str, str], Range]
    rooms: Mapping[str, Room]
    minutes: Mapping[str, Sequence[Minute]]
    sources: Sequence[SourceRow]
    names: Mapping[str, str]
    operators: Mapping[str, str]


def now_of(known: Known, at_ms: int, k: int) -> Now:
    """The first page's figures at a moment."""
    told = _Teller(known, at_ms, k)
    complete = [each.watermark_ms for each in known.sources if each.watermark_ms is not None]
    return Now(
        at_ms=at_ms,
        complete_until_ms=min(complete, default=None),
        incidents=[told.incident(each) for each in _in_order(known.incidents)],
        platforms=told.platforms(),
        sources=[
            SourceNow(
                source=each.source,
                site=each.site,
                complete_until_ms=each.watermark_ms,
                blind_since_ms=each.blind_since_ms,
            )
            for each in known.sources
        ],
    )


def seen_by(now: Now, may_see: Callable[[str], bool], may_see_small: Callable[[str], bool]) -> Now:
    """The page for somebody: units that they may not see are left out, small ones of theirs are counted."""
    return replace(
        now,
        incidents=[
            replace(
                each,
                units=[unit for unit in each.units if may_see(unit)],
                hurt=[
                    one
                    for one in each.hurt
                    if may_see(one.unit) and (not one.is_small or may_see_small(one.unit))
                ],
                small_units=len(
                    {
                        one.unit
                        for one in each.hurt
                        if one.is_small and may_see(one.unit) and not may_see_small(one.unit)
                    }
                ),
            )
            for each in now.incidents
        ],
    )


def _in_order(incidents: Sequence[Incident]) -> list[Incident]:
    """Those that go on first, confirmed before suspected, the newest first."""
    states: list[State] = ["confirmed", "recovering", "suspected", "resolved", "false-alarm"]
    return sorted(
        incidents,
        key=lambda one: (states.index(one.state), -(one.started_at_ms or one.suspected_at_ms or 0), one.id),
    )


class _Teller:
    """What is known, put in the order in which it is asked."""

    def __init__(self, known: Known, at_ms: int, k: int) -> None:
        self._known = known
        self._at_ms = at_ms
        self._k = k
        self._relied: dict[str, list[Dependency]] = defaultdict(list)
        for dependency in known.dependencies:
            if dependency.state.level != "none":
                self._relied[dependency.platform].append(dependency)
        self._declared: dict[str, dict[str, list[Entry]]] = defaultdict(lambda: defaultdict(list))
        for entry in known.entries:
            self._declared[entry.platform][entry.unit].append(entry)

    def incident(self, exact: Incident) -> IncidentNow:
        """An incident with whom it hurts."""
        shown = shown_incident(exact, self._k, None)
        room = self._known.rooms.get(exact.id, Room(incident=exact.id))
        is_none = exact.cause in NOBODY_HURT or exact.state == "false-alarm"
        hurt = [] if is_none else self._hurt(exact)
        return IncidentNow(
            id=shown.id,
            cause=shown.cause,
            cause_confidence=shown.cause_confidence,
            platforms=shown.platforms,
            groups=shown.groups,
            units=shown.units,
            state=shown.state,
            suspected_at_ms=shown.suspected_at_ms,
            started_at_ms=shown.started_at_ms,
            detected_at_ms=shown.detected_at_ms,
            ended_at_ms=shown.ended_at_ms,
            vendor_said_at_ms=shown.vendor_said_at_ms,
            people_said_at_ms=shown.people_said_at_ms,
            peak_failed_share=shown.peak_failed_share,
            people_failed=shown.people_failed,
            explanation=shown.explanation,
            acknowledged_by_role=room.acknowledged_by_role,
            lead_role=room.lead_role,
            hurt=sorted(hurt, key=_gravity),
        )

    def platforms(self) -> list[PlatformNow]:
        """Every platform that a unit relies on, or that is failing; the gravest first."""
        failing = {name for each in self._known.incidents for name in each.platforms if _goes_on(each)}
        told = [self._platform(name) for name in sorted(self._relied.keys() | failing)]
        order: list[Health] = ["failing", "recovering", "suspected", "blind", "ok", "quiet"]
        return sorted(told, key=lambda one: (order.index(one.health), -one.units, one.name))

    def _platform(self, platform: str) -> PlatformNow:
        """One platform."""
        minutes = self._known.minutes.get(platform, ())
        used = [each.minute_ms for each in minutes if each.requests]
        last_ms = max(used, default=None)
        recent = [each for each in minutes if each.minute_ms > self._at_ms - QUIET_MINUTES * MINUTE_MS]
        return PlatformNow(
            platform=platform,
            name=self._known.names.get(platform, platform),
            health=self._health(platform, is_quiet=not any(each.requests for each in recent)),
            failed_share=_share(recent),
            usual_share=_share(self._usual(platform, minutes)),
            units=len({each.unit for each in self._relied[platform]}),
            quiet_since_ms=last_ms if not any(each.requests for each in recent) else None,
            series=_series(minutes, self._at_ms),
        )

    def _usual(self, platform: str, minutes: Sequence[Minute]) -> list[Minute]:
        """The minutes that say what is usual: before what is told as now, and before what goes on began."""
        began = [
            each.started_at_ms or each.suspected_at_ms or self._at_ms
            for each in self._known.incidents
            if platform in each.platforms and _goes_on(each)
        ]
        until_ms = min([self._at_ms - QUIET_MINUTES * MINUTE_MS, *began])
        return [each for each in minutes if each.minute_ms + MINUTE_MS <= until_ms]

    def _health(self, platform: str, *, is_quiet: bool) -> Health:
        """By the gravest incident that goes on; quiet is unknown, never healthy."""
        states = {
            each.state for each in self._known.incidents if platform in each.platforms and _goes_on(each)
        }
        if "confirmed" in states:
            return "failing"
        if "recovering" in states:
            return "recovering"
        if "suspected" in states:
            return "suspected"
        if self._known.sources and all(each.blind_since_ms is not None for each in self._known.sources):
            return "blind"
        return "quiet" if is_quiet else "ok"

    def _hurt(self, incident: Incident) -> list[HurtNow]:
        """Whom it hurts: each unit in its reach that relies on what is gone, or has declared that it does."""
        found: list[HurtNow] = []
        for platform in incident.platforms:
            seen = {each.unit: each for each in self._relied[platform]}
            units = seen.keys() | self._declared[platform].keys()
            if incident.cause == "unit-network":
                units &= set(incident.units)
            for unit in sorted(units):
                found += self._pair(incident, platform, unit, seen.get(unit))
        return found

    def _pair(self, incident: Incident, platform: str, unit: str, seen: Dependency | None) -> list[HurtNow]:
        """The activities of one unit on one platform, or the pair as a whole."""
        own = self._declared[platform].get(unit, [])
        observed: Level = "none" if seen is None else seen.state.level
        lost = self._known.lost.get((incident.id, unit, platform))
        if seen is None or seen.today.people < self._k or self._known.people.get(unit, 0) < self._k:
            lost = None
        whole = HurtNow(
            unit=unit,
            platform=platform,
            activity="",
            level=observed,
            confirmation=confirmation_of(own, is_asked=(unit, platform) in self._known.asked),
            owner_role="",
            fallback="",
            lost_low=None if lost is None else lost.low,
            lost_high=None if lost is None else lost.high,
            clock=None,
            is_small=not own and self._known.people.get(unit, 0) < self._k,
        )
        if not own:
            return [whole]
        return [
            replace(
                whole,
                activity=entry.declaration.activity,
                level=register_level(observed, declared_level(entry.declaration)),
                owner_role=entry.declaration.owner_role,
                fallback=entry.declaration.fallback.name if entry.declaration.fallback else "",
                clock=self._clock(incident, entry),
            )
            for entry in own
        ]

    def _clock(self, incident: Incident, entry: Entry) -> Clock | None:
        """How long the activity has been without the platform, and how long it may be."""
        if incident.started_at_ms is None:
            return None
        room = self._known.rooms.get(incident.id, Room(incident=incident.id))
        fallback = room.fallback_of(entry.unit, entry.platform, entry.declaration.activity)
        stop = Stop(
            platforms=incident.platforms,
            operators=self._known.operators,
            from_ms=incident.started_at_ms,
            until_ms=incident.ended_at_ms,
            fallback_from_ms=None if fallback is None else fallback.from_ms,
        )
        return clock_of(entry.declaration, stop, self._at_ms)


def _goes_on(incident: Incident) -> bool:
    return incident.state in {"suspected", "confirmed", "recovering"} and incident.cause not in NOBODY_HURT


def _gravity(hurt: HurtNow) -> tuple[int, float, str, str, str]:
    """The gravest level first, then whose time runs out first."""
    left = hurt.clock.rto_left_ms if hurt.clock is not None else None
    return (
        -ORDER.index(hurt.level),
        float("inf") if left is None else left,
        hurt.unit,
        hurt.platform,
        hurt.activity,
    )


def _share(minutes: Sequence[Minute]) -> float | None:
    """The part of requests that failed; None without any."""
    requests = sum(each.requests for each in minutes)
    return round(sum(each.failed for each in minutes) / requests, 4) if requests else None


def _series(minutes: Sequence[Minute], at_ms: int) -> list[float | None]:
    """The last hours in steps, the newest last."""
    step_ms = STEP_MINUTES * MINUTE_MS
    steps = SERIES_MINUTES // STEP_MINUTES
    end = at_ms // step_ms + 1
    within: dict[int, list[Minute]] = defaultdict(list)
    for each in minutes:
        within[each.minute_ms // step_ms].append(each)
    return [_share(within[place]) for place in range(end - steps, end)]
