"""The register's level: what a unit declares beside what telemetry shows, and the named rule over both."""

from collections.abc import Mapping, Sequence
from typing import Final, Literal

from monitors.domain.register.records import DAY_HOURS, SEVERE, WEEK_HOURS, Declaration, Entry
from monitors.domain.reliance.levels import ORDER
from monitors.domain.reliance.records import Level

Confirmation = Literal["unasked", "asked", "confirmed", "disputed"]
"""How far a unit's word has been heard on what telemetry shows."""

LOUDEST: Final[tuple[Confirmation, ...]] = ("disputed", "confirmed", "asked", "unasked")
"""Of several activities of a unit on a platform, the first of these speaks for the pair."""


def declared_level(declaration: Declaration) -> Level | None:
    """The level that a unit's answer comes to; None where it has not said how bad it is.

    A serious impact (SEVERE of 4 or more) within a day is mission-critical, within a week important, else it
    is habitual.
    """
    if not declaration.impact_over_time:
        return None
    serious = [each.at_hours for each in declaration.impact_over_time if each.level >= SEVERE]
    first = min(serious, default=float("inf"))
    if first <= DAY_HOURS:
        return "mission-critical"
    return "important" if first <= WEEK_HOURS else "habitual"


def declared_of(entries: Sequence[Entry]) -> Level | None:
    """The level that a unit declares of a platform: that of the activity which needs it most."""
    said = [level for entry in entries if (level := declared_level(entry.declaration)) is not None]
    return max(said, key=ORDER.index, default=None)


def register_level(observed: Level, declared: Level | None) -> Level:
    """The rule `declared-else-observed`: what the unit says holds; telemetry speaks where it has not."""
    return observed if declared is None else declared


def is_contradiction(observed: Level, declared: Level | None) -> bool:
    """Whether the unit says otherwise than its traffic."""
    return declared is not None and declared != observed


def confirmation_of(entries: Sequence[Entry], *, is_asked: bool) -> Confirmation:
    """How far the unit's word was heard on a platform; "likely, not confirmed" reads all but `confirmed`.

    What somebody else declared for the unit waits for its confirmation, so it counts as asked.
    """
    spoken: Mapping[str, Confirmation] = {"disputed": "disputed", "confirmed": "confirmed"}
    heard = {spoken.get(entry.evidence, "asked") for entry in entries} | ({"asked"} if is_asked else set())
    return next((each for each in LOUDEST if each in heard), "unasked")
