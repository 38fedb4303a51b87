"""Who is told of a change of level, and when: a few things at once, everything else in the week's digest.

A decision always has a named reason, and stands beside the change.
"""

from typing import Literal

from msgspec import Struct

from monitors.domain.outage.records import Reason
from monitors.domain.reliance.records import Level

When = Literal["at-once", "weekly"]


class Alert(Struct, frozen=True):
    """When risk is told of something, and why then."""

    when: When
    reason: Reason


def alert_of(after: Level, owner: str | None, *, is_latest: bool) -> Alert:
    """The decision about a change to the level `after`; `owner` is the role that owns the dependency.

    `is_latest`: no later change of the pair is known yet. What is over by the time that it is found out is
    nothing to be called for.
    """
    if after != "mission-critical":
        return Alert("weekly", Reason("digest-not-critical"))
    if owner is not None:
        return Alert("weekly", Reason("digest-owner-known", {"owner": owner}))
    if not is_latest:
        return Alert("weekly", Reason("digest-over-already"))
    return Alert("at-once", Reason("likely-critical-without-owner"))
