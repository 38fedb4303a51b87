"""Peers are asked politely: about once a minute, and hardly at all while they do not answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.domain.aid.pacing import SLOWEST_SECONDS, wait_seconds

chances = st.floats(0, 1, exclude_max=True)


@given(chances)
def test_who_answers_is_asked_about_once_a_minute(chance: float) -> None:
    assert 54 <= wait_seconds(60, 0, chance) <= 66


@given(st.integers(1, 1000), chances)
def test_who_does_not_answer_is_asked_less_often_and_never_less_than_every_quarter_of_an_hour(
    failures: int, chance: float
) -> None:
    waited = wait_seconds(60, failures, chance)

    assert waited >= min(60 * 2.0**failures, SLOWEST_SECONDS) / 2
    assert waited <= SLOWEST_SECONDS


@pytest.mark.parametrize(("asked_for", "waits"), [(5, 60), (300, 300), (1e9, SLOWEST_SECONDS)])
def test_who_asks_us_to_wait_is_waited_for_within_reason(asked_for: float, waits: float) -> None:
    assert wait_seconds(60, 1, 0.0, asked_for) == waits
