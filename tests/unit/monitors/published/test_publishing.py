"""Closed weeks and months are published once: when, in which order, and whatever cuts it short."""

from copy import deepcopy
from datetime import UTC, date, timedelta
from zoneinfo import ZoneInfo

import pytest
from structlog.testing import capture_logs

from monitors.adapters.memory_store import Memory
from monitors.domain.published.records import ALL, ORGANISATION, PublishedCell
from monitors.published_rows import PublishedWork
from monitors.publishing import LONG_MS, SETTLED_MS
from monitors.store import Work
from streams.contracts.topics import USAGE
from streams.domain.units import UNASSIGNED, Unit
from tests.published_use import DAY_MS, HOUR_MS, House, log, moment, weekdays

UNITS = (Unit(UNASSIGNED), Unit("City"), Unit("Roads", 1), Unit("Parks", 1), Unit("Mayor", 1, 1))
MONDAY = date(2026, 3, 2)
NEXT_MONDAY = MONDAY + timedelta(days=7)
ROADS, PARKS = range(1, 31), range(101, 121)
CLOSED = moment(NEXT_MONDAY, 24)


@pytest.fixture
def house() -> House:
    """Two units at work for a week, on three platforms."""
    made = House(UNITS)
    for day in weekdays(MONDAY, NEXT_MONDAY):
        for platform in ("facebook", "x", "youtube"):
            made.uses("Roads", day, ROADS, platform)
            made.uses("Parks", day, PARKS, platform)
    return made


def copied(house: House) -> House:
    """The same once more, with a worker of its own."""
    memory = Memory(
        offsets=dict(house.memory.offsets),
        hours=dict(house.memory.hours),
        days=dict(house.memory.days),
        reliance=deepcopy(house.memory.reliance),
        published=deepcopy(house.memory.published),
    )
    return House(house.units, k=house.k, zone=house.zone, memory=memory)


def cells(house: House, first_day: date = MONDAY, platform: str = "facebook") -> dict[str, PublishedCell]:
    """What is told of units, all surfaces together."""
    return {each.unit: each for each in house.of(first_day, platform).cells if each.surface == ALL}


def test_a_week_is_told_a_day_after_every_source_has_passed_its_end(house: House) -> None:
    house.passes(CLOSED - 1)
    assert house.told() == []

    house.passes(CLOSED)
    assert house.told() == [MONDAY]
    assert sorted(name for _, name in house.memory.published.platforms) == [
        "facebook",
        "x",
        "youtube",
    ]
    assert (house.of(MONDAY).requests, house.of(MONDAY).people) == (2_500, 50)


def test_a_source_that_is_late_is_waited_for_and_a_silent_one_is_not(house: House) -> None:
    late, silent = log(CLOSED - HOUR_MS, name="south"), log(CLOSED - DAY_MS, CLOSED - DAY_MS, "south")

    house.passes(CLOSED, log(CLOSED), late)
    assert house.told() == []

    house.passes(CLOSED, log(CLOSED), silent)
    assert house.told() == [MONDAY]


def test_while_all_sources_are_silent_nothing_is_told(house: House) -> None:
    house.passes(CLOSED + 90 * DAY_MS, log(CLOSED, CLOSED))
    house.passes(CLOSED)

    assert house.told() == [MONDAY]


def test_a_source_whose_clock_runs_ahead_closes_nothing_early(house: House) -> None:
    house.passes(moment(MONDAY, 60), log(CLOSED + 400 * DAY_MS))

    assert house.told() == []


def test_nothing_is_told_before_all_use_that_kafka_held_is_read(house: House) -> None:
    with capture_logs() as said:
        for read in (None, CLOSED - HOUR_MS, CLOSED + SETTLED_MS - 1):
            if read is not None:
                house.reads_on(read)
            assert house.tick(CLOSED) == PublishedWork()
        house.store.usage_read(dict.fromkeys(range(1, USAGE.partitions), CLOSED + SETTLED_MS))
        house.tick(CLOSED + LONG_MS)
        house.tick(CLOSED + 2 * LONG_MS, log(CLOSED))
    assert [each["event"] for each in said] == ["publishing-waits"]

    house.reads_on(CLOSED + SETTLED_MS)
    [told] = house.tick(CLOSED + 3 * LONG_MS, log(CLOSED)).periods
    assert told.period.first_day == MONDAY


@pytest.mark.parametrize("dies_at", range(14))
def test_a_worker_that_dies_at_any_step_repeats_nothing_and_loses_nothing(house: House, dies_at: int) -> None:
    undisturbed = copied(house)
    undisturbed.passes(CLOSED)

    house.step_ms = 1_000
    house.reads_on(CLOSED + DAY_MS)
    for tick in range(40):
        work = house.tick(CLOSED)
        if tick == dies_at:
            house.starts_anew()  # the work was never committed
        else:
            assert len(work.platforms) + len(work.periods) <= 1, "one small step at a time"
            before = set(house.memory.published.platforms)
            assert not {(each.period, each.platform) for each in work.platforms} & before
            house.commit(Work(published=work))

    assert house.memory.published.platforms == undisturbed.memory.published.platforms
    assert house.memory.published.periods == undisturbed.memory.published.periods


def test_rows_that_come_later_change_nothing_that_was_told(house: House) -> None:
    house.passes(CLOSED)
    before = deepcopy(house.memory.published)

    house.uses("Roads", MONDAY, range(500, 600))
    house.uses("Roads", MONDAY, range(500, 600), "tiktok")
    house.starts_anew()
    house.passes(CLOSED + DAY_MS)

    assert house.memory.published.platforms == before.platforms
    assert house.memory.published.periods == before.periods


def test_of_rows_that_come_between_two_platforms_a_published_one_says_nothing(house: House) -> None:
    house.step_ms = 1_000
    house.reads_on(CLOSED + DAY_MS)
    while not house.memory.published.platforms:
        house.commit(Work(published=house.tick(CLOSED)))
    for platform in ("facebook", "x"):
        house.uses("Roads", MONDAY, ROADS, platform, hour=10)
    house.starts_anew()
    house.passes(CLOSED)

    assert (house.of(MONDAY).requests, house.of(MONDAY, "x").requests) == (2_500, 2_800)
    assert house.told() == [MONDAY]


def test_the_newest_is_published_first_and_what_is_begun_is_ended_before(house: House) -> None:
    for week in range(1, 4):
        house.uses("Roads", MONDAY - timedelta(weeks=week), ROADS)

    periods = [each.period for work in house.passes(CLOSED) for each in work.periods]

    assert [(period.grain, period.first_day) for period in periods] == [
        ("week", MONDAY),
        ("week", date(2026, 2, 23)),
        ("month", date(2026, 2, 1)),
        ("week", date(2026, 2, 16)),
        ("week", date(2026, 2, 9)),
    ]


def test_of_a_period_whose_first_days_may_be_gone_already_nothing_is_told() -> None:
    house = House(UNITS, kept_days=30)
    for day in weekdays(MONDAY - timedelta(days=60), NEXT_MONDAY):
        house.uses("Roads", day, ROADS)

    house.passes(CLOSED)

    assert house.told("month") == []
    assert house.told() == [MONDAY - timedelta(weeks=week) for week in range(3, -1, -1)]


def test_no_more_is_published_after_the_fact_than_a_year_and_a_little() -> None:
    house = House(UNITS, kept_days=1_000)
    for week in range(80):
        house.uses("Roads", MONDAY - timedelta(weeks=week), ROADS)

    house.passes(CLOSED)

    assert (len(house.told()), len(house.told("month"))) == (60, 13)


def test_a_silent_source_that_comes_back_takes_what_was_begun_back(house: House) -> None:
    house.step_ms = 1_000
    house.reads_on(CLOSED + DAY_MS)
    while not house.memory.published.platforms:
        house.commit(Work(published=house.tick(CLOSED)))

    behind = log(CLOSED - 40 * HOUR_MS, name="south")
    assert house.passes(CLOSED, log(CLOSED), behind) == []
    house.uses("Parks", NEXT_MONDAY - timedelta(days=1), PARKS, "x")
    house.passes(CLOSED + DAY_MS)

    assert house.told() == [MONDAY]
    assert house.of(MONDAY, "x").requests == 2_700


def test_december_is_told_in_the_new_year() -> None:
    house = House(UNITS)
    for day in weekdays(date(2025, 12, 1), date(2026, 1, 10)):
        house.uses("Roads", day, ROADS)

    house.passes(moment(date(2026, 1, 2)) - 1)
    assert house.told("month") == []
    house.passes(moment(date(2026, 1, 2)))
    assert house.told("month") == [date(2025, 12, 1)]
    assert house.of(date(2025, 12, 1), grain="month").requests == 23 * 300
    house.passes(moment(date(2026, 1, 6)))
    assert house.told()[-1] == date(2025, 12, 29)
    assert house.of(date(2025, 12, 29)).requests == 5 * 300


@pytest.mark.parametrize(
    ("zone", "monday"),
    [
        (ZoneInfo("America/Toronto"), date(2026, 3, 2)),
        (ZoneInfo("America/Toronto"), date(2026, 10, 26)),
        (ZoneInfo("Asia/Kolkata"), date(2026, 3, 2)),
        (UTC, date(2026, 3, 2)),
    ],
)
def test_every_hour_is_in_one_week_whatever_the_clocks_do(zone: ZoneInfo, monday: date) -> None:
    house = House(UNITS, zone=zone)
    after = monday + timedelta(days=7)
    first_ms, last_ms = moment(monday, 0, zone), moment(after, 0, zone)
    fed = range(first_ms // HOUR_MS * HOUR_MS - 6 * HOUR_MS, last_ms + 6 * HOUR_MS, HOUR_MS)
    for hour_ms in fed:
        day = house.day_of(hour_ms)
        house.uses("Roads", day, ROADS, hour=(hour_ms - moment(day, 0, zone)) / HOUR_MS, requests=100)

    house.passes(moment(after + timedelta(days=7), 24, zone))

    told = house.of(monday)
    hours = (last_ms - first_ms) // HOUR_MS
    assert told.requests == 100 * hours
    before, behind = (house.of(day).requests for day in (monday - timedelta(days=7), after))
    assert before + behind + told.requests == 100 * len(fed)
    assert len(told.shades) == min(hours, 168)


def test_who_is_alone_is_told_with_the_unit_above_and_few_are_withheld_together(house: House) -> None:
    house.uses("Mayor", MONDAY, [900])
    house.uses("City", MONDAY, range(910, 940))
    house.passes(CLOSED)

    told = cells(house)
    assert "Mayor" not in told
    assert told["City"].requests == 310

    few = House(UNITS)
    few.uses("Roads", MONDAY, ROADS)
    few.uses("Parks", MONDAY, range(101, 104), requests=300)
    few.uses("City", MONDAY, range(910, 940))
    few.passes(CLOSED)
    told = cells(few)
    assert {unit for unit, each in told.items() if each.kind == "withheld"} == {"Roads", "Parks"}
    assert all(told[unit].requests is None for unit in ("Roads", "Parks"))
    sums = [each for each in few.of(MONDAY).cells if each.kind == "other-units"]
    assert [(each.unit, each.requests, each.children) for each in sums] == [("City", 600, 2)]


def test_a_directory_that_changed_changes_what_comes_and_not_what_was_told(house: House) -> None:
    house.passes(CLOSED)
    before = deepcopy(house.memory.published.platforms)

    house.units = (Unit(UNASSIGNED), Unit("Works"), Unit("Roads", 1), Unit("Parks", 1))
    house.starts_anew()
    house.uses("Roads", NEXT_MONDAY, ROADS)
    house.uses("Parks", NEXT_MONDAY, range(101, 104), requests=300)
    house.passes(CLOSED + 7 * DAY_MS)

    assert before.items() <= house.memory.published.platforms.items()
    assert {each.unit for each in house.of(NEXT_MONDAY).cells if each.kind == "other-units"} == {"Works"}


def test_a_period_keeps_the_smallest_k_that_it_was_published_with(house: House) -> None:
    house.step_ms = 1_000
    house.reads_on(CLOSED + DAY_MS)
    while not house.memory.published.platforms:
        house.commit(Work(published=house.tick(CLOSED)))
    house.k = 20
    house.starts_anew()
    house.passes(CLOSED)

    [told] = house.memory.published.periods.values()
    assert told.k == 10
    assert sorted(each.k for each in house.memory.published.platforms.values()) == [10, 20, 20]


def test_of_two_keys_of_pseudonyms_the_one_of_most_days_says_who_was_there(house: House) -> None:
    house.uses("Roads", MONDAY, range(1, 31), hour=10, key_version=2)
    house.passes(CLOSED)

    assert (house.of(MONDAY).requests, house.of(MONDAY).people) == (2_800, 50)


def test_a_week_without_any_use_between_others_is_told_as_such(house: House) -> None:
    house.uses("Roads", MONDAY - timedelta(weeks=2), ROADS)
    house.passes(CLOSED)

    empty = MONDAY - timedelta(weeks=1)
    assert empty in house.told()
    assert [day for period, _ in house.memory.published.platforms if (day := period.first_day) == empty] == []


def test_the_organisation_carries_the_sum_of_top_units() -> None:
    house = House((Unit(UNASSIGNED), Unit("Roads"), Unit("Parks")))
    house.uses("Roads", MONDAY, range(8), requests=400)
    house.uses("Parks", MONDAY, range(100, 106), requests=200)
    house.passes(CLOSED)

    [carried] = [each for each in house.of(MONDAY).cells if each.kind == "other-units"]
    assert (carried.unit, carried.requests) == (ORGANISATION, 600)
