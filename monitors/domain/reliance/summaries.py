"""Stored rows of usage and control as summaries: one for each pair and day, one for each unit and day.

A summary is a function of its day's rows and of the sketches of the LOOK_BACK_DAYS before it. So when late
rows reach a day, that day and the LOOK_BACK_DAYS after it are summed up again, and nothing else.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress
from typing import Final

import numpy as np

from monitors.domain.calendar import Calendar
from monitors.domain.reliance.records import (
    HOURS_A_DAY,
    IDLE,
    STRANDS,
    ControlRows,
    DaySummary,
    PairDayKey,
    Strand,
    UnitDay,
    UnitDayKey,
)
from monitors.domain.usage_rows import DayKey, DaySketches, HourKey
from streams.domain.deltas import USAGE_COUNTS
from streams.domain.outcomes import Outcome
from streams.domain.sketches import SLOT_MS, Sketch
from streams.domain.surfaces import Surface

LOOK_BACK_DAYS: Final = 10
"""How far back the day may lie with whose people a day's are compared: over a week, for weekly work."""

TIRELESS_DAYS: Final = 7
"""Whoever is there on so many days running has no day off, week after week, and so is no person."""

STRAND_OF: Final[Mapping[str, str]] = {
    Surface.PUBLISHING: "managing",
    Surface.BUSINESS: "managing",
    Surface.ADS: "managing",
    Surface.MESSAGING: "talking",
    Surface.FEED: "reading",
    Surface.API: "reading",
}
"""Surface -> its strand. Signing in, watching and embeds are part of a use, but no work by themselves."""

ASKING: Final = frozenset({Surface.API})
WATCHING: Final = frozenset({Surface.VIDEO, Surface.MEDIA_CDN})

_USED: Final = tuple(
    outcome not in {Outcome.OUR_POLICY, Outcome.OUR_AUTH, Outcome.OUR_PROXY} for outcome in Outcome
)
_BLOCKED: Final = USAGE_COUNTS.index(Outcome.OUR_POLICY.word)
_DOWN, _UP, _WRITES = (USAGE_COUNTS.index(name) for name in ("bytes_down", "bytes_up", "writes"))


@dataclass(slots=True)
class _Counts:
    """A pair's day as it adds up from its hours."""

    hours: dict[str, list[int]] = field(default_factory=lambda: {name: [0] * HOURS_A_DAY for name in STRANDS})
    weak: int = 0
    embedded: int = 0
    blocked: int = 0
    watching_bytes: int = 0
    bytes_down: int = 0
    bytes_up: int = 0
    writes: int = 0
    sent_bytes: int = 0

    def add(self, key: HourKey, hour: int, counts: Sequence[int]) -> None:
        """Take in one row; `hour` is the local one."""
        self.blocked += counts[_BLOCKED] if key.use != "no" else 0
        if key.use != "no" and key.surface in WATCHING:
            self.watching_bytes += counts[_DOWN]
        requests = sum(compress(counts, _USED))
        if key.use == "no":
            self.embedded += requests
        elif key.use == "weak":
            self.weak += requests
        else:
            self.hours["use"][hour] += requests
            strand = STRAND_OF.get(key.surface)
            if strand is not None:
                self.hours[strand][hour] += requests
            self.bytes_down += counts[_DOWN]
            self.bytes_up += counts[_UP]
            self.writes += counts[_WRITES]
            self.sent_bytes += counts[_UP] if counts[_WRITES] else 0


_Sketches = dict[int, DaySketches]
"""The sketches of one strand of one day, by version of the pseudonyms' key: versions are never joined."""

_ByStrand = dict[tuple[str, str, int, str], _Sketches]
"""Unit, platform, day and name of a strand -> its sketches."""


def pair_days(
    hours: Mapping[HourKey, Sequence[int]],
    days: Mapping[DayKey, DaySketches],
    calendar: Calendar,
    wanted: Container[int],
) -> dict[PairDayKey, DaySummary]:
    """The summaries of the `wanted` local days.

    `hours` are rows in the order of USAGE_COUNTS, `days` the sketches of the wanted days and of those before,
    as far as LOOK_BACK_DAYS; rows of other days are left aside.
    """
    counts = _counts(hours, calendar, wanted)
    strands, sides = _sketches(days)
    summaries = {}
    for key, own in counts.items():
        asking, watching = (
            _slots(sides.get((key.unit, key.platform, key.day, side), {})) for side in ("asking", "watching")
        )
        summaries[key] = DaySummary(
            day=key.day,
            strands=tuple(_strand(strands, key, name, own.hours[name]) for name in STRANDS),
            asking_slots=asking,
            watching_slots=watching,
            watching_bytes=own.watching_bytes,
            weak=own.weak,
            embedded=own.embedded,
            blocked=own.blocked,
            bytes_down=own.bytes_down,
            bytes_up=own.bytes_up,
            writes=own.writes,
            sent_bytes=own.sent_bytes,
        )
    return summaries


def unit_days(
    control: ControlRows,
    days: Mapping[DayKey, DaySketches],
    calendar: Calendar,
    wanted: Container[int],
) -> dict[UnitDayKey, UnitDay]:
    """The wanted days of every unit that has general traffic or use of any platform."""
    general: dict[UnitDayKey, list[int]] = defaultdict(lambda: [0] * HOURS_A_DAY)
    local = _local_hours((key.hour_ms for key in control), calendar)
    for key, requests in control.items():
        day, hour = local[key.hour_ms]
        if day in wanted:
            general[UnitDayKey(key.unit, day)][hour] += requests
    people: dict[UnitDayKey, dict[int, list[Sketch]]] = defaultdict(lambda: defaultdict(list))
    for own, sketches in days.items():
        if own.day in wanted and own.use != "no":
            people[UnitDayKey(own.unit, own.day)][own.key_version].append(sketches.people)
    return {
        key: UnitDay(
            day=key.day,
            people=max((round(Sketch.union(each).estimate) for each in people[key].values()), default=0),
            general=tuple(general[key]),
        )
        for key in sorted(general.keys() | people.keys())
    }


def _counts(
    hours: Mapping[HourKey, Sequence[int]], calendar: Calendar, wanted: Container[int]
) -> dict[PairDayKey, _Counts]:
    """Hours of surfaces as days of pairs."""
    counts: dict[PairDayKey, _Counts] = defaultdict(_Counts)
    local = _local_hours((key.hour_ms for key in hours), calendar)
    for key, row in hours.items():
        day, hour = local[key.hour_ms]
        if day in wanted:
            counts[PairDayKey(key.unit, key.platform, day)].add(key, hour, row)
    return dict(counts)


def _local_hours(hours_ms: Iterable[int], calendar: Calendar) -> dict[int, tuple[int, int]]:
    """Each hour's local day, and its local hour of that day (by its beginning)."""
    distinct = np.unique(np.fromiter(hours_ms, np.int64))
    slots = distinct // SLOT_MS
    days, of_week = calendar.days(slots), calendar.hours_of_week(slots)
    return {
        at_ms: (day, hour % HOURS_A_DAY)
        for at_ms, day, hour in zip(distinct.tolist(), days.tolist(), of_week.tolist(), strict=True)
    }


def _sketches(days: Mapping[DayKey, DaySketches]) -> tuple[_ByStrand, _ByStrand]:
    """Sketches by unit, platform, day and strand; and those of asking and watching, weak ones included."""
    strands: _ByStrand = defaultdict(dict)
    sides: _ByStrand = defaultdict(dict)

    def put(table: _ByStrand, name: str, key: DayKey) -> None:
        versions = table[key.unit, key.platform, key.day, name]
        before = versions.get(key.key_version)
        versions[key.key_version] = days[key] if before is None else before | days[key]

    for key in days:
        if key.use == "no":
            continue
        if key.surface in ASKING:
            put(sides, "asking", key)
        if key.surface in WATCHING:
            put(sides, "watching", key)
        if key.use == "yes":
            put(strands, "use", key)
            if key.surface in STRAND_OF:
                put(strands, STRAND_OF[key.surface], key)
    return strands, sides


def _slots(versions: _Sketches) -> int:
    """Person x five-minute slots; people of two key versions are not the same as far as anybody knows."""
    return sum(round(each.active.estimate) for each in versions.values())


def _strand(table: _ByStrand, key: PairDayKey, name: str, hours: list[int]) -> Strand:
    """One strand of one day, its people compared with those of the last day before that had any."""
    today = table.get((key.unit, key.platform, key.day, name), {})
    if not any(hours):
        return IDLE
    recent = [
        table.get((key.unit, key.platform, day, name), {})
        for day in range(key.day - TIRELESS_DAYS + 1, key.day)
    ]
    before: _Sketches = next(
        (
            found
            for day in range(key.day - 1, key.day - 1 - LOOK_BACK_DAYS, -1)
            if (found := table.get((key.unit, key.platform, day, name), {}))
        ),
        {},
    )
    both = today.keys() & before.keys()
    return Strand(
        people=sum(round(each.people.estimate) for each in today.values()),
        compared=sum(round(today[version].people.estimate) for version in both),
        returning=sum(round((today[version].people & before[version].people).estimate) for version in both),
        slots=_slots(today),
        tireless=sum(_on_all(sketches.people, version, recent) for version, sketches in today.items()),
        hours=tuple(hours),
    )


def _on_all(people: Sketch, version: int, days: Sequence[_Sketches]) -> int:
    """How many of these people were there on every one of the days, under the same key."""
    for day in days:
        if version not in day:
            return 0
        people &= day[version].people
    return round(people.estimate)
