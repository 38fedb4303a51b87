"""Whom an incident hurts: units that rely on what is gone, or declared that they do, and their clocks."""

from collections import defaultdict
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from api.domain.known_now import NOBODY_HURT, Known, Relying
from api.domain.privacy import Privacy
from monitors.domain.impact.clocks import Clock, Stop, clock_of
from monitors.domain.outage.records import Incident
from monitors.domain.register.asking import ToldTo
from monitors.domain.register.levels import Confirmation, confirmation_of, declared_level, register_level
from monitors.domain.register.records import Entry
from monitors.domain.reliance.levels import ORDER
from monitors.domain.reliance.records import Level
from monitors.domain.rooms.records import Room


class HurtNow(Struct, frozen=True, kw_only=True):
    """A unit's activity that an incident takes away, or a use of which nothing is declared.

    `lost_low` and `lost_high` are working slots; None where too few people are meant to say so, or where
    nothing has been told yet. `clock` is None where nothing was declared. `told_to` are those who may be told
    of it in quiet times: of a unit of fewer than k people that declared nothing, not everybody.
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
    told_to: ToldTo


class Reach:
    """What units rely on and have declared, put in the order in which incidents ask for it."""

    def __init__(self, known: Known, at_ms: int, privacy: Privacy) -> None:
        self._known = known
        self._at_ms = at_ms
        self._privacy = privacy
        self._relied: dict[str, dict[str, Relying]] = defaultdict(dict)
        for each in known.dependencies:
            self._relied[each.platform][each.unit] = each
        self._declared: dict[str, dict[str, list[Entry]]] = defaultdict(lambda: defaultdict(list))
        for entry in known.entries:
            self._declared[entry.platform][entry.unit].append(entry)

    @property
    def relying(self) -> dict[str, set[str]]:
        """The units that rely on each platform, whatever their level but none."""
        return {platform: set(units) for platform, units in self._relied.items()}

    def hurt(self, incident: Incident) -> list[HurtNow]:
        """Whom an incident hurts, the gravest first; nobody where nothing can be concluded from it."""
        if incident.cause in NOBODY_HURT or incident.state == "false-alarm":
            return []
        found: list[HurtNow] = []
        for platform in incident.platforms:
            seen = self._relied[platform]
            units = seen.keys() | self._declared[platform].keys()
            if incident.cause == "unit-network":
                units &= set(incident.units)
            for unit in sorted(units):
                found += self._pair(incident, platform, unit, seen.get(unit))
        return sorted(found, key=_gravity)

    def _pair(self, incident: Incident, platform: str, unit: str, seen: Relying | None) -> list[HurtNow]:
        """The activities of one unit on one platform, or the pair as a whole."""
        own = self._declared[platform].get(unit, [])
        observed: Level = "none" if seen is None else seen.level
        lost = self._known.lost.get((incident.id, unit, platform))
        people = self._known.people.get(unit)
        if seen is None or not (self._privacy.are_enough(seen.people) and self._privacy.are_enough(people)):
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
            told_to=self._told_to(unit, platform, own, people),
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

    def _told_to(self, unit: str, platform: str, own: Sequence[Entry], people: int | None) -> ToldTo:
        """Who may be told how a unit stands to a platform, whatever is broken."""
        if own or self._privacy.are_enough(people):
            return "all"
        return "risk" if (unit, platform) in self._known.overdue else "unit"

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
