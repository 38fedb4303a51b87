"""When risk is told of what stands in the register: at once for three things, else in the week's digest.

The fourth, a likely critical use without an owner, is decided where levels change
(`monitors.domain.reliance.alerts`).
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final
from urllib.parse import quote

from msgspec import Struct

from monitors.domain.impact.clocks import Clock
from monitors.domain.outage.records import Figure, Incident, Reason
from monitors.domain.register.concentration import Concentration
from monitors.domain.register.contradictions import Facts, same_operator
from monitors.domain.register.records import Entry
from monitors.domain.reliance.alerts import Alert
from monitors.domain.rooms.covering import clock_in_incident
from monitors.domain.rooms.records import Room

FALLBACK_FAILED: Final = "fallback-failed"


def alert_of_change(reason: Reason) -> Alert:
    """The decision about what an action came to: a fallback that was tried and failed is told at once."""
    if reason.code == FALLBACK_FAILED:
        return Alert("at-once", reason)
    return Alert("weekly", Reason("digest-register-changed"))


class AtOnce(Struct, frozen=True, kw_only=True):
    """Something that risk is told at once, and only once: `key` is what it is known by.

    `unit` is empty where it is about the whole organisation, `incident` where it is about none.
    """

    key: str
    unit: str
    platform: str
    activity: str
    incident: str
    reason: Reason


def due_in_outage(
    incident: Incident, room: Room | None, entries: Sequence[Entry], facts: Facts, now_ms: int
) -> list[AtOnce]:
    """What is to be told of an outage that hurts the units of these entries, so far.

    A fallback that the outage takes along; an RTO or MTPD that has passed since it began. While a fallback
    covers an activity, as people said in the incident's room (None: nobody was there), its tolerances wait.
    """
    operators = {name: each.operator for name, each in facts.items()}
    found: list[AtOnce] = []
    for entry in entries:
        if entry.unit not in incident.units or entry.platform not in incident.platforms:
            continue
        shared = _shared_fault(entry, incident.platforms, facts)
        passed = _passed(clock_in_incident(entry, incident, room, operators, now_ms), entry)
        found += [_told(incident, entry, reason) for reason in (*shared, *passed)]
    return found


def due_of_limits(found: Iterable[Concentration], year: int) -> list[AtOnce]:
    """What is to be told of operators on which more hangs than may; of each once a year, while it does."""
    return [
        AtOnce(
            key=f"concentration/{each.operator}/{year}",
            unit="",
            platform="",
            activity="",
            incident="",
            reason=each.finding,
        )
        for each in found
        if each.finding is not None
    ]


def _passed(clock: Clock | None, entry: Entry) -> Iterator[Reason]:
    """Tolerances that have passed."""
    if clock is None:
        return
    said = entry.declaration
    for limit, hours, passed_at_ms in (
        ("RTO", said.rto_hours, clock.rto_passed_at_ms),
        ("MTPD", said.mtpd_hours, clock.mtpd_passed_at_ms),
    ):
        if passed_at_ms is not None:
            yield Reason("tolerance-passed", {"activity": said.activity, "limit": limit, "hours": hours})


def _shared_fault(entry: Entry, platforms: Collection[str], facts: Facts) -> Iterator[Reason]:
    """Whether an outage takes a fallback along: itself, its operator, or what opens it."""
    fallback = entry.declaration.fallback
    if fallback is None:
        return
    for needed in (fallback.platform, fallback.sign_in):
        if needed is None:
            continue
        if needed in platforms or any(same_operator(each, needed, facts) for each in platforms):
            figures: dict[str, Figure] = {
                "activity": entry.declaration.activity,
                "fallback": fallback.name,
                "platform": needed,
            }
            yield Reason("fallback-shares-fault", figures)
            return


def _told(incident: Incident, entry: Entry, reason: Reason) -> AtOnce:
    """An alert about an entry in an outage."""
    limit = reason.figures.get("limit", "")
    parts = (incident.id, entry.unit, entry.platform, entry.declaration.activity, reason.code, str(limit))
    return AtOnce(
        key="/".join(quote(part, safe="") for part in parts),
        unit=entry.unit,
        platform=entry.platform,
        activity=entry.declaration.activity,
        incident=incident.id,
        reason=reason,
    )
