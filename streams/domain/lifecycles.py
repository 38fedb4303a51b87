"""From when until when a platform or a host name was what the catalogue says it is.

Days are UTC days. A day may be written as coarsely as it is known (`2013`, `2013-07`, `2013-07-01`); a coarse
day is generous: a life *since* 2013 has all of 2013, and so has a life *until* 2013.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date

MS_PER_DAY = 86_400_000
_EPOCH = date(1970, 1, 1).toordinal()
_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_FIRST_YEAR, _LAST_YEAR = 1990, 2200  # the Web's own life, with room; keeps day arithmetic far from its ends


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """First and last day, both inclusive; None where there is no end on that side."""

    since: date | None = None
    until: date | None = None


FOREVER = Lifecycle()


def lifecycle_of(since: str, until: str) -> Lifecycle:
    """The life from its two written ends; an empty text is no end.

    Raises ValueError with a sentence that says what to write instead.
    """
    if not since and not until:
        return FOREVER
    first = _day(since, last=False) if since else None
    final = _day(until, last=True) if until else None
    if first is not None and final is not None and final < first:
        raise ValueError(f"it ends ({until}) before it begins ({since}); swap or correct the two")
    return Lifecycle(first, final)


def start_ms(day: date) -> int:
    """The first millisecond of a day, in Unix milliseconds UTC."""
    return (day.toordinal() - _EPOCH) * MS_PER_DAY


def end_ms(day: date) -> int:
    """The first millisecond after a day, in Unix milliseconds UTC."""
    return start_ms(day) + MS_PER_DAY


def _day(text: str, *, last: bool) -> date:
    """The first or the last day that a year, month or day covers."""
    written = _DAY.fullmatch(text)
    if written is None:
        raise ValueError(f'"{text}" is no day; write a year, a month or a day: 2013, 2013-07 or 2013-07-01')
    year, month, day = (int(part) if part else 0 for part in written.groups())
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise ValueError(f'"{text}" is outside the years {_FIRST_YEAR} to {_LAST_YEAR}')
    month = month if written[2] else (12 if last else 1)
    if not 1 <= month <= 12:
        raise ValueError(f'"{text}" names no month of the calendar; months are 01 to 12')
    longest = calendar.monthrange(year, month)[1]
    day = day if written[3] else (longest if last else 1)
    if not 1 <= day <= longest:
        raise ValueError(f'"{text}" names no day of the calendar; that month has the days 01 to {longest}')
    return date(year, month, day)
