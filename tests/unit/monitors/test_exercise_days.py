"""Days and times of an exercise, as people name them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitors.domain.calendar import day_of
from monitors.exercise_days import WEEKDAYS, DayError, named_day, named_span, stretches

THURSDAY = date(2026, 3, 5)
TORONTO = ZoneInfo("America/Toronto")


@pytest.mark.parametrize(
    ("named", "day"),
    [
        ("2026-03-02", date(2026, 3, 2)),
        ("yesterday", date(2026, 3, 4)),
        ("last-tuesday", date(2026, 3, 3)),
        ("Last-Thursday", date(2026, 2, 26)),
        ("friday", date(2026, 2, 27)),
    ],
)
def test_days_are_counted_back_from_today(named: str, day: date) -> None:
    assert named_day(named, THURSDAY) == day


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.sampled_from(WEEKDAYS))
def test_a_last_weekday_is_within_the_week_before_today(today: date, weekday: str) -> None:
    day = named_day(f"last-{weekday}", today)

    assert day.weekday() == WEEKDAYS.index(weekday)
    assert 1 <= (today - day).days <= 7


@pytest.mark.parametrize("named", ["tomorrow", "2026-02-30", "last-day", ""])
def test_what_is_no_day_is_told_what_to_write(named: str) -> None:
    with pytest.raises(DayError, match="write a date as 2026-03-02, yesterday, or a weekday"):
        named_day(named, THURSDAY)


def test_times_are_local_and_the_night_ends_on_the_next_day() -> None:
    day = date(2026, 3, 3)

    def utc(text: str) -> int:
        return round(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)

    assert named_span(day, "09:00", "15:30", TORONTO) == (utc("2026-03-03T14:00"), utc("2026-03-03T20:30"))
    assert named_span(day, "22:00", "06:00", TORONTO) == (utc("2026-03-04T03:00"), utc("2026-03-04T11:00"))
    assert named_span(day, "00:00", "24:00", TORONTO) == (utc("2026-03-03T05:00"), utc("2026-03-04T05:00"))


@pytest.mark.parametrize(("begin", "end"), [("9", "15:00"), ("09:00", "25:00"), ("09:00", "15:60")])
def test_what_is_no_time_is_told_what_to_write(begin: str, end: str) -> None:
    with pytest.raises(DayError, match="write a time of the day as 09:00"):
        named_span(THURSDAY, begin, end, TORONTO)


def test_nothing_is_gone_from_a_time_to_the_same_time() -> None:
    with pytest.raises(DayError, match="name two"):
        named_span(THURSDAY, "09:00", "09:00", TORONTO)


def test_the_days_that_are_there_are_named_as_stretches() -> None:
    first = day_of(date(2026, 3, 2))

    assert stretches([first + 7, first, first + 1, first + 2]) == "2026-03-02 to 2026-03-04, 2026-03-09"
    assert stretches([]) == ""
    assert stretches(range(first, first + 40, 2)).startswith("…, ")
