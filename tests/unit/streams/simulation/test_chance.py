"""Luck that belongs to a request: the same whenever asked, spread evenly, and nobody else's."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from streams.simulation.chance import chance

MANY = np.arange(100_000)


@given(seed=st.integers(0, 2**63), rows=st.lists(st.integers(-(2**40), 2**40), min_size=1, max_size=20))
def test_a_request_has_the_same_luck_among_any_others(seed: int, rows: list[int]) -> None:
    together = chance((seed, 1), np.array(rows), np.arange(len(rows)))
    alone = [chance((seed, 1), np.array([row]), np.array([n]))[0] for n, row in enumerate(rows)]
    assert together.tolist() == alone
    assert np.all((together >= 0) & (together < 1))


def test_luck_is_spread_evenly_and_neighbours_have_nothing_in_common() -> None:
    luck = chance((1, 2), MANY)
    assert np.all(np.abs(np.bincount((luck * 10).astype(int)) - 10_000) < 500)
    assert abs(np.corrcoef(luck[:-1], luck[1:])[0, 1]) < 0.02


def test_another_seed_or_another_purpose_brings_other_luck() -> None:
    luck = chance((1, 2), MANY)
    for other in (chance((2, 2), MANY), chance((1, 3), MANY), chance((1, 2), MANY, MANY)):
        assert abs(np.corrcoef(luck, other)[0, 1]) < 0.02
