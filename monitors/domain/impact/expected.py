"""What a unit would have used of a platform in an hour: a range of working slots, told from the weeks before.

A *working slot* is one person active within one slot of five minutes (`Strand.slots`). Slots are counted by
day; within a day they are spread over its hours as the requests were.

An hour is compared with the same local hour of earlier days on which the unit worked in it, as far as its own
general traffic says (`monitors.domain.reliance.figures`). So shifts, part-time weeks and holidays need no
calendar. What was used in each of those hours is scaled by the unit's general traffic:

    told = slots then * general traffic now / general traffic then

A quarter of what is told lies below the range and a quarter above it. Ranges of the same weekday are shrunk
towards those of every day, as outage detection does with volume (James and Stein, "Estimation with quadratic
loss", 1961): with n such weekdays, n / (n + SHRINK_WEEKS) is theirs. Where general traffic was never seen,
nothing is scaled, and a holiday looks like any other day. Hours in which the platform failed are set aside.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from monitors.domain.reliance.figures import Work
from monitors.domain.reliance.records import HOURS_A_DAY, STRAND_COLUMNS, Floats, PairDays

LOW, HIGH = 0.25, 0.75
"""The quantiles of comparable hours between which a range lies."""

SHRINK_WEEKS: Final = 3.0
"""After so many weeks the same weekday counts for as much as all days together."""

DAYS_A_WEEK: Final = 7
_SLOTS: Final = STRAND_COLUMNS.index("slots")


class Range(Struct, frozen=True):
    """From `low` to `high` working slots, both 0 or more, `low` never above `high`.

    The sum of ranges is a wide one: it takes them to be low together and high together.
    """

    low: float
    high: float

    def __add__(self, other: "Range") -> "Range":
        return Range(self.low + other.low, self.high + other.high)

    def times(self, part: float) -> "Range":
        """A part of it."""
        return Range(self.low * part, self.high * part)

    def around(self, value: float) -> "Range":
        """The range stretched until it holds a value."""
        return Range(min(self.low, value), max(self.high, value))


NOTHING: Final = Range(0.0, 0.0)


@dataclass(frozen=True, slots=True)
class UseByHour:
    """One unit on one platform by local day and hour: `slots` has a row for each day of the window of `work`.

    `failed` marks the hours in which the platform is known to have failed for the unit.
    """

    work: Work
    slots: Floats
    failed: NDArray[np.bool_]

    @staticmethod
    def of(work: Work, pair: PairDays, failed: Iterable[tuple[int, int]] = ()) -> "UseByHour":
        """A pair in the window of its unit's work; `failed` are days, counted from 1970, and local hours."""
        seen = pair.between(work.first_day, work.last_day)
        strand = seen.strands[0]
        requests = strand.hours.sum(axis=1, keepdims=True)
        spread = np.divide(strand.hours, requests, out=np.zeros_like(strand.hours), where=requests > 0)
        slots = np.zeros((len(work.general), HOURS_A_DAY))
        slots[seen.days - work.first_day] = strand.table[:, [_SLOTS]] * spread
        mask = np.zeros(slots.shape, bool)
        for day, hour in failed:
            if work.first_day <= day <= work.last_day:
                mask[day - work.first_day, hour] = True
        return UseByHour(work, slots, mask)

    def seen(self, day: int, hour: int) -> float:
        """Working slots that were used in a local hour of a day; 0 outside the window."""
        row = day - self.work.first_day
        return float(self.slots[row, hour]) if 0 <= row < len(self.slots) else 0.0

    def has_failed(self, day: int, hour: int) -> bool:
        """Whether the platform is known to have failed then."""
        row = day - self.work.first_day
        return bool(self.failed[row, hour]) if 0 <= row < len(self.failed) else False

    def expected(self, day: int, hour: int) -> Range | None:
        """What would have been used in a local hour of a day, had nothing failed.

        None where no earlier day can be compared, and outside the window: nobody can say.
        """
        row, known = day - self.work.first_day, self.work.is_known
        if not 0 <= row < len(self.slots):
            return None
        if known and self.work.general[row, hour] <= 0:
            return NOTHING
        like_it = self.work.worked[:row, hour] if known else self.work.observed[:row]
        rows = np.flatnonzero(like_it & ~self.failed[:row, hour])
        if not len(rows):
            return None
        told = self.slots[rows, hour]
        if known:
            told = told * (self.work.general[row, hour] / self.work.general[rows, hour])
        every = _quartiles(told)
        weekdays = told[(row - rows) % DAYS_A_WEEK == 0]
        if not len(weekdays):
            return every
        own = len(weekdays) / (len(weekdays) + SHRINK_WEEKS)
        return _quartiles(weekdays).times(own) + every.times(1 - own)


def _quartiles(values: Floats) -> Range:
    """Where the middle half of some values lies."""
    low, high = np.quantile(values, (LOW, HIGH)).tolist()
    return Range(low, max(low, high))
