"""What the first page is told from: the monitors' tables, as values."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from monitors.domain.impact.expected import Range
from monitors.domain.outage.records import Cause, Incident, SourceRow
from monitors.domain.register.records import Entry
from monitors.domain.reliance.records import Level
from monitors.domain.rooms.records import Room

NOBODY_HURT: Final[frozenset[Cause]] = frozenset({"blind"})
"""Nothing is concluded from what was not seen."""

Pair = tuple[str, str]


class Minute(NamedTuple):
    """One platform's requests in one minute, and how many of them failed."""

    minute_ms: int
    requests: int
    failed: int


class Relying(NamedTuple):
    """A unit that relies on a platform, at a level above none, and how many people of it there are."""

    unit: str
    platform: str
    level: Level
    people: int


class Known(NamedTuple):
    """What the tables say. `people` are those of each unit, `lost` working slots by incident and pair.

    `rooms` are those of the incidents in which somebody has done something.
    `names` and `operators` are those of the catalogue, by platform.
    """

    incidents: Sequence[Incident]
    dependencies: Sequence[Relying]
    entries: Sequence[Entry]
    asked: frozenset[Pair]
    people: Mapping[str, int]
    lost: Mapping[tuple[str, str, str], Range]
    rooms: Mapping[str, Room]
    minutes: Mapping[str, Sequence[Minute]]
    sources: Sequence[SourceRow]
    names: Mapping[str, str]
    operators: Mapping[str, str]


def goes_on(incident: Incident) -> bool:
    """Whether something is, or may be, broken by it now."""
    return incident.state in {"suspected", "confirmed", "recovering"} and incident.cause not in NOBODY_HURT
