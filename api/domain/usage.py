"""Usage by closed weeks and months, as the hub says what the monitors published.

Which periods are closed, and what may be said of one, is decided once by the monitors
(`monitors.domain.published`); here it is put into documents. A period that was published with figures of
fewer people than this hub shows is not told at all.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from msgspec import Struct, field

from monitors.domain.published.periods import Grain, Period, Span
from monitors.domain.published.records import (
    ALL,
    Kind,
    PublishedCell,
    PublishedPeriod,
    PublishedPlatform,
)
from monitors.snapshot_schema import Instant, Reason, UsageRow, instant

BLOCKED: Final = "our_policy"


class PlatformUsage(Struct, frozen=True, kw_only=True):
    """One platform in the whole organisation: exact but for `people`, a multiple of 5, null under k."""

    platform: str
    requests: int
    people: int | None
    units: int | None
    bytes_down: int
    bytes_up: int
    blocked: int
    seen_as_embed: int
    outcomes: dict[str, int]


class UsagePeriod(Struct, frozen=True, kw_only=True):
    """What is said of one closed week or month, as in a snapshot; it was told first at `told_at`.

    `to` is the first day that is not in it, `k` the smallest number of people that is shown. `joined_share`
    is the part of requests of people whom the directory places in a unit, `by_address_share` that of people
    known by an address only; null without any.
    """

    grain: Grain
    from_: date = field(name="from")
    to: date
    told_at: Instant
    k: int
    joined_share: float | None
    by_address_share: float | None
    platforms: list[PlatformUsage]
    usage: list[UsageRow]


class UntoldPeriod(Struct, frozen=True, kw_only=True):
    """A closed week or month that is not told, and why; `to` is the first day that is not in it."""

    from_: date = field(name="from")
    to: date
    reason: Reason


class Asked(NamedTuple):
    """Which part of a period is wanted; None: all of it. `units` are those that may be seen.

    Of `small` units no figure is told, whatever was published while they were larger; of `hidden` ones, for
    which the caller does not speak, not even on which platforms they are.
    """

    units: Collection[str] | None = None
    unit: str | None = None
    platform: str | None = None
    surface: str | None = None
    small: Collection[str] = frozenset()
    hidden: Collection[str] = frozenset()

    def may_tell(self, unit: str, kind: Kind) -> bool:
        """Whether a cell may be told; sums over several units always may."""
        if kind == "other-units":
            return True
        return unit not in self.hidden and not (kind == "unit" and unit in self.small)


class Chosen(NamedTuple):
    """Periods that are told, and those that are closed and are not; the oldest first."""

    told: list[PublishedPeriod]
    untold: list[UntoldPeriod]


def chosen(
    grain: Grain,
    spans: Sequence[Span],
    published: Mapping[Period, PublishedPeriod],
    fewest: int,
    since: date | None,
) -> Chosen:
    """Which of some closed periods are told where fewer than `fewest` people are never shown.

    The first that was ever published of its grain began on the day `since`; what was before it comes no more.
    """
    told, untold = [], []
    for span in spans:
        known = published.get(Period(grain, span.first))
        reason = _unpublished(span, since) if known is None else why_not(known, fewest)
        if reason is not None:
            untold.append(UntoldPeriod(from_=span.first, to=span.after, reason=reason))
        elif known is not None:
            told.append(known)
    return Chosen(told, untold)


def why_not(known: PublishedPeriod, fewest: int) -> Reason | None:
    """Why a published period is not told where fewer than `fewest` people are never shown; None: it is."""
    if known.k >= fewest:
        return None
    return Reason("period-of-fewer", {"k": known.k, "fewest": fewest})


def _unpublished(span: Span, since: date | None) -> Reason:
    """Why nothing is published of a closed period."""
    is_earlier = since is not None and span.first < since
    return Reason("period-without-evidence" if is_earlier else "period-not-told-yet")


def usage_period(
    told: PublishedPeriod, platforms: Sequence[PublishedPlatform], usage: list[UsageRow]
) -> UsagePeriod:
    """A published period as a document."""
    return UsagePeriod(
        grain=told.period.grain,
        from_=told.period.first_day,
        to=told.after_day,
        told_at=instant(told.told_at_ms),
        k=told.k,
        joined_share=told.joined_share,
        by_address_share=told.by_address_share,
        platforms=[_platform(each) for each in platforms],
        usage=usage,
    )


def usage_row(platform: str, cell: PublishedCell) -> UsageRow:
    """A published cell as a row."""
    surface = None if cell.surface == ALL else cell.surface
    if cell.kind == "withheld":
        return UsageRow(unit=cell.unit, platform=platform, withheld=True)
    if cell.kind == "other-units":
        return UsageRow(
            unit=cell.unit,
            platform=platform,
            requests=cell.requests,
            bytes_down=cell.bytes_down,
            bytes_up=cell.bytes_up,
            other_units=True,
            children=cell.children or 0,
        )
    return UsageRow(
        unit=cell.unit,
        platform=platform,
        surface=surface,
        requests=cell.requests,
        people=cell.people,
        bytes_down=cell.bytes_down,
        bytes_up=cell.bytes_up,
        outcomes=dict(cell.outcomes or {}),
    )


def suppressed_in(period: UsagePeriod) -> int:
    """How many cells of units are withheld; small units, which are not told by name, are in a sum's count."""
    named = sum(row.withheld is True for row in period.usage)
    return max(named, sum(row.children or 0 for row in period.usage if row.other_units is True))


def _platform(told: PublishedPlatform) -> PlatformUsage:
    """A platform's totals."""
    return PlatformUsage(
        platform=told.platform,
        requests=told.requests,
        people=told.people,
        units=told.units,
        bytes_down=told.bytes_down,
        bytes_up=told.bytes_up,
        blocked=told.outcomes.get(BLOCKED, 0),
        seen_as_embed=told.seen_as_embed,
        outcomes=dict(told.outcomes),
    )
