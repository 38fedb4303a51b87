"""`holdfast.evaluation/1`: seeds x rates x noise, each replayed once for every detector, as one document."""

import multiprocessing
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Final, Literal, NamedTuple

import msgspec
from msgspec import Struct

from monitors.domain.outage.rules import Rules
from monitors.evaluation.figures import Figures, figures
from monitors.evaluation.replay import JUDGE, Outcome, Setting, replay
from monitors.evaluation.scoring import FalseAlarm
from monitors.evaluation.targets import Comparison, Target, are_asked, compare, has_faults, targets
from monitors.evaluation.world import PLATFORMS, RELIED_ON

SCHEMA: Final = "holdfast.evaluation/1"
TUNING_SEEDS: Final = range(1, 10)
JUDGING_SEEDS_FROM: Final = 101
"""Thresholds are chosen on the first; figures that are promised come from the others only."""
MOST_EXAMPLES: Final = 20

Purpose = Literal["tuning", "judging", "mixed"]


class Condition(NamedTuple):
    """Votes in ten seconds of a busy hour, and the correlation of held noise."""

    votes: float
    rho: float


class Seeds(Struct, frozen=True, kw_only=True):
    """Which seeds were run, from the first to the last, and what they are for."""

    first: int
    last: int
    purpose: Purpose


class Detector(Struct, frozen=True, kw_only=True):
    """One detector's figures."""

    name: str
    figures: Figures


class Example(Struct, frozen=True, kw_only=True):
    """A false alarm of ours, with the seed that shows it again."""

    seed: int
    alarm: FalseAlarm


class Run(Struct, frozen=True, kw_only=True):
    """Some seeds at one rate of votes and one correlation of noise, `days` of each.

    `asked` says whether the targets hold here; where not, they are shown all the same.
    """

    votes: float
    rho: float
    seeds: Seeds
    days: int
    organisation_months: float
    asked: bool
    targets: list[Target]
    detectors: list[Detector]
    comparisons: list[Comparison]
    false_alarms: list[Example]

    @property
    def met(self) -> bool:
        """Whether no target that is asked here was missed, and every baseline is worse in something.

        Where no trouble struck, nothing is compared: no rule could do better or worse at finding it.
        """
        struck = any(has_faults(each.figures) for each in self.detectors)
        return not self.asked or (
            not any(target.missed for target in self.targets)
            and (not struck or all(each.worse for each in self.comparisons))
        )


class Evaluation(Struct, frozen=True, kw_only=True):
    """The whole document. Each run names its seeds and days: they need not be the same."""

    schema: str
    platforms: int
    relied_on: int
    runs: list[Run]


def purpose_of(seeds: Sequence[int]) -> Purpose:
    """What seeds are for: tuning and judging ones must never be mixed in a figure that is promised."""
    if all(seed in TUNING_SEEDS for seed in seeds):
        return "tuning"
    return "judging" if all(seed >= JUDGING_SEEDS_FROM for seed in seeds) else "mixed"


def evaluate(
    seeds: range,
    days: int,
    conditions: Sequence[Condition],
    *,
    rules: Rules,
    processes: int,
    done: Callable[[Setting], None],
) -> Evaluation:
    """Replay every seed under each condition and sum up by condition; `done` is called as each replay ends.

    Equal arguments give an equal document, however many processes share the work. Raises ValueError for
    nothing to run.
    """
    if not seeds or days < 1 or not conditions:
        raise ValueError("an evaluation needs at least one seed, one day and one condition")
    settings = [
        Setting(seed=seed, days=days, votes=condition.votes, rho=condition.rho)
        for condition in conditions
        for seed in seeds
    ]
    outcomes = list(_replayed(settings, rules, processes, done))
    runs = [
        _run(condition, outcomes[place * len(seeds) : (place + 1) * len(seeds)])
        for place, condition in enumerate(conditions)
    ]
    return Evaluation(
        schema=SCHEMA,
        platforms=PLATFORMS,
        relied_on=RELIED_ON,
        runs=runs,
    )


def to_json(evaluation: Evaluation) -> bytes:
    """The document as JSON, indented for readers."""
    return msgspec.json.format(msgspec.json.encode(evaluation), indent=2) + b"\n"


def _replayed(
    settings: Sequence[Setting], rules: Rules, processes: int, done: Callable[[Setting], None]
) -> Iterable[Outcome]:
    """All replays, in the order of their settings."""
    if processes == 1:
        for setting in settings:
            yield replay(setting, rules)
            done(setting)
        return
    with ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn")) as pool:
        futures = [pool.submit(replay, setting, rules) for setting in settings]
        try:
            for setting, future in zip(settings, futures, strict=True):
                yield future.result()
                done(setting)
        finally:
            pool.shutdown(cancel_futures=True)


def _run(condition: Condition, outcomes: Sequence[Outcome]) -> Run:
    """The figures of all seeds under one condition."""
    names = list(outcomes[0].scores)
    by_name = {name: figures([outcome.scores[name] for outcome in outcomes]) for name in names}
    ours = by_name[JUDGE]
    examples = [
        Example(seed=outcome.setting.seed, alarm=alarm)
        for outcome in outcomes
        for alarm in outcome.scores[JUDGE].examples
    ]
    seeds = [outcome.setting.seed for outcome in outcomes]
    return Run(
        votes=condition.votes,
        rho=condition.rho,
        seeds=Seeds(first=seeds[0], last=seeds[-1], purpose=purpose_of(seeds)),
        days=outcomes[0].setting.days,
        organisation_months=ours.false_pages_a_month.observed,
        asked=are_asked(condition.votes, condition.rho),
        targets=targets(ours),
        detectors=[Detector(name=name, figures=each) for name, each in by_name.items()],
        comparisons=compare(ours, {name: each for name, each in by_name.items() if name != JUDGE}),
        false_alarms=sorted(examples, key=lambda example: not example.alarm.pages)[:MOST_EXAMPLES],
    )
