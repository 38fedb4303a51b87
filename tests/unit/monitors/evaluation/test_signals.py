"""Simulated signals are what they claim to be: their rates, their noise, and what the troubles do to them."""

from itertools import islice

import numpy as np
import pytest

from monitors.evaluation.noise import HeldNoise
from monitors.evaluation.signals import (
    CONTROL_SERIES,
    FAILS,
    FILTERED,
    LOST,
    REFUSES,
    WINDOWS,
    Hour,
    SignalSimulation,
    struck_part,
)
from monitors.evaluation.troubles import SCRIPTS, Schedule, Trouble
from monitors.evaluation.world import (
    BEGINS_MS,
    DAY_MS,
    GROUPS,
    HOUR_MS,
    MINUTE_MS,
    PLATFORMS,
    SERIES,
    WINDOW_MS,
    World,
)

MONDAY_TEN = BEGINS_MS + DAY_MS + 10 * HOUR_MS


def simulated(*troubles: Trouble, votes: float = 5.0, seed: int = 1) -> list[Hour]:
    """Sunday, and Monday until eleven."""
    rng = np.random.default_rng(seed)
    world = World.make(rng, votes, 2, frozenset())
    hours = SignalSimulation(rng, world, Schedule(troubles), 0.02, 2)
    return list(islice(hours, 24 + 11))


def trouble(name: str, *platforms: int, site: int | None = None, share: float = 1.0) -> Trouble:
    script = next(script for script in SCRIPTS if script.name == name)
    from_ms = MONDAY_TEN + 605_000
    return Trouble(script, platforms, site, share, from_ms, from_ms + 20 * MINUTE_MS)


def at_ten(hours: list[Hour]) -> Hour:
    assert hours[-1].starts_ms[0] == MONDAY_TEN
    return hours[-1]


def shares(hour: Hour, what: int) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """The share of tries that came to something, by series, from 11 to 29 minutes past the hour."""
    struck = (hour.votes.window >= 66) & (hour.votes.window < 174)
    all_tries = np.bincount(hour.votes.series[struck], minlength=SERIES + 1)
    such = np.bincount(hour.votes.series[struck & (hour.votes.what == what)], minlength=SERIES + 1)
    return (such[:SERIES] / all_tries[:SERIES]).reshape(PLATFORMS, len(GROUPS))


def test_equal_seeds_give_equal_votes_and_others_do_not() -> None:
    one, same, other = (at_ten(simulated(seed=seed)).votes for seed in (1, 1, 2))

    assert np.array_equal(one.person, same.person)
    assert np.array_equal(one.what, same.what)
    assert len(one.person) != len(other.person)


@pytest.mark.parametrize("votes", [5.0, 1.0, 0.2])
def test_a_busy_hour_has_the_votes_that_were_asked_for(votes: float) -> None:
    hours = simulated(votes=votes)

    core = at_ten(hours).votes.series % len(GROUPS) == 0
    core &= at_ten(hours).votes.series < SERIES
    a_window = np.count_nonzero(core) / WINDOWS / PLATFORMS

    assert a_window == pytest.approx(votes, rel=0.25)  # days differ, each by some 8 %


def test_nights_and_sundays_are_quiet() -> None:
    hours = simulated()

    busy = len(at_ten(hours).votes.window)
    assert len(hours[24 + 3].votes.window) < busy * 0.05
    assert len(hours[10].votes.window) < busy * 0.25


def test_about_one_vote_in_fifty_fails_when_nothing_is_wrong() -> None:
    votes = at_ten(simulated()).votes

    assert 0.015 < np.mean(votes.what == FAILS) < 0.035


@pytest.mark.parametrize("rho", [0.02, 0.05])
def test_noise_has_the_mean_and_the_correlation_that_it_is_named_after(rho: float) -> None:
    usual = np.full(400, 0.02)
    noise = HeldNoise(np.random.default_rng(5), usual, rho)
    starts = BEGINS_MS + np.arange(WINDOWS, dtype=np.int64) * WINDOW_MS

    drawn = np.concatenate([noise.shares(starts + hour * HOUR_MS) for hour in range(6)])

    assert drawn.mean() == pytest.approx(0.02, rel=0.05)
    assert drawn.var() == pytest.approx(rho * 0.02 * 0.98, rel=0.1)


def test_noise_is_held_for_a_minute_across_hours_too() -> None:
    noise = HeldNoise(np.random.default_rng(5), np.full(50, 0.02), 0.03)
    starts = BEGINS_MS + np.arange(WINDOWS, dtype=np.int64) * WINDOW_MS

    drawn = np.concatenate([noise.shares(starts + hour * HOUR_MS) for hour in range(3)])

    for series in drawn.T:
        changes = np.flatnonzero(np.diff(series))
        assert set(np.diff(changes)) == {MINUTE_MS // WINDOW_MS}


def test_a_total_outage_fails_nearly_everyone_on_its_platform_and_nobody_else() -> None:
    failing = shares(at_ten(simulated(trouble("total outage", 7))), FAILS)

    assert failing[7].min() == 1
    assert np.delete(failing, 7, axis=0).mean() < 0.04


def test_login_only_leaves_the_rest_of_the_platform_alone() -> None:
    core, login, media = shares(at_ten(simulated(trouble("login only", 7))), FAILS)[7]

    assert login == 1
    assert max(core, media) < 0.15


def test_refused_and_filtered_are_no_failures() -> None:
    refused = at_ten(simulated(trouble("the platform's own 403", 7)))
    filtered = at_ten(simulated(trouble("our own filter", 7)))

    assert shares(refused, REFUSES)[7, 0] == 1
    assert shares(filtered, FILTERED)[7, 0] == 1
    assert shares(filtered, FAILS)[7, 0] == 0


def test_when_our_own_way_out_is_down_the_control_fails_too() -> None:
    votes = at_ten(simulated(trouble("own way out is down", *range(PLATFORMS)))).votes

    during = (votes.window >= 66) & (votes.window < 174) & (votes.series == CONTROL_SERIES)
    assert np.all(votes.what[during] == FAILS)


def test_one_site_takes_only_its_own_people_with_it() -> None:
    votes = at_ten(simulated(trouble("one site is cut off", *range(PLATFORMS), site=2))).votes

    during = (votes.window >= 66) & (votes.window < 174)
    assert np.all(votes.what[during & (votes.site == 2)] == FAILS)
    assert np.mean(votes.what[during & (votes.site != 2)] == FAILS) < 0.04


def test_a_silent_source_leaves_no_line() -> None:
    votes = at_ten(simulated(trouble("log source silent", *range(PLATFORMS), site=1))).votes

    during = (votes.window >= 66) & (votes.window < 174) & (votes.site == 1)
    assert np.all(votes.what[during] == LOST)


def test_timeouts_are_logged_a_minute_late_and_nothing_is_logged_until_then() -> None:
    late = trouble("timeouts, logged late", 7)
    votes = at_ten(simulated(late)).votes

    of_it = votes.series // len(GROUPS) == 7
    hanging = of_it & (votes.window >= 61) & (votes.window < 66)
    assert np.all(votes.what[hanging] == LOST)
    assert late.first_seen_ms is not None
    assert MINUTE_MS <= late.first_seen_ms - late.from_ms < MINUTE_MS + 10_000
    failed = of_it & (votes.window >= 67) & (votes.window < 174) & (votes.what == FAILS)
    assert np.median(votes.lasted_ms[failed]) == MINUTE_MS


def test_a_surge_only_makes_more_of_the_same() -> None:
    usual, surge = at_ten(simulated()).votes, at_ten(simulated(trouble("surge", 7))).votes

    during = [
        np.count_nonzero((v.series // len(GROUPS) == 7) & (v.window >= 66) & (v.window < 174))
        for v in (usual, surge)
    ]
    assert during[1] > during[0] * 3


def test_truth_says_when_the_first_and_the_last_line_showed_it() -> None:
    struck = trouble("total outage", 7)
    simulated(struck)

    assert struck.first_seen_ms is not None
    assert struck.last_seen_ms is not None
    assert struck.from_ms <= struck.first_seen_ms < struck.from_ms + 10_000
    assert struck.to_ms - 10_000 < struck.last_seen_ms <= struck.to_ms


def test_a_window_in_which_it_begins_is_struck_in_part() -> None:
    struck = trouble("total outage", 7)
    starts = MONDAY_TEN + np.arange(WINDOWS, dtype=np.int64) * WINDOW_MS

    part = struck_part(struck, starts)

    assert part[60] == pytest.approx(0.5)
    assert part[61] == 1
    assert part.sum() == pytest.approx(120)
