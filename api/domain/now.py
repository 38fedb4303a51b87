"""What is broken now, whom it hurts, and how every platform does: the first page, as values.

Pure: what the monitors' tables say goes in, with the time. Figures of few people are withheld here already,
so whatever leaves in a `Now` may be shown to whoever may see incidents; rows of units are for those who may
see the unit (`seen_by`).
"""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from api.domain.health import PlatformNow, platforms_now
from api.domain.hurt import HurtNow, Reach
from api.domain.known_now import GOING_ON, Known
from api.domain.others import others_about
from api.domain.privacy import Privacy, Sight
from monitors.domain.aid.records import Others
from monitors.domain.outage.records import Cause, Incident, Reason, State
from monitors.domain.rooms.records import Room


class IncidentNow(Struct, frozen=True, kw_only=True):
    """An incident that goes on, or ended a while ago, as it may be shown; the gravest hurts come first.

    `small_units` are those of whom this reader is told no more than that they are hurt. `others` are other
    organisations for which it fails too.
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
    others: Others | None = None


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


def now_of(known: Known, at_ms: int, privacy: Privacy) -> Now:
    """The first page's figures at a moment."""
    reach = Reach(known, at_ms, privacy)
    complete = [each.watermark_ms for each in known.sources if each.watermark_ms is not None]
    return Now(
        at_ms=at_ms,
        complete_until_ms=min(complete, default=None),
        incidents=[_incident(known, each, reach, privacy, at_ms) for each in _in_order(known.incidents)],
        platforms=platforms_now(known, reach.relying, at_ms),
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


def seen_by(now: Now, sight: Sight) -> Now:
    """The page for somebody: units that they may not see are left out, small ones of theirs are counted."""
    return replace(
        now,
        incidents=[
            replace(
                each,
                units=sight.named(each.units),
                hurt=[one for one in each.hurt if _sees(sight, each, one)],
                small_units=len(
                    {one.unit for one in each.hurt if sight.unit(one.unit) and not _sees(sight, each, one)}
                ),
            )
            for each in now.incidents
        ],
    )


def _sees(sight: Sight, incident: IncidentNow, hurt: HurtNow) -> bool:
    """Whether somebody is told that an incident hurts, or hurt, a unit."""
    return sight.sees_hurt(hurt.unit, hurt.told_to, goes_on=incident.state in GOING_ON)


def _in_order(incidents: Sequence[Incident]) -> list[Incident]:
    """Those that go on first, confirmed before suspected, the newest first."""
    states: list[State] = ["confirmed", "recovering", "suspected", "resolved", "false-alarm"]
    return sorted(
        incidents,
        key=lambda one: (states.index(one.state), -(one.started_at_ms or one.suspected_at_ms or 0), one.id),
    )


def _incident(known: Known, exact: Incident, reach: Reach, privacy: Privacy, at_ms: int) -> IncidentNow:
    """An incident with whom it hurts."""
    shown = privacy.incident(exact)
    room = known.rooms.get(exact.id, Room(incident=exact.id))
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
        hurt=reach.hurt(exact),
        others=others_about(exact, known.others, at_ms),
    )
