"""Levels keep still while days disagree, and move when they agree."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitors.domain.reliance.levels import (
    FALL_DAYS,
    MARGIN,
    REST_DAYS,
    RISE_DAYS,
    LevelState,
    level_of,
    step,
    trend,
)
from monitors.domain.reliance.records import Assessment, Level


def said(score: int, level: Level | None = None) -> Assessment:
    return Assessment(
        score=score, level=level or level_of(score), candidate=False, question=None, confidence="high",
        factors=[], kinds=[], identity="not-visible", people=20, evidence=[], findings=[],
    )  # fmt: skip


def fold(scores: list[int], observed_from: int = 14) -> LevelState:
    state: LevelState | None = None
    for day, score in enumerate(scores):
        state = step(state, day, said(score), observed_from + day)
    assert state is not None
    return state


@pytest.mark.parametrize(
    ("score", "level"),
    [(0, "none"), (9, "none"), (10, "incidental"), (30, "habitual"), (50, "important"), (69, "important"),
     (70, "mission-critical"), (100, "mission-critical")],
)  # fmt: skip
def test_levels_have_the_thresholds_that_everybody_agreed_on(score: int, level: Level) -> None:
    assert level_of(score) == level


def test_a_level_rises_after_days_in_a_row_and_not_a_day_before() -> None:
    assert fold([40] + [75] * (RISE_DAYS - 1)).level == "habitual"
    risen = fold([40] + [75] * RISE_DAYS)
    assert (risen.level, risen.since_day) == ("mission-critical", RISE_DAYS)
    assert fold([40] + [75] * (RISE_DAYS - 1) + [40] + [75] * (RISE_DAYS - 1)).level == "habitual"


def test_a_level_falls_later_than_it_rises_and_never_within_the_margin() -> None:
    assert fold([75] + [60] * (FALL_DAYS - 1)).level == "mission-critical"
    assert fold([75] + [60] * FALL_DAYS).level == "important"
    assert fold([75] + [70 - MARGIN] * 400).level == "mission-critical"


def test_with_few_days_the_level_is_that_of_the_day() -> None:
    assert fold([20, 75, 20], observed_from=1).level == "incidental"


def test_what_stops_a_level_lowers_it_in_time_whatever_the_score() -> None:
    state: LevelState | None = step(None, 0, said(75), 60)
    for day in range(1, FALL_DAYS + 1):
        state = step(state, day, said(75, "important"), 60)

    assert state is not None
    assert state.level == "important"


STRETCHES = st.lists(st.tuples(st.integers(0, 100), st.integers(1, 60)), min_size=1, max_size=8)


@given(STRETCHES)
def test_a_level_moves_at_most_once_in_a_quarter(stretches: list[tuple[int, int]]) -> None:
    state: LevelState | None = None
    moves = []
    for day, score in enumerate(score for score, days in stretches for _ in range(days)):
        before = state
        state = step(before, day, said(score), 60)
        if before is not None and before.level != state.level:
            moves.append(day)

    assert all(later - earlier >= REST_DAYS for earlier, later in pairwise(moves))


def test_what_has_risen_rests_before_it_moves_again() -> None:
    risen = [40] + [55] * RISE_DAYS

    for score, level in ((75, "mission-critical"), (40, "habitual")):
        assert fold(risen + [score] * (REST_DAYS - 1)).level == "important"
        assert fold(risen + [score] * REST_DAYS).level == level


def test_a_trend_is_a_change_of_points_in_four_weeks() -> None:
    assert trend({0: 50, 28: 65}, 28) == "rising"
    assert trend({0: 65, 28: 50}, 28) == "falling"
    assert trend({0: 50, 28: 59}, 28) == "steady"
    assert trend({28: 59}, 28) == trend({0: 50, 28: 65}, 28, new_days=20) == "new"
