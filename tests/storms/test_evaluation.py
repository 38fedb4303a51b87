"""The long evaluation, for `make examine`: it must reach the targets, and writes docs/evaluation.md."""

from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from monitors.domain.outage.rules import Rules
from monitors.evaluation.evaluation import Condition, Evaluation, evaluate
from tests.evaluation_page import write_page

ASKED = (Condition(5, 0.02), Condition(5, 0.03))
ASKED_SEEDS = range(101, 121)
REPORTED = (Condition(5, 0.05), Condition(1, 0.03), Condition(0.2, 0.03))
REPORTED_SEEDS = range(101, 106)
"""What is only reported needs no narrow bound, and has fewer seeds; all takes three quarters of an hour."""
DAYS = 30


def replayed(seeds: range, conditions: Sequence[Condition]) -> Evaluation:
    return evaluate(
        seeds,
        DAYS,
        conditions,
        rules=Rules(),
        processes=2,
        done=lambda setting: print(f"replayed {setting}", flush=True),  # noqa: T201 (it takes long)
    )


@pytest.mark.storm
@pytest.mark.timeout(2 * 3600)
def test_twenty_months_under_noise_meet_every_target() -> None:
    promised, beyond = replayed(ASKED_SEEDS, ASKED), replayed(REPORTED_SEEDS, REPORTED)
    document = replace(promised, runs=[*promised.runs, *beyond.runs])

    write_page(document)
    asked = [run for run in document.runs if run.asked]
    assert len(asked) == 2
    assert {run.organisation_months for run in asked} == {20.0}
    assert [(run.rho, each) for run in asked for each in run.targets if not each.met] == []
    assert [(run.rho, each) for run in asked for each in run.comparisons if not each.worse] == []
