"""One organisation through the rules: each pair judged every day, its level folded, the truth beside it."""

from collections.abc import Collection
from typing import Final, NamedTuple

from msgspec import Struct

from monitors.domain.reliance.figures import Work, figures_of, work_of
from monitors.domain.reliance.levels import LevelState, step
from monitors.domain.reliance.records import Coverage, Identity, Level
from monitors.domain.reliance.scoring import assess
from monitors.domain.reliance.weights import Weights
from monitors.reliance_evaluation.organisation import SimulatedPair, organisation
from monitors.reliance_evaluation.units import FIRST_DAY

SETTLING_DAYS: Final = 28
"""So long after the truth changed, no level of a pair is held against it: the evidence is of both times."""

JOINED_SHARE: Final = 0.97


class Setting(NamedTuple):
    """What is replayed, and after how many days what was said is held against the truth (`looks`)."""

    seed: int
    days: int
    looks: tuple[int, ...]


class Judged(Struct, frozen=True, kw_only=True):
    """What was said of one pair after so many days, and what was true.

    `right_question` is what to ask where no log can tell. `settled` is false where the truth had changed less
    than SETTLING_DAYS before. `requests` and `people` are those of certain use, for rules that go by size.
    """

    seed: int
    unit: int
    platform: int
    case: str
    after_days: int
    score: int
    level: Level
    question: str | None
    truth: Level
    right_question: str | None
    weak_only: bool
    settled: bool
    requests: int
    people: float


class Course(Struct, frozen=True, kw_only=True):
    """How the level of one pair went: the days on which it changed once it was settled, and the truth's."""

    seed: int
    unit: int
    platform: int
    case: str
    days: int
    changed_on: list[int]
    truth_changed_on: list[int]


class Outcome(NamedTuple):
    """Everything that one replay gave."""

    judged: list[Judged]
    courses: list[Course]


def replay(setting: Setting, weights: Weights) -> Outcome:
    """Live through a seed's days and judge every pair on each of them."""
    made = organisation(setting.seed, setting.days)
    outcome = Outcome([], [])
    for number, unit in enumerate(made.units):
        work = [work_of(unit, FIRST_DAY + day, made.people[number]) for day in range(setting.days)]
        for pair in made.pairs:
            if pair.unit == number:
                judged, course = _live(setting, pair, work, made.identity[number], weights)
                outcome.judged.extend(judged)
                outcome.courses.append(course)
    return outcome


def _live(
    setting: Setting,
    pair: SimulatedPair,
    work: list[Work],
    identity: Identity,
    weights: Weights,
) -> tuple[list[Judged], Course]:
    """One pair's days: what was said at each look, and how its level went."""
    judged: list[Judged] = []
    state: LevelState | None = None
    changed_on: list[int] = []
    coverage = Coverage(joined_share=JOINED_SHARE, identity=identity)
    for day, today_work in enumerate(work):
        figures = figures_of(pair.days, today_work)
        today = assess(figures, coverage, (), weights)
        before = state
        state = step(before, FIRST_DAY + day, today, today_work.observed_days, weights)
        if before is not None and before.settled and before.level != state.level:
            changed_on.append(day)
        if day + 1 in setting.looks:
            judged.append(
                Judged(
                    seed=setting.seed,
                    unit=pair.unit,
                    platform=pair.platform,
                    case=pair.truth.name,
                    after_days=day + 1,
                    score=today.score,
                    level=state.level,
                    question=today.question.code if today.question else None,
                    truth=pair.truth.on(day),
                    right_question=pair.truth.question,
                    weak_only=pair.truth.weak_only,
                    settled=not _near(day, pair.truth.changes()),
                    requests=figures.use.requests,
                    people=figures.use.people_a_day,
                )
            )
    return judged, Course(
        seed=setting.seed,
        unit=pair.unit,
        platform=pair.platform,
        case=pair.truth.name,
        days=setting.days,
        changed_on=changed_on,
        truth_changed_on=pair.truth.changes(),
    )


def _near(day: int, changes: Collection[int]) -> bool:
    """Whether one of the changes is less than SETTLING_DAYS ago."""
    return any(0 <= day - change < SETTLING_DAYS for change in changes)
