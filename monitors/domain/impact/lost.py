"""Working slots that an outage took: what would have been used less what was, and what was caught up later.

An hour that failed for a part only can have lost no more than that part. Nothing is ever lost below 0: a unit
that did more than usual while it failed lost nothing, and did not lose less elsewhere by it.
"""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from monitors.domain.impact.expected import NOTHING, Range


class HourOfUse(Struct, frozen=True, kw_only=True):
    """One hour: what would have been used, what was, and which part of it lies within the outage."""

    expected: Range
    seen: float
    part: float = 1.0


class Loss(Struct, frozen=True, kw_only=True):
    """What was lost in all, what of that was caught up after the recovery, and what is left."""

    lost: Range
    caught_up: Range
    net: Range


def lost_in(hour: HourOfUse) -> Range:
    """What one hour of an outage took."""
    most = hour.expected.times(hour.part)
    return Range(
        min(max(hour.expected.low - hour.seen, 0.0), most.low),
        min(max(hour.expected.high - hour.seen, 0.0), most.high),
    )


def caught_up_in(hour: HourOfUse) -> Range:
    """What one hour after an outage brought beyond what would have come anyway."""
    return Range(max(hour.seen - hour.expected.high, 0.0), max(hour.seen - hour.expected.low, 0.0))


def loss_of(hours: Iterable[HourOfUse], after: Sequence[HourOfUse] = (), horizon: int = 0) -> Loss:
    """The hours of an outage, and those `after` it in their order, of which the first `horizon` count.

    Nothing more can be caught up than was lost.
    """
    lost = sum(map(lost_in, hours), NOTHING)
    late = sum(map(caught_up_in, after[:horizon]), NOTHING)
    caught_up = Range(min(late.low, lost.high), min(late.high, lost.high))
    net = Range(max(lost.low - caught_up.high, 0.0), max(lost.high - caught_up.low, 0.0))
    return Loss(lost=lost, caught_up=caught_up, net=net)
