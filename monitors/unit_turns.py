"""A unit's turn: what is new of its days is summed up, then the days that are over are told.

Stored rows in, rows out. Whatever a turn is cut short by, the next one finds out what is left to do from what
is stored.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple, TypeVar

from monitors.domain.calendar import Calendar, date_of
from monitors.domain.register.asking import Question, question_of
from monitors.domain.register.records import Entry
from monitors.domain.reliance.daily import (
    MOST_DAYS,
    Around,
    Dependency,
    UnitCourse,
    days_to_tell,
    told,
    told_meanwhile,
)
from monitors.domain.reliance.figures import WINDOW_DAYS
from monitors.domain.reliance.records import HOURS_A_DAY, ControlKey, UnitDay, UnitDayKey
from monitors.domain.reliance.summaries import LOOK_BACK_DAYS, pair_days, unit_days
from monitors.domain.tables import large_enough
from monitors.domain.usage_rows import DayKey, DaySketches, HourKey
from monitors.register_rows import RegisterRows
from monitors.reliance_rows import (
    DayRows,
    RelianceRows,
    RelianceWork,
    SummedDay,
    Times,
    UnitStanding,
)
from monitors.unit_findings import Finder
from streams.domain.units import UNASSIGNED, Unit

MOST_SUMMED_DAYS: Final = 31
"""So many days of a unit are summed up at once; where more are new, the rest waits for its next turn."""

_NOTHING: Final = Times()

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Organisation:
    """Who there is: how many people each unit has, and which units of one are told with the unit above."""

    people: Mapping[str, int]
    within: Mapping[str, str]

    @staticmethod
    def of(units: Sequence[Unit]) -> "Organisation":
        """From the units of a directory."""
        sole = {place for place, unit in enumerate(units) if unit.people == 1}
        merged = large_enough(sole, [unit.parent_index for unit in units])
        return Organisation(
            {unit.name: unit.people for unit in units if unit.people is not None},
            {units[one].name: units[other].name for one, other in merged.items() if one != other},
        )

    def homes(self, units: Iterable[str]) -> set[str]:
        """The units that these are told under. Whoever belongs to no unit is not told of."""
        return {self.within.get(unit, unit) for unit in units} - {UNASSIGNED}

    def names(self, home: str) -> list[str]:
        """A unit, and the units of one within it."""
        return [home, *sorted(one for one, other in self.within.items() if other == home)]


class NewDays(NamedTuple):
    """New days of a unit in their order, those of which usage is new, and how often rows came to any day."""

    days: Sequence[int]
    with_people: AbstractSet[int]
    made_of: Mapping[int, Times]

    @property
    def is_last(self) -> bool:
        """Whether all of them are summed up at once."""
        return len(self.days) <= MOST_SUMMED_DAYS


@dataclass(frozen=True, slots=True)
class UnitTurn:
    """The turn of the unit whose days are told as far as `standing` says."""

    rows: RelianceRows
    organisation: Organisation
    calendar: Calendar
    standing: UnitStanding
    register: RegisterRows

    def new_days(self, until_day: int) -> NewDays:
        """Days of which there are rows that their summaries do not have."""
        made_of, summed = self._touched(until_day), self.rows.summed(self.standing.unit, until_day)
        new = [day for day, times in made_of.items() if times != summed.get(day, _NOTHING)]
        with_people = {day for day in new if made_of[day].usage != summed.get(day, _NOTHING).usage}
        return NewDays(sorted(new), with_people, made_of)

    def summed(self, new: NewDays) -> RelianceWork:
        """The summaries of the first new days, and of those behind them whose people came back from them."""
        unit, made_of = self.standing.unit, new.made_of
        days = set(new.days[:MOST_SUMMED_DAYS])
        for day in days & new.with_people:
            days |= made_of.keys() & range(day, day + LOOK_BACK_DAYS + 1)
        rows = stored_days(self.rows, self.organisation, self.standing.unit, days)
        people = {key: sketches for key, sketches in rows.days.items() if key.day in days}
        observed = unit_days(rows.control, people, self.calendar, days)
        nobody = {day: UnitDay(day=day, people=0, general=(0,) * HOURS_A_DAY) for day in days}
        seen = nobody | {key.day: summary for key, summary in observed.items()}
        return RelianceWork(
            pairs=pair_days(rows.hours, rows.days, self.calendar, days),
            units={UnitDayKey(unit, day): SummedDay(seen[day], made_of[day]) for day in sorted(days)},
        )

    def told(self, around: Around, finder: Finder, closed: int, today: int) -> RelianceWork:
        """The days up to `closed`, which are over; an outage that ended `today` is told before that is."""
        unit, folded = self.standing.unit, self.standing.folded_day
        first = closed - MOST_DAYS + 1 if folded is None else days_to_tell(folded, None, closed).start
        last = max(closed, today) if self.standing.again else closed
        days, pairs = self.rows.summaries(unit, min(first, closed) - WINDOW_DAYS + 1, last)
        people = self.organisation.people.get(unit)
        entries = self._entries()
        owners = {platform: role for platform, own in entries.items() if (role := _owner_of(own)) is not None}
        course = UnitCourse(unit, people, days, pairs, self.rows.dependencies(unit), owners)
        first_seen = int(days.days[0]) if len(days.days) else None
        come_to = told(course, around, days_to_tell(folded, first_seen, closed))
        stand = dict(come_to.dependencies)
        if self.standing.again and today > closed:
            known = UnitCourse(unit, people, days, pairs, stand, owners)
            stand |= told_meanwhile(known, around, today).dependencies
        size = int(days.people.max(initial=0)) if people is None else people
        names = self.organisation.names(unit)
        return RelianceWork(
            standings=[UnitStanding(unit, max(closed, folded or closed), size, again=False)],
            dependencies=list(stand.values()),
            changes=come_to.changes,
            questions=self._questions(stand, entries, date_of(max(closed, folded or closed) + 1)),
            findings=finder.found(course, come_to, size, names),
        )

    def _entries(self) -> dict[str, list[Entry]]:
        """What the unit declares, by platform."""
        found: dict[str, list[Entry]] = defaultdict(list)
        for entry in self.register.entries([self.standing.unit]):
            found[entry.platform].append(entry)
        return found

    def _questions(
        self, stand: Mapping[str, Dependency], entries: Mapping[str, Sequence[Entry]], today: date
    ) -> list[Question]:
        """What the unit is to be asked, on the day behind the last that was told."""
        asked = {question.platform for question in self.register.questions([self.standing.unit])}
        found = (
            question_of(each, entries.get(platform, ()), today, is_asked=platform in asked)
            for platform, each in sorted(stand.items())
        )
        return [question for question in found if question is not None]

    def _touched(self, until_day: int) -> dict[int, Times]:
        """How often rows were added to each day, of the units of one within this one as well."""
        home, *others = self.organisation.names(self.standing.unit)
        found = self.rows.touched(home, until_day)
        for name in others:
            for day, times in self.rows.touched(name, until_day).items():
                before = found.get(day, _NOTHING)
                found[day] = Times(before.usage + times.usage, before.control + times.control)
        return found


def _owner_of(entries: Sequence[Entry]) -> str | None:
    """The role that owns a pair: the first that any of its activities names."""
    return next((entry.declaration.owner_role for entry in entries if entry.declaration.owner_role), None)


def stored_days(rows: RelianceRows, organisation: Organisation, unit: str, days: Collection[int]) -> DayRows:
    """Stored rows of some days of a unit, those of the units of one within it under its name."""
    names = organisation.names(unit)
    if len(names) == 1:
        return rows.day_rows(unit, days)
    hours: dict[HourKey, tuple[int, ...]] = {}
    sketches: dict[DayKey, DaySketches] = {}
    control: dict[ControlKey, int] = defaultdict(int)
    for name in names:
        own = rows.day_rows(name, days)
        for hour, counts in own.hours.items():
            _put(hours, hour._replace(unit=unit), counts, _sum)
        for day, people in own.days.items():
            _put(sketches, day._replace(unit=unit), people, DaySketches.__or__)
        for at, requests in own.control.items():
            control[at._replace(unit=unit)] += requests
    return DayRows(hours, sketches, control)


def _put(table: dict[K, V], key: K, value: V, joined: Callable[[V, V], V]) -> None:
    """A value on top of what is there."""
    table[key] = joined(table[key], value) if key in table else value


def _sum(one: tuple[int, ...], other: tuple[int, ...]) -> tuple[int, ...]:
    """Counts together."""
    return tuple(map(sum, zip(one, other, strict=True)))
