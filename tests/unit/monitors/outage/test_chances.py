"""The arithmetic of chance, against exact sums."""

from itertools import product
from math import comb, exp, lgamma

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitors.domain.outage.chances import (
    concentration,
    log_gamma,
    lower_tail,
    overdispersion_over,
    upper_tail,
)
from monitors.domain.outage.packing import pack, unpack


@given(st.floats(0.05, 1e7))
def test_log_gamma_is_that_of_the_library(z: float) -> None:
    assert log_gamma(np.array([z]))[0] == pytest.approx(lgamma(z), rel=1e-9, abs=1e-8)


def exactly(x: int, n: int, rate: float, rho: float) -> float:
    """The tail of the Beta-Binomial, by its formula."""
    a, b = rate * (1 / rho - 1), (1 - rate) * (1 / rho - 1)

    def beta(p: float, q: float) -> float:
        return lgamma(p) + lgamma(q) - lgamma(p + q)

    return sum(comb(n, k) * exp(beta(k + a, n - k + b) - beta(a, b)) for k in range(x, n + 1))


@pytest.mark.parametrize(
    ("x", "n", "rate", "rho"), list(product((1, 4, 9), (9, 40), (0.01, 0.2), (0.01, 0.1)))
)
def test_the_upper_tail_is_exact(x: int, n: int, rate: float, rho: float) -> None:
    assert upper_tail(x, n, rate, rho) == pytest.approx(exactly(x, n, rate, rho), rel=1e-6)


def test_four_failures_of_four_happen_by_chance_and_twelve_do_not() -> None:
    assert upper_tail(4, 4, 0.02, 0.02) == pytest.approx(3.5e-6, rel=0.05)
    assert upper_tail(12, 12, 0.02, 0.02) < 1e-11


def test_without_overdispersion_the_tail_is_binomial() -> None:
    assert upper_tail(3, 10, 0.1, 0.0) == pytest.approx(
        sum(comb(10, k) * 0.1**k * 0.9 ** (10 - k) for k in range(3, 11)), rel=1e-3
    )


def test_votes_of_different_minutes_do_not_share_their_luck() -> None:
    assert overdispersion_over(np.array([30.0]), 0.03) == pytest.approx(0.03)
    assert overdispersion_over(np.array([30.0, 30.0, 30.0]), 0.03) == pytest.approx(0.03 * 29 / 89)
    assert overdispersion_over(np.ones(12), 0.03) == 0.0


def test_the_lower_tail_falls_with_the_deficit() -> None:
    tails = [lower_tail(seen, 120, 0.05) for seen in (120, 60, 24, 2)]

    assert tails == sorted(tails, reverse=True)
    assert tails[0] > 0.4
    assert tails[3] < 1e-9


@given(
    st.lists(st.integers(-(2**40), 2**40) | st.just(0), max_size=50),
    st.sampled_from([np.int64, np.float64]),
)
def test_a_packed_array_is_the_same_again(
    numbers: list[int], kind: type[np.int64] | type[np.float64]
) -> None:
    array = np.array(numbers, kind)
    again = unpack(pack(array))

    assert again.dtype == array.dtype
    assert np.array_equal(again, array)


@given(st.integers(0, 20), st.integers(0, 20), st.data())
def test_a_concentration_of_failures_is_as_improbable_as_counting_all_draws_says(
    inside: int, outside: int, data: st.DataObject
) -> None:
    failed = data.draw(st.integers(0, inside + outside))
    least = data.draw(st.integers(0, min(inside, failed)))

    draws = [comb(inside, k) * comb(outside, failed - k) for k in range(least, min(inside, failed) + 1)]
    exact = sum(draws) / comb(inside + outside, failed)
    assert concentration(least, inside, failed, inside + outside) == pytest.approx(exact, rel=1e-9, abs=1e-12)
