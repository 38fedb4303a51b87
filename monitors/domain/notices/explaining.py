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

OF_ALL_PLATFORMS: Final = frozenset({"egress", "unit-network"})
"""A fault of our own way out reaches platforms too that it was not seen on yet."""

BEFORE_MS: Final = 600_000
"""A narrower fault may be noticed so much earlier than the wider one that it is a part of."""


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
    if wider.cause not in OF_ALL_PLATFORMS and not set(incident.platforms) <= set(wider.platforms):
        return False
    if wider.units and not set(incident.units) <= set(wider.units):
        return False
    return _began(incident) >= _began(wider) - BEFORE_MS


def _began(incident: Incident) -> int:
    """When an incident began, as far as is known."""
    return incident.started_at_ms or incident.suspected_at_ms or incident.detected_at_ms or 0
