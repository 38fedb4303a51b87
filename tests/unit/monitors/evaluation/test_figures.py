"""Figures say how sure one can be: percentiles by nearest rank, and exact Poisson bounds."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitors.domain.outage.records import Cause
from monitors.evaluation.figures import Delay, Rate, figures, poisson_upper_bound
from monitors.evaluation.scoring import Finding, Score


def finding(said: Cause | None, cause: Cause = "platform", wait_s: float = 30.0, alarms: int = 1) -> Finding:
    return Finding(
        script="it breaks",
        cause=cause,
        said=said,
        said_last=said,
        wait_s=wait_s if said else None,
        wait_from_onset_s=wait_s if said else None,
        clear_s=None,
        alarms=alarms if said else 0,
    )


def score(*findings: Finding, false_pages: int = 0, days: float = 30) -> Score:
    return Score(
        days=days,
        platforms=80,
        findings=list(findings),
        false_alarms=false_pages,
        false_pages=false_pages,
        examples=[],
    )


@pytest.mark.parametrize(
    ("count", "bound"), [(0, 2.9957), (1, 4.7439), (3, 7.7537), (10, 16.9622), (100, 118.0787)]
)
def test_poisson_bounds_are_those_of_the_tables(count: int, bound: float) -> None:
    assert poisson_upper_bound(count) == pytest.approx(bound, abs=1e-3)


@given(st.integers(0, 50_000))
def test_a_bound_lies_above_its_count_and_grows_with_it(count: int) -> None:
    assert count < poisson_upper_bound(count) < poisson_upper_bound(count + 1)


@pytest.mark.parametrize(("count", "confidence"), [(-1, 0.95), (0, 0.0), (0, 1.0)])
def test_a_bound_of_nonsense_is_refused(count: int, confidence: float) -> None:
    with pytest.raises(ValueError, match="confidence"):
        poisson_upper_bound(count, confidence)


def test_three_quiet_months_bound_the_rate_at_one_a_month() -> None:
    assert Rate.of(0, 3.0).upper_bound == pytest.approx(0.9986, abs=1e-3)


def test_the_95th_percentile_is_a_delay_that_was_seen() -> None:
    delay = Delay.of([float(second) for second in range(1, 21)])

    assert (delay.median, delay.p95) == (10.5, 19.0)


def test_delays_of_nothing_are_unknown() -> None:
    assert Delay.of([None, None]) == Delay(median=None, p95=None)


def test_figures_add_up_over_seeds() -> None:
    summed = figures(
        [
            score(finding("platform", wait_s=10), finding(None), false_pages=1),
            score(finding("egress", wait_s=50, alarms=3), finding("egress", cause="egress")),
        ]
    )

    assert summed.confusion == {
        "platform": {"platform": 1, "missed": 1, "egress": 1},
        "egress": {"egress": 1},
    }
    assert summed.cause_right_share == pytest.approx(2 / 3)
    assert (summed.false_pages_a_month.count, summed.false_pages_a_month.observed) == (1, 2.0)
    assert summed.alarms_per_incident == pytest.approx(5 / 3)
    [script] = summed.scripts
    assert (script.faults, script.found, script.right_cause) == (4, 3, 2)
    assert script.wait == Delay(median=30.0, p95=50.0)


def test_false_alarms_are_counted_by_platform_and_quarter() -> None:
    summed = figures([score(false_pages=8, days=91.3125)])

    assert math.isclose(summed.false_alarms_a_platform_quarter.observed, 80)


def test_no_score_at_all_is_refused() -> None:
    with pytest.raises(ValueError, match="no score"):
        figures([])
