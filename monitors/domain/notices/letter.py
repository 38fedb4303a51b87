"""The week for a unit: what we saw of it, what that means, and what we ask.

A unit is told of itself alone. No number of people is in it, so a unit of any size may have it.
"""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from monitors.domain.notices.digest import LevelMoved, moves_of
from monitors.domain.notices.week import Review, Week, began_in, reviews_due
from monitors.domain.outage.records import Incident
from monitors.domain.register.records import Entry
from monitors.domain.reliance.daily import LevelChange
from monitors.domain.reliance.levels import ORDER
from monitors.domain.reliance.records import Level
from monitors.domain.showing import shown_incident

REVIEW_DAYS = 30
"""A unit is asked to look again so long before the day."""

TOLD: Sequence[Level] = ("mission-critical", "important", "habitual")
"""Levels of which a unit is told; incidental use is nobody's matter."""

WEIGHTY: Sequence[Level] = ("mission-critical", "important")
"""From here on, a fallback is asked for."""


class Letter(Struct, frozen=True, kw_only=True):
    """Everything that is told. Platforms are catalogue ids.

    `relies` are platforms by level, `fallbacks` what the unit named for those that matter, and
    `without_fallback` are those for which it named none. `questions` are platforms of which it was asked and
    has not answered.
    """

    unit: str
    week: Week
    relies: dict[Level, list[str]]
    rose: list[str]
    fell: list[str]
    broke: list[Incident]
    fallbacks: dict[str, str]
    without_fallback: list[str]
    questions: list[str]
    reviews: list[Review]


def letter_of(
    unit: str,
    week: Week,
    *,
    levels: Mapping[str, Level],
    changes: Iterable[LevelChange],
    incidents: Iterable[Incident],
    entries: Sequence[Entry],
    questions: Iterable[str],
    k: int,
) -> Letter:
    """The letter of a week. `levels` are those of the register by platform; `changes` may be of any unit."""
    relies = {level: sorted(name for name, one in levels.items() if one == level) for level in TOLD}
    matters = [name for level in WEIGHTY for name in relies[level]]
    fallbacks = {
        each.platform: each.declaration.fallback.name
        for each in sorted(entries, key=lambda one: one.key, reverse=True)
        if each.declaration.fallback is not None and each.platform in matters
    }
    moved = moves_of((each for each in changes if each.unit == unit), week)
    known = {name for own in relies.values() for name in own}
    return Letter(
        unit=unit,
        week=week,
        relies={level: own for level, own in relies.items() if own},
        rose=[each.platform for each in moved if _rose(each)],
        fell=[each.platform for each in moved if not _rose(each)],
        broke=[
            shown_incident(each, k, None)
            for each in began_in(incidents, week)
            if unit in each.units and known & set(each.platforms)
        ],
        fallbacks={name: fallbacks[name] for name in matters if name in fallbacks},
        without_fallback=[name for name in matters if name not in fallbacks],
        questions=sorted(set(questions)),
        reviews=reviews_due(entries, week.after_day, REVIEW_DAYS),
    )


def _rose(moved: LevelMoved) -> bool:
    """Whether it is relied on more than before."""
    return ORDER.index(moved.after) > ORDER.index(moved.before)
