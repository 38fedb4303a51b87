"""The latency histogram: exact edges, merging by addition, quantiles within the promised error."""

from math import ceil

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.domain.histogram import BINS, EDGES_MS, MIDDLES_MS, bins_of, counts_of, quantile

FULL = 2**31
durations = st.lists(st.integers(0, 2**40) | st.integers(0, 64), max_size=60)


def counted(values: list[int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return counts_of(np.array(values, np.int64))


def test_the_range_covered_is_nought_to_35_days() -> None:
    assert bins_of(np.array([0, 1, 2, 3, 4, 5, 6, 8], np.int64)).tolist() == [0, 0, 2, 3, 4, 4, 5, 6]
    assert EDGES_MS[-1] == ceil(2**31.5)
    assert bins_of(np.array([2**31, EDGES_MS[-1] - 1, EDGES_MS[-1], 2**62])).tolist() == [62, 62, 63, 63]


@pytest.mark.parametrize("bin_", range(1, BINS))
def test_each_edge_is_the_first_whole_millisecond_of_its_bin(bin_: int) -> None:
    edge = int(EDGES_MS[bin_ - 1])

    assert (edge - 1) ** 2 < 2**bin_ <= edge**2
    if bin_ > 2:
        assert bins_of(np.array([edge - 1, edge], np.int64)).tolist() == [bin_ - 1, bin_]


def test_two_bins_make_an_octave() -> None:
    assert np.allclose(MIDDLES_MS[2:] / MIDDLES_MS[:-2], 2)


@given(durations)
def test_every_duration_is_counted_once(values: list[int]) -> None:
    counts = counted(values)

    assert counts.shape == (BINS,)
    assert counts.sum() == len(values)


@given(durations, durations)
def test_merging_is_addition(one: list[int], other: list[int]) -> None:
    assert (counted(one) + counted(other)).tolist() == counted(other + one).tolist()


@given(st.lists(st.integers(0, FULL), min_size=1, max_size=60), st.floats(0, 1))
def test_a_quantile_is_as_near_as_promised(values: list[int], q: float) -> None:
    true = sorted(values)[max(1, ceil(q * len(values))) - 1]
    found = quantile(counted(values), q)

    assert found is not None
    if true < 2:
        assert abs(found - true) <= 1.2
    else:
        assert true / 2**0.25 * (1 - 1e-12) <= found <= true * 2**0.25 * (1 + 1e-12)


def test_a_quantile_of_nothing_is_unknown() -> None:
    assert quantile(counted([]), 0.5) is None


@pytest.mark.parametrize("q", [-0.1, 1.1, float("nan")])
def test_a_quantile_is_a_share(q: float) -> None:
    with pytest.raises(ValueError, match="from 0 to 1"):
        quantile(counted([1]), q)


def test_an_unknown_duration_is_not_taken_for_a_fast_one() -> None:
    with pytest.raises(ValueError, match="leave out"):
        bins_of(np.array([5, -1], np.int64))
