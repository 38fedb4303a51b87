"""How one unit relies on each platform, as its page says it: level, points, hours, what it says, findings.

Pure, and what comes out may be shown: people in steps of 5 and never fewer than k, hours of the week as
shades and never as counts. A pair that fewer than k people use on a day of use has bands and points, and no
figure of its own. A pair's requests are told nowhere here, so nothing can be had by subtraction.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

import numpy as np
from msgspec import Struct

from api.domain.privacy import BASE, NAMING, Sight
from monitors.domain.calendar import date_of
from monitors.domain.findings.records import Finding
from monitors.domain.outage.records import Reason
from monitors.domain.register.asking import Question, is_answered
from monitors.domain.register.contradictions import Facts, contradictions_of, findings_of_entry, observed_of
from monitors.domain.register.levels import (
    Confirmation,
    confirmation_of,
    declared_level,
    declared_of,
    register_level,
)
from monitors.domain.register.records import Entry
from monitors.domain.reliance.daily import Dependency
from monitors.domain.reliance.levels import ORDER
from monitors.domain.reliance.records import (
    HOURS_A_DAY,
    Assessment,
    Floats,
    Ints,
    Level,
    PairDays,
    Trend,
    UnitDays,
)
from monitors.domain.showing_reliance import OF_THE_LOG

SHADES: Final = 5
"""Steps of a heat map besides "none"."""

MONDAY: Final = 4
"""1970-01-05, the first Monday of the count of days."""

UNSEEN: Final = OF_THE_LOG | {"no-general-traffic"}
"""Evidence that tells what the logs cannot show, and not what they do."""

Row = Literal["whole", "level-only"]


class Activity(Struct, frozen=True, kw_only=True):
    """What is declared of one activity, and the level that it comes to (None: not answered)."""

    entry: Entry
    level: Level | None


class PairTold(Struct, frozen=True, kw_only=True):
    """One platform on a unit's page. `level` is the register's, `observed` what telemetry shows.

    `assessment` is what may be shown of it, None where nothing was seen, or where only the level is anybody
    else's to see; its `people` are 0 where withheld. `shades` are those of the 168 hours of the week, Monday
    first, 0 to SHADES; None where withheld. `evidence` says what was seen, `unseen` what was not.
    """

    platform: str
    name: str
    operator: str
    level: Level
    observed: Level
    declared: Level | None
    confirmation: Confirmation
    since: date | None
    as_of: date | None
    trend: Trend | None
    assessment: Assessment | None
    evidence: list[Reason]
    unseen: list[Reason]
    shades: list[int] | None
    activities: list[Activity]
    at_odds: list[Reason]
    question: Question | None


class UnitTold(Struct, frozen=True, kw_only=True):
    """The page. `shades` are of all the unit's web use; None where it is small, or none was seen.

    `people` is the unit's size in steps of 5, None where it is not known or small. `joined_share` is the part
    of all requests of the last days that could be joined to a unit, `blind` are the sources that are silent:
    both are of the moment, and whoever tells the page adds them.
    `from_outside`: it is small, and whoever looks does not speak for it; then not even how many dependencies
    are not told is told, for the unit was named by whoever asks.
    """

    unit: str
    parent: str | None
    is_small: bool
    from_outside: bool
    people: int | None
    as_of: date | None
    pairs: list[PairTold]
    shades: list[int] | None
    findings: list[Finding]
    joined_share: float | None = None
    blind: list[str] = []


@dataclass(frozen=True, slots=True)
class KnownUnit:
    """What the tables say of one unit; `days` and `pairs` are those of the window that a score looks at."""

    unit: str
    parent: str | None
    people: int | None
    dependencies: Mapping[str, Dependency]
    entries: Sequence[Entry]
    questions: Mapping[str, Question]
    findings: Sequence[Finding]
    days: UnitDays
    pairs: Mapping[str, PairDays]
    facts: Facts


def unit_told(known: KnownUnit, sight: Sight, broken: Collection[str] = ()) -> UnitTold:
    """The page as somebody may see it, while these platforms are `broken`."""
    if sight.privacy.is_small(known.people) and not sight.speaks_for(known.unit):
        return _from_outside(known, sight, broken)
    return _whole(known, sight)


def _whole(known: KnownUnit, sight: Sight) -> UnitTold:
    """The page for those who may see everything of the unit that may be shown at all."""
    small = sight.privacy.is_small(known.people)
    teller = _Teller(known, sight)
    pairs = sorted((teller.pair(platform) for platform in teller.platforms()), key=_gravity)
    shown = {pair.platform for pair in pairs if teller.is_cell_shown(pair.platform)}
    found = [
        told
        for each in known.findings
        if (told := sight.privacy.finding(each, cells_told=set(each.platforms) <= shown)) is not None
    ]
    return UnitTold(
        unit=known.unit,
        parent=known.parent,
        is_small=small,
        from_outside=False,
        people=None if small or known.people is None else int(BASE * round(known.people / BASE)),
        as_of=max((pair.as_of for pair in pairs if pair.as_of is not None), default=None),
        pairs=pairs,
        shades=None if small else shades_of(known.days.days, known.days.general),
        findings=found if sight.finds(known.unit) else [],
    )


def _from_outside(known: KnownUnit, sight: Sight, broken: Collection[str]) -> UnitTold:
    """A small unit's page for others: the levels that they may be told of, and no figure."""
    teller = _Teller(known, sight)
    released = [name for name in teller.platforms() if teller.is_named(name, is_hurt=name in broken)]
    return UnitTold(
        unit=known.unit,
        parent=known.parent,
        is_small=True,
        from_outside=True,
        people=None,
        as_of=None,
        pairs=sorted((teller.pair(platform, of="level-only") for platform in released), key=_gravity),
        shades=None,
        findings=[],
    )


def shades_of(days: Ints, hours: Floats) -> list[int] | None:
    """Rows of 24 local hours as one week's shades, Monday first; None where there is nothing to shade."""
    week = np.zeros((7, HOURS_A_DAY))
    np.add.at(week, (days - MONDAY) % 7, hours)
    most = week.max()
    if not most:
        return None
    return [int(shade) for shade in np.ceil(SHADES * week.reshape(-1) / most)]


class _Teller:
    """What every pair of the page needs."""

    def __init__(self, known: KnownUnit, sight: Sight) -> None:
        self._known = known
        self._sight = sight
        self._entries: dict[str, list[Entry]] = defaultdict(list)
        for entry in known.entries:
            self._entries[entry.platform].append(entry)

    def platforms(self) -> list[str]:
        """Those that the unit relies on, or has said something of."""
        relied = {name for name, each in self._known.dependencies.items() if each.state.level != "none"}
        return sorted(relied | self._entries.keys())

    def is_named(self, platform: str, *, is_hurt: bool) -> bool:
        """Whether the viewer is told how the unit stands to it."""
        own, question = self._entries.get(platform, []), self._known.questions.get(platform)
        known = self._known
        return self._sight.extent(known.unit, known.people, own, question, is_hurt=is_hurt) in NAMING

    def is_cell_shown(self, platform: str) -> bool:
        """Whether figures of the pair may stand."""
        seen = self._known.dependencies.get(platform)
        return seen is not None and self._sight.privacy.is_cell_told(seen.today.people, self._known.people)

    def pair(self, platform: str, of: Row = "whole") -> PairTold:
        """One platform."""
        seen = self._known.dependencies.get(platform)
        entries = self._entries.get(platform, [])
        fact = self._known.facts.get(platform)
        observed: Level = "none" if seen is None else seen.state.level
        declared = declared_of(entries)
        level = register_level(observed, declared)
        question = self._known.questions.get(platform)
        shown = None
        if seen is not None and of == "whole":
            shown = self._sight.privacy.assessment(seen.today, self._known.people)
        return PairTold(
            platform=platform,
            name=fact.name if fact else platform,
            operator=fact.operator if fact else "",
            level=level,
            observed=observed,
            declared=declared,
            confirmation=confirmation_of(entries, is_asked=question is not None),
            since=None if shown is None or seen is None else date_of(seen.state.since_day),
            as_of=None if shown is None or seen is None else date_of(seen.assessed_day),
            trend=None if shown is None or seen is None else seen.trend,
            assessment=shown,
            evidence=[] if shown is None else [each for each in shown.evidence if each.code not in UNSEEN],
            unseen=[] if shown is None else [each for each in shown.evidence if each.code in UNSEEN],
            shades=self._shades(platform),
            activities=[Activity(entry=each, level=declared_level(each.declaration)) for each in entries],
            at_odds=self._at_odds(entries, observed, shown, level),
            question=None if question is None or is_answered(entries) else question,
        )

    def _shades(self, platform: str) -> list[int] | None:
        """When the unit is there, in shades."""
        days = self._known.pairs.get(platform)
        if days is None or not self.is_cell_shown(platform):
            return None
        return shades_of(days.days, days.strands[0].hours)

    def _at_odds(
        self, entries: Sequence[Entry], observed: Level, shown: Assessment | None, level: Level
    ) -> list[Reason]:
        """Where what is declared stands at odds with what was seen, or with itself."""
        found: list[Reason] = []
        if shown is not None:
            bands = {each.name: each.band for each in shown.factors}
            found += contradictions_of(entries, observed_of(observed, bands))
        for entry in entries:
            own = declared_level(entry.declaration) or level
            found += findings_of_entry(entry, own, self._known.facts, self._sight.today)
        return found


def _gravity(pair: PairTold) -> tuple[int, int, str]:
    """The gravest first; of one level the highest score."""
    score = 0 if pair.assessment is None else pair.assessment.score
    return -ORDER.index(pair.level), -score, pair.name
