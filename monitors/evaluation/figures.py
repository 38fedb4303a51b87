"""What scores add up to: delays, rates with their bounds, and who was blamed for what."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
from msgspec import Struct

from monitors.domain.outage.records import Cause
from monitors.evaluation.scoring import Finding, Score

DAYS_A_MONTH: Final = 30.0
DAYS_A_QUARTER: Final = 91.3125
CONFIDENCE: Final = 0.95


class Delay(Struct, frozen=True, kw_only=True):
    """Median and 95th percentile of some delays, in seconds; None of nothing."""

    median: float | None
    p95: float | None

    @staticmethod
    def of(values: Iterable[float | None]) -> "Delay":
        """Of the delays that are known. p95 is the smallest value that 95 % do not exceed (nearest rank)."""
        known = sorted(value for value in values if value is not None)
        if not known:
            return Delay(median=None, p95=None)
        return Delay(median=float(np.median(known)), p95=known[math.ceil(0.95 * len(known)) - 1])


class Rate(Struct, frozen=True, kw_only=True):
    """`count` events in `observed` units of exposure, and the 95 % upper bound of their rate."""

    count: int
    observed: float
    upper_bound: float

    @staticmethod
    def of(count: int, observed: float) -> "Rate":
        """The rate's one-sided upper bound, as exact as the counts are Poisson (Garwood 1936)."""
        return Rate(count=count, observed=observed, upper_bound=poisson_upper_bound(count) / observed)


class ScriptFigures(Struct, frozen=True, kw_only=True):
    """All faults of one script together."""

    script: str
    cause: Cause
    faults: int
    found: int
    right_cause: int
    wait: Delay
    wait_from_onset: Delay
    clear: Delay
    alarms_per_incident: float | None


class Figures(Struct, frozen=True, kw_only=True):
    """Everything that is said of one detector: by script, false alarms with bounds, and who was blamed.

    `confusion` is right cause -> cause said first (or `missed`) -> number of faults. `cause_right_share` is
    of the faults found; `cause_right_at_end_share` by what the incident said in the end.
    """

    scripts: list[ScriptFigures]
    false_pages_a_month: Rate
    false_alarms_a_platform_quarter: Rate
    confusion: dict[str, dict[str, int]]
    cause_right_share: float | None
    cause_right_at_end_share: float | None
    clear: Delay
    alarms_per_incident: float | None


def figures(scores: Sequence[Score]) -> Figures:
    """Several replays of one detector as one. Raises ValueError for none."""
    if not scores:
        raise ValueError("there is no score to sum up")
    findings = [finding for each in scores for finding in each.findings]
    found = [finding for finding in findings if finding.said is not None]
    pages = sum(each.false_pages for each in scores)
    days = sum(each.days for each in scores)
    platform_days = sum(each.days * each.platforms for each in scores)
    confusion: dict[str, Counter[str]] = {}
    for finding in findings:
        confusion.setdefault(finding.cause, Counter())[finding.said or "missed"] += 1
    names = dict.fromkeys(finding.script for finding in findings)
    return Figures(
        scripts=[_script([each for each in findings if each.script == name]) for name in names],
        false_pages_a_month=Rate.of(pages, days / DAYS_A_MONTH),
        false_alarms_a_platform_quarter=Rate.of(
            sum(each.false_alarms for each in scores), platform_days / DAYS_A_QUARTER
        ),
        confusion={cause: dict(said) for cause, said in confusion.items()},
        cause_right_share=_share(finding.said == finding.cause for finding in found),
        cause_right_at_end_share=_share(finding.said_last == finding.cause for finding in found),
        clear=Delay.of(finding.clear_s for finding in found),
        alarms_per_incident=_mean(finding.alarms for finding in found),
    )


def _script(findings: Sequence[Finding]) -> ScriptFigures:
    """The figures of one script's faults."""
    found = [finding for finding in findings if finding.said is not None]
    return ScriptFigures(
        script=findings[0].script,
        cause=findings[0].cause,
        faults=len(findings),
        found=len(found),
        right_cause=sum(finding.said == finding.cause for finding in found),
        wait=Delay.of(finding.wait_s for finding in found),
        wait_from_onset=Delay.of(finding.wait_from_onset_s for finding in found),
        clear=Delay.of(finding.clear_s for finding in found),
        alarms_per_incident=_mean(finding.alarms for finding in found),
    )


def poisson_upper_bound(count: int, confidence: float = CONFIDENCE) -> float:
    """The largest mean under which so few events still happen with probability 1 - `confidence`.

    Solves P(N <= count; mean) = 1 - confidence by bisection: 3.0 for none, 4.7 for one.
    """
    if count < 0 or not 0 < confidence < 1:
        raise ValueError("a count is not negative, and a confidence lies between 0 and 1")
    low, high = float(count), count + 10.0 + 10.0 * math.sqrt(count + 1) - math.log1p(-confidence)
    while high - low > 1e-9 * high:
        middle = (low + high) / 2
        if _at_most(count, middle) > 1 - confidence:
            low = middle
        else:
            high = middle
    return high


def _at_most(count: int, mean: float) -> float:
    """P(N <= count) of a Poisson variable whose mean is no less than `count`.

    Each term is the one above it times n / mean, so the sum goes down from P(N = count); what lies 40
    standard deviations below adds nothing.
    """
    if mean == 0:
        return 1.0
    lowest = max(0, count - round(40 * math.sqrt(count + 1)))
    ratios = np.arange(count, lowest, -1) / mean
    top = math.exp(count * math.log(mean) - mean - math.lgamma(count + 1))
    return top * (1.0 + float(np.cumprod(ratios).sum()))


def _share(hits: Iterable[bool]) -> float | None:
    """The share of true ones; None of nothing."""
    return _mean(float(hit) for hit in hits)


def _mean(values: Iterable[float]) -> float | None:
    """The mean; None of nothing."""
    known = list(values)
    return sum(known) / len(known) if known else None
