"""What was said against what was true: found and missed, rank quality, calibration, changes of level.

Right is strict. *Mission-critical* said outright is right where it is true and a log can tell. Where no log
can tell, only a candidate with the right question is: a rule that is sure of itself there is wrong, even when
it happens to hit.
"""

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from monitors.domain.reliance.levels import ORDER
from monitors.domain.reliance.records import Level
from monitors.reliance_evaluation.replay import Course, Judged

CRITICAL: Final = "mission-critical"
QUARTER_DAYS: Final = 91
BAND_POINTS: Final = 10


class Look(Struct, frozen=True, kw_only=True):
    """All pairs after so many days.

    `claimed` were called mission-critical, `right` of them rightly; `critical` were, `found` of them either
    so or, where no log can tell, by the right question. `asked` is how many units were asked anything,
    `asked_in_vain` where a log could have told. `same_level` is the share whose level is the true one, and
    `within_one` the share at most one level off.
    """

    after_days: int
    pairs: int
    claimed: int
    right: int
    critical: int
    found: int
    asked: int
    asked_in_vain: int
    same_level: float
    within_one: float
    rank: "Rank"

    @property
    def precision(self) -> float | None:
        """The share of claims that are right; None of none."""
        return self.right / self.claimed if self.claimed else None

    @property
    def recall(self) -> float | None:
        """The share of mission-critical pairs that were found; None of none."""
        return self.found / self.critical if self.critical else None


class Rank(Struct, frozen=True, kw_only=True):
    """How well a number ranks pairs: the chance that it puts a mission-critical one over another one.

    The area under the ROC curve, ties counting half (Hanley and McNeil 1982), of pairs whose worth a log can
    tell; for our score, and for rules that go by requests or by people. `all_levels` is the chance that of
    two pairs of different worth the worthier has the higher score.
    """

    score: float | None
    requests: float | None
    people: float | None
    all_levels: float | None


class Band(Struct, frozen=True, kw_only=True):
    """Pairs whose score lies from `from_score` to under `to_score`, and what they really are."""

    from_score: int
    to_score: int
    pairs: int
    critical: int
    important_or_more: int


class CaseFigures(Struct, frozen=True, kw_only=True):
    """One case: how many such pairs were said to be what, and how many were asked."""

    case: str
    truth: Level
    pairs: int
    levels: dict[str, int]
    asked: int


class Changes(Struct, frozen=True, kw_only=True):
    """Changes of level without a change of truth in the QUARTER_DAYS before.

    `most_in_a_quarter` is the most of any pair within QUARTER_DAYS running.
    """

    pair_quarters: float
    changes: int
    most_in_a_quarter: int


def look_at(judged: Sequence[Judged], after_days: int) -> Look:
    """The figures of one look; pairs in which the truth has just changed are left out."""
    seen = [each for each in judged if each.after_days == after_days and each.settled]
    claimed = [each for each in seen if each.level == CRITICAL]
    critical = [each for each in seen if each.truth == CRITICAL]
    asked = [each for each in seen if each.question is not None]
    distances = [abs(ORDER.index(each.level) - ORDER.index(each.truth)) for each in seen]
    return Look(
        after_days=after_days,
        pairs=len(seen),
        claimed=len(claimed),
        right=sum(_is_right(each) for each in claimed),
        critical=len(critical),
        found=sum(_is_found(each) for each in critical),
        asked=len(asked),
        asked_in_vain=sum(each.right_question is None for each in asked),
        same_level=_share(distances, 0),
        within_one=_share(distances, 1),
        rank=_rank([each for each in seen if each.right_question is None]),
    )


def _is_right(each: Judged) -> bool:
    """Whether calling it mission-critical outright is right."""
    return each.truth == CRITICAL and each.right_question is None


def _is_found(each: Judged) -> bool:
    """Whether a mission-critical pair was found."""
    if each.right_question is None:
        return each.level == CRITICAL
    return each.question == each.right_question


def _share(distances: Sequence[int], most: int) -> float:
    """The share of distances that are at most so much."""
    return sum(distance <= most for distance in distances) / len(distances) if distances else 0.0


def _rank(seen: Sequence[Judged]) -> Rank:
    """Rank quality of our score and of simpler numbers."""
    worth = np.array([ORDER.index(each.truth) for each in seen])
    critical = (worth == ORDER.index(CRITICAL)).astype(np.int64)

    def numbers(of: Callable[[Judged], float]) -> NDArray[np.float64]:
        return np.array([of(each) for each in seen], np.float64)

    score = numbers(lambda each: each.score)
    return Rank(
        score=concordance(score, critical),
        requests=concordance(numbers(lambda each: each.requests), critical),
        people=concordance(numbers(lambda each: each.people), critical),
        all_levels=concordance(score, worth),
    )


def concordance(numbers: NDArray[np.float64], worth: NDArray[np.int64]) -> float | None:
    """Of all two of different worth, the share in which the worthier has the larger number; ties count half.

    None where all have the same worth.
    """
    right, both = 0.0, 0
    for level in np.unique(worth):
        lower, higher = np.sort(numbers[worth < level]), numbers[worth == level]
        below, to_equal = np.searchsorted(lower, higher, "left"), np.searchsorted(lower, higher, "right")
        right += float((below + to_equal).sum()) / 2
        both += len(lower) * len(higher)
    return right / both if both else None


def calibration(judged: Sequence[Judged], after_days: int) -> list[Band]:
    """What pairs of each band of scores really are, where a log can tell."""
    seen = [
        each
        for each in judged
        if each.after_days == after_days and each.settled and each.right_question is None
    ]
    bands = []
    for low in range(0, 100, BAND_POINTS):
        high = low + BAND_POINTS if low + BAND_POINTS < 100 else 101
        own = [each for each in seen if low <= each.score < high]
        if own:
            bands.append(
                Band(
                    from_score=low,
                    to_score=high,
                    pairs=len(own),
                    critical=sum(each.truth == CRITICAL for each in own),
                    important_or_more=sum(each.truth in {CRITICAL, "important"} for each in own),
                )
            )
    return bands


def cases(judged: Sequence[Judged], after_days: int) -> list[CaseFigures]:
    """Each case after so many days, the worthiest first."""
    seen = [each for each in judged if each.after_days == after_days and each.settled]
    names = sorted({(-ORDER.index(each.truth), each.case) for each in seen})
    found = []
    for worth, name in names:
        own = [each for each in seen if (-ORDER.index(each.truth), each.case) == (worth, name)]
        levels = {level: sum(each.level == level for each in own) for level in ORDER}
        found.append(
            CaseFigures(
                case=name,
                truth=ORDER[-worth],
                pairs=len(own),
                levels={level: count for level, count in levels.items() if count},
                asked=sum(each.question is not None for each in own),
            )
        )
    return found


def changes(courses: Sequence[Course]) -> Changes:
    """How restless levels were while nothing changed."""
    total, most, quarters = 0, 0, 0.0
    for course in courses:
        idle = [
            day
            for day in course.changed_on
            if all(not 0 <= day - changed < QUARTER_DAYS for changed in course.truth_changed_on)
        ]
        total += len(idle)
        quarters += course.days / QUARTER_DAYS
        running = (sum(first <= day < first + QUARTER_DAYS for day in idle) for first in idle)
        most = max(most, *running, 0)
    return Changes(pair_quarters=quarters, changes=total, most_in_a_quarter=most)
