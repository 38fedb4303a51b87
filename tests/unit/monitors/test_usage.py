"""Usage folds into day slices in any order, in memory that does not follow the log."""

from collections import Counter
from datetime import UTC
from zoneinfo import ZoneInfo

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from monitors.domain.calendar import Calendar
from monitors.domain.usage import DAY_KEY, HOUR_KEY, SketchTable, UsageFold
from streams.domain.cells import USAGE_KEY, Cells
from streams.domain.deltas import USAGE_COUNTS
from streams.domain.outcomes import Outcome
from streams.domain.sketches import Sketch

SLOTS_A_DAY = 288
MONDAY = 20_514
"""2026-03-02, in days since 1970."""

Row = tuple[int, int, int, int, int]
"""Unit, platform, use, slot behind Monday 00:00 UTC, person."""

rows = st.lists(
    st.tuples(
        st.integers(0, 3), st.integers(0, 2), st.integers(0, 2), st.integers(0, 900), st.integers(1, 9)
    ),
    max_size=30,
)


def usage(table: list[Row]) -> Cells:
    """Usage cells with one request a row."""
    columns = np.array(table, np.int64).reshape(-1, 5)
    keys = USAGE_KEY.pack(
        unit=columns[:, 0],
        platform=columns[:, 1],
        surface=np.zeros(len(table), np.int64),
        use=columns[:, 2],
        slot=columns[:, 3] + MONDAY * SLOTS_A_DAY,
    )
    counts = np.zeros((len(table), len(USAGE_COUNTS)), np.int64)
    counts[:, Outcome.OK] = 1
    people = columns[:, 2] > 0
    flags = np.zeros(np.count_nonzero(people), np.uint8)
    return Cells.gather(keys, counts, keys[people], columns[people, 4].astype(np.uint64), flags)


def folded(*deltas: list[Row], zone: str = "UTC") -> UsageFold:
    fold = UsageFold(Calendar(ZoneInfo(zone)))
    for delta in deltas:
        fold.add(usage(delta))
    return fold


@given(rows, rows)
def test_folding_does_not_depend_on_order_or_cuts(one: list[Row], other: list[Row]) -> None:
    first, second = folded(one, other).slices(), folded(other, one).slices()
    together, merged = folded(one + other).slices(), folded(one).slices().merge(folded(other).slices())

    for slices in (second, together, merged):
        for table in ("counts", "hours"):
            assert np.array_equal(getattr(first, table).keys, getattr(slices, table).keys)
            assert np.array_equal(getattr(first, table).counts, getattr(slices, table).counts)
        assert first.people == slices.people


@given(rows, st.sampled_from(["UTC", "America/St_Johns", "Asia/Kathmandu"]))
def test_days_and_hours_hold_what_a_plain_count_finds(table: list[Row], zone: str) -> None:
    calendar = Calendar(ZoneInfo(zone))
    slots = np.array([row[3] + MONDAY * SLOTS_A_DAY for row in table], np.int64)
    days, hours = calendar.days(slots).tolist(), calendar.hours_of_week(slots).tolist()

    slices = folded(table, zone=zone).slices()

    by_day = Counter((row[0], row[1], row[2], day) for row, day in zip(table, days, strict=True))
    columns = DAY_KEY.unpack(slices.counts.keys)
    places = zip(*(columns[name].tolist() for name in ("unit", "platform", "use", "day")), strict=True)
    assert dict(zip(places, slices.counts.counts[:, Outcome.OK].tolist(), strict=True)) == by_day
    by_hour = Counter((row[1], hour) for row, hour in zip(table, hours, strict=True) if row[2])
    columns = HOUR_KEY.unpack(slices.hours.keys)
    places = zip(columns["platform"].tolist(), columns["hour_of_week"].tolist(), strict=True)
    assert dict(zip(places, slices.hours.counts[:, 0].tolist(), strict=True)) == by_hour


@given(rows)
def test_people_are_counted_once(table: list[Row]) -> None:
    slices = folded(table, table).slices()

    exact: dict[tuple[int, int, int, int], set[int]] = {}
    for unit, platform, use, slot, person in table:
        if use:
            exact.setdefault((unit, platform, use, MONDAY + slot // SLOTS_A_DAY), set()).add(person)
    columns = DAY_KEY.unpack(np.array(list(slices.people), np.int64))
    keys = zip(*(columns[name].tolist() for name in ("unit", "platform", "use", "day")), strict=True)
    told = dict(zip(keys, (sketch.estimate for sketch in slices.people.values()), strict=True))
    assert told == {key: float(len(members)) for key, members in exact.items()}


@given(
    st.lists(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 60)), max_size=30), max_size=8),
    st.integers(4, 40),
)
def test_a_full_table_of_sketches_says_what_an_endless_one_says(
    parts: list[list[tuple[int, int]]], held: int
) -> None:
    small, endless = SketchTable(held), SketchTable()
    for part in parts:
        keys, members = np.array(part, np.int64).reshape(-1, 2).T
        for table in (small, endless):
            table.add(keys, members.astype(np.uint64))

    exact: dict[int, set[int]] = {}
    for key, member in (pair for part in parts for pair in part):
        exact.setdefault(key, set()).add(member)
    assert small.sketches() == endless.sketches()
    assert {key: sketch.estimate for key, sketch in small.sketches().items()} == {
        key: float(len(members)) for key, members in exact.items()
    }
    assert all(isinstance(sketch, Sketch) for sketch in small.sketches().values())


def test_an_early_start_in_a_zone_west_of_greenwich_has_a_day() -> None:
    fold = UsageFold(Calendar(ZoneInfo("America/Toronto")))
    fold.add(usage([(0, 0, 2, 31_536_000 // 300 - MONDAY * SLOTS_A_DAY, 1)]))

    assert DAY_KEY.unpack(fold.slices().counts.keys)["day"].tolist() == [364]
    assert UsageFold(Calendar(UTC)).slices().counts.keys.tolist() == []
