"""Alarms against truth: found, missed, false, right time but wrong cause, how fast, and how sure one can be.

Incidents are scored whole. Point-adjusted F1 is not among the measures: a random score reaches high values of
it (Kim et al., AAAI 2022).
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
from msgspec import Struct

from monitors.domain.outage.records import Cause

EARLY_MS: Final = 60_000
"""An alarm may open so long before the first line that shows the trouble: windows are not instants."""
DAYS_A_MONTH: Final = 30.0
DAYS_A_QUARTER: Final = 91.3125
CONFIDENCE: Final = 0.95
HOUR_MS: Final = 3_600_000
MOST_EXAMPLES: Final = 20


class Fault(Struct, frozen=True, kw_only=True):
    """One trouble as it really was. `cause` None: nothing was wrong, whatever it looked like.

    `onset_ms` is when it happened, `first_seen_ms` to `last_seen_ms` when lines showed it; None: no line did.
    `platforms` are those that it harmed; `everywhere` marks a trouble of our own that no list bounds.
    """

    script: str
    cause: Cause | None
    platforms: frozenset[str]
    everywhere: bool
    onset_ms: int
    ends_ms: int
    first_seen_ms: int | None
    last_seen_ms: int | None


class Alarm(Struct, frozen=True, kw_only=True):
    """What a detector said: from when to when, of which platforms, and whose fault it took it for.

    `platforms` is empty where it is about everything. `cause` is what it said first, when a person would have
    been paged, `last_cause` what it ended with. `opened_ms` is when it was sure, `cleared_ms` when it gave
    the all-clear, None where it did not.
    """

    cause: Cause
    last_cause: Cause
    platforms: frozenset[str]
    opened_ms: int
    cleared_ms: int | None


class Finding(Struct, frozen=True, kw_only=True):
    """One fault and what was said of it. Delays in seconds, None where it was missed or never cleared.

    `wait_s` counts from the first line that shows the fault, `wait_from_onset_s` from the fault itself,
    `clear_s` from the last line that shows it. `said` is the cause of the first alarm, `alarms` how many
    alarms there were.
    """

    script: str
    cause: Cause
    said: Cause | None
    said_last: Cause | None
    wait_s: float | None
    wait_from_onset_s: float | None
    clear_s: float | None
    alarms: int


class FalseAlarm(Struct, frozen=True, kw_only=True):
    """An alarm where nothing was wrong. `pages`: it would have called a person; much depends on it."""

    cause: Cause
    platforms: list[str]
    opened_ms: int
    pages: bool
    during: str | None


class Score(Struct, frozen=True, kw_only=True):
    """What became of a replay of `days` days of `platforms` platforms; `examples` are a few false alarms."""

    days: float
    platforms: int
    findings: list[Finding]
    false_alarms: int
    false_pages: int
    examples: list[FalseAlarm]


def score(
    faults: Sequence[Fault],
    alarms: Sequence[Alarm],
    *,
    days: float,
    platforms: int,
    relied_on: frozenset[str],
) -> Score:
    """Match each alarm to the fault in whose time it opened.

    An alarm belongs to a fault when it opens in [first line - 1 min, last line] and speaks of one of its
    platforms or of everything. A fault of our own reaches every platform, so any alarm of that time is its
    own, with a cause that may be wrong. An alarm of no fault is false. It pages where it names a platform
    that is relied upon, or everything.
    """
    matched: dict[int, list[Alarm]] = {place: [] for place, fault in enumerate(faults) if fault.cause}
    false: list[FalseAlarm] = []
    hours = _by_hour(faults)
    for alarm in sorted(alarms, key=lambda alarm: alarm.opened_ms):
        near = hours.get(alarm.opened_ms // HOUR_MS, [])
        place = _fault_of(alarm, faults, near)
        if place is not None:
            matched[place].append(alarm)
        else:
            false.append(
                FalseAlarm(
                    cause=alarm.cause,
                    platforms=sorted(alarm.platforms),
                    opened_ms=alarm.opened_ms,
                    pages=not alarm.platforms or not alarm.platforms.isdisjoint(relied_on),
                    during=_happening(alarm.opened_ms, [faults[place] for place in near]),
                )
            )
    findings = [_finding(faults[place], of_it) for place, of_it in matched.items()]
    return Score(
        days=days,
        platforms=platforms,
        findings=[finding for finding in findings if finding is not None],
        false_alarms=len(false),
        false_pages=sum(alarm.pages for alarm in false),
        examples=sorted(false, key=lambda alarm: not alarm.pages)[:MOST_EXAMPLES],
    )


def _by_hour(faults: Sequence[Fault]) -> dict[int, list[int]]:
    """The places of the faults that an alarm of an hour may belong to."""
    hours: dict[int, list[int]] = {}
    for place, fault in enumerate(faults):
        begins, ends = fault.onset_ms - EARLY_MS, max(fault.ends_ms, fault.last_seen_ms or 0)
        for hour in range(begins // HOUR_MS, ends // HOUR_MS + 1):
            hours.setdefault(hour, []).append(place)
    return hours


def _fault_of(alarm: Alarm, faults: Sequence[Fault], near: Sequence[int]) -> int | None:
    """The fault that an alarm belongs to: one of its own cause rather than another, the latest of those."""
    fitting = [
        place
        for place in near
        if (fault := faults[place]).cause is not None
        and fault.first_seen_ms is not None
        and fault.last_seen_ms is not None
        and fault.first_seen_ms - EARLY_MS <= alarm.opened_ms <= fault.last_seen_ms
        and (fault.everywhere or not alarm.platforms or not alarm.platforms.isdisjoint(fault.platforms))
    ]
    return max(
        fitting,
        key=lambda place: (faults[place].cause == alarm.cause, faults[place].onset_ms),
        default=None,
    )


def _happening(at_ms: int, faults: Sequence[Fault]) -> str | None:
    """What went on at a moment, faultless or not: it may explain a false alarm."""
    return next((fault.script for fault in faults if fault.onset_ms <= at_ms <= fault.ends_ms), None)


def _finding(fault: Fault, alarms: Sequence[Alarm]) -> Finding | None:
    """What was said of a fault; None where no line showed it, so that nobody could have known."""
    if fault.cause is None or fault.first_seen_ms is None or fault.last_seen_ms is None:
        return None
    first = alarms[0] if alarms else None
    cleared = [alarm.cleared_ms for alarm in alarms if alarm.cleared_ms is not None]
    all_clear = max(cleared) if cleared and len(cleared) == len(alarms) else None
    return Finding(
        script=fault.script,
        cause=fault.cause,
        said=first.cause if first else None,
        said_last=first.last_cause if first else None,
        wait_s=(first.opened_ms - fault.first_seen_ms) / 1_000 if first else None,
        wait_from_onset_s=(first.opened_ms - fault.onset_ms) / 1_000 if first else None,
        clear_s=(all_clear - fault.last_seen_ms) / 1_000 if all_clear is not None else None,
        alarms=len(alarms),
    )


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
    """P(N <= count) of a Poisson variable, summed in logarithms so that large counts do not overflow."""
    if mean == 0:
        return 1.0
    terms = [n * math.log(mean) - mean - math.lgamma(n + 1) for n in range(count + 1)]
    most = max(terms)
    return math.exp(most) * sum(math.exp(term - most) for term in terms)


def _share(hits: Iterable[bool]) -> float | None:
    """The share of true ones; None of nothing."""
    return _mean(float(hit) for hit in hits)


def _mean(values: Iterable[float]) -> float | None:
    """The mean; None of nothing."""
    known = list(values)
    return sum(known) / len(known) if known else None
