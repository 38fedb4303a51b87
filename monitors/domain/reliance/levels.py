"""From scores to levels: by day, and over days with hysteresis.

A level of a single day would flicker where a score lies at a limit. So the level that is shown is a fold over
daily scores, and moves only when the days agree.
"""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from monitors.domain.reliance.records import Assessment, Level, Trend
from monitors.domain.reliance.weights import USUAL, Weights

ORDER: Final[tuple[Level, ...]] = ("none", "incidental", "habitual", "important", "mission-critical")

RISE_DAYS: Final = 14
"""A level rises when so many daily scores in a row were above it."""
FALL_DAYS: Final = 42
"""It falls when so many in a row were below it by MARGIN: work pauses for a holiday and is work still."""
MARGIN: Final = 5
"""Points under a level's limit that still hold it."""
REST_DAYS: Final = 92
"""What has moved rests for a quarter, of which the longest has so many days: a score between two levels would
lead a register to and fro."""

TREND_DAYS: Final = 28
TREND_POINTS: Final = 10
"""A trend is a change of so many points against so many days before."""


def level_of(score: int, weights: Weights = USUAL) -> Level:
    """The level of a score alone."""
    return next(level for level, least in weights.levels if score >= least)


def at_most(level: Level, limit: Level) -> Level:
    """The lower of the two."""
    return min(level, limit, key=ORDER.index)


class LevelState(Struct, frozen=True, kw_only=True):
    """The level of a pair as it stands after some days; `since_day` is when it was reached.

    `settled` is false while fewer days than a level needs were observed: until then it follows the score of
    the day. `above` and `below` count the last days in a row that were above and below the level. `moved` is
    the way of the last move: 1 up, -1 down, 0 for none so far.
    """

    level: Level
    since_day: int
    settled: bool
    above: int = 0
    below: int = 0
    moved: bool = False


def step(
    before: LevelState | None, day: int, today: Assessment, observed_days: int, weights: Weights = USUAL
) -> LevelState:
    """The state after one more day; days are taken in their order, each once.

    While few days are observed the day's own level holds. Then RISE_DAYS days in a row above a level lift it
    to where the last of them is, and FALL_DAYS in a row below it by MARGIN lower it to where the last is; it
    never moves within REST_DAYS of the move before.
    """
    settled = observed_days >= weights.sure_days
    if before is None or not before.settled:
        same = before is not None and before.level == today.level
        since = before.since_day if before is not None and same else day
        return LevelState(level=today.level, since_day=since, settled=settled)
    kept = _kept(today, before.level, weights)
    place = ORDER.index(before.level)
    above = before.above + 1 if ORDER.index(today.level) > place else 0
    below = before.below + 1 if ORDER.index(kept) < place else 0
    rested = not before.moved or day - before.since_day >= REST_DAYS
    if above >= RISE_DAYS and rested:
        return LevelState(level=today.level, since_day=day, settled=True, moved=True)
    if below >= FALL_DAYS and rested:
        return LevelState(level=kept, since_day=day, settled=True, moved=True)
    return LevelState(
        level=before.level,
        since_day=before.since_day,
        settled=True,
        above=above,
        below=below,
        moved=before.moved,
    )


def _kept(today: Assessment, level: Level, weights: Weights) -> Level:
    """The level of a day to what is at `level` already: MARGIN points under its limit still hold it.

    What stops a level (a question, few days) is no matter of points, and the margin does not lift that.
    """
    if level_of(today.score, weights) != today.level:
        return today.level
    return at_most(level, level_of(min(today.score + MARGIN, 100), weights))


def trend(scores: Mapping[int, int], day: int, new_days: int | None = None) -> Trend:
    """Where a score is going: against the score of TREND_DAYS before, by day; without one it is new."""
    earlier = scores.get(day - TREND_DAYS)
    if new_days is not None or earlier is None:
        return "new"
    change = scores[day] - earlier
    if abs(change) < TREND_POINTS:
        return "steady"
    return "rising" if change > 0 else "falling"
