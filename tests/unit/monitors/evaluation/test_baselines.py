"""The rules of others, as time-lines of minutes on one platform of two."""

from collections.abc import Iterable

import numpy as np

from monitors.evaluation.baselines import (
    Baseline,
    BurnRate,
    HourOfDayRatio,
    InARow,
    Minute,
    RateZScore,
    baselines,
)

VOTES = 40
HOUR = 60
DAY = 24 * HOUR


def said(baseline: Baseline, failed: Iterable[int], *, votes: int = VOTES) -> str:
    """What a rule says of the first platform, by minute: `!` for down; its probe fails when most votes do."""
    line = ""
    for number, many in enumerate(failed):
        in_groups = np.array([[many, 0], [0, 0]])
        of = np.array([[votes, votes], [votes, votes]])
        down = baseline.step(Minute(number, of, in_groups, np.array([many > votes / 2, False])))
        assert not down[1], "the healthy platform is called down"
        line += "!" if down[0] else "."
    return line


def probes(pattern: str) -> list[int]:
    return [VOTES if mark == "x" else 0 for mark in pattern]


def test_three_failed_probes_in_a_row_open_and_two_good_ones_close() -> None:
    rule = InARow("three", 3, 2, 2)

    assert said(rule, probes("xx.xxxx.x..x.")) == ".....!!!!!..."


def test_a_single_failed_probe_opens_at_once_and_a_good_one_closes() -> None:
    assert said(InARow("single", 1, 1, 2), probes(".x.xx.")) == ".!.!!."


def test_a_total_outage_burns_the_budget_of_an_hour_in_nine_minutes() -> None:
    told = said(BurnRate(2, 2), [0] * HOUR + [VOTES] * 20)

    assert told.index("!") == HOUR + 8  # the ninth minute: 9 of 60 are 15 %, over 14.4 %


def test_a_short_burst_burns_no_budget_of_an_hour() -> None:
    assert "!" not in said(BurnRate(2, 2), [0] * HOUR + [VOTES] * 5 + [0] * HOUR)


def test_what_is_over_stops_burning_within_five_minutes() -> None:
    told = said(BurnRate(2, 2), [0] * HOUR + [VOTES] * 20 + [0] * 10)

    assert told.rindex("!") < HOUR + 20 + 5


def test_a_z_score_needs_history_then_sees_a_jump_and_then_gets_used_to_it() -> None:
    usual = [1, 0] * 30
    told = said(RateZScore(2, 2), [*usual, *[12] * HOUR])

    assert "!" not in told[:HOUR]
    assert told[HOUR] == "!"
    assert told[-1] == "."


def test_minutes_without_votes_are_no_evidence_for_a_z_score() -> None:
    assert "!" not in said(RateZScore(2, 2), [0] * 100, votes=0)


def test_the_ratio_learns_a_day_and_compares_with_the_same_hour() -> None:
    usual = [1] * DAY
    told = said(HourOfDayRatio(2), [*usual, *[1] * 30, *[4] * 10])

    assert "!" not in told[: DAY + 30]
    assert told[DAY + 34] == "!"  # 20 in five minutes, where about five are usual


def test_the_ratio_takes_no_notice_of_fewer_than_five_failures() -> None:
    assert "!" not in said(HourOfDayRatio(2), [*[0] * DAY, *[1, 0, 1, 0, 1, 1, 0, 0]])


def test_all_five_have_names_of_their_own() -> None:
    assert len({rule.name for rule in baselines(80, 3)}) == 5
