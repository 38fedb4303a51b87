"""A source whose lines mostly fail stops; one with some noise does not."""

from hypothesis import given
from hypothesis import strategies as st

from streams.domain.flood import FIRST_LINES, RECENT_LINES, FloodGuard


def test_nothing_is_judged_before_there_are_enough_lines() -> None:
    guard = FloodGuard()
    assert not guard.is_flood(0, FIRST_LINES - 1)
    assert guard.is_flood(0, 1)


def test_half_of_the_lines_may_fail() -> None:
    assert not FloodGuard().is_flood(FIRST_LINES, FIRST_LINES)
    assert FloodGuard().is_flood(FIRST_LINES, FIRST_LINES + 1)


def test_a_long_good_past_does_not_hide_a_flood() -> None:
    guard = FloodGuard()
    assert not guard.is_flood(1_000_000, 0)
    assert guard.is_flood(0, RECENT_LINES)


def test_small_parts_are_judged_together() -> None:
    guard = FloodGuard()
    assert not any(guard.is_flood(1, 0) for _ in range(FIRST_LINES))
    floods = [guard.is_flood(0, 1) for _ in range(RECENT_LINES)]
    assert floods.index(True) == RECENT_LINES // 2


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 30)), max_size=60))
def test_a_source_of_which_each_part_mostly_parses_never_stops(parts: list[tuple[int, int]]) -> None:
    guard = FloodGuard()
    assert not any(guard.is_flood(parsed + rejected, rejected) for parsed, rejected in parts)
