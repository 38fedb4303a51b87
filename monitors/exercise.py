"""What would have stopped, had a platform been gone at a time: an exercise on evidence of a day that is over.

What a unit would have missed is told from what it did then and what is usual
(`monitors.domain.impact.missed`). It stops at the beginning of the hour by whose end `k` working slots would
have been missed. From there on run the clocks of its declared activities; each is taken to go over to its
fallback at once.

Figures of a unit are withheld as everywhere: with fewer than k people there on that day, where the tables of
the same period withhold its cell, and where fewer than k working slots would say how few people they are of.
Small units are counted under the unit above them, unless they declared an activity themselves.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from msgspec.structs import replace

from monitors.domain.calendar import Calendar, date_of
from monitors.domain.impact.clocks import Clock, Stop, clock_of
from monitors.domain.impact.expected import Range
from monitors.domain.impact.missed import Missed, failed_hours, hours_within, missed
from monitors.domain.impact.severity import Hurt, severity_of
from monitors.domain.register.levels import confirmation_of, declared_of, register_level
from monitors.domain.register.records import Declaration, Entry
from monitors.domain.reliance.daily import NO_DAYS
from monitors.domain.reliance.figures import Work
from monitors.domain.reliance.levels import ORDER
from monitors.domain.reliance.outages import Failure
from monitors.domain.reliance.records import Level, PairDays
from monitors.domain.withholding import BASE, shown_people
from monitors.exercise_schema import (
    Activity,
    Exercise,
    Gone,
    SlotRange,
    SmallUnits,
    Summary,
    UnitStop,
)
from monitors.register_units import Pair, by_pair, unknown_units
from monitors.snapshot_schema import ORGANISATION_NAME, Reason, instant
from streams.domain.units import unit_key

FEW_DAYS: Final = 14
"""With fewer days before, what is usual is hardly known."""

WEIGHTY: Final[frozenset[Level]] = frozenset({"important", "mission-critical"})


@dataclass(frozen=True, slots=True)
class UnitKnown:
    """One unit: its people, its work over a window, its days on each platform, and the observed levels.

    `parent` is None at the top. `shown` are the platforms on which the tables of the same evidence show the
    unit's own cell; None where there are no such tables.
    """

    unit: str
    parent: str | None
    people: int
    work: Work
    days: Mapping[str, PairDays]
    levels: Mapping[str, Level]
    shown: Collection[str] | None = None


@dataclass(frozen=True, slots=True)
class Around:
    """What is the same for all units. `until_ms` is the end of the evidence, in Unix milliseconds.

    `hidden` are platforms of which no unit may be named, and `failures` what really failed. `listed` are the
    units that the directory knows; None where nobody has listed them.
    """

    calendar: Calendar
    operators: Mapping[str, str]
    failures: Sequence[Failure]
    k: int
    until_ms: int
    hidden: Collection[str] = ()
    listed: Collection[str] | None = None


class Outage(NamedTuple):
    """What is taken to have been gone: platforms by id, from when until when in Unix milliseconds."""

    platforms: tuple[str, ...]
    from_ms: int
    until_ms: int


def observed_days(units: Iterable[UnitKnown]) -> list[int]:
    """The local days, counted from 1970, of which there is evidence of any unit."""
    days: set[int] = set()
    for unit in units:
        days.update((np.flatnonzero(unit.work.observed) + unit.work.first_day).tolist())
    return sorted(days)


def exercise(
    units: Sequence[UnitKnown], entries: Sequence[Entry], outage: Outage, around: Around, zone: str
) -> Exercise:
    """The whole exercise; `entries` are those of the register, and `zone` the name of its time zone.

    Entries of units that the directory does not know are told of in a warning, and count nowhere.
    """
    declared = by_pair(entry for entry in entries if entry.platform in outage.platforms)
    lines: list[UnitStop] = []
    small: Counter[tuple[str, str]] = Counter()
    for unit in units:
        for platform in outage.platforms:
            own = declared.pop((unit_key(unit.unit), platform), [])
            if unit.people < around.k and not own:
                if unit.levels.get(platform, "none") != "none" and platform not in around.hidden:
                    small[unit.parent or ORGANISATION_NAME, platform] += 1
                continue
            line = _line(unit, platform, own, outage, around)
            if own or _is_told(line, platform, around):
                lines.append(line)
    unseen, unknown = _unseen_units(declared, outage, around)
    lines += unseen
    lines.sort(key=_gravity)
    return Exercise(
        gone=Gone(
            platforms=list(outage.platforms),
            day=date_of(around.calendar.day_at(outage.from_ms)).isoformat(),
            from_=instant(outage.from_ms),
            to=instant(outage.until_ms),
            timezone=zone,
        ),
        k=around.k,
        summary=_summary(lines),
        units=lines,
        small=[
            SmallUnits(parent=parent, platform=platform, small_units=count)
            for (parent, platform), count in sorted(small.items(), key=lambda each: (-each[1], each[0]))
        ],
        warnings=_warnings(units, outage, around) + unknown_units(unknown),
    )


def _is_told(line: UnitStop, platform: str, around: Around) -> bool:
    """Whether a line without any declaration is worth reading: it relies on it, and would have missed it."""
    if platform in around.hidden or line.observed == "none":
        return False
    return line.stops is not False or line.observed in WEIGHTY


def _line(unit: UnitKnown, platform: str, own: list[Entry], outage: Outage, around: Around) -> UnitStop:
    """A unit's line."""
    observed, declared = unit.levels.get(platform, "none"), declared_of(own)
    is_small = unit.people < around.k
    gone = _missed(unit, platform, outage, around)
    people = shown_people(gone.people, around.k)
    is_cell_shown = unit.shown is None or platform in unit.shown
    is_counted = not is_small and is_cell_shown and people is not None and gone.stops_ms is not None
    is_missed = gone.slots.high >= 1
    from_ms = outage.from_ms
    if is_counted:
        from_ms = max(gone.stops_ms or 0, from_ms)
    elif not is_missed and not is_small:
        from_ms = outage.until_ms
    is_withheld = is_small or (is_missed and not is_counted)
    return UnitStop(
        unit=unit.unit,
        platform=platform,
        level=declared if is_small else register_level(observed, declared),
        observed=None if is_small else observed,
        confirmation=confirmation_of(own, is_asked=False),
        stops=None if is_withheld else is_missed,
        withheld=is_withheld,
        stops_at=instant(from_ms) if is_counted else None,
        people=people if is_counted else None,
        slots=_rounded(gone.slots) if is_counted else None,
        activities=_activities(own, outage, from_ms, around),
    )


def _missed(unit: UnitKnown, platform: str, outage: Outage, around: Around) -> Missed:
    """What one unit would have missed of one platform."""
    hours = hours_within(outage.from_ms, outage.until_ms, around.calendar)
    failed = failed_hours(unit.unit, platform, around.failures, around.calendar)
    return missed(unit.work, unit.days.get(platform, NO_DAYS), hours, failed, around.k)


def _unseen_units(
    declared: Mapping[Pair, list[Entry]], outage: Outage, around: Around
) -> tuple[list[UnitStop], list[Entry]]:
    """Units of the register of which the evidence shows nothing; and entries of units that nobody knows."""
    listed = None if around.listed is None else {unit_key(name): name for name in around.listed}
    lines: list[UnitStop] = []
    unknown: list[Entry] = []
    for (unit, platform), own in declared.items():
        if listed is not None and unit not in listed:
            unknown += own
            continue
        name = " ".join(own[0].unit.split()) if listed is None else listed[unit]
        lines.append(_unseen(name, platform, own, outage, around))
    return lines, unknown


def _unseen(name: str, platform: str, own: list[Entry], outage: Outage, around: Around) -> UnitStop:
    """A unit of the register of which the evidence shows nothing."""
    return UnitStop(
        unit=name,
        platform=platform,
        level=declared_of(own),
        observed=None,
        confirmation=confirmation_of(own, is_asked=False),
        stops=None,
        withheld=False,
        stops_at=None,
        people=None,
        slots=None,
        activities=_activities(own, outage, outage.from_ms, around),
    )


def _rounded(slots: Range) -> SlotRange:
    """A range as it is told: outwards to steps of five."""
    return SlotRange(int(slots.low // BASE * BASE), int(-(-slots.high // BASE) * BASE))


def _activities(own: list[Entry], outage: Outage, from_ms: int, around: Around) -> list[Activity]:
    """The clocks of a unit's declared activities, as they stand when the platform comes back."""
    stop = Stop(
        platforms=outage.platforms, operators=around.operators, from_ms=from_ms, fallback_from_ms=from_ms
    )
    alone = replace(stop, fallback_from_ms=None)
    return [
        _activity(
            entry.declaration,
            clock_of(entry.declaration, stop, outage.until_ms),
            clock_of(entry.declaration, alone, outage.until_ms),
        )
        for entry in sorted(own, key=lambda entry: entry.key)
    ]


def _activity(told: Declaration, clock: Clock, alone: Clock) -> Activity:
    """One activity: its clock with the fallback, and when it would have run out without."""
    fallback = told.fallback
    tested_on = fallback.tested_on if fallback else None
    return Activity(
        activity=told.activity,
        owner_role=told.owner_role,
        rto_hours=told.rto_hours,
        mtpd_hours=told.mtpd_hours,
        rto_passed_at=_instant(clock.rto_passed_at_ms),
        mtpd_passed_at=_instant(clock.mtpd_passed_at_ms),
        rto_passed_without_fallback_at=_instant(alone.rto_passed_at_ms),
        mtpd_passed_without_fallback_at=_instant(alone.mtpd_passed_at_ms),
        state=clock.state,
        fallback=fallback.name if fallback else None,
        fallback_platform=fallback.platform if fallback else None,
        fallback_covers=None if fallback is None else clock.state != "running",
        fallback_tested_on=tested_on.isoformat() if tested_on else None,
        covered_until=_instant(clock.covered_until_ms),
        capacity_share=clock.capacity_share,
        reasons=[Reason(reason.code, reason.figures) for reason in clock.reasons],
    )


def _instant(at_ms: int | None) -> str | None:
    return None if at_ms is None else instant(at_ms)


def _gravity(line: UnitStop) -> tuple[int, bool, int, str, str]:
    """The gravest first, then those who would have lost most."""
    level = ORDER.index(line.level or "none")
    lost = line.slots.high if line.slots else 0
    return (-level, line.confirmation != "confirmed", -lost, line.unit, line.platform)


def _summary(lines: Sequence[UnitStop]) -> Summary:
    """The exercise in figures."""
    hurt = [line for line in lines if line.stops is not False]
    graveness = severity_of(
        Hurt(line.unit, line.platform, line.level or "none", line.confirmation) for line in hurt
    )
    shown = [line.slots for line in lines if line.slots is not None]
    activities = [each for line in hurt for each in line.activities]
    return Summary(
        severity=graveness.severity,
        reason=Reason(graveness.reason.code, graveness.reason.figures),
        units=len({line.unit for line in hurt}),
        weighty=len({line.unit for line in hurt if line.level in WEIGHTY}),
        units_shown=len(shown),
        slots=SlotRange(sum(each.low for each in shown), sum(each.high for each in shown)),
        activities=sum(len(line.activities) for line in lines),
        rto_passed=sum(each.rto_passed_at is not None for each in activities),
        mtpd_passed=sum(each.mtpd_passed_at is not None for each in activities),
        without_fallback=sum(not each.fallback_covers for each in activities),
        unasked=sum(line.level in WEIGHTY and not line.activities for line in hurt),
    )


def _warnings(units: Sequence[UnitKnown], outage: Outage, around: Around) -> list[Reason]:
    """What to know before believing the figures."""
    said = []
    first_day = around.calendar.day_at(outage.from_ms)
    before = [day for day in observed_days(units) if day < first_day]
    if len(before) < FEW_DAYS:
        said.append(Reason("exercise-few-days", {"days": len(before)}))
    if outage.until_ms > around.until_ms:
        said.append(Reason("exercise-after-the-log", {"at": instant(around.until_ms)}))
    if any(
        failure.platforms & set(outage.platforms)
        and failure.from_ms < outage.until_ms
        and outage.from_ms < failure.to_ms
        for failure in around.failures
    ):
        said.append(Reason("exercise-really-failed"))
    return said
