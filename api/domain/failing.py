"""*It fails for me*, and the status for all staff, as values: what is offered, and what is answered at once.

Pure: the first page's figures go in, which are withheld where they are of few people. What comes out names no
unit, so that everybody may see it.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from msgspec import Struct

from api.domain.health import Health
from api.domain.now import IncidentNow, Now
from monitors.domain.outage.records import Cause, State

MOST_OFFERED: Final = 12
"""Of the platforms in use, so many fit under a thumb; the others are searched for."""

GOING: Final[frozenset[State]] = frozenset({"suspected", "confirmed", "recovering"})

TROUBLED: Final[frozenset[Health]] = frozenset({"failing", "recovering", "suspected"})

EVERYWHERE: Final[frozenset[Cause]] = frozenset({"egress"})
"""What lies with ourselves takes every platform with it."""


class Offer(Struct, frozen=True):
    """A platform that somebody may mean."""

    platform: str
    name: str


class Known(Struct, frozen=True, kw_only=True):
    """What goes on with a platform. `people` are rounded, None where they are few or not counted."""

    incident: str
    cause: Cause
    state: State
    since_ms: int | None
    people: int | None


class Line(Struct, frozen=True, kw_only=True):
    """One platform in the status for all staff; `known` is None where nothing goes on."""

    platform: str
    name: str
    health: Health
    known: Known | None


class Status(Struct, frozen=True, kw_only=True):
    """The status for all staff. `ours` are faults of our own, which no platform is to blame for."""

    at_ms: int
    ours: list[Known]
    troubled: list[Line]
    fine: list[Line]


def offers(now: Now | None, own: Sequence[str], names: Mapping[str, str]) -> tuple[list[Offer], list[Offer]]:
    """What a unit uses itself, and what the whole organisation does, the most relied on first."""
    mine = [Offer(each, names[each]) for each in own if each in names]
    used = sorted(now.platforms if now else (), key=lambda one: (-one.units, one.name))
    others = [Offer(each.platform, each.name) for each in used if each.platform not in own]
    return mine[:MOST_OFFERED], others[:MOST_OFFERED]


def found(names: Mapping[str, str], words: str) -> list[Offer]:
    """Platforms that are called so: those whose name begins with it before those that have it somewhere."""
    wanted = words.strip().casefold()
    matching = [Offer(each, name) for each, name in names.items() if wanted in name.casefold()]
    ranked = sorted(matching, key=lambda one: (not one.name.casefold().startswith(wanted), one.name))
    return ranked[:MOST_OFFERED] if wanted else []


def known_of(now: Now | None, platform: str, units: Collection[str]) -> Known | None:
    """The gravest that goes on and makes this platform fail for people of these units; None: nothing."""
    for each in now.incidents if now else ():
        if each.state in GOING and each.cause != "blind" and _reaches(each, platform, units):
            return _known(each)
    return None


def status_of(now: Now) -> Status:
    """How every platform is that units rely on, in the order of the first page."""
    lines = [
        Line(
            platform=each.platform,
            name=each.name,
            health=each.health,
            known=known_of(now, each.platform, ()),
        )
        for each in now.platforms
    ]
    return Status(
        at_ms=now.at_ms,
        ours=[_known(each) for each in now.incidents if each.state in GOING and _is_ours(each)],
        troubled=[each for each in lines if each.health in TROUBLED],
        fine=[each for each in lines if each.health not in TROUBLED],
    )


def _is_ours(incident: IncidentNow) -> bool:
    return incident.cause in {"egress", "unit-network"}


def _reaches(incident: IncidentNow, platform: str, units: Collection[str]) -> bool:
    if incident.cause in EVERYWHERE:
        return True
    if incident.cause == "unit-network":
        return bool(set(incident.units) & set(units))
    return platform in incident.platforms


def _known(incident: IncidentNow) -> Known:
    return Known(
        incident=incident.id,
        cause=incident.cause,
        state=incident.state,
        since_ms=incident.started_at_ms or incident.suspected_at_ms,
        people=incident.people_failed,
    )
