"""Cells merge: in any order, in any grouping, and a set merged twice is the same set."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.domain.cells import FAILED, OK, USAGE_KEY, VOTE_KEY, Cells, Layout, merge_all

rows = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 9), st.integers(0, 4), st.sampled_from([0, OK, FAILED])),
    max_size=30,
)


def cells(table: list[tuple[int, int, int, int]]) -> Cells:
    """Cells from rows of (key, count, person, flags)."""
    columns = np.array(table, np.int64).reshape(-1, 4)
    return Cells.gather(
        columns[:, 0],
        columns[:, 1:2],
        columns[:, 0],
        columns[:, 2].astype(np.uint64),
        columns[:, 3].astype(np.uint8),
    )


def same(left: Cells, right: Cells) -> bool:
    return all(np.array_equal(getattr(left, name), getattr(right, name)) for name in Cells.__slots__)


@given(rows, rows)
def test_merging_does_not_depend_on_the_order(one: list, other: list) -> None:  # type: ignore[type-arg]
    assert same(cells(one).merge(cells(other)), cells(other).merge(cells(one)))


@given(rows, rows, rows)
def test_merging_does_not_depend_on_the_grouping(a: list, b: list, c: list) -> None:  # type: ignore[type-arg]
    left = cells(a).merge(cells(b)).merge(cells(c))

    assert same(left, cells(a).merge(cells(b).merge(cells(c))))
    assert same(left, merge_all([cells(a), cells(b), cells(c)]))
    assert same(left, cells(a + b + c))


@given(rows)
def test_the_people_of_a_table_merged_twice_are_the_same_people(table: list) -> None:  # type: ignore[type-arg]
    once = cells(table)
    twice = once.merge(once)

    for name in ("keys", "member_keys", "members", "flags"):
        assert np.array_equal(getattr(once, name), getattr(twice, name))
    assert np.array_equal(twice.counts, once.counts * 2)


@given(st.integers(0, 2**18 - 1), st.integers(0, 2**12 - 1), st.integers(0, 2**26 - 1))
def test_a_key_unpacks_to_what_was_packed(unit: int, platform: int, slot: int) -> None:
    columns = {"unit": unit, "platform": platform, "surface": 31, "use": 2, "slot": slot}

    key = USAGE_KEY.pack(**{name: np.array([value]) for name, value in columns.items()})

    assert {name: int(column[0]) for name, column in USAGE_KEY.unpack(key).items()} == columns


def test_a_number_too_big_for_its_field_is_refused_and_not_cut_off() -> None:
    columns = {name: np.array([0]) for name, _ in VOTE_KEY.fields}

    with pytest.raises(ValueError, match="platform needs numbers from 0 to 4095"):
        VOTE_KEY.pack(**(columns | {"platform": np.array([4096])}))


def test_a_layout_that_does_not_fit_an_integer_is_refused() -> None:
    with pytest.raises(ValueError, match="63 bits"):
        Layout((("wide", 40), ("wider", 24)))
