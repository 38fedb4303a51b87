"""What a reader of a snapshot must know before believing it: reason codes with figures."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitors.snapshot_schema import Coverage, Reason
from streams.domain.deltas import OUTCOMES, USAGE_COUNTS
from streams.domain.lines import Verdict

FEW_DAYS = 14
LOW_JOINED_SHARE = 0.9
MOSTLY_TUNNELS = 0.9
GAPS_NAMED = 5
MINUTES_A_DAY = 1440


@dataclass(frozen=True, slots=True)
class Facts:
    """What was read, as far as warnings depend on it. `totals` is in the order of USAGE_COUNTS."""

    totals: NDArray[np.int64]
    verdicts: NDArray[np.int64]
    activity: NDArray[np.int64]
    coverage: Coverage
    has_directory: bool
    late_votes: int


def warnings_of(facts: Facts) -> list[Reason]:
    """Every warning that applies."""
    return [*_about_reading(facts), *_about_people(facts), *_about_use(facts)]


def _about_reading(facts: Facts) -> Iterator[Reason]:
    parsed = int(facts.verdicts[Verdict.PARSED])
    rejected = int(facts.verdicts.sum()) - parsed - int(facts.verdicts[Verdict.SKIPPED])
    share = rejected / (parsed + rejected) if rejected else 0.0
    if rejected > parsed:
        yield Reason("mostly-rejected", {"share": share})
    elif rejected:
        yield Reason("rejected-lines", {"rejected": rejected, "share": share})
    for gap in facts.coverage.gaps[:GAPS_NAMED]:
        yield Reason("log-gap", {"from": gap.from_, "to": gap.to, "minutes": _minutes(gap.from_, gap.to)})
    if facts.late_votes:
        yield Reason("not-in-order", {"lines": facts.late_votes})
    if len(facts.activity):
        days = max(1, round(len(np.unique(facts.activity[:, 0] // MINUTES_A_DAY))))
        if days < FEW_DAYS:
            yield Reason("short-period", {"days": days})


def _about_people(facts: Facts) -> Iterator[Reason]:
    if not facts.has_directory:
        yield Reason("no-directory")
    elif facts.coverage.joined_share is not None and facts.coverage.joined_share < LOW_JOINED_SHARE:
        yield Reason("low-joined-share", {"share": facts.coverage.joined_share})
    if facts.coverage.identity == "address":
        yield Reason("addresses-only")
    if facts.coverage.excluded:
        yield Reason("excluded-people", {"lines": facts.coverage.excluded})


def _about_use(facts: Facts) -> Iterator[Reason]:
    requests = int(facts.totals[: len(OUTCOMES)].sum())
    if not requests:
        yield Reason("no-catalogued-use")
        return
    tunnels = int(facts.totals[USAGE_COUNTS.index("tunnels")]) / requests
    if tunnels >= MOSTLY_TUNNELS:
        yield Reason("connect-only", {"share": tunnels})


def _minutes(start: str | None, end: str | None) -> int:
    """Whole minutes between two instants."""
    if start is None or end is None:
        return 0
    elapsed = np.datetime64(end.removesuffix("Z")) - np.datetime64(start.removesuffix("Z"))
    return int(elapsed / np.timedelta64(1, "m"))
