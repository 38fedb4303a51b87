"""Sketches: exact while small, near when large, and the same bytes in whatever order they are merged."""

import numpy as np
import pytest
from datasketches import update_theta_sketch
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from streams.domain.sketches import EMPTY, SLOT_MS, Sketch, active_slots

U64 = 2**64 - 1
small = st.lists(st.integers(0, 60) | st.integers(0, U64), max_size=80)


def sketch(values: list[int]) -> Sketch:
    return Sketch.of(np.array(values, np.uint64))


def many(seed: int, size: int) -> NDArray[np.uint64]:
    return np.random.default_rng(seed).integers(0, 2**64, size, np.uint64)


@given(small)
def test_a_small_sketch_counts_exactly(values: list[int]) -> None:
    one = sketch(values)

    assert one.estimate == len(set(values))
    assert one.bounds() == (one.estimate, one.estimate)


@given(small, small)
def test_sets_of_small_sketches_are_sets(one: list[int], other: list[int]) -> None:
    left, right = sketch(one), sketch(other)

    assert (left | right).estimate == len({*one} | {*other})
    assert (left & right).estimate == len({*one} & {*other})
    assert (left - right).estimate == len({*one} - {*other})


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9_000)), min_size=3, max_size=3))
def test_a_union_has_the_same_bytes_in_any_order_and_grouping(parts: list[tuple[int, int]]) -> None:
    values = [many(seed, size) for seed, size in parts]
    a, b, c = (Sketch.of(part) for part in values)

    whole = Sketch.of(np.concatenate(values))
    assert a | b == b | a
    assert (a | b) | c == a | (b | c) == Sketch.union([c, a, b, a]) == whole
    assert a | a == a == a | EMPTY


@given(st.integers(0, 99), st.integers(0, 20_000))
def test_the_order_of_the_values_leaves_no_trace(seed: int, size: int) -> None:
    values = many(seed, size)

    assert (
        Sketch.of(values)
        == Sketch.of(values[::-1])
        == Sketch.of(np.concatenate([values, values[: size // 2]]))
    )


def test_a_large_sketch_is_near_and_knows_how_near() -> None:
    found = Sketch.of(many(1, 200_000))
    low, high = found.bounds(3)

    assert abs(found.estimate - 200_000) < 0.05 * 200_000
    assert low < 200_000 < high
    assert len(found.data) < 33_000


def test_large_sketches_intersect_and_differ() -> None:
    values = many(2, 100_000)
    one, other = Sketch.of(values[:60_000]), Sketch.of(values[40_000:])

    assert abs((one & other).estimate - 20_000) < 3_000
    assert abs((one - other).estimate - 40_000) < 3_000


@given(small | st.just(list(range(9_000))))
def test_a_sketch_survives_being_sent(values: list[int]) -> None:
    one = sketch(values)

    assert Sketch.from_bytes(one.data) == one
    assert Sketch.from_bytes(one.data).estimate == one.estimate


def test_another_program_with_datasketches_reads_and_makes_the_same() -> None:
    theirs = update_theta_sketch(12)
    for number in (1, 2, -1, -(2**63)):
        theirs.update(number)

    assert Sketch.from_bytes(theirs.compact().serialize()) == sketch([1, 2, U64, 2**63])


def test_neighbours_above_the_signed_range_are_told_apart() -> None:
    """As Python integers the library would take these for one and the same floating-point number."""
    assert sketch([2**63 + 1, 2**63 + 2, 2**63 + 3]).estimate == 3


@pytest.mark.parametrize("damaged", [b"", b"\0" * 8, b"\xff" * 40, Sketch.of(many(3, 50)).data[:-3]])
def test_bytes_that_are_no_sketch_are_refused(damaged: bytes) -> None:
    with pytest.raises(ValueError, match="no theta sketch"):
        Sketch.from_bytes(damaged)


people = st.lists(st.tuples(st.integers(1, U64), st.integers(-(2**50), 2**50)), max_size=40)


@given(people)
def test_active_time_counts_each_persons_slots_once(requests: list[tuple[int, int]]) -> None:
    pseudonyms = np.array([person for person, _ in requests], np.uint64)
    started = np.array([moment for _, moment in requests], np.int64)

    found = Sketch.of(active_slots(pseudonyms, started))

    assert found.estimate == len({(person, moment // SLOT_MS) for person, moment in requests})


def test_the_mix_is_splitmix64_and_stays_what_it_is() -> None:
    # SplitMix64 started with 0 first gives e220a8397b1dcdaf; slot 0 is mixed to that, and then again.
    first = 0xE220_A839_7B1D_CDAF
    person = np.array([first], np.uint64)

    assert int(active_slots(person, np.array([0], np.int64))[0]) == first


def test_two_people_with_close_pseudonyms_do_not_share_slots() -> None:
    pseudonyms = np.repeat(np.arange(1, 1_001, dtype=np.uint64), 288)
    started = np.tile(np.arange(288, dtype=np.int64) * SLOT_MS, 1_000)

    assert len(np.unique(active_slots(pseudonyms, started))) == 288_000
