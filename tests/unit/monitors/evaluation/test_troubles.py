"""A week of scripted trouble: everything strikes, nothing overlaps by accident, and truth is complete."""

from itertools import pairwise

import numpy as np
import pytest

from monitors.evaluation.troubles import SAME_DAY, SCRIPTS, Schedule, plan
from monitors.evaluation.world import (
    BEGINS_MS,
    DAY_MS,
    GROUPS,
    MINUTE_MS,
    PLATFORMS,
    PROBED,
    RELIED_ON,
    operators,
    platform_name,
)


def planned(seed: int, days: int) -> Schedule:
    return plan(np.random.default_rng(seed), days)


def test_a_month_sees_every_script() -> None:
    struck = {trouble.script.name for trouble in planned(1, 30).troubles}

    assert struck == {script.name for script in (*SCRIPTS, *SAME_DAY)}


@pytest.mark.parametrize("seed", range(1, 6))
def test_no_two_troubles_happen_at_once_but_on_a_holiday(seed: int) -> None:
    troubles = [trouble for trouble in planned(seed, 30).troubles if trouble.script.when != "day"]

    gaps = [after.from_ms - before.to_ms for before, after in pairwise(troubles)]

    assert min(gaps) >= 15 * MINUTE_MS


@pytest.mark.parametrize("seed", range(1, 6))
def test_the_first_day_and_holidays_are_left_alone(seed: int) -> None:
    schedule = planned(seed, 30)

    quiet = {0, *schedule.holidays}
    for trouble in schedule.troubles:
        if trouble.script.when != "day":
            assert (trouble.from_ms - BEGINS_MS) // DAY_MS not in quiet


def test_platform_outage_and_our_own_failure_share_a_day() -> None:
    names = {script.name for script in SAME_DAY}
    pair = [trouble for trouble in planned(3, 7).troubles if trouble.script.name in names]

    assert len(pair) == 2
    assert len({(trouble.from_ms - BEGINS_MS) // DAY_MS for trouble in pair}) == 1


def test_a_shared_provider_is_one_operator_and_no_other_trouble_is() -> None:
    of = operators()
    for trouble in planned(2, 30).troubles:
        behind = {of[platform_name(platform)] for platform in trouble.platforms}
        if trouble.script.target == "together":
            assert (len(trouble.platforms), len(behind)) == (3, 1)


def test_only_scripts_with_probes_strike_platforms_that_are_probed() -> None:
    for trouble in planned(4, 30).troubles:
        if trouble.script.target == "one" and trouble.script.when != "day":
            assert trouble.platforms[0] not in PROBED
        if "probes" in trouble.script.support:
            assert trouble.platforms[0] in PROBED


def test_equal_seeds_plan_equal_troubles_and_others_do_not() -> None:
    assert planned(7, 14) == planned(7, 14)
    assert planned(7, 14) != planned(8, 14)


def test_the_numbers_of_the_world_fit_together() -> None:
    assert RELIED_ON < PLATFORMS
    assert max(PROBED) < 15 < PLATFORMS
    assert set(GROUPS) >= {group for script in SCRIPTS for group in script.groups}
