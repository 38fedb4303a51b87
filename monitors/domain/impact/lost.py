"""Working slots that an outage took: what would have been used less what was, and what was caught up later.

An hour that failed for a part only can have lost no more than that part. Nothing is ever lost below 0: a unit
that did more than usual while it failed lost nothing, and did not lose less elsewhere by it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import compress
from typing import Final

from msgspec import Struct

from monitors.domain.calendar import Calendar
from monitors.domain.impact.expected import NOTHING, Range, UseByHour
from monitors.domain.impact.missed import HourWithin, hours_within
from monitors.domain.usage_rows import HourKey
from streams.domain.outcomes import Outcome

_OURS: Final = frozenset({Outcome.OUR_POLICY, Outcome.OUR_AUTH, Outcome.OUR_PROXY})
_WENT_OUT: Final = tuple(outcome not in _OURS for outcome in Outcome)
_PASSED: Final = tuple(outcome in {Outcome.OK, Outcome.PLAT_4XX} for outcome in Outcome)


class HourImpact(Struct, frozen=True, kw_only=True):
    """What an outage did to a unit on a platform in one hour, in working slots.

    `seen` is what passed: the slots of the hour, times the part of its requests that did. An hour of the
    outage has `lost`, one behind it `caught_up`.
    """

    expected: Range
    seen: float
    lost: Range = NOTHING
    caught_up: Range = NOTHING


class Loss(Struct, frozen=True, kw_only=True):
    """What was lost in all, what of that was caught up after the recovery, and what is left."""

    lost: Range
    caught_up: Range
    net: Range


def hour_within(expected: Range, seen: float, part: float = 1.0) -> HourImpact:
    """An hour of which a part lies within the outage: no more can be lost than that part."""
    most = expected.times(part)
    lost = Range(min(max(expected.low - seen, 0.0), most.low), min(max(expected.high - seen, 0.0), most.high))
    return HourImpact(expected=expected, seen=seen, lost=lost)


def hour_behind(expected: Range, seen: float) -> HourImpact:
    """An hour behind the outage: what it brought beyond what would have come anyway was put off."""
    late = Range(max(seen - expected.high, 0.0), max(seen - expected.low, 0.0))
    return HourImpact(expected=expected, seen=seen, caught_up=late)


def loss_of(hours: Iterable[HourImpact]) -> Loss:
    """What an outage took from a unit in all. Nothing more can be caught up than was lost."""
    some = list(hours)
    lost = sum((each.lost for each in some), NOTHING)
    late = sum((each.caught_up for each in some), NOTHING)
    caught_up = Range(min(late.low, lost.high), min(late.high, lost.high))
    net = Range(max(lost.low - caught_up.high, 0.0), max(lost.high - caught_up.low, 0.0))
    return Loss(lost=lost, caught_up=caught_up, net=net)


def passed_shares(
    hours: Mapping[HourKey, Sequence[int]], platform: str, calendar: Calendar
) -> dict[tuple[int, int], float]:
    """Local day and hour -> the part of certain use that passed, of all that went out to a platform."""
    went: dict[int, int] = defaultdict(int)
    passed: dict[int, int] = defaultdict(int)
    for key, counts in hours.items():
        if key.platform == platform and key.use == "yes":
            went[key.hour_ms] += sum(compress(counts, _WENT_OUT))
            passed[key.hour_ms] += sum(compress(counts, _PASSED))
    return {
        (hour.day, hour.hour): passed[hour.at_ms] / went[hour.at_ms]
        for at_ms in went
        for hour in hours_within(at_ms, at_ms + 1, calendar)
        if went[at_ms]
    }


def hours_of_outage(
    use: UseByHour,
    passed: Mapping[tuple[int, int], float],
    during: Sequence[HourWithin],
    behind: Sequence[HourWithin],
) -> dict[int, HourImpact]:
    """Each hour of an outage and of the time behind it, by its beginning; none where nobody can say."""
    found = {}
    for hour in (*behind, *during):  # an hour in which it ended is one of the outage
        expected = use.expected(hour.day, hour.hour)
        if expected is not None:
            seen = use.seen(hour.day, hour.hour) * passed.get((hour.day, hour.hour), 1.0)
            is_within = hour in during
            found[hour.at_ms] = (
                hour_within(expected, seen, hour.part) if is_within else hour_behind(expected, seen)
            )
    return found
