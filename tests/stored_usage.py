"""A day of use by three units, one of them small, and a source that is complete until a week later."""

from typing import Final

from monitors.domain.usage_rows import DayKey, DaySketches, HourKey, UsageRows
from monitors.store import Work
from tests.stored_register import SMALL
from tests.stored_work import NOON_MS, days, hours, minutes, source

A_WEEK_MS: Final = 7 * 24 * 3_600_000
PEOPLE: Final = {"Citizen Services": range(1, 31), "Parks": range(31, 51), SMALL: range(51, 54)}


def used() -> Work:
    """A hundred requests by each of them, on Facebook."""
    hour_rows: dict[HourKey, tuple[int, ...]] = {}
    day_rows: dict[DayKey, DaySketches] = {}
    for unit, people in PEOPLE.items():
        hour_rows |= hours(unit, 100 * len(people))
        day_rows |= days(unit, list(people))
    return Work(
        usage=UsageRows(hour_rows, day_rows),
        minutes=minutes(40),
        sources=[source("proxy", NOON_MS + A_WEEK_MS)],
    )
