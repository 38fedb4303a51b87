"""What daily scores are read from and written to: the part of the store that is about reliance."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Final, Literal, NamedTuple, Protocol

from monitors.domain.impact.availability import Availability
from monitors.domain.impact.lost import HourImpact
from monitors.domain.impact.severity import Graveness
from monitors.domain.outage.records import Incident
from monitors.domain.register.asking import Question
from monitors.domain.reliance.daily import Dependency, LevelChange
from monitors.domain.reliance.records import (
    ControlRows,
    DaySummary,
    Level,
    PairDayKey,
    PairDays,
    UnitDay,
    UnitDayKey,
    UnitDays,
)
from monitors.domain.usage_rows import DayKey, DaySketches, HourKey
from monitors.finding_rows import FindingWork

HOUR_MS: Final = 3_600_000
FURTHEST_HOURS: Final = 15
"""No local time is further from UTC."""

Evidence = Literal["usage", "control"]


class TouchedDay(NamedTuple):
    """Rows of one kind of evidence were added to a unit's local day, counted from 1970-01-01."""

    unit: str
    day: int
    evidence: Evidence


class Times(NamedTuple):
    """How often rows of usage and of the control were added to a unit's day.

    A summary says of how many it was made. Where there were more, it is old.
    """

    usage: int = 0
    control: int = 0


class ImpactKey(NamedTuple):
    """One hour (UTC) of an incident, or behind it, for one unit on one platform."""

    incident: str
    unit: str
    platform: str
    hour_ms: int


class SummedDay(NamedTuple):
    """A unit's day, and what it was made of."""

    summary: UnitDay
    made_of: Times


class DaysOfUse(NamedTuple):
    """The first and the last day on which a pair was certainly used, and how many such days are recent."""

    first_day: int
    last_day: int
    recent_days: int


class UnitStanding(NamedTuple):
    """How far a unit's days are told; `folded_day` is None before the first.

    `people` are the directory's, else the most seen on one day. With `again` its scores are to be told once
    more, before the day is over: an incident that hurt it has ended.
    """

    unit: str
    folded_day: int | None
    people: int
    again: bool


@dataclass(frozen=True, slots=True)
class RelianceWork:
    """What came of telling some units' days, and what outages cost them.

    Everything replaces what is stored under its key, but for `questions`: what was asked before stays as it
    was asked. `months` are by platform and month, `severities` by incident; `findings` replace all that stood
    of their units.
    """

    pairs: Mapping[PairDayKey, DaySummary] = field(default_factory=dict)
    units: Mapping[UnitDayKey, SummedDay] = field(default_factory=dict)
    standings: Sequence[UnitStanding] = ()
    dependencies: Sequence[Dependency] = ()
    changes: Sequence[LevelChange] = ()
    questions: Sequence[Question] = ()
    impact: Mapping[ImpactKey, HourImpact] = field(default_factory=dict)
    months: Sequence[Availability] = ()
    severities: Mapping[str, Graveness] = field(default_factory=dict)
    findings: FindingWork = field(default_factory=FindingWork)

    def __bool__(self) -> bool:
        """Whether anything came of it."""
        return any(getattr(self, each.name) for each in fields(self))


@dataclass(frozen=True, slots=True)
class DayRows:
    """Stored rows of one unit: hours, sketches of days, and general traffic."""

    hours: Mapping[HourKey, tuple[int, ...]]
    days: Mapping[DayKey, DaySketches]
    control: ControlRows


class SeenControl(NamedTuple):
    """The control of all units, and of those that are known: requests; votes, and those known by address.

    `from_ms` is its first hour, None where there is none.
    """

    requests: int
    joined: int
    votes: int
    by_address: int
    from_ms: int | None


def hours_around(days: Collection[int]) -> list[int]:
    """Every hour, in Unix milliseconds, that lies in one of these days somewhere on Earth."""
    found = {day * 24 + hour for day in days for hour in range(-FURTHEST_HOURS, 24 + FURTHEST_HOURS)}
    return [hour * HOUR_MS for hour in sorted(found)]


class RelianceRows(Protocol):
    """Questions to a store; each raises StoreUnavailable or StoreUnusable. Days are local."""

    def units(self, until_day: int) -> set[str]:
        """Every unit with rows of any day until then."""
        ...

    def standings(self) -> dict[str, UnitStanding]:
        """How far the days of each unit are told."""
        ...

    def touched(self, unit: str, until_day: int) -> dict[int, Times]:
        """How often rows were added to each day of a unit."""
        ...

    def summed(self, unit: str, until_day: int) -> dict[int, Times]:
        """Of how many the summary of each day was made."""
        ...

    def day_rows(self, unit: str, days: Collection[int]) -> DayRows:
        """Hours and control that lie in these days in any time zone; sketches as far back as is looked."""
        ...

    def summaries(self, unit: str, first_day: int, last_day: int) -> tuple[UnitDays, dict[str, PairDays]]:
        """The unit's observed days, and the days of each of its pairs."""
        ...

    def dependencies(self, unit: str) -> dict[str, Dependency]:
        """The unit's pairs as they stand, by platform."""
        ...

    def levels(self, units: Collection[str], platforms: Collection[str]) -> dict[tuple[str, str], Level]:
        """The levels, as observed, of pairs of these units and platforms."""
        ...

    def incidents(self, from_ms: int) -> list[Incident]:
        """Sure incidents that went on after then, by id; not what turned out to be part of another."""
        ...

    def severities(self, incidents: Collection[str]) -> dict[str, Graveness]:
        """How grave these incidents were told to be, by id; without those never graded."""
        ...

    def days_of_use(self, first_day: int, last_day: int) -> dict[str, set[int]]:
        """The days on which each platform was used by anybody."""
        ...

    def days_of_pairs(self, recent_from: int) -> dict[tuple[str, str], DaysOfUse]:
        """When each pair, by unit and platform, was used by anybody; recent from that day on.

        It reads all days of all units: for whoever asks once in a while.
        """
        ...

    def seen_control(self, from_ms: int, to_ms: int) -> SeenControl:
        """The control of some time, for how much the logs show."""
        ...
