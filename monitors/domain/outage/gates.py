"""When a suspicion is confirmed. Each route is a small function that gives a reason with figures, or None.

The graded gate is that of the contracts: 80 % over 30 s, or 25 % over 180 s, widening to an hour while
evidence is sparse, with at least 4 failed votes of 3 people, after a CUSUM above 10. To that one condition is
added: the votes of the span must be too improbable for the usual rate with its overdispersion (votes of one
minute share their luck). With many votes it never binds. With few it is what keeps 80 platforms quiet, as
four failures of five tries happen to one of them every other day, and a bad minute makes them likelier.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitors.domain.outage.chances import Floats, overdispersion_over, upper_tail
from monitors.domain.outage.records import Reason
from monitors.domain.outage.rules import Rules, windows_of
from monitors.domain.outage.spans import WINDOWS_A_MINUTE, Span, Spans


@dataclass(frozen=True, slots=True)
class Usual:
    """What one series is like when all is well, and how much speaks against that now (its CUSUM)."""

    rate: float
    rho: float
    score: float


FailedOf = Callable[[int], NDArray[np.int64]]
"""How often each of the different people failed since a window."""


def graded(series: int, spans: Spans, usual: Usual, failed_of: FailedOf, rules: Rules) -> Reason | None:
    """Route A: the votes alone, most over 30 s or many over 180 s and more."""
    if usual.score <= rules.suspected_from:
        return None
    share = max(rules.short_share, min(0.95, rules.times_usual_share * usual.rate))
    span = spans.last(series, rules.short_seconds)
    met = _met("most-fail", span, share, usual, failed_of, spans.number, rules)
    return met or _many(series, spans, usual, failed_of, rules)


def _many(series: int, spans: Spans, usual: Usual, failed_of: FailedOf, rules: Rules) -> Reason | None:
    """The second grade: many fail, over the shortest span from 180 s on that holds enough to say so."""
    share = max(rules.long_share, min(rules.short_share, rules.times_usual_share * usual.rate))
    shortest = spans.last(series, rules.long_seconds)
    met = _met("many-fail", shortest, share, usual, failed_of, spans.number, rules)
    if met is not None or shortest.votes >= rules.enough_votes:
        return met
    n, x = spans.by_minute(series, rules.widest_minutes)
    begun = spans.number % WINDOWS_A_MINUTE + 1
    for span in _widening(n, x, begun, share, rules):
        met = _met("few-tries-fail", span, share, usual, failed_of, spans.number, rules)
        if met is not None:
            return met
    return None


def _met(  # noqa: PLR0917 (the one condition of all grades, called in a row)
    code: str, span: Span, share: float, usual: Usual, failed_of: FailedOf, number: int, rules: Rules
) -> Reason | None:
    """The reason, where enough votes of enough people fail, and by more than chance and a bad minute explain.

    For chance, a person counts a few times at most: a client that is stuck fails whatever it tries.
    """
    if span.failed < rules.failed_votes or span.share < share:
        return None
    failed = failed_of(number - windows_of(span.seconds) + 1)
    if len(failed) < rules.failed_people:
        return None
    told = min(span.failed, float(np.minimum(failed, rules.votes_of_one).sum()))
    chance = rules.short_chance if span.seconds <= rules.short_seconds else rules.chance
    if not _is_improbable(told, span.votes - span.failed + told, span, usual, chance):
        return None
    return _reason(code, span, len(failed), usual)


def _is_improbable(failed: float, votes: float, span: Span, usual: Usual, chance: float) -> bool:
    """Whether so many failures of so many votes are less probable than `chance`."""
    rho = overdispersion_over(span.blocks, usual.rho)
    return upper_tail(failed, votes, usual.rate, rho) <= chance


def _widening(n: Floats, x: Floats, begun: int, share: float, rules: Rules) -> Iterator[Span]:
    """Longer and longer spans in which so large a share fails, until one holds enough votes.

    They are of whole minutes and the one that has `begun` (so many of its windows).
    """
    votes, failed = n.cumsum(), x.cumsum()
    last = min(int(votes.searchsorted(rules.enough_votes)), len(votes) - 1)
    first = rules.long_seconds // 60
    fails = (n > 0) & (failed >= rules.failed_votes) & (failed / np.maximum(votes, 1) >= share)
    for minutes in (first + np.flatnonzero(fails[first : last + 1])).tolist():
        yield Span(minutes * 60 + begun * 10, n[: minutes + 1], float(votes[minutes]), float(failed[minutes]))


def _reason(code: str, span: Span, people: int, usual: Usual) -> Reason:
    """The figures of a gate that was met."""
    return Reason(
        code,
        {
            "failed": int(span.failed),
            "votes": int(span.votes),
            "people": people,
            "share": round(span.share, 4),
            "usual": round(usual.rate, 4),
            "minutes": max(1, round(span.seconds / 60)) if span.seconds > 60 else None,
            "seconds": span.seconds,
        },
    )


def with_probe(
    series: int,
    spans: Spans,
    usual: Usual,
    failed_of: FailedOf,
    rules: Rules,
    *,
    probes_failing: int,
) -> Reason | None:
    """Route B: fewer fail, and our own probes fail too, while the probes of control sites are good.

    It asks for no CUSUM: one that is made for a share of 40 % stands still at 10 %. `probes_failing` says how
    many of the platform's probes fail.
    """
    if not probes_failing:
        return None
    for seconds in rules.probe_seconds:
        span = spans.last(series, seconds)
        if span.failed < rules.failed_votes or span.share < max(rules.probe_share, 1.5 * usual.rate):
            continue
        people = len(failed_of(spans.number - windows_of(seconds) + 1))
        improbable = _is_improbable(span.failed, span.votes, span, usual, rules.probe_chance)
        if improbable and people >= rules.failed_people:
            reason = _reason("probe-agrees", span, people, usual)
            return Reason(reason.code, {**reason.figures, "probes": probes_failing})
    return None


def with_reports(people: int, usual_people: float, passive_signs: int, rules: Rules) -> Reason | None:
    """Route C: more people than usual say so, and something in the logs agrees.

    `usual_people` is how many report in such a time usually; `passive_signs` how many signs there are. A
    plain threshold over the usual number; where that is small it is what a Poisson CUSUM (Lucas 1985) comes
    to.
    """
    if not passive_signs or people < max(rules.report_people, rules.report_times_usual * usual_people):
        return None
    return Reason("people-report", {"people": people, "minutes": rules.report_minutes})


def probes_alone(
    hosts_failing: int, good_votes: float, rules: Rules, *, control_answers: bool
) -> Reason | None:
    """Route D: next to nobody tries, and nobody succeeds; our probes fail, and control sites answer them.

    `hosts_failing` counts the platform's hosts, `good_votes` those cast while the probes are fresh.
    """
    if hosts_failing < rules.probe_hosts or not control_answers or good_votes >= rules.quiet_votes:
        return None
    return Reason("probes-alone", {"hosts": hosts_failing})


def blocked(
    series: int, spans: Spans, usual: Usual, cells: Callable[[int], int], rules: Rules
) -> Reason | None:
    """Our own policy turns away far more than usual; never because of one unit in one window.

    Requests have no people behind them here, so `cells` counts units times windows that were turned away
    since a window. The shares are those of the graded gate.
    """
    if usual.score <= rules.suspected_from:
        return None
    for seconds, least in ((rules.short_seconds, rules.short_share), (rules.long_seconds, rules.long_share)):
        span = spans.last(series, seconds)
        share = max(least, rules.times_usual_share * usual.rate)
        if span.failed < rules.failed_votes or span.share < share:
            continue
        if not _is_improbable(span.failed, span.votes, span, usual, rules.chance):
            continue
        turned_away = cells(spans.number - windows_of(seconds) + 1)
        if turned_away >= rules.blocked_cells:
            shares = {"share": round(span.share, 4), "usual": round(usual.rate, 4)}
            return Reason("policy-blocks", {**shares, "seconds": seconds})
    return None
