"""Whether one incident is explained by a wider one: then the wider one is told, and the narrower is not."""

from collections.abc import Iterable
from typing import Final

from monitors.domain.outage.records import Cause, Incident

WIDEST_FIRST: Final[tuple[Cause, ...]] = (
    "egress",
    "unit-network",
    "policy",
    "shared-provider",
    "platform",
    "account",
    "unknown",
)
"""What explains what: each cause the ones behind it. A blind source explains nothing and is not explained."""

OURS: Final = frozenset({"egress", "unit-network", "policy"})
"""Causes of our own; where an incident of theirs names no platform it is about all of the web."""

BEFORE_MS: Final = 600_000
"""A narrower fault may be noticed so much earlier than the wider one that it is a part of."""


def is_everywhere(incident: Incident) -> bool:
    """Whether an incident is about every platform, seen failing or not."""
    return incident.cause in OURS and not incident.platforms


def explained_by(incident: Incident, others: Iterable[Incident], for_ms: int, now_ms: int) -> Incident | None:
    """The widest of `others` that explains an incident; one that is over does so for `for_ms` more."""
    wider = [each for each in others if _explains(each, incident, for_ms, now_ms)]
    return min(wider, key=lambda each: (WIDEST_FIRST.index(each.cause), each.id), default=None)


def _explains(wider: Incident, incident: Incident, for_ms: int, now_ms: int) -> bool:
    """Whether a sure fault is of a wider kind, has the other's platforms and units, and went on beside it."""
    if wider.detected_at_ms is None or wider.state == "false-alarm" or wider.id == incident.id:
        return False
    if wider.ended_at_ms is not None and now_ms - wider.ended_at_ms > for_ms:
        return False
    if not {wider.cause, incident.cause} <= set(WIDEST_FIRST):
        return False
    if WIDEST_FIRST.index(wider.cause) >= WIDEST_FIRST.index(incident.cause):
        return False
    if not is_everywhere(wider) and not set(incident.platforms) <= set(wider.platforms):
        return False
    if wider.units and not set(incident.units) <= set(wider.units):
        return False
    if wider.cause == "unit-network" and not incident.units:
        return False  # what names no unit, as a probe's or an account's, is not of one unit's network
    return _began(incident) >= _began(wider) - BEFORE_MS


def _began(incident: Incident) -> int:
    """When an incident began, as far as is known."""
    return incident.started_at_ms or incident.suspected_at_ms or incident.detected_at_ms or 0
