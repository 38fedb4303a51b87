"""The rank-sum test: known answers, no surprise among equals, and chance where chance is."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitors.domain.findings.rank_sum import chance_of_larger

DAYS = st.lists(st.integers(0, 1000), min_size=8, max_size=30)


def test_it_gives_the_textbooks_answer() -> None:
    """All ten above all ten: U = 100, mean 50, variance 175, so z = 49.5 / 13.229."""
    before, after = np.arange(10.0), np.arange(10.0) + 100

    assert chance_of_larger(before, after) == pytest.approx(0.0000914, rel=0.01)


def test_equal_days_are_no_rise() -> None:
    assert chance_of_larger(np.full(10, 3.0), np.full(12, 3.0)) == 1.0


@given(DAYS, DAYS)
def test_a_rise_one_way_is_none_the_other_way(one: list[int], other: list[int]) -> None:
    up, down = (
        chance_of_larger(np.array(a, float), np.array(b, float)) for a, b in ((one, other), (other, one))
    )

    assert 0 <= up <= 1
    assert up >= 0.49 or down >= 0.49


def test_by_chance_alone_it_is_wrong_about_as_often_as_it_says() -> None:
    rng = np.random.default_rng(7)
    found = [chance_of_larger(*rng.geometric(0.05, (2, 15)).astype(float)) < 0.05 for _ in range(2_000)]

    assert 0.03 < np.mean(found) < 0.065
