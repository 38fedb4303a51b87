"""When an account is silent: nothing comes from it, though by its own habits much should have come.

The idea is that of `streams.domain.silences`: a pause counts by the usual gaps that fit into it, at the hours
at which it falls. So a night is no silence, and neither is an account from which little comes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from monitors.domain.accounts.caring import LocalTime

HOUR_MS: Final = 3_600_000


@dataclass(frozen=True, slots=True)
class QuietLimits:
    """Thresholds: an account is judged once it was heard on so many days, and usually so often on each.

    It is silent after `usual_gaps` of its usual gaps, or after `longest_times` its own longest pause where
    that is longer, but not before `shortest_hours`; never is more than `most_gaps` asked for.
    """

    least_days: int = 10
    least_a_day: float = 5.0
    usual_gaps: float = 10.0
    longest_times: float = 1.5
    most_gaps: float = 30.0
    shortest_hours: float = 2.0


USUAL_LIMITS: Final = QuietLimits()


class Habit(NamedTuple):
    """How much usually comes in each hour, of working days and of week-ends, and how much makes a silence.

    `a_day` is how much comes on a usual working day.
    """

    working: tuple[float, ...]
    weekend: tuple[float, ...]
    a_day: float
    silent_at: float

    def expected(self, day: int, hour: int) -> float:
        """How much usually comes in an hour of a local day."""
        return (self.weekend if is_weekend(day) else self.working)[hour]


def is_weekend(day: int) -> bool:
    """Whether a day, counted from 1970-01-01 (a Thursday), is a Saturday or a Sunday."""
    return (day + 3) % 7 >= 5


def habit_of(
    days: Mapping[int, Mapping[int, int]], first_day: int, last_day: int, limits: QuietLimits = USUAL_LIMITS
) -> Habit | None:
    """The habit that these days show: by local day, what came by hour of it; days left out had nothing.

    None where the account is not heard of on enough days, or too little on a usual working day (the median).
    """
    span = range(max(first_day, min(days, default=last_day + 1)), last_day + 1)
    working = [day for day in span if not is_weekend(day)]
    heard = sum(bool(days.get(day)) for day in span)
    sums = sorted(sum(days.get(day, {}).values()) for day in working)
    a_day = float(sums[(len(sums) - 1) // 2]) if sums else 0.0
    if heard < limits.least_days or a_day < limits.least_a_day:
        return None
    rates = _rates(days, working), _rates(days, [day for day in span if is_weekend(day)])
    longest = _longest_pause(days, span, rates)
    silent_at = min(max(limits.usual_gaps, limits.longest_times * longest), limits.most_gaps)
    return Habit(*rates, a_day, silent_at)


def is_silent(
    habit: Habit, heard_ms: int, now_ms: int, local: LocalTime, limits: QuietLimits = USUAL_LIMITS
) -> bool:
    """Whether so much should have come since it was heard that it must be silent."""
    if now_ms - heard_ms < limits.shortest_hours * HOUR_MS:
        return False
    expected, at_ms = 0.0, heard_ms
    while at_ms < now_ms and expected < habit.silent_at:
        end_ms = min((at_ms // HOUR_MS + 1) * HOUR_MS, now_ms)
        expected += habit.expected(*local(at_ms)) * (end_ms - at_ms) / HOUR_MS
        at_ms = end_ms
    return expected >= habit.silent_at


def _rates(days: Mapping[int, Mapping[int, int]], some: Sequence[int]) -> tuple[float, ...]:
    """What comes in each hour on average."""
    if not some:
        return (0.0,) * 24
    return tuple(sum(days.get(day, {}).get(hour, 0) for day in some) / len(some) for hour in range(24))


def _longest_pause(
    days: Mapping[int, Mapping[int, int]],
    span: range,
    rates: tuple[tuple[float, ...], tuple[float, ...]],
) -> float:
    """The longest run of hours without anything, by what usually comes in them."""
    longest = pause = 0.0
    for day in span:
        for hour in range(24):
            pause = 0.0 if days.get(day, {}).get(hour) else pause + rates[is_weekend(day)][hour]
            longest = max(longest, pause)
    return longest
