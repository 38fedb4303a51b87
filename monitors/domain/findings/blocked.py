"""Demand that our own policy turned away, and where it went: whoever needs something finds it elsewhere.

Where it went is said of a platform of the same unit on which the pace of working days rose when the block
began: the rank-sum test of `rank_sum` over the four weeks before and after, at 5 % for all other platforms of
the unit together (Bonferroni: so many tests, each at its part of it), and a rise of a fifth at least. The
pace is held against the unit's general traffic, so a busy month is no rise. It shows what came together in
time, and no more.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np

from monitors.domain.findings.rank_sum import LEAST_DAYS, chance_of_larger
from monitors.domain.findings.records import Addressee, Finding, Surroundings, UnitEvidence, Use
from monitors.domain.findings.value import value_of
from monitors.domain.outage.records import Reason
from monitors.domain.reliance.records import STRANDS, Floats, Ints

TURNED_AWAY: Final = "turned-away"

AROUND_DAYS: Final = 28
"""How far before and after its beginning a block is looked at."""
BLOCKED_SHARE: Final = 0.5
"""From this part of all that was asked for, it is the platform that is blocked, and not a page of it."""
SURE: Final = 0.05
RISEN: Final = 1.2


def find(unit: UnitEvidence, around: Surroundings) -> Iterator[Finding]:  # noqa: ARG001 (as every rule)
    """What was turned away, on each platform; and where it went, where days tell it."""
    for platform, use in unit.uses.items():
        for turned in use.assessment.findings:
            if turned.code == TURNED_AWAY:
                yield _finding(unit, use, (platform,), turned, "operations")
        went = where_it_went(unit, use)
        if went is None:
            continue
        if went:
            reason = Reason("turned-away-elsewhere", {"platforms": ", ".join(went)})
            yield _finding(unit, use, (platform, *went), reason)
        else:
            yield _finding(unit, use, (platform,), Reason("turned-away-nowhere-seen"))


def where_it_went(unit: UnitEvidence, use: Use) -> list[str] | None:
    """Platforms that rose when this one was blocked, most sure first; None where days cannot tell."""
    days = _before_and_after(unit, use)
    if days is None:
        return None
    before, after = days
    paces = {
        other: each.pace(unit.work)
        for other, each in unit.uses.items()
        if other != use.platform.id and each.figures.use.requests and not each.figures.blocked
    }
    chances = {
        other: chance_of_larger(pace[before], pace[after]) * len(paces)
        for other, pace in paces.items()
        if _has_risen(pace, before, after)
    }
    return sorted((other for other in chances if chances[other] < SURE), key=lambda each: chances[each])


def _before_and_after(unit: UnitEvidence, use: Use) -> tuple[Ints, Ints] | None:
    """The working days before a block and from its first day on; None where too few, or no block."""
    turned = use.blocked(unit.work)
    days = np.flatnonzero(turned)
    if not len(days):
        return None
    began, working = int(days[0]), unit.working_days
    before = working[(working < began) & (working >= began - AROUND_DAYS)]
    after = working[(working >= began) & (working < began + AROUND_DAYS)]
    if min(len(before), len(after)) < LEAST_DAYS:
        return None
    window = range(unit.work.first_day + began, unit.work.first_day + began + AROUND_DAYS)
    let_through = use.days.between(window[0], window[-1]).strands[STRANDS.index("use")].hours.sum()
    refused = turned[began : began + AROUND_DAYS].sum()
    return (before, after) if refused >= BLOCKED_SHARE * (refused + let_through) else None


def _has_risen(pace: Floats, before: Ints, after: Ints) -> bool:
    """Whether the mean of the days after is a fifth above that of the days before."""
    return bool(pace[after].mean() > RISEN * pace[before].mean())


def _finding(
    unit: UnitEvidence,
    use: Use,
    platforms: tuple[str, ...],
    reason: Reason,
    addressed_to: Addressee = "policy-owner",
) -> Finding:
    """What was turned away, to whoever runs the filter; what came of it, to whoever owns the policy."""
    return Finding(
        kind="blocked-demand",
        unit=unit.unit,
        platforms=platforms,
        addressed_to=addressed_to,
        reason=reason,
        value=() if addressed_to == "operations" else value_of(use),
    )
