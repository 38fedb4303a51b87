"""Days and hours of the week as people live them, on days of 23 and 25 hours and in half-hour zones."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitors.domain.calendar import Calendar
from streams.domain.lines import EARLIEST_MS, LATEST_MS

SLOT_SECONDS = 300
ZONES = (
    "UTC",
    "America/Toronto",
    "America/St_Johns",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Apia",
)


def slot(at: datetime) -> int:
    return int(at.timestamp()) // SLOT_SECONDS


@given(
    st.sampled_from(ZONES), st.lists(st.integers(EARLIEST_MS // 300_000, LATEST_MS // 300_000), max_size=20)
)
def test_every_slot_has_the_day_and_hour_that_its_clock_shows(zone: str, slots: list[int]) -> None:
    calendar = Calendar(ZoneInfo(zone))
    local = [datetime.fromtimestamp(number * SLOT_SECONDS, ZoneInfo(zone)) for number in slots]

    columns = np.array(slots, np.int64)
    assert calendar.days(columns).tolist() == [at.toordinal() - 719_163 for at in local]
    assert calendar.hours_of_week(columns).tolist() == [at.weekday() * 24 + at.hour for at in local]


@pytest.mark.parametrize(
    ("day", "slots_of_the_day"),
    [(datetime(2026, 3, 8), 23 * 12), (datetime(2026, 11, 1), 25 * 12), (datetime(2026, 6, 1), 24 * 12)],  # noqa: DTZ001 (local days)
    ids=["summer time begins", "summer time ends", "any day"],
)
def test_a_day_lasts_from_one_local_midnight_to_the_next(day: datetime, slots_of_the_day: int) -> None:
    zone = ZoneInfo("America/Toronto")
    begins = slot(day.replace(tzinfo=zone))
    around = np.arange(begins - 300, begins + 600)

    days = Calendar(zone).days(around)

    today = day.toordinal() - 719_163
    assert np.count_nonzero(days == today) == slots_of_the_day
    assert around[days == today][0] == begins


def test_the_hour_that_happens_twice_is_one_hour_of_the_week() -> None:
    zone = ZoneInfo("America/Toronto")
    one_o_clock = datetime(2026, 11, 1, 5, tzinfo=UTC)  # 01:00 EDT, an hour before 01:00 EST
    slots = slot(one_o_clock) + np.arange(24)

    assert set(Calendar(zone).hours_of_week(slots).tolist()) == {6 * 24 + 1}


def test_nothing_asked_is_nothing_answered() -> None:
    nothing = np.zeros(0, np.int64)

    assert Calendar(UTC).days(nothing).tolist() == Calendar(UTC).hours_of_week(nothing).tolist() == []
