"""What a fallback that people say is in use does to the clock of an activity."""

from collections.abc import Mapping

from msgspec.structs import replace

from monitors.domain.impact.clocks import Clock, Stop, clock_of
from monitors.domain.outage.records import Incident
from monitors.domain.register.records import Declaration, Entry, Fallback
from monitors.domain.rooms.records import FallbackUse, Room


def clock_in_incident(
    entry: Entry, incident: Incident, room: Room | None, operators: Mapping[str, str], now_ms: int
) -> Clock | None:
    """The clock of a declared activity in an incident that stops it; None while nobody knows since when.

    `room` is None where nobody has done anything there. `operators` maps platforms to their operators.
    """
    if incident.started_at_ms is None:
        return None
    told = entry.declaration
    use = None if room is None else room.fallback_of(entry.unit, entry.platform, told.activity)
    stop = Stop(
        platforms=incident.platforms,
        operators=operators,
        from_ms=incident.started_at_ms,
        until_ms=incident.ended_at_ms,
        fallback_from_ms=None if use is None else use.from_ms,
    )
    return clock_of(_as_used(told, use), stop, now_ms)


def _as_used(told: Declaration, use: FallbackUse | None) -> Declaration:
    """The declaration with the fallback that is used, where that is not the declared one.

    What it carries, and for how long, nobody has said then.
    """
    if use is None:
        return told
    declared = told.fallback
    if declared is not None and use.fallback in {"", declared.name}:
        return told
    return replace(told, fallback=Fallback(name=use.fallback))
