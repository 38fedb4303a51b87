"""One unit's days in their order: what stands in the register of each pair, and how its level changed.

A day is told from the summaries of its window. So a day that is told again with the same summaries says the
same, and levels are a fold over days: each day is stepped through once, in order.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from monitors.domain.calendar import Calendar
from monitors.domain.outage.records import Reason
from monitors.domain.reliance.alerts import Alert, alert_of
from monitors.domain.reliance.figures import WINDOW_DAYS, PairFigures, Work, figures_of, work_of
from monitors.domain.reliance.levels import (
    FALL_DAYS,
    ORDER,
    RISE_DAYS,
    TREND_DAYS,
    LevelState,
    step,
    trend,
)
from monitors.domain.reliance.outages import Failure, UnitUse, outages_of
from monitors.domain.reliance.records import Assessment, Coverage, Level, PairDays, Trend, UnitDays
from monitors.domain.reliance.scoring import assess
from monitors.domain.reliance.weights import USUAL, Weights

MOST_DAYS: Final = RISE_DAYS + FALL_DAYS
"""So many days are stepped through at once, where more were never told: enough for a level to settle."""

NO_DAYS: Final = PairDays.of([])


class Dependency(Struct, frozen=True, kw_only=True):
    """One pair as it stands: the score of `assessed_day`, and the level after the days up to `folded_day`.

    `scores` are those of the last days that were stepped through, `folded_day`'s last. `changes` is how many
    changes of level there were.
    """

    unit: str
    platform: str
    assessed_day: int
    folded_day: int
    today: Assessment
    state: LevelState
    trend: Trend
    scores: list[int]
    changes: int


class LevelChange(Struct, frozen=True, kw_only=True):
    """A change of level: the `number`-th of its pair, on a local day, and what is done about it."""

    unit: str
    platform: str
    number: int
    day: int
    before: Level | None
    after: Level
    score: int
    reason: Reason
    alert: Alert


@dataclass(frozen=True, slots=True)
class UnitCourse:
    """What is known of one unit: its people by the directory, its days, and each pair as it stood before.

    `owners` are the roles that own its dependencies, by platform, as declared.
    """

    unit: str
    people: int | None
    days: UnitDays
    pairs: Mapping[str, PairDays]
    before: Mapping[str, Dependency]
    owners: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Around:
    """What is the same for all units: how much the logs show, what failed, and how days are counted."""

    coverage: Coverage
    failures: Sequence[Failure]
    calendar: Calendar
    weights: Weights = USUAL


@dataclass(frozen=True, slots=True)
class Told:
    """What a unit's days came to: each pair as it now stands, and the changes in the order of days.

    `figures` are those that the scores of `last_day` were told from, by platform.
    """

    dependencies: Mapping[str, Dependency]
    changes: Sequence[LevelChange]
    last_day: int | None = None
    figures: Mapping[str, PairFigures] = field(default_factory=dict)


def days_to_tell(folded_day: int | None, first_day: int | None, closed: int) -> range:
    """The days to be stepped through, up to `closed`; `first_day` is the first that was seen of the unit."""
    behind = folded_day if folded_day is not None else (closed if first_day is None else first_day - 1)
    return range(max(behind + 1, closed - MOST_DAYS + 1), closed + 1)


def told(course: UnitCourse, around: Around, days: range) -> Told:
    """Step through these days."""
    stand = dict(course.before)
    changes: list[LevelChange] = []
    figures: dict[str, PairFigures] = {}
    for day in days:
        for seen in _assessed(course, around, day):
            figures[seen.platform] = seen.figures
            before = stand.get(seen.platform)
            if before is None and not _began(course.pairs[seen.platform], day):
                continue
            after, reason = _stepped(course.unit, before, seen, day, around.weights)
            stand[seen.platform] = after
            if reason is not None:
                changes.append(_change(before, after, reason, course.owners.get(after.platform)))
    return Told(stand, _decided(changes, course.owners), days[-1] if days else None, figures)


def told_meanwhile(course: UnitCourse, around: Around, day: int) -> Told:
    """The scores of a day that is not over, for pairs that are known; no level changes by it."""
    stand: dict[str, Dependency] = {}
    for seen in _assessed(course, around, day):
        before = course.before.get(seen.platform)
        if before is not None and before.folded_day < day:
            scores = _by_day(before.scores, before.folded_day) | {day: seen.today.score}
            stand[seen.platform] = replace(
                before,
                assessed_day=day,
                today=_consistent(seen.today, before.state.level),
                trend=trend(scores, day, seen.figures.new_days),
            )
    return Told(stand, [])


def change_of(before: LevelState | None, after: LevelState, score: int, observed_days: int) -> Reason | None:
    """Why a level is another one than the day before; None where it is the same, or none from the beginning.

    Until enough days were observed, a level follows the score of the day, as far as important; on the day on
    which there are enough that limit ends, and from then on only many days in a row move a level.
    """
    if before is None:
        return None if after.level == "none" else Reason("level-first", {"score": score})
    if before.level == after.level:
        return None
    if not before.settled:
        code = "level-settled" if after.level == "mission-critical" else "level-settling"
        return Reason(code, {"score": score, "days": observed_days})
    if ORDER.index(after.level) > ORDER.index(before.level):
        return Reason("level-rose", {"score": score, "days": RISE_DAYS})
    return Reason("level-fell", {"score": score, "days": FALL_DAYS})


class _Seen(NamedTuple):
    """One pair on one day, and how many days were observed by then."""

    platform: str
    today: Assessment
    observed_days: int
    figures: PairFigures


def _assessed(course: UnitCourse, around: Around, day: int) -> Iterator[_Seen]:
    """Each pair on a day."""
    work = work_of(course.days, day, course.people)
    use = _use(course, work) if any(course.unit in each.units for each in around.failures) else None
    for platform in sorted(course.pairs.keys() | course.before.keys()):
        pair = figures_of(course.pairs.get(platform, NO_DAYS), work)
        outages = (
            [] if use is None else outages_of(course.unit, platform, use, around.failures, around.calendar)
        )
        today = assess(pair, around.coverage, outages, around.weights)
        yield _Seen(platform, today, work.observed_days, pair)


def _stepped(
    unit: str, before: Dependency | None, seen: _Seen, day: int, weights: Weights
) -> tuple[Dependency, Reason | None]:
    """A pair after one more day, and why its level is another one."""
    earlier = before.state if before else None
    state = step(earlier, day, seen.today, seen.observed_days, weights)
    reason = change_of(earlier, state, seen.today.score, seen.observed_days)
    scores = [*(before.scores if before else ()), seen.today.score][-TREND_DAYS - 1 :]
    after = Dependency(
        unit=unit,
        platform=seen.platform,
        assessed_day=day,
        folded_day=day,
        today=_consistent(seen.today, state.level),
        state=state,
        trend=trend(_by_day(scores, day), day, seen.figures.new_days),
        scores=scores,
        changes=(before.changes if before else 0) + (reason is not None),
    )
    return after, reason


def _use(course: UnitCourse, work: Work) -> UnitUse:
    """The unit's use within the window."""
    window = (work.first_day, work.last_day)
    pairs = {platform: pair.between(*window) for platform, pair in course.pairs.items()}
    return UnitUse.of(course.days.between(*window), pairs)


def _began(pair: PairDays, day: int) -> bool:
    """Whether anything was seen of a pair by then, within the window."""
    return bool(len(pair.between(day - WINDOW_DAYS + 1, day).days))


def _by_day(scores: Sequence[int], last_day: int) -> dict[int, int]:
    """Scores of days in a row, by day."""
    return {last_day - len(scores) + 1 + place: score for place, score in enumerate(scores)}


def _consistent(today: Assessment, level: Level) -> Assessment:
    """What is asked only while it matters: a level that many days hold up is no mere candidate."""
    if level != "mission-critical" or not today.candidate:
        return today
    return replace(today, candidate=False, question=None)


def _change(before: Dependency | None, after: Dependency, reason: Reason, owner: str | None) -> LevelChange:
    """A change of level, as if it were the last."""
    return LevelChange(
        unit=after.unit,
        platform=after.platform,
        number=after.changes,
        day=after.folded_day,
        before=before.state.level if before else None,
        after=after.state.level,
        score=after.today.score,
        reason=reason,
        alert=alert_of(after.state.level, owner, is_latest=True),
    )


def _decided(changes: Sequence[LevelChange], owners: Mapping[str, str]) -> list[LevelChange]:
    """The changes, with what is done about those that are over already."""
    latest = {change.platform: change.number for change in changes}
    return [
        change
        if change.number == latest[change.platform]
        else replace(change, alert=alert_of(change.after, owners.get(change.platform), is_latest=False))
        for change in changes
    ]
