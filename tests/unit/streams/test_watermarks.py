"""A watermark goes back only from the future, is never far ahead of the clock, and stays in a silence."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from streams.domain.deltas import activity_of
from streams.domain.watermarks import (
    AHEAD_MS,
    BUFFER_MS,
    Rhythm,
    watermark_after,
    watermark_at_end,
)

NOON = 1_795_521_600_000
moments = st.integers(NOON - 10_000_000, NOON + 10_000_000)


def test_it_is_the_latest_line() -> None:
    assert watermark_after(None, NOON, NOON + 400) == NOON


def test_a_clock_that_runs_ahead_is_held_back() -> None:
    assert watermark_after(None, NOON + 3_600_000, NOON) == NOON + AHEAD_MS


def test_lines_without_a_time_leave_it_where_it_is() -> None:
    assert watermark_after(NOON, None, NOON + 1000) == NOON
    assert watermark_after(None, None, NOON) is None


@given(st.none() | moments, st.none() | moments, moments)
def test_it_never_goes_back_but_from_the_future_and_is_never_ahead(
    before: int | None, seen: int | None, arrived: int
) -> None:
    after = watermark_after(before, seen, arrived)
    if seen is None or after is None:
        assert after == before
    else:
        assert after <= arrived + AHEAD_MS
        assert before is None or before > arrived + AHEAD_MS or after >= before


def test_a_mark_that_was_made_by_a_clock_ahead_goes_back_when_the_clock_is_mended() -> None:
    tomorrow = watermark_after(None, NOON + 86_400_000, NOON + 86_400_000)
    assert watermark_after(tomorrow, NOON + 1000, NOON + 2000) == NOON + 1000
    assert watermark_at_end(tomorrow, NOON + 60_000, NOON, 0.0) == NOON + 60_000 - BUFFER_MS


def test_at_the_end_of_a_readable_log_it_follows_the_clock() -> None:
    assert watermark_at_end(NOON, NOON + 60_000, NOON, 0.0) == NOON + 60_000 - BUFFER_MS


def test_it_stays_once_the_source_may_be_broken() -> None:
    assert watermark_at_end(NOON, NOON + 120_001, NOON, 0.0) == NOON
    assert watermark_at_end(None, NOON, None, 0.0) is None


def test_a_source_that_is_usually_slow_may_be_silent_for_longer() -> None:
    assert watermark_at_end(NOON, NOON + 500_000, NOON, 60_000.0) == NOON + 500_000 - BUFFER_MS
    assert watermark_at_end(NOON, NOON + 600_001, NOON, 60_000.0) == NOON


def test_the_usual_gap_is_that_of_the_hour() -> None:
    rhythm = Rhythm().add(activity_of(NOON + np.arange(600) * 1000), None)
    assert rhythm.usual_gap_ms(NOON) == 1000.0
    assert rhythm.usual_gap_ms(NOON + 3_600_000 * 5) == 0.0


def test_a_minute_that_comes_in_many_deltas_counts_once() -> None:
    rhythm, seen = Rhythm(), None
    for second in range(600):
        rhythm = rhythm.add(activity_of(np.array([NOON + second * 1000])), seen)
        seen = NOON + second * 1000
    assert rhythm.usual_gap_ms(NOON) == 1000.0
    assert Rhythm.of(rhythm.rows()) == rhythm


def test_old_habits_fade() -> None:
    rhythm = Rhythm()
    for day in range(60):
        dense = 1 if day < 30 else 60
        times = NOON + day * 86_400_000 + np.arange(60 * dense) * (60_000 // dense)
        rhythm = rhythm.add(activity_of(times), None)
    assert 1000 <= rhythm.usual_gap_ms(NOON) < 2200
