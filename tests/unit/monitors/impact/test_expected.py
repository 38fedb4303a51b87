"""What would have been used in an hour: told from comparable hours, scaled by the unit's own traffic."""

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitors.domain.impact.expected import NOTHING, Range, UseByHour
from monitors.domain.reliance.figures import work_of
from monitors.domain.reliance.records import (
    HOURS_A_DAY,
    IDLE,
    DaySummary,
    PairDays,
    Strand,
    UnitDay,
    UnitDays,
)

MONDAY = 20_514
"""2026-03-02."""

OFFICE = range(9, 17)
NIGHT = (22, 23, 0, 1, 2, 3, 4, 5)


def unit_day(day: int, hours: Sequence[int], traffic: int = 800) -> UnitDay:
    return UnitDay(
        day=day,
        people=12,
        general=tuple(traffic if hour in hours else 0 for hour in range(HOURS_A_DAY)),
    )


def pair_day(day: int, slots: Mapping[int, int]) -> DaySummary:
    """A day with so many working slots, and five requests for each, in some hours."""
    requests = tuple(5 * slots.get(hour, 0) for hour in range(HOURS_A_DAY))
    use = Strand(12, 0, 0, sum(slots.values()), 0, requests)
    return DaySummary(
        day=day,
        strands=(use, IDLE, IDLE, IDLE),
        asking_slots=0,
        watching_slots=0,
        watching_bytes=0,
        weak=0,
        embedded=0,
        blocked=0,
        bytes_down=0,
        bytes_up=0,
        writes=0,
    )


def use_by_hour(
    unit: UnitDays, pair: PairDays, last_day: int, failed: Sequence[tuple[int, int]] = ()
) -> UseByHour:
    return UseByHour.of(work_of(unit, last_day, None), pair, failed)


def weeks(count: int, hours: Sequence[int], slots: int, *, last_traffic: int = 800) -> UseByHour:
    """So many working weeks with the same hours, and a last Monday behind them."""
    last = MONDAY + 7 * count
    days = [day for day in range(MONDAY, last) if (day - MONDAY) % 7 < 5]
    unit = [*(unit_day(day, hours) for day in days), unit_day(last, hours, last_traffic)]
    pair = [pair_day(day, dict.fromkeys(hours, slots)) for day in days]
    return use_by_hour(UnitDays.of(unit), PairDays.of(pair), last)


@pytest.mark.parametrize("hours", [OFFICE, NIGHT])
def test_steady_work_is_expected_in_its_own_hours_also_at_night(hours: Sequence[int]) -> None:
    use = weeks(4, hours, 20)

    told = [use.expected(MONDAY + 28, hour) for hour in range(HOURS_A_DAY)]

    for hour in range(HOURS_A_DAY):
        assert told[hour] == (Range(20.0, 20.0) if hour in hours else NOTHING)


def test_a_holiday_expects_nothing_and_half_a_crew_half() -> None:
    assert weeks(4, OFFICE, 20, last_traffic=0).expected(MONDAY + 28, 10) == NOTHING
    assert weeks(4, OFFICE, 20, last_traffic=400).expected(MONDAY + 28, 10) == Range(10.0, 10.0)


def test_nobody_can_say_before_there_is_a_day_to_compare_with() -> None:
    use = use_by_hour(UnitDays.of([unit_day(MONDAY, OFFICE)]), PairDays.of([]), MONDAY)

    assert use.expected(MONDAY, 10) is None


def test_hours_in_which_the_platform_failed_are_set_aside() -> None:
    days = range(MONDAY, MONDAY + 4)
    unit = UnitDays.of([unit_day(day, OFFICE) for day in days])
    pair = PairDays.of([pair_day(day, {10: 1 if day == MONDAY + 1 else 20}) for day in days])

    use = use_by_hour(unit, pair, MONDAY + 3, [(MONDAY + 1, 10)])

    assert use.expected(MONDAY + 3, 10) == Range(20.0, 20.0)
    assert use.has_failed(MONDAY + 1, 10)
    assert not use.has_failed(MONDAY, 10)


def test_a_weekday_of_its_own_is_believed_more_the_more_weeks_there_are() -> None:
    def mondays(count: int) -> Range:
        last = MONDAY + 7 * count
        days = [day for day in range(MONDAY, last) if (day - MONDAY) % 7 < 5]
        unit = UnitDays.of([unit_day(day, OFFICE) for day in [*days, last]])
        pair = PairDays.of([pair_day(day, {10: 60 if (day - MONDAY) % 7 == 0 else 10}) for day in days])
        told = use_by_hour(unit, pair, last).expected(last, 10)
        assert told is not None
        return told

    one, four, twelve = mondays(1), mondays(4), mondays(12)

    assert 10 < one.high < four.high < twelve.high < 60
    assert 10 < one.low < four.low < twelve.low < 60


def test_without_general_traffic_the_hours_are_compared_as_they_are() -> None:
    unit = UnitDays.of([UnitDay(day=MONDAY + n, people=12, general=(0,) * HOURS_A_DAY) for n in range(3)])
    pair = PairDays.of([pair_day(MONDAY + n, {10: 20}) for n in range(2)])

    assert use_by_hour(unit, pair, MONDAY + 2).expected(MONDAY + 2, 10) == Range(20.0, 20.0)


slots_a_day = st.lists(st.integers(0, 500), min_size=1, max_size=40)
traffic = st.integers(1, 1_600)
"""Twice that is no more than four times an earlier day's 800, so those remain worked in."""


def learnt(slots: Sequence[int], today: int) -> Range:
    """Days with so many slots at ten, in turn, and the day after them."""
    last = MONDAY + len(slots)
    unit = [unit_day(MONDAY + n, OFFICE) for n in range(len(slots))] + [unit_day(last, OFFICE, today)]
    pair = [pair_day(MONDAY + n, {10: each}) for n, each in enumerate(slots)]
    told = use_by_hour(UnitDays.of(unit), PairDays.of(pair), last).expected(last, 10)
    assert told is not None
    return told


@given(slots=slots_a_day, today=traffic, more=st.integers(0, 500), where=st.integers(0, 39))
def test_a_range_is_never_negative_and_grows_with_use_and_with_traffic(
    slots: list[int], today: int, more: int, where: int
) -> None:
    told = learnt(slots, today)
    assert 0 <= told.low <= told.high

    grown = list(slots)
    grown[where % len(slots)] += more
    assert learnt(grown, today).low >= told.low - 1e-6
    assert learnt(grown, today).high >= told.high - 1e-6
    assert learnt(slots, 2 * today).high == pytest.approx(2 * told.high)


@given(data=st.data(), slots=slots_a_day)
def test_the_order_in_which_days_arrive_changes_nothing(data: st.DataObject, slots: list[int]) -> None:
    last = MONDAY + len(slots)
    unit = [unit_day(MONDAY + n, OFFICE) for n in range(len(slots) + 1)]
    pair = [pair_day(MONDAY + n, {10: each, 11: 7}) for n, each in enumerate(slots)]
    mixed_unit, mixed_pair = data.draw(st.permutations(unit)), data.draw(st.permutations(pair))

    told = use_by_hour(UnitDays.of(unit), PairDays.of(pair), last)
    mixed = use_by_hour(UnitDays.of(mixed_unit), PairDays.of(mixed_pair), last)

    assert [told.expected(last, hour) for hour in OFFICE] == [mixed.expected(last, hour) for hour in OFFICE]


@given(st.dictionaries(st.integers(0, 23), st.integers(1, 300), max_size=24))
def test_the_hours_of_a_day_have_its_slots_together(slots: dict[int, int]) -> None:
    unit, pair = UnitDays.of([unit_day(MONDAY, OFFICE)]), PairDays.of([pair_day(MONDAY, slots)])
    use = use_by_hour(unit, pair, MONDAY)

    assert sum(use.seen(MONDAY, hour) for hour in range(HOURS_A_DAY)) == pytest.approx(sum(slots.values()))
    assert use.seen(MONDAY + 1, 10) == 0


def test_ranges_add_up_and_stretch() -> None:
    assert sum([Range(1, 2), Range(3, 5)], NOTHING) == Range(4, 7)
    assert Range(3, 5).around(9) == Range(3, 9)
    assert Range(3, 5).around(4) == Range(3, 5)
