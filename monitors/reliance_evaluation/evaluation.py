"""`holdfast.reliance-evaluation/1`: seeded organisations, each lived through once, as one document."""

import multiprocessing
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from typing import Final

import msgspec
from msgspec import Struct

from monitors.domain.reliance.levels import ORDER
from monitors.domain.reliance.weights import Weights
from monitors.evaluation.evaluation import Seeds, purpose_of
from monitors.evaluation.targets import Target
from monitors.reliance_evaluation.organisation import CASES
from monitors.reliance_evaluation.replay import Course, Judged, Outcome, Setting, replay
from monitors.reliance_evaluation.scoring import (
    Band,
    CaseFigures,
    Changes,
    Look,
    calibration,
    cases,
    changes,
    look_at,
)

SCHEMA: Final = "holdfast.reliance-evaluation/1"
LOOKS: Final = (3, 7, 14, 28, 56, 91, 180)
"""Days after which what was said is held against the truth."""
ASKED_FROM_DAYS: Final = 14
"""Targets hold from here on: before, no level goes over important."""
LEAST: Final = 0.95
MOST_CHANGES: Final = 1


class RelianceEvaluation(Struct, frozen=True, kw_only=True):
    """The whole document; `cases` and `calibration` are those of the last look."""

    schema: str
    seeds: Seeds
    days: int
    units: int
    pairs: int
    targets: list[Target]
    looks: list[Look]
    calibration: list[Band]
    cases: list[CaseFigures]
    changes: Changes
    weak_only_over_habitual: int

    @property
    def met(self) -> bool:
        """Whether every target was reached."""
        return all(target.met for target in self.targets)


def evaluate_reliance(
    seeds: range, days: int, *, weights: Weights, processes: int, done: Callable[[], None]
) -> RelianceEvaluation:
    """Live through every seed and sum up; `done` is called as each seed ends.

    Equal arguments give an equal document, however many processes share the work. Raises ValueError for
    nothing to run.
    """
    looks = tuple(look for look in LOOKS if look <= days)
    if not seeds or not looks:
        raise ValueError(f"an evaluation needs at least one seed and {LOOKS[0]} days")
    judged: list[Judged] = []
    courses: list[Course] = []
    for outcome in _replayed([Setting(seed, days, looks) for seed in seeds], weights, processes):
        judged += outcome.judged
        courses += outcome.courses
        done()
    seen = [look_at(judged, look) for look in looks]
    moved = changes(courses)
    habitual = ORDER.index("habitual")
    weak = sum(each.weak_only and ORDER.index(each.level) > habitual for each in judged)
    return RelianceEvaluation(
        schema=SCHEMA,
        seeds=Seeds(first=seeds[0], last=seeds[-1], purpose=purpose_of(seeds)),
        days=days,
        units=len(CASES) * len(seeds),
        pairs=len(courses),
        targets=_targets(seen, moved, weak),
        looks=seen,
        calibration=calibration(judged, looks[-1]),
        cases=cases(judged, looks[-1]),
        changes=moved,
        weak_only_over_habitual=weak,
    )


def to_json(evaluation: RelianceEvaluation) -> bytes:
    """The document as JSON, indented for readers."""
    return msgspec.json.format(msgspec.json.encode(evaluation), indent=2) + b"\n"


def _replayed(settings: Sequence[Setting], weights: Weights, processes: int) -> Iterable[Outcome]:
    """All replays, in the order of their settings."""
    once = partial(replay, weights=weights)
    if processes == 1:
        yield from map(once, settings)
        return
    with ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn")) as pool:
        yield from pool.map(once, settings)


def _targets(looks: Sequence[Look], moved: Changes, weak: int) -> list[Target]:
    """Every target with what was reached."""
    found = []
    for look in looks:
        if look.after_days >= ASKED_FROM_DAYS:
            days = f"after {look.after_days} days"
            found.append(_at_least(f"precision of mission-critical {days}", look.precision))
            found.append(_at_least(f"recall of mission-critical {days}", look.recall))
    found.append(_at_most("weak-only traffic above habitual", weak, 0))
    name = "most changes of a level in a quarter, nothing having changed"
    found.append(_at_most(name, moved.most_in_a_quarter, MOST_CHANGES))
    return found


def _at_least(name: str, reached: float | None) -> Target:
    """A share that is to be LEAST."""
    met = reached is not None and reached >= LEAST
    return Target(name=name, wanted=f"at least {LEAST:g}", reached=reached, met=met)


def _at_most(name: str, reached: int, most: int) -> Target:
    """A count that is to be no more."""
    return Target(name=name, wanted=f"at most {most}", reached=float(reached), met=reached <= most)
