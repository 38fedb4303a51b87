"""A small language for what a unit did: who was where, on which days, doing what; told as findings' evidence.

Nothing is drawn by lot but the pace of days, which wavers a little in a way that is the same each time.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from monitors.domain.calendar import day_of
from monitors.domain.findings.records import Surroundings, UnitEvidence, Use
from monitors.domain.reliance.figures import figures_of, work_of
from monitors.domain.reliance.records import (
    IDLE,
    STRANDS,
    Coverage,
    DaySummary,
    PairDays,
    Strand,
    UnitDay,
    UnitDays,
)
from monitors.domain.reliance.scoring import assess
from streams.adapters.catalogue_files import load_catalogue
from streams.domain.sketches import Sketch

MONDAY = day_of(date(2026, 3, 2))
"""The first day of every story."""

CATALOGUE = load_catalogue().platforms
AROUND = Surroundings(CATALOGUE)


@dataclass(frozen=True)
class Stay:
    """Some people take up one strand on some days of the story: so many slots each, in some hours."""

    strand: str
    days: Sequence[int]
    who: range
    hours: tuple[int, int] = (8, 17)
    slots: int = 20


def workdays(first: int, last: int) -> list[int]:
    """The Mondays to Fridays from one day of the story to before another."""
    return [day for day in range(first, last) if day % 7 < 5]


@dataclass(frozen=True)
class Story:
    """A unit of so many people over so many days, an office from Monday to Friday, eight to five."""

    days: int
    people: int = 20
    unit: str = "Roads"

    def told(
        self, uses: Mapping[str, Sequence[Stay]], blocked: Mapping[str, Mapping[int, int]] | None = None
    ) -> UnitEvidence:
        """The evidence; `blocked` are requests turned away by platform and day of the story."""
        last = MONDAY + self.days - 1
        work = work_of(UnitDays.of(list(self._general())), last, self.people)
        told = {}
        for platform in {*uses, *(blocked or {})}:
            turned = (blocked or {}).get(platform, {})
            days = PairDays.of(list(_days(uses.get(platform, ()), turned)))
            figures = figures_of(days, work)
            told[platform] = Use(
                platform=CATALOGUE[platform],
                days=days,
                figures=figures,
                assessment=assess(figures, Coverage()),
                people=_people(uses.get(platform, ())),
            )
        return UnitEvidence(
            self.unit, self.people, date.fromordinal(date(1970, 1, 1).toordinal() + last), work, told
        )

    def _general(self) -> Iterator[UnitDay]:
        """Its general traffic."""
        for day in range(self.days):
            busy = 900 if day % 7 < 5 else 20
            hours = tuple(busy if 8 <= hour < 17 else 20 for hour in range(24))
            yield UnitDay(day=MONDAY + day, people=self.people, general=hours)


def ending(evidence: UnitEvidence, platform: str, until: date) -> UnitEvidence:
    """The same, where the platform has announced its end."""
    use = evidence.uses[platform]
    life = replace(use.platform.lifecycle, until=until)
    return replace(
        evidence,
        uses={**evidence.uses, platform: replace(use, platform=replace(use.platform, lifecycle=life))},
    )


def _days(stays: Sequence[Stay], blocked: Mapping[int, int]) -> Iterator[DaySummary]:
    """Each day of one platform as its summary."""
    for day in sorted({*blocked, *(day for stay in stays for day in stay.days)}):
        strands = {
            name: _strand([stay for stay in stays if name in {stay.strand, "use"}], day) for name in STRANDS
        }
        yield DaySummary(
            day=MONDAY + day,
            strands=tuple(strands[name] for name in STRANDS),
            **dict.fromkeys(("asking_slots", "watching_slots", "watching_bytes", "weak", "embedded"), 0),
            **dict.fromkeys(("bytes_down", "bytes_up", "writes"), 0),
            blocked=blocked.get(day, 0),
        )


def _strand(stays: Sequence[Stay], day: int) -> Strand:
    """One strand of one day; whoever was there on any day before returns."""
    now = [stay for stay in stays if day in stay.days]
    if not now:
        return IDLE
    people = {person for stay in now for person in stay.who}
    before = {person for stay in stays for person in stay.who if min(stay.days) < day}
    slots = sum(len(stay.who) * (stay.slots + day * 7 % 5) for stay in now)
    first, last = min(stay.hours[0] for stay in now), max(stay.hours[1] for stay in now)
    hours = tuple(max(slots // (last - first), 1) if first <= hour < last else 0 for hour in range(24))
    return Strand(len(people), len(people), len(people & before), slots, 0, hours)


def _people(stays: Sequence[Stay]) -> dict[str, dict[int, list[Sketch]]]:
    """Who was there, as sketches by strand and day."""
    found: dict[str, dict[int, list[Sketch]]] = {}
    for stay in stays:
        sketch = Sketch.of(np.array(stay.who, np.uint64))
        for day in stay.days:
            for strand in ("use", stay.strand):
                found.setdefault(strand, {}).setdefault(MONDAY + day, []).append(sketch)
    return found
