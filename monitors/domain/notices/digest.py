"""The week for risk: what changed, what broke, what is due, what does not fit together, and our own errors.

Whatever is told of units is told by name of those of at least k people alone; changes in smaller ones are
counted together. Incidents are as they may be shown.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from msgspec import Struct

from monitors.domain.calendar import date_of
from monitors.domain.notices.week import Review, Week, began_in, minutes_lost, reviews_due
from monitors.domain.outage.records import Incident, Reason
from monitors.domain.register.records import Entry
from monitors.domain.reliance.daily import LevelChange
from monitors.domain.reliance.levels import ORDER
from monitors.domain.reliance.records import Level
from monitors.domain.showing import shown_incident

REVIEW_DAYS = 14
"""Reviews that are due so soon behind the week are told with it."""


class LevelMoved(Struct, frozen=True, kw_only=True):
    """What a platform was to a unit before the week and is behind it, as observed."""

    unit: str
    platform: str
    before: Level
    after: Level


class About(Struct, frozen=True, kw_only=True):
    """Something that is said of a unit and a platform."""

    unit: str
    platform: str
    reason: Reason


class Digest(Struct, frozen=True, kw_only=True):
    """Everything that is told. `lost` is minutes by platform; of `pages`, `false_pages` were for nothing.

    `small_changes` counts levels that moved in units of fewer than k people.
    """

    week: Week
    units: int
    broke: list[Incident]
    lost: dict[str, int]
    levels: list[LevelMoved]
    small_changes: int
    reviews: list[Review]
    contradictions: list[About]
    findings: list[About]
    open_questions: int
    pages: int
    false_pages: int

    @property
    def is_calm(self) -> bool:
        """Whether there is nothing for risk to look at."""
        return not (self.broke or self.levels or self.reviews or self.contradictions or self.findings)


def digest_of(
    week: Week,
    *,
    incidents: Sequence[Incident],
    paged: Collection[str],
    levels: Iterable[LevelChange],
    people: Mapping[str, int],
    entries: Iterable[Entry],
    contradictions: Iterable[About],
    findings: Iterable[About],
    open_questions: int,
    k: int,
) -> Digest:
    """The digest of a week.

    `paged` are incidents of which somebody was told in it; `people` are those of each unit. `entries`,
    `contradictions` and `findings` are those that risk may see.
    """
    moved = moves_of(levels, week)
    named = [each for each in moved if people.get(each.unit, 0) >= k]
    false = {each.id for each in incidents if each.state == "false-alarm"}
    return Digest(
        week=week,
        units=sum(count >= k for count in people.values()),
        broke=[shown_incident(each, k, None) for each in began_in(incidents, week)],
        lost=minutes_lost(incidents, week),
        levels=named,
        small_changes=len(moved) - len(named),
        reviews=reviews_due(entries, week.after_day, REVIEW_DAYS),
        contradictions=_in_order(contradictions),
        findings=_in_order(findings),
        open_questions=open_questions,
        pages=len(set(paged)),
        false_pages=len(false & set(paged)),
    )


def moves_of(levels: Iterable[LevelChange], week: Week) -> list[LevelMoved]:
    """Each pair whose level is another one behind the week than before it, the gravest first."""
    first: dict[tuple[str, str], LevelChange] = {}
    last: dict[tuple[str, str], LevelChange] = {}
    for each in sorted(levels, key=lambda one: one.number):
        if week.first_day <= date_of(each.day) < week.after_day:
            first.setdefault((each.unit, each.platform), each)
            last[each.unit, each.platform] = each
    moved = [
        LevelMoved(unit=pair[0], platform=pair[1], before=before, after=last[pair].after)
        for pair, each in first.items()
        if (before := each.before or "none") != last[pair].after
    ]
    return sorted(moved, key=lambda one: (-ORDER.index(one.after), one.unit, one.platform))


def _in_order(found: Iterable[About]) -> list[About]:
    return sorted(found, key=lambda each: (each.unit, each.platform, each.reason.code))
