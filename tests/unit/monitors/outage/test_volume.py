"""Who no longer comes: told from chance, from holidays, and from a whole organisation that is away."""

import numpy as np
import pytest

from monitors.domain.outage.book import GROUPS
from monitors.domain.outage.rules import Rules
from monitors.domain.outage.volume import Volume

PLATFORMS = 12
MONDAY_NINE = (4 * 24 + 9) * 60
"""The first Monday after 1970 began, in minutes."""


def places(
    control: float, each: float, *, but: dict[int, float] | None = None
) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """Volumes of all places: of the control, and of each platform."""
    volume = np.zeros((PLATFORMS, len(GROUPS)))
    volume[0, 0], volume[1:, 0] = control, each
    for platform, other in (but or {}).items():
        volume[platform, 0] = other
    return volume.ravel()


def known(days: int = 12) -> Volume:
    """Working days from nine to ten, with twelve requests a minute on each platform."""
    volume = Volume(Rules())
    nobody = np.zeros(PLATFORMS, bool)
    for day in range(days):
        for minute in range(60):
            at = MONDAY_NINE + (day // 5 * 7 + day % 5) * 1440 + minute
            volume.step(at, places(60, 12), places(600, 120), nobody, quiet=False)
    return volume


def judged(
    volume: Volume, recent: "np.ndarray[tuple[int], np.dtype[np.float64]]", *, quiet: bool = False
) -> list[tuple[int, bool]]:
    at = MONDAY_NINE + 21 * 1440 + 30
    volume.step(at, recent / 10, recent, np.zeros(PLATFORMS, bool), quiet=quiet)
    return [(drop.platform, drop.is_sure) for drop in volume.drops]


def test_a_platform_that_nobody_reaches_any_more_is_sure() -> None:
    assert judged(known(), places(600, 120, but={3: 2})) == [(3, True)]


def test_a_platform_that_lost_two_thirds_is_suspected_only() -> None:
    assert judged(known(), places(600, 120, but={3: 38})) in ([(3, False)], [])
    assert judged(known(), places(600, 120, but={3: 26})) == [(3, False)]


def test_a_usual_morning_says_nothing() -> None:
    assert judged(known(), places(600, 120, but={3: 90, 4: 160})) == []


def test_a_holiday_says_nothing_as_the_control_stays_at_home_too() -> None:
    assert judged(known(), places(60, 12, but={3: 0})) == []


def test_many_platforms_that_grow_quiet_together_are_no_outage() -> None:
    assert judged(known(), places(600, 120, but=dict.fromkeys(range(1, 6), 2.0))) == []


def test_nothing_is_said_while_a_source_is_blind_or_before_there_is_history() -> None:
    assert judged(known(), places(600, 120, but={3: 2}), quiet=True) == []
    assert judged(known(days=5), places(600, 120, but={3: 2})) == []


@pytest.mark.parametrize("control", [400, 900])
def test_what_is_expected_follows_the_control(control: float) -> None:
    assert judged(known(), places(control, control / 5)) == []
