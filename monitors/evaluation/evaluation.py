"""`holdfast.evaluation/1`: seeds x rates x noise, each replayed once for every detector, as one document."""

import multiprocessing
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Final, Literal

import msgspec
from msgspec import Struct

from monitors.domain.outage.rules import Rules
from monitors.evaluation.figures import Figures, figures
from monitors.evaluation.replay import JUDGE, Outcome, Setting, replay
from monitors.evaluation.scoring import FalseAlarm
from monitors.evaluation.targets import Comparison, Target, are_asked, compare, targets
from monitors.evaluation.world import PLATFORMS, RELIED_ON

SCHEMA: Final = "holdfast.evaluation/1"
TUNING_SEEDS: Final = range(1, 10)
JUDGING_SEEDS_FROM: Final = 101
"""Thresholds are chosen on the first; figures that are promised come from the others only."""
MOST_EXAMPLES: Final = 20

Purpose = Literal["tuning", "judging", "mixed"]


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
    """All seeds at one rate of votes and one correlation of noise.

    `asked` says whether the targets hold here; where not, they are shown all the same.
    """

    votes: float
    rho: float
    organisation_months: float
    asked: bool
    targets: list[Target]
    detectors: list[Detector]
    comparisons: list[Comparison]
    false_alarms: list[Example]

    @property
    def met(self) -> bool:
        """Whether everything that is asked here was reached, and every baseline is worse in something."""
        return not self.asked or (
            all(target.met for target in self.targets) and all(each.worse for each in self.comparisons)
        )


class Evaluation(Struct, frozen=True, kw_only=True):
    """The whole document."""

    schema: str
    seeds: Seeds
    days: int
    platforms: int
    relied_on: int
    runs: list[Run]


def purpose_of(seeds: range) -> Purpose:
    """What seeds are for: tuning and judging ones must never be mixed in a figure that is promised."""
    if all(seed in TUNING_SEEDS for seed in seeds):
        return "tuning"
    return "judging" if all(seed >= JUDGING_SEEDS_FROM for seed in seeds) else "mixed"


def evaluate(
    seeds: range,
    days: int,
    votes: Sequence[float],
    rhos: Sequence[float],
    *,
    rules: Rules,
    processes: int,
    done: Callable[[Setting], None],
) -> Evaluation:
    """Replay every combination and sum up by rate and noise; `done` is called as each replay ends.

    Equal arguments give an equal document, however many processes share the work. Raises ValueError for
    nothing to run.
    """
    if not seeds or days < 1 or not votes or not rhos:
        raise ValueError("an evaluation needs at least one seed, one day, one rate and one rho")
    settings = [
        Setting(seed=seed, days=days, votes=rate, rho=rho) for rate in votes for rho in rhos for seed in seeds
    ]
    outcomes = {outcome.setting: outcome for outcome in _replayed(settings, rules, processes, done)}
    runs = [
        _run(rate, rho, [outcomes[each] for each in settings if each.votes == rate and each.rho == rho])
        for rate in votes
        for rho in rhos
    ]
    return Evaluation(
        schema=SCHEMA,
        seeds=Seeds(first=seeds[0], last=seeds[-1], purpose=purpose_of(seeds)),
        days=days,
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


def _run(votes: float, rho: float, outcomes: Sequence[Outcome]) -> Run:
    """The figures of all seeds at one rate and noise."""
    names = list(outcomes[0].scores)
    by_name = {name: figures([outcome.scores[name] for outcome in outcomes]) for name in names}
    ours = by_name[JUDGE]
    examples = [
        Example(seed=outcome.setting.seed, alarm=alarm)
        for outcome in outcomes
        for alarm in outcome.scores[JUDGE].examples
    ]
    return Run(
        votes=votes,
        rho=rho,
        organisation_months=ours.false_pages_a_month.observed,
        asked=are_asked(votes, rho),
        targets=targets(ours),
        detectors=[Detector(name=name, figures=each) for name, each in by_name.items()],
        comparisons=compare(ours, {name: each for name, each in by_name.items() if name != JUDGE}),
        false_alarms=sorted(examples, key=lambda example: not example.alarm.pages)[:MOST_EXAMPLES],
    )
