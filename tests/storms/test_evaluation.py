"""The long evaluation, for `make examine`: it must reach the targets, and writes docs/evaluation.md."""

import pytest

from monitors.domain.outage.rules import Rules
from monitors.evaluation.evaluation import Condition, evaluate
from tests.evaluation_page import write_page

SEEDS = range(101, 121)


@pytest.mark.storm
@pytest.mark.timeout(4 * 3600)
def test_twenty_months_under_noise_meet_every_target() -> None:
    document = evaluate(
        SEEDS,
        30,
        [
            Condition(5, 0.02),
            Condition(5, 0.03),
            Condition(5, 0.05),
            Condition(1, 0.03),
            Condition(0.2, 0.03),
        ],
        rules=Rules(),
        processes=2,
        done=lambda setting: print(f"replayed {setting}", flush=True),  # noqa: T201 (an hour's progress)
    )

    write_page(document)
    asked = [run for run in document.runs if run.asked]
    assert len(asked) == 2
    assert [(run.rho, each) for run in asked for each in run.targets if not each.met] == []
    assert [(run.rho, each) for run in asked for each in run.comparisons if not each.worse] == []
