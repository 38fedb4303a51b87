"""What a reader of a snapshot must know before believing it: reason codes with figures."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitors.snapshot_schema import Coverage, Reason
from streams.domain.deltas import ACTIVITY_MS, OUTCOMES, USAGE_COUNTS
from streams.domain.lines import Verdict

FEW_DAYS = 14
LOW_JOINED_SHARE = 0.9
MOSTLY_TUNNELS = 0.9
GAPS_NAMED = 5
DAY_MS = 86_400_000
CLOCKS_DIFFER_MS = 300_000
"""As much as Kerberos forgives two clocks; a line that is further ahead bears a wrong time."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What was read, as far as warnings depend on it.

    `used` are the totals of requests that count as use, in the order of USAGE_COUNTS; `embeds` counts the
    others. `out_of_order` are lines. `read_at_ms` is the time of reading, in Unix milliseconds.
    """

    used: NDArray[np.int64]
    embeds: int
    format: str
    timed: bool
    sent: bool
    verdicts: NDArray[np.int64]
    activity: NDArray[np.int64]
    coverage: Coverage
    has_directory: bool
    out_of_order: int
    withheld: int
    read_at_ms: int

    @property
    def is_empty(self) -> bool:
        """Whether there was no line that could have been a request."""
        return not int(self.verdicts.sum() - self.verdicts[Verdict.SKIPPED])


BROKEN = frozenset({"truncated-input", "shrunken-input", "damaged-input", "damaged-pipe"})
"""What is said of a file of which not all could be read."""


def warnings_of(facts: Facts, *, broken: bool = False) -> list[Reason]:
    """Every warning that applies; a log of which a file is `broken` is not called empty."""
    return [*_about_reading(facts, broken=broken), *_about_people(facts), *_about_use(facts)]


def _about_reading(facts: Facts, *, broken: bool) -> Iterator[Reason]:
    if facts.is_empty and not broken:
        yield Reason("empty-log")
    parsed = int(facts.verdicts[Verdict.PARSED])
    rejected = int(facts.verdicts.sum()) - parsed - int(facts.verdicts[Verdict.SKIPPED])
    share = rejected / (parsed + rejected) if rejected else 0.0
    if rejected > parsed:
        yield Reason("mostly-rejected", {"share": share})
    elif rejected:
        yield Reason("rejected-lines", {"rejected": rejected, "share": share})
    for gap in facts.coverage.gaps[:GAPS_NAMED]:
        yield Reason("log-gap", {"from": gap.from_, "to": gap.to, "minutes": _minutes(gap.from_, gap.to)})
    if facts.out_of_order:
        yield Reason("not-in-order", {"lines": facts.out_of_order})
    ahead = facts.activity[facts.activity[:, 0] * ACTIVITY_MS > facts.read_at_ms + CLOCKS_DIFFER_MS]
    if len(ahead):
        yield Reason("clock-ahead", {"lines": int(ahead[:, 1].sum())})
    if parsed:
        elapsed_ms = int(facts.activity[:, 3].max() - facts.activity[:, 2].min())
        days = elapsed_ms // DAY_MS + 1
        if days <= FEW_DAYS:
            yield Reason("short-period", {"days": days})
        if not facts.timed:
            yield Reason("no-durations", {"format": facts.format})


def _about_people(facts: Facts) -> Iterator[Reason]:
    if not facts.has_directory:
        yield Reason("no-directory")
    elif facts.coverage.joined_share is not None and facts.coverage.joined_share < LOW_JOINED_SHARE:
        yield Reason("low-joined-share", {"share": facts.coverage.joined_share})
    if facts.coverage.identity == "address":
        yield Reason("addresses-only")
    if facts.coverage.excluded:
        yield Reason("excluded-people", {"lines": facts.coverage.excluded})
    if facts.withheld:
        yield Reason("small-units-withheld", {"cells": facts.withheld})


def _about_use(facts: Facts) -> Iterator[Reason]:
    requests = int(facts.used[: len(OUTCOMES)].sum())
    if not requests:
        if not facts.embeds and not facts.is_empty:
            yield Reason("no-catalogued-use")
        return
    tunnels = int(facts.used[USAGE_COUNTS.index("tunnels")]) / requests
    if tunnels >= MOSTLY_TUNNELS:
        yield Reason("connect-only", {"share": tunnels})
    if not facts.sent:
        yield Reason("no-upload-bytes", {"format": facts.format})


def _minutes(start: str | None, end: str | None) -> int:
    """Whole minutes between two instants."""
    if start is None or end is None:
        return 0
    elapsed = np.datetime64(end.removesuffix("Z")) - np.datetime64(start.removesuffix("Z"))
    return int(elapsed / np.timedelta64(1, "m"))
