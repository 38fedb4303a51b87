"""Hours of units fold in any order and in any parts, and say what a plain count finds."""

from collections import Counter
from collections.abc import Sequence
from zoneinfo import ZoneInfo

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from monitors.domain.calendar import Calendar
from monitors.domain.unit_hours import (
    CONTROL_HOUR_KEY,
    UNIT_HOUR_KEY,
    UnitHours,
    UnitHoursFold,
    in_usage_order,
)
from streams.domain.cells import CONTROL, USAGE_KEY, VOTE_KEY, Cells
from streams.domain.deltas import USAGE_COUNTS, VOTE_COUNTS, Delta
from streams.domain.outcomes import Outcome

SLOTS_AN_HOUR, WINDOWS_AN_HOUR = 12, 360
MONDAY_HOUR = 20_514 * 24

Row = tuple[int, int, int, int, int]
"""Unit, use, outcome, slot behind Monday 00:00 UTC, person."""

Heard = tuple[int, int]
"""Unit and window behind Monday 00:00 UTC of one request of the control."""

rows = st.lists(
    st.tuples(
        st.integers(0, 3), st.integers(0, 2),
        st.sampled_from([Outcome.OK, Outcome.FAIL_TCP, Outcome.OUR_POLICY]),
        st.integers(0, 600), st.integers(1, 9),
    ),
    max_size=30,
)  # fmt: skip
control = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 9_000)), max_size=30)


def delta(table: Sequence[Row], heard: Sequence[Heard] = ()) -> Delta:
    """One request a row."""
    columns = np.array(table, np.int64).reshape(-1, 5)
    keys = USAGE_KEY.pack(
        unit=columns[:, 0],
        platform=np.zeros(len(table), np.int64),
        surface=np.zeros(len(table), np.int64),
        use=columns[:, 1],
        slot=columns[:, 3] + MONDAY_HOUR * SLOTS_AN_HOUR,
    )
    counts = np.zeros((len(table), len(USAGE_COUNTS)), np.int64)
    counts[np.arange(len(table)), columns[:, 2]] = 1
    counts[:, USAGE_COUNTS.index("bytes_down")] = 100
    used = columns[:, 1] > 0
    flags = np.zeros(np.count_nonzero(used), np.uint8)
    usage = Cells.gather(keys, counts, keys[used], columns[used, 4].astype(np.uint64), flags)
    windows = np.array(heard, np.int64).reshape(-1, 2)
    zeros = np.zeros(len(heard), np.int64)
    votes = VOTE_KEY.pack(
        unit=windows[:, 0],
        platform=zeros + CONTROL,
        group=zeros,
        embed=zeros,
        window=windows[:, 1] + MONDAY_HOUR * WINDOWS_AN_HOUR,
    )
    requests = np.zeros((len(heard), len(VOTE_COUNTS)), np.int64)
    requests[:, Outcome.OK] = 1
    none = Delta.none()
    nobody = none.votes
    cells = Cells.gather(votes, requests, nobody.member_keys, nobody.members, nobody.flags)
    return Delta(usage, cells, none.latency, none.verdicts, none.tallies, none.activity)


def gathered(*deltas: Delta, one_in: int = 1, zone: str = "UTC") -> UnitHours:
    fold = UnitHoursFold(Calendar(ZoneInfo(zone)))
    for each in deltas:
        fold.add(each, one_in)
    return fold.gathered()


@given(rows, rows, control)
@settings(deadline=None)
def test_neither_order_nor_cuts_change_anything(one: list[Row], other: list[Row], heard: list[Heard]) -> None:
    at_once = gathered(delta(one + other, heard))

    for parts in (
        (delta(one, heard), delta(other)),
        (delta(other), delta(one, heard)),
        tuple(delta([row]) for row in one + other) + tuple(delta([], [each]) for each in heard),
    ):
        cut = gathered(*parts)
        for table in ("hours", "control"):
            assert np.array_equal(getattr(cut, table).keys, getattr(at_once, table).keys)
            assert np.array_equal(getattr(cut, table).counts, getattr(at_once, table).counts)
        assert cut.active == at_once.active
        assert cut.slots() == at_once.slots()


@given(rows)
def test_hours_hold_what_a_plain_count_finds_of_units_alone(table: list[Row]) -> None:
    found = gathered(delta(table))

    keys = UNIT_HOUR_KEY.unpack(found.hours.keys)
    places = list(zip(*(keys[name].tolist() for name in ("unit", "use", "hour")), strict=True))
    counts = in_usage_order(found.hours)
    told = {
        (place, outcome): count
        for place, row in zip(places, counts.tolist(), strict=True)
        for outcome, count in (("out", row[Outcome.OK]), ("blocked", row[Outcome.OUR_POLICY]))
        if count
    }
    assert told == Counter(
        (
            (unit, use, MONDAY_HOUR + slot // SLOTS_AN_HOUR),
            "blocked" if outcome == Outcome.OUR_POLICY else "out",
        )
        for unit, use, outcome, slot, _ in table
        if unit
    )
    assert counts[:, USAGE_COUNTS.index("bytes_down")].sum() == 100 * sum(row[0] > 0 for row in table)


@given(control, st.integers(1, 40))
def test_general_traffic_is_scaled_by_what_the_control_stands_for(heard: list[Heard], one_in: int) -> None:
    found = gathered(delta([], heard), one_in=one_in)

    keys = CONTROL_HOUR_KEY.unpack(found.control.keys)
    places = zip(keys["unit"].tolist(), keys["hour"].tolist(), strict=True)
    exact = Counter((unit, MONDAY_HOUR + window // WINDOWS_AN_HOUR) for unit, window in heard if unit)
    assert dict(zip(places, found.control.counts[:, 0].tolist(), strict=True)) == {
        place: one_in * count for place, count in exact.items()
    }


@given(rows)
def test_there_are_never_fewer_requests_than_slots_in_which_somebody_was_there(table: list[Row]) -> None:
    slots = gathered(delta(table), zone="America/St_Johns").slots()

    present = {(unit, use, slot, person) for unit, use, _, slot, person in table if unit and use}
    assert slots == Counter((unit, 0, 0) for unit, _, _, _ in present)
    requests = Counter(unit for unit, use, _, _, _ in table if unit and use)
    assert all(requests[unit] >= count for (unit, _, _), count in slots.items())


def test_memory_follows_hours_and_not_parts() -> None:
    part = delta([(1, 2, int(Outcome.OK), slot, 1) for slot in range(600)], [(1, 7)])

    found = gathered(*[part] * 50)

    assert len(found.hours.keys) == 50
    assert found.hours.counts[:, 0].sum() == 50 * 600
    assert found.slots() == {(1, 0, 0): 600}
