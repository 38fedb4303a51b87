"""What an outage did: told from whole hours against the unit's own general traffic, or not at all."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from monitors.domain.calendar import Calendar
from monitors.domain.reliance.outages import Failure, UnitUse, outages_of
from monitors.domain.reliance.records import Floats

DAY = 20_514
DAYS = 15
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
LAST = MONDAY + timedelta(days=DAYS - 1)
UTC_CALENDAR = Calendar(UTC)


def office(each_hour: float) -> Floats:
    """So many requests in each hour from nine to five, every day."""
    table = np.zeros((DAYS, 24))
    table[:, 9:17] = each_hour
    return table


def use(**platforms: Floats) -> UnitUse:
    return UnitUse(np.arange(DAY, DAY + DAYS), office(1_000), platforms)


def failure(begin: str, end: str, platforms: frozenset[str] = frozenset({"x"})) -> Failure:
    """An incident on the last day, from one time of the day to another."""
    first, last = (
        round((LAST + timedelta(hours=int(at[:2]), minutes=int(at[3:]))).timestamp() * 1000)
        for at in (begin, end)
    )
    return Failure("i", platforms, frozenset({"Roads"}), first, last)


def with_hours(table: Floats, hours: slice, requests: float) -> Floats:
    """The same with other figures in some hours of the last day."""
    table = table.copy()
    table[-1, hours] = requests
    return table


def test_who_keeps_trying_and_who_gives_up_is_seen_against_what_would_have_come() -> None:
    tried = use(x=with_hours(office(50), slice(10, 12), 50))
    gave_up = use(x=with_hours(office(50), slice(10, 12), 5))

    [insisted] = outages_of("Roads", "x", tried, [failure("09:40", "12:20")], UTC_CALENDAR)
    [left] = outages_of("Roads", "x", gave_up, [failure("09:40", "12:20")], UTC_CALENDAR)

    assert [insisted.expected, left.expected] == pytest.approx([100, 100])
    assert [insisted.tried, left.tried] == [100, 10]


def test_nobody_gave_up_who_was_on_holiday() -> None:
    quiet = use(x=with_hours(office(50), slice(9, 17), 5))
    away = UnitUse(quiet.days, with_hours(office(1_000), slice(9, 17), 100), quiet.by_platform)

    [told] = outages_of("Roads", "x", away, [failure("10:00", "15:00")], UTC_CALENDAR)

    assert told.expected == pytest.approx(told.tried)


def test_what_came_up_elsewhere_took_its_place() -> None:
    moved = use(x=with_hours(office(400), slice(10, 12), 0), y=with_hours(office(50), slice(10, 12), 350))

    [told] = outages_of("Roads", "x", moved, [failure("10:00", "12:00")], UTC_CALENDAR)

    assert told.replaced == pytest.approx(600 / 800)


def test_nothing_elsewhere_is_nothing_and_what_may_be_chance_is_unknown() -> None:
    stayed = use(x=with_hours(office(400), slice(10, 12), 0), y=office(50))
    drowned = use(x=with_hours(office(20), slice(10, 12), 0), y=with_hours(office(900), slice(10, 12), 920))

    [nothing] = outages_of("Roads", "x", stayed, [failure("10:00", "12:00")], UTC_CALENDAR)
    [unknown] = outages_of("Roads", "x", drowned, [failure("10:00", "12:00")], UTC_CALENDAR)

    assert nothing.replaced == 0
    assert unknown.replaced is None


def test_a_provider_that_takes_several_platforms_away_leaves_none_of_them_as_a_way_out() -> None:
    both = frozenset({"x", "y"})
    fallen = use(x=with_hours(office(400), slice(10, 12), 0), y=with_hours(office(50), slice(10, 12), 500))

    [told] = outages_of("Roads", "x", fallen, [failure("10:00", "12:00", both)], UTC_CALENDAR)

    assert told.replaced == 0


@pytest.mark.parametrize(
    ("begin", "end"),
    [("10:05", "10:55"), ("02:00", "05:00"), ("16:30", "17:30")],
    ids=["short", "night", "edge"],
)
def test_where_no_whole_working_hour_fell_into_it_nothing_is_said(begin: str, end: str) -> None:
    assert outages_of("Roads", "x", use(x=office(50)), [failure(begin, end)], UTC_CALENDAR) == []


def test_it_concerns_only_the_units_and_platforms_that_were_hurt() -> None:
    told = use(x=office(50), y=office(50))

    assert outages_of("Parks", "x", told, [failure("10:00", "12:00")], UTC_CALENDAR) == []
    assert outages_of("Roads", "y", told, [failure("10:00", "12:00")], UTC_CALENDAR) == []
    assert outages_of("Roads", "z", told, [failure("10:00", "12:00", frozenset({"z"}))], UTC_CALENDAR) == []
