"""Usual failures have a wanted share, and go together as much as was wanted, for as long."""

from dataclasses import replace

import numpy as np
import pytest

from streams.simulation import Simulation
from streams.simulation.noise import Noise
from streams.simulation.web import spin
from tests.simulated_logs import COUNTED, TUESDAY_AT_NINE, Line, lines_of, morning, written

FAILED = {"fail_dns", "fail_tcp", "fail_5xx", "fail_timeout"}
OFFICE = Simulation(begins_at=TUESDAY_AT_NINE, people=300, hours=1, catalogued_share=0.5)


def failed_share(lines: list[Line]) -> float:
    return sum(line.outcome in FAILED for line in lines) / len(lines)


@pytest.mark.parametrize("rho", [0.0, 0.02])
def test_the_wanted_share_of_requests_fails_on_platforms_and_in_the_rest_of_the_web(rho: float) -> None:
    lines = lines_of(written(replace(OFFICE, failure_share=0.02, noise_rho=rho))[0])
    on_platforms = [line for line in lines if line.host in COUNTED]
    rest = [line for line in lines if line.host.endswith(".example")]
    assert failed_share(on_platforms) == pytest.approx(0.02, abs=0.008)
    assert failed_share(rest) == pytest.approx(0.02, abs=0.008)


@pytest.mark.parametrize(("share", "rho"), [(0.02, 0.02), (0.02, 0.05), (0.1, 0.03)])
def test_shares_of_stretches_have_the_variance_that_rho_says(share: float, rho: float) -> None:
    noise = Noise(1, spin(1), failure_share=share, rho=rho, seconds=60)
    drawn = np.array([noise.shares(stretch)[:-1] for stretch in range(3000)])
    assert drawn.mean() == pytest.approx(share, rel=0.02)
    assert drawn.var() == pytest.approx(rho * share * (1 - share), rel=0.05)


def test_platforms_and_their_surface_groups_have_good_and_bad_times_of_their_own() -> None:
    noise = Noise(1, spin(1), failure_share=0.02, rho=0.05, seconds=60)
    drawn = np.array([noise.shares(stretch)[:4] for stretch in range(3000)])
    assert np.abs(np.corrcoef(drawn.T) - np.eye(4)).max() < 0.08


def test_a_share_is_held_for_its_seconds_and_the_rest_of_the_web_is_always_as_usual() -> None:
    web = spin(1)
    noise = Noise(1, web, failure_share=0.1, rho=0.3, seconds=120)
    facebook = web.front("facebook")
    times = np.repeat(np.arange(40) * 60_000 + 30_000, 4000)
    answer = np.zeros(len(times), np.uint8)
    noise.strike(
        answer,
        started_ms=times,
        person=np.arange(len(times), dtype=np.int32),
        host=np.full(len(times), facebook, np.int32),
        tunnel=np.ones(len(times), bool),
    )
    minutes = (answer != 0).reshape(40, 4000).mean(axis=1)
    within, between = np.abs(minutes[::2] - minutes[1::2]), np.abs(minutes[1:-1:2] - minutes[2::2])
    assert within.max() < 0.05 < between.max()
    assert {float(noise.shares(stretch)[-1]) for stretch in range(20)} == {0.1}


def test_what_noise_does_to_one_platform_it_does_with_any_other_trouble_too() -> None:
    short = replace(OFFICE, hours=0.2, noise_rho=0.05)
    assert written(short) == written(replace(short, failure_share=0.02))  # the usual share
    assert written(short)[0] != written(replace(short, noise_rho=0.04))[0]


@pytest.mark.parametrize(
    "wrong",
    [
        {"failure_share": 0.0},
        {"failure_share": 1.0},
        {"noise_rho": 1.0},
        {"noise_rho": -0.1},
        {"noise_seconds": 0.5},
    ],
)
def test_noise_that_cannot_be_drawn_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"share|rho"):
        morning(**wrong)
