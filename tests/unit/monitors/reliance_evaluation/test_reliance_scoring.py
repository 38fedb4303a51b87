"""What was said is held against the truth strictly: questions, claims, ranks and restless levels."""

from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from monitors.reliance_evaluation.replay import Course, Judged
from monitors.reliance_evaluation.scoring import calibration, cases, changes, concordance, look_at

RIGHT = Judged(
    seed=1, unit=0, platform=0, case="desk", after_days=14, score=80, level="mission-critical", question=None,
    truth="mission-critical", right_question=None, weak_only=False, settled=True, requests=10, people=2.0,
)  # fmt: skip


def judged(**named: Any) -> Judged:
    return replace(RIGHT, **named)


def test_claims_are_right_and_critical_pairs_are_found() -> None:
    look = look_at(
        [
            judged(),
            judged(level="important", score=60),
            judged(truth="incidental"),
            judged(truth="incidental", level="incidental", score=20),
            judged(after_days=28),
        ],
        14,
    )

    assert (look.pairs, look.claimed, look.right, look.critical, look.found) == (4, 2, 1, 2, 1)
    assert (look.precision, look.recall) == (0.5, 0.5)
    assert (look.same_level, look.within_one) == (0.5, 0.75)


def test_where_no_log_can_tell_only_the_right_question_finds() -> None:
    untold = judged(right_question="ask-plain-reading")

    sure = look_at([untold], 14)
    asked = look_at([replace(untold, level="important", question="ask-plain-reading")], 14)
    wrong = look_at([replace(untold, level="important", question="ask-machine-or-desk")], 14)

    assert (sure.claimed, sure.right, sure.found) == (1, 0, 0)
    assert (asked.claimed, asked.found, asked.recall, asked.asked_in_vain) == (0, 1, 1.0, 0)
    assert wrong.found == 0


def test_a_question_where_a_log_can_tell_is_in_vain_and_finds_nothing() -> None:
    look = look_at([judged(level="important", question="ask-plain-reading")], 14)

    assert (look.found, look.asked, look.asked_in_vain) == (0, 1, 1)


def test_pairs_in_which_the_truth_has_just_changed_are_left_out() -> None:
    look = look_at([judged(settled=False)], 14)

    assert (look.pairs, look.precision, look.recall) == (0, None, None)


@pytest.mark.parametrize(
    ("numbers", "worth", "chance"),
    [
        ([1, 2, 3], [0, 0, 1], 1.0),
        ([3, 2, 1], [0, 0, 1], 0.0),
        ([1, 1], [0, 1], 0.5),
        ([1, 3, 2], [0, 1, 2], 2 / 3),
        ([1, 2], [1, 1], None),
    ],
)
def test_concordance_is_the_chance_that_the_worthier_is_put_higher(
    numbers: list[float], worth: list[int], chance: float | None
) -> None:
    assert concordance(np.array(numbers, np.float64), np.array(worth)) == (
        None if chance is None else pytest.approx(chance)
    )


def test_calibration_and_cases_count_pairs_by_what_they_are() -> None:
    seen = [judged(), judged(score=71, truth="important"), judged(score=100), judged(score=5, level="none")]

    bands = calibration(seen, 14)
    [important, critical] = sorted(cases(seen, 14), key=lambda each: each.pairs)

    assert [(each.from_score, each.pairs, each.critical) for each in bands] == [
        (0, 1, 1),
        (70, 1, 0),
        (80, 1, 1),
        (90, 1, 1),
    ]
    assert (important.truth, important.pairs) == ("important", 1)
    assert critical.levels == {"none": 1, "mission-critical": 2}


def test_a_change_of_level_is_restless_unless_the_truth_has_changed_in_the_quarter_before() -> None:
    def course(changed: list[int], truth: list[int]) -> Course:
        return Course(
            seed=1, unit=0, platform=0, case="desk", days=182, changed_on=changed, truth_changed_on=truth
        )

    restless = changes([course([20, 60, 170], []), course([70], [60])])

    assert (restless.changes, restless.most_in_a_quarter, restless.pair_quarters) == (3, 2, 4.0)
