"""What the first page is told from: the monitors' tables, as values."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from monitors.domain.aid.records import OtherWord
from monitors.domain.impact.expected import Range
from monitors.domain.outage.records import Cause, Incident, SourceRow, State
from monitors.domain.register.records import Entry
from monitors.domain.reliance.records import Level
from monitors.domain.rooms.records import Room

NOBODY_HURT: Final[frozenset[Cause]] = frozenset({"blind"})
"""Nothing is concluded from what was not seen."""

GOING_ON: Final[frozenset[State]] = frozenset({"suspected", "confirmed", "recovering"})
"""While an incident is in one of these, it is not over."""

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
    `names` and `operators` are those of the catalogue, by platform. `overdue` are the pairs of `asked` whose
    unit has let the day pass by which it was to answer. `others` is what other organisations said last.
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
    overdue: frozenset[Pair] = frozenset()
    others: Sequence[OtherWord] = ()


def goes_on(incident: Incident) -> bool:
    """Whether something is, or may be, broken by it now."""
    return incident.state in GOING_ON and incident.cause not in NOBODY_HURT
