"""Units that hold on to platforms, told for a database: days of use become scores by the rules themselves."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from monitors.domain.calendar import Calendar, date_of, day_of
from monitors.domain.findings.standing import StandingFinding
from monitors.domain.register.actions import RegisterAction, key_of
from monitors.domain.register.applying import applied
from monitors.domain.register.asking import question_of
from monitors.domain.register.records import Entry
from monitors.domain.reliance.daily import Around, UnitCourse, told
from monitors.domain.reliance.outages import Failure
from monitors.domain.reliance.records import (
    HOURS_A_DAY,
    IDLE,
    STRANDS,
    Coverage,
    DaySummary,
    PairDayKey,
    PairDays,
    Strand,
    UnitDay,
    UnitDayKey,
    UnitDays,
)
from monitors.finding_rows import FindingWork
from monitors.register_rows import RegisterWork
from monitors.reliance_rows import RelianceWork, SummedDay, Times, UnitStanding
from monitors.store import Work

LAST_DAY = day_of(datetime(2026, 3, 15, tzinfo=UTC).date())
"""A Sunday, the last day that is told."""

NOW_MS = (LAST_DAY + 1) * 24 * 3_600_000 + 15 * 3_600_000
"""The Monday after it, in the afternoon."""

DAYS = 98
"""Fourteen weeks: more than a score looks at."""


@dataclass(frozen=True)
class Use:
    """People of a unit on a platform in the hours it works, day by day, taking up one strand."""

    platform: str
    people: int
    strand: str = "talking"
    hours: range = range(8, 17)
    slots: int = 20


@dataclass(frozen=True)
class RelyingUnit:
    """A unit from Monday to Friday, eight to five."""

    unit: str
    people: int
    uses: Sequence[Use] = ()
    findings: Sequence[StandingFinding] = ()
    failures: Sequence[Failure] = ()

    def work(self) -> RelianceWork:
        """What telling all its days comes to."""
        days = range(LAST_DAY - DAYS + 1, LAST_DAY + 1)
        general = [self._general(day) for day in days]
        pairs = {use.platform: [_day(use, day) for day in days if _is_worked(day)] for use in self.uses}
        course = UnitCourse(
            self.unit,
            self.people,
            UnitDays.of(general),
            {platform: PairDays.of(own) for platform, own in pairs.items()},
            {},
        )
        around = Around(Coverage(), self.failures, Calendar(UTC))
        came_to = told(course, around, range(LAST_DAY - 55, LAST_DAY + 1))
        today = date_of(LAST_DAY)
        asked = [question_of(each, [], today, is_asked=False) for each in came_to.dependencies.values()]
        return RelianceWork(
            pairs={
                PairDayKey(self.unit, platform, each.day): each
                for platform, own in pairs.items()
                for each in own
            },
            units={UnitDayKey(self.unit, each.day): SummedDay(each, Times(1, 1)) for each in general},
            standings=[UnitStanding(self.unit, LAST_DAY, self.people, again=False)],
            dependencies=list(came_to.dependencies.values()),
            changes=list(came_to.changes),
            questions=[each for each in asked if each is not None],
            findings=FindingWork({self.unit: list(self.findings)}),
        )

    def _general(self, day: int) -> UnitDay:
        """Its general traffic."""
        busy = 900 if _is_worked(day) else 20
        hours = tuple(busy if 8 <= hour < 17 else 20 for hour in range(HOURS_A_DAY))
        return UnitDay(day=day, people=self.people, general=hours)


@dataclass
class RelyingWorks:
    """Works for a database, in their order: what units rely on, then what people did."""

    units: Sequence[RelyingUnit]
    entries: dict[tuple[str, str, str], Entry] = field(default_factory=dict)

    def works(self, actions: Sequence[RegisterAction] = ()) -> list[Work]:
        """Everything to commit."""
        return [*(Work(reliance=each.work()) for each in self.units), *map(self.act, actions)]

    def act(self, action: RegisterAction) -> Work:
        """What an action comes to, behind those before."""
        key = key_of(action)
        step = applied(
            self.entries.get((key.unit, key.platform, key.activity)),
            action,
            datetime.fromtimestamp(action.at_ms / 1000, UTC).date(),
        )
        if step.entry is not None:
            self.entries[key.unit, key.platform, key.activity] = step.entry
        entries = {} if step.change.refused else {key: step.entry}
        return Work(register=RegisterWork(entries=entries, changes=[step.change]))


def _is_worked(day: int) -> bool:
    """Whether a day is one from Monday to Friday; day 4 was the first Monday."""
    return (day - 4) % 7 < 5


def _day(use: Use, day: int) -> DaySummary:
    """One day of one platform."""
    people = use.people - day % 2
    hours = tuple(people * 3 if hour in use.hours else 0 for hour in range(HOURS_A_DAY))
    some = Strand(people, people, round(people * 0.9), people * use.slots, 0, hours)
    strands = {name: some if name in {"use", use.strand} else IDLE for name in STRANDS}
    quiet: Mapping[str, int] = dict.fromkeys(
        ("asking_slots", "watching_slots", "watching_bytes", "weak", "embedded", "blocked"), 0
    )
    sizes: Mapping[str, int] = {"bytes_down": 1 << 20, "bytes_up": 1 << 14, "writes": 0}
    return DaySummary(day=day, strands=tuple(strands[name] for name in STRANDS), **quiet, **sizes)


def city() -> Iterator[RelyingUnit]:
    """A city's units: one that answers citizens, one of few people who publish, one that reads a little."""
    yield RelyingUnit(
        "Citizen Services",
        40,
        [Use("facebook", 30), Use("x", 4, "managing"), Use("youtube", 12, "reading", slots=4)],
    )
    yield RelyingUnit("Parks", 30, [Use("facebook", 12, "reading", range(12, 13), 3)])
    yield RelyingUnit("Elections", 6, [Use("facebook", 4, "managing")])
