"""Local time for five-minute slots: days and hours of the week as the organisation lives them."""

from datetime import UTC, date, datetime, timedelta, tzinfo

import numpy as np
from numpy.typing import NDArray

from streams.domain.cells import SLOT_MS

SLOTS_A_QUARTER = 3
"""Every offset from UTC in use since 1972 is a multiple of fifteen minutes, so a quarter has one offset."""

_QUARTER_SECONDS = SLOTS_A_QUARTER * SLOT_MS // 1000


_DAY_ZERO = date(1970, 1, 1)


def date_of(day: int) -> date:
    """The date of a day that is counted from 1970-01-01."""
    return _DAY_ZERO + timedelta(days=day)


def day_of(at: date) -> int:
    """The day of a date, counted from 1970-01-01."""
    return (at - _DAY_ZERO).days


class Calendar:
    """Days and hours of the week of one time zone, asked by columns and remembered by quarter of an hour."""

    def __init__(self, zone: tzinfo) -> None:
        self.zone = zone
        self._known: dict[int, tuple[int, int]] = {}

    def days(self, slots: NDArray[np.int64]) -> NDArray[np.int64]:
        """The local day of each slot, counted from 1970-01-01 = 0."""
        return self._columns(slots)[:, 0]

    def day_at(self, at_ms: int) -> int:
        """The local day of a moment in Unix milliseconds."""
        return int(self.days(np.array([at_ms // SLOT_MS]))[0])

    def hours_of_week(self, slots: NDArray[np.int64]) -> NDArray[np.int64]:
        """The local hour of the week of each slot: 0 is Monday 00:00 to 01:00, 167 the last of Sunday."""
        return self._columns(slots)[:, 1]

    def _columns(self, slots: NDArray[np.int64]) -> NDArray[np.int64]:
        quarters, inverse = np.unique(slots // SLOTS_A_QUARTER, return_inverse=True)
        answers = [self._answer(quarter) for quarter in quarters.tolist()]
        return np.array(answers, np.int64).reshape(-1, 2)[inverse]

    def _answer(self, quarter: int) -> tuple[int, int]:
        """Day and hour of the week of one quarter of an hour."""
        if quarter not in self._known:
            local = datetime.fromtimestamp(quarter * _QUARTER_SECONDS, UTC).astimezone(self.zone)
            day = local.toordinal() - datetime(1970, 1, 1, tzinfo=UTC).toordinal()
            self._known[quarter] = (day, local.weekday() * 24 + local.hour)
        return self._known[quarter]
