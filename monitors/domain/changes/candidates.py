"""Which of our own changes may be why something broke: pure, in points, with the reasons in words.

A candidate says "look here first" and nothing more. The judge's cause comes of evidence and is never changed
by it; that a change stood shortly before is no evidence that it was the cause (post hoc is not propter hoc).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from msgspec import Struct

from monitors.domain.changes.table import OTHERWISE, WEIGHTS
from monitors.domain.outage.records import Incident, Reason
from streams.contracts.signals import OwnChange

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS

Confidence = Literal["likely", "possible", "not-ruled-out"]


@dataclass(frozen=True, slots=True)
class ChangeRules:
    """How near a change must stand to an incident's beginning, and what nearness and scope are worth.

    A change may lie `ahead_ms` behind the beginning, as clocks differ. `near` is in order: who is within so
    many milliseconds gets so many points more.
    """

    before_ms: int = 24 * HOUR_MS
    ahead_ms: int = MINUTE_MS
    near: tuple[tuple[int, int], ...] = ((10 * MINUTE_MS, 25), (HOUR_MS, 15), (4 * HOUR_MS, 5))
    names_it: int = 15
    vendor_says_so: int = -30
    likely: int = 75
    possible: int = 45
    most: int = 5


USUAL = ChangeRules()


class Candidate(Struct, frozen=True, kw_only=True):
    """A change that may have brought an incident about; `before_ms` is how long before its beginning.

    `points` run from 0 to 100. `reasons` say why it is one, and what speaks against it.
    """

    change: OwnChange
    before_ms: int
    points: int
    confidence: Confidence
    reasons: list[Reason]


def begins_ms(incident: Incident) -> int | None:
    """When it began, as far as is known."""
    return incident.started_at_ms if incident.started_at_ms is not None else incident.suspected_at_ms


def candidates_of(
    incident: Incident, changes: Iterable[OwnChange], rules: ChangeRules = USUAL
) -> list[Candidate]:
    """The changes that may have brought it about, the likeliest first; repeats by (source, id) count once."""
    begun_ms = begins_ms(incident)
    if begun_ms is None or incident.state == "false-alarm":
        return []
    first_told = sorted(changes, key=lambda each: (each.at_ms, each.source, each.id))
    known = {(each.source, each.id): each for each in reversed(first_told)}
    found = [
        weighed
        for each in known.values()
        if (weighed := _weighed(incident, each, begun_ms - each.at_ms, rules)) is not None
    ]
    found.sort(key=lambda one: (-one.points, one.before_ms, one.change.source, one.change.id))
    return found[: rules.most]


def _weighed(incident: Incident, change: OwnChange, before_ms: int, rules: ChangeRules) -> Candidate | None:
    """A change as a candidate; None where it lies elsewhere, too long before, or behind."""
    if not -rules.ahead_ms <= before_ms <= rules.before_ms:
        return None
    scopes = (("platforms", change.platforms, incident.platforms), ("sites", change.sites, incident.sites))
    if any(told and hit and not set(told) & set(hit) for _, told, hit in scopes):
        return None
    points, code = WEIGHTS.get((change.system, incident.cause), OTHERWISE)
    reasons = [Reason(code)]
    points += next((more for within_ms, more in rules.near if before_ms <= within_ms), 0)
    for kind, told, hit in scopes:
        if set(told) & set(hit):
            points += rules.names_it
            reasons.append(Reason(f"change-names-{kind}"))
    if incident.vendor_said_at_ms is not None and incident.cause != "policy":
        points += rules.vendor_says_so
        reasons.append(Reason("change-vendor-says-so"))
    points = min(max(points, 0), 100)
    return Candidate(
        change=change,
        before_ms=before_ms,
        points=points,
        confidence=_confidence(points, rules),
        reasons=reasons,
    )


def _confidence(points: int, rules: ChangeRules) -> Confidence:
    """The word for points."""
    if points >= rules.likely:
        return "likely"
    return "possible" if points >= rules.possible else "not-ruled-out"
