"""An evaluation is one document: repeatable, with targets from two weeks on."""

import msgspec
import pytest

from monitors.domain.reliance.weights import USUAL
from monitors.reliance_evaluation.evaluation import (
    LOOKS,
    RelianceEvaluation,
    evaluate_reliance,
    to_json,
)


def evaluation(days: int, done: list[None]) -> RelianceEvaluation:
    return evaluate_reliance(range(1, 2), days, weights=USUAL, processes=1, done=lambda: done.append(None))


@pytest.mark.timeout(300)
def test_four_weeks_of_a_seed_meet_every_target_and_can_be_repeated() -> None:
    done: list[None] = []
    first = evaluation(28, done)

    assert [each for each in first.targets if not each.met] == []
    assert [look.after_days for look in first.looks] == [3, 7, 14, 28]
    assert first.looks[0].claimed == 0
    assert first.seeds.purpose == "tuning"
    assert len(done) == 1
    rank = first.looks[-1].rank
    assert rank.score is not None
    assert rank.requests is not None
    assert rank.score > rank.requests
    assert msgspec.json.decode(to_json(first), type=RelianceEvaluation) == first
    assert to_json(evaluation(28, done)) == to_json(first)


def test_nothing_to_run_is_said() -> None:
    with pytest.raises(ValueError, match=f"{LOOKS[0]} days"):
        evaluation(2, [])
