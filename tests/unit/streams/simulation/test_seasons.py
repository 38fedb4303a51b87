"""The year of the province: days on which nobody in an office works, and weeks in which many are away."""

from datetime import UTC, date, datetime

import pytest

from streams.simulation import disturbance
from streams.simulation.seasons import AWAY, Year, provincial_holidays
from tests.simulated_logs import TUESDAY_AT_NINE, morning, written

OFFICES = {"Revenue", "Corporate", "Health and Families"}


@pytest.mark.parametrize(
    ("year", "days"),
    [
        (2024, "01-01 02-19 03-29 05-20 07-01 09-02 10-14 12-25 12-26"),
        (2026, "01-01 02-16 04-03 05-18 07-01 09-07 10-12 12-25 12-26"),
    ],
)
def test_the_holidays_are_those_of_the_calendar_on_the_wall(year: int, days: str) -> None:
    assert provincial_holidays(year) == tuple(date.fromisoformat(f"{year}-{day}") for day in days.split())


@pytest.mark.parametrize("year", range(1998, 2040))
def test_good_friday_is_a_friday_between_the_twentieth_of_march_and_the_twenty_third_of_april(
    year: int,
) -> None:
    friday = provincial_holidays(year)[2]
    assert friday.weekday() == 4
    assert date(year, 3, 20) <= friday <= date(year, 4, 23)


def test_on_a_holiday_only_those_work_who_work_on_sundays() -> None:
    _, usual = written(morning())
    _, quiet = written(morning(holidays=(date(2026, 11, 24),)))
    _, declared = written(
        morning(disturbances=(disturbance("holiday:all@2026-11-24T13:00:00Z+7200", TUESDAY_AT_NINE),))
    )
    assert {cell.unit for cell in usual.requests} >= OFFICES
    assert not {cell.unit for cell in quiet.requests} & OFFICES
    assert quiet.request_lines == declared.request_lines < usual.request_lines / 2
    (holiday,) = declared.disturbances
    assert (holiday.cause, holiday.requests, holiday.platforms) == ("none", 0, [])


def test_a_holiday_elsewhere_changes_nothing() -> None:
    assert written(morning(holidays=(date(2026, 11, 25),))) == written(morning())


def test_in_summer_more_people_are_away_than_in_autumn_and_at_christmas_most() -> None:
    days = [date(2026, month, day) for month, day in ((11, 24), (7, 15), (12, 23))]
    shares = [Year(seasons=True).away(day) for day in days]
    assert shares == sorted(shares)
    assert shares[0] == AWAY == Year().away(days[2])
    summer = datetime(2026, 7, 14, 13, tzinfo=UTC)
    usual, away = (written(morning(begins_at=summer, seasons=seasons))[1] for seasons in (False, True))
    assert away.request_lines < 0.9 * usual.request_lines


def test_a_year_round_log_is_the_same_with_seasons_in_november() -> None:
    assert written(morning(seasons=True)) == written(morning())
