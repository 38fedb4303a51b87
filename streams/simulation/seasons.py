"""The province's year: its public holidays, and how many are on leave when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from streams.simulation.disturbances import Disturbance

AWAY: Final = 0.08
"""Share of people on leave or ill on any day."""

LEAVE: Final[tuple[tuple[tuple[int, int], tuple[int, int], float], ...]] = (
    ((1, 1), (1, 5), 0.45),
    ((3, 11), (3, 22), 0.18),
    ((7, 1), (8, 31), 0.3),
    ((12, 20), (12, 31), 0.55),
)
"""First and last (month, day), and the share that is away then: New Year, school break, summer, Christmas."""

_SUNDAY_MINUTES: Final = 6 * 24 * 60
_DAY_MINUTES: Final = 24 * 60


def provincial_holidays(year: int) -> tuple[date, ...]:
    """The public holidays of a Canadian province in one year, in their order.

    New Year, Family Day, Good Friday, Victoria Day, Canada Day, Labour Day, Thanksgiving, Christmas and
    Boxing Day (Ontario's Employment Standards Act, 2000, section 1), on the day itself even at a weekend.
    """
    return (
        date(year, 1, 1),
        _monday(year, 2, 3),
        _easter(year) - timedelta(days=2),
        date(year, 5, 24) - timedelta(days=date(year, 5, 24).weekday()),
        date(year, 7, 1),
        _monday(year, 9, 1),
        _monday(year, 10, 2),
        date(year, 12, 25),
        date(year, 12, 26),
    )


@dataclass(frozen=True, slots=True)
class Year:
    """Which days nobody in an office works, and how many are away on the others.

    Without seasons as many are away on every day. `disturbances` may hold holidays that a script declares.
    """

    holidays: frozenset[date] = frozenset()
    seasons: bool = False
    disturbances: Sequence[Disturbance] = ()

    def minute_of_week(self, local: datetime, at_ms: int) -> int:
        """By which minute of a week people live: a holiday's minutes are those of a Sunday."""
        minute = local.hour * 60 + local.minute
        declared = any(d.kind == "holiday" and d.from_ms <= at_ms < d.to_ms for d in self.disturbances)
        if declared or local.date() in self.holidays:
            return _SUNDAY_MINUTES + minute
        return local.weekday() * _DAY_MINUTES + minute

    def away(self, day: date) -> float:
        """The share of people on leave or ill on a day."""
        if self.seasons:
            for first, last, share in LEAVE:
                if first <= (day.month, day.day) <= last:
                    return share
        return AWAY


def _monday(year: int, month: int, number: int) -> date:
    """The first, second, ... Monday of a month."""
    first = date(year, month, 1)
    return first + timedelta(days=-first.weekday() % 7 + 7 * (number - 1))


def _easter(year: int) -> date:
    """Easter Sunday, by the anonymous Gregorian algorithm (Meeus, Astronomical Algorithms, 1991)."""
    century, in_century = divmod(year, 100)
    leaps, of_leap = divmod(century, 4)
    moon = (century - (century + 8) // 25 + 1) // 3
    golden = year % 19
    epact = (19 * golden + century - leaps - moon + 15) % 30
    in_leaps, of_century = divmod(in_century, 4)
    weekday = (32 + 2 * of_leap + 2 * in_leaps - epact - of_century) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)
