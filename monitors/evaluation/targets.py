"""What an evaluation must reach, each figure beside what is wanted, and how each baseline compares."""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from monitors.evaluation.figures import Figures, ScriptFigures

BUSY_VOTES: Final = 5.0
PASSING_RHO: Final = 0.03
"""Targets hold from so many votes in ten seconds, under noise of at most this correlation."""

TOTAL_SCRIPTS: Final = ("total outage", "total outage, the vendor says so")
PARTIAL_SCRIPT: Final = "30 % of requests fail"
TOTAL_WITHIN_S: Final = 60.0
PARTIAL_WITHIN_S: Final = 240.0
FALSE_PAGES_A_MONTH: Final = 1.0
CAUSE_RIGHT: Final = 0.95
CLEAR_WITHIN_S: Final = 300.0
MONTHS_TO_BOUND: Final = 3.0
"""Fewer organisation-months than this cannot show a bound of one page a month, whatever happens in them:
none in `m` months leaves a bound of 3.0 / m. There no false page at all is wanted instead."""


class Target(Struct, frozen=True, kw_only=True):
    """One figure that is wanted: `reached` is None where nothing was observed, which does not meet it.

    `measured` is false where nothing happened that it could be observed on; a trouble that struck and was
    never found is measured, and misses it.
    """

    name: str
    wanted: str
    reached: float | None
    met: bool
    measured: bool = True

    @property
    def missed(self) -> bool:
        """Whether it was put to the test, and not reached."""
        return self.measured and not self.met


class Comparison(Struct, frozen=True, kw_only=True):
    """A baseline beside Holdfast: the measures in which it is worse, and those in which it is not."""

    baseline: str
    worse: list[str]
    not_worse: list[str]


def are_asked(votes: float, rho: float) -> bool:
    """Whether the targets hold for a replay of this rate and noise; otherwise its figures are reported."""
    return votes >= BUSY_VOTES and rho <= PASSING_RHO


def targets(figures: Figures) -> list[Target]:
    """Every target with what was reached."""
    totals = [each for name in TOTAL_SCRIPTS if (each := _named(figures, name))]
    partial = _named(figures, PARTIAL_SCRIPT)
    total_wait = max((each.wait.p95 for each in totals if each.wait.p95 is not None), default=None)
    partial_wait = partial.wait.p95 if partial else None
    found, faults = sum(each.found for each in totals), sum(each.faults for each in totals)
    pages = figures.false_pages_a_month
    bounded = pages.observed >= MONTHS_TO_BOUND
    return [
        Target(
            name="share of total outages found",
            wanted="all",
            reached=found / faults if faults else None,
            met=faults > 0 and found == faults,
            measured=faults > 0,
        ),
        _at_most("seconds to a total outage, p95", total_wait, TOTAL_WITHIN_S, measured=faults > 0),
        _at_most(
            "seconds to 30 % failing, p95",
            partial_wait,
            PARTIAL_WITHIN_S,
            measured=partial is not None and partial.faults > 0,
        ),
        _at_most("false pages a month, 95 % upper bound", pages.upper_bound, FALSE_PAGES_A_MONTH)
        if bounded
        else _at_most("false pages (too few months for a bound)", float(pages.count), 0.0),
        Target(
            name="share of causes right when first said",
            wanted=f"at least {CAUSE_RIGHT:g}",
            reached=figures.cause_right_share,
            met=(figures.cause_right_share or 0) >= CAUSE_RIGHT,
            measured=has_faults(figures),
        ),
    ]


def has_faults(figures: Figures) -> bool:
    """Whether any trouble struck at all; a short replay may have none."""
    return any(each.faults for each in figures.scripts)


def compare(ours: Figures, others: Mapping[str, Figures]) -> list[Comparison]:
    """In which measures each baseline is worse than we are on the same replay."""
    mine = _measures(ours)
    comparisons = []
    for name, figures in others.items():
        theirs = _measures(figures)
        worse = [measure for measure, value in theirs.items() if value > mine[measure]]
        comparisons.append(
            Comparison(
                baseline=name, worse=worse, not_worse=[measure for measure in theirs if measure not in worse]
            )
        )
    return comparisons


def _measures(figures: Figures) -> dict[str, float]:
    """What detectors are compared by; less is better, and what was never found took for ever."""
    totals = [each for name in TOTAL_SCRIPTS if (each := _named(figures, name))]
    partial = _named(figures, PARTIAL_SCRIPT)
    waits = [each.wait.p95 if each.wait.p95 is not None else float("inf") for each in totals]
    partial_wait = partial.wait.p95 if partial else None
    return {
        "wait for a total outage": max(waits, default=float("inf")),
        "wait for 30 % failing": partial_wait if partial_wait is not None else float("inf"),
        "faults missed": sum(each.faults - each.found for each in figures.scripts),
        "false pages": figures.false_pages_a_month.count,
        "wrong causes": 1 - (figures.cause_right_share or 0),
        "alarms per incident": figures.alarms_per_incident or float("inf"),
    }


def _named(figures: Figures, script: str) -> ScriptFigures | None:
    """The figures of one script, None where it never struck."""
    return next((each for each in figures.scripts if each.script == script), None)


def _at_most(name: str, reached: float | None, limit: float, *, measured: bool = True) -> Target:
    """A target that is met from below."""
    met = reached is not None and reached <= limit
    return Target(name=name, wanted=f"at most {limit:g}", reached=reached, met=met, measured=measured)
