"""What is seen and what is not: every log and feed, and the part of the organisation that they show."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from msgspec import Struct

from monitors.domain.outage.records import Reason, SourceRow
from monitors.reliance_rows import SeenControl

Sight = Literal["complete", "behind", "blind"]

BEHIND_MS = 120_000
"""A source that is complete until so long ago has stopped, or cannot keep up."""


class SourceTold(Struct, frozen=True, kw_only=True):
    """One log or feed. `lag_ms` is how far behind now it is complete."""

    source: str
    site: str
    sight: Sight
    lag_ms: int | None
    complete_until_ms: int | None
    blind_since_ms: int | None
    key_version: int
    catalogue: str
    directory: str
    findings: list[Reason]


class CoverageTold(Struct, frozen=True, kw_only=True):
    """How much of the work the logs show, over the last days, told by the control sample of the whole web.

    `joined_share` is the part of requests of people whom the directory places in a unit, `by_address_share`
    that of people known by an address only, who may be several; None without any.
    """

    days: int
    requests: int
    joined_share: float | None
    by_address_share: float | None


class SourcesTold(Struct, frozen=True, kw_only=True):
    """The whole page."""

    at_ms: int
    sources: list[SourceTold]
    coverage: CoverageTold


class Known(NamedTuple):
    """What the tables say."""

    sources: Sequence[SourceRow]
    control: SeenControl
    days: int


def sources_of(known: Known, at_ms: int) -> SourcesTold:
    """What is told of the sources at a moment, those that need somebody first."""
    order: list[Sight] = ["blind", "behind", "complete"]
    told = [_told(each, at_ms) for each in known.sources]
    control = known.control
    return SourcesTold(
        at_ms=at_ms,
        sources=sorted(told, key=lambda one: (order.index(one.sight), one.source)),
        coverage=CoverageTold(
            days=known.days,
            requests=control.requests,
            joined_share=round(control.joined / control.requests, 4) if control.requests else None,
            by_address_share=round(control.by_address / control.votes, 4) if control.votes else None,
        ),
    )


def _told(row: SourceRow, at_ms: int) -> SourceTold:
    """One source."""
    lag_ms = None if row.watermark_ms is None else max(at_ms - row.watermark_ms, 0)
    sight: Sight = "blind" if row.blind_since_ms is not None else "complete"
    if sight == "complete" and (lag_ms is None or lag_ms > BEHIND_MS):
        sight = "behind"
    return SourceTold(
        source=row.source,
        site=row.site,
        sight=sight,
        lag_ms=lag_ms,
        complete_until_ms=row.watermark_ms,
        blind_since_ms=row.blind_since_ms,
        key_version=row.key_version,
        catalogue=row.catalogue,
        directory=row.directory,
        findings=list(row.findings),
    )
