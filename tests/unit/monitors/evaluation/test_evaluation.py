"""An evaluation is one document: repeatable, whatever shares the work, with its seeds and targets named."""

import msgspec
import pytest

from monitors.domain.outage.rules import Rules
from monitors.evaluation.baselines import baselines
from monitors.evaluation.evaluation import (
    SCHEMA,
    Condition,
    Evaluation,
    Seeds,
    evaluate,
    purpose_of,
    to_json,
)
from monitors.evaluation.figures import figures
from monitors.evaluation.replay import JUDGE, Setting
from monitors.evaluation.scoring import Finding, Score
from monitors.evaluation.targets import are_asked, compare, targets


def small(processes: int) -> tuple[Evaluation, list[Setting]]:
    done: list[Setting] = []
    document = evaluate(
        range(1, 3), 2, [Condition(0.2, 0.03)], rules=Rules(), processes=processes, done=done.append
    )
    return document, done


@pytest.fixture(scope="module")
def alone() -> Evaluation:
    return small(1)[0]


def test_two_processes_find_what_one_finds(alone: Evaluation) -> None:
    shared, done = small(2)

    assert to_json(shared) == to_json(alone)
    assert [setting.seed for setting in done] == [1, 2]


def test_the_document_reads_back_as_it_was(alone: Evaluation) -> None:
    assert msgspec.json.decode(to_json(alone), type=Evaluation) == alone
    assert alone.schema == SCHEMA


def test_every_detector_took_the_same_replay(alone: Evaluation) -> None:
    [run] = alone.runs

    assert [each.name for each in run.detectors] == [JUDGE, *(rule.name for rule in baselines(1, 1))]
    counted = {sum(script.faults for script in each.figures.scripts) for each in run.detectors}
    assert len(counted) == 1
    assert counted.pop() > 0


def test_it_says_what_was_observed_and_what_the_seeds_are_for(alone: Evaluation) -> None:
    [run] = alone.runs

    assert (run.seeds, run.days) == (Seeds(first=1, last=2, purpose="tuning"), 2)
    assert run.organisation_months == pytest.approx(4 / 30)
    assert not run.asked


@pytest.mark.parametrize(
    ("seeds", "purpose"), [(range(1, 10), "tuning"), (range(101, 121), "judging"), (range(5, 105), "mixed")]
)
def test_seeds_for_tuning_and_for_judging_are_told_apart(seeds: range, purpose: str) -> None:
    assert purpose_of(seeds) == purpose


def test_nothing_to_run_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        evaluate(range(1, 1), 7, [Condition(5, 0.02)], rules=Rules(), processes=1, done=lambda _: None)


@pytest.mark.parametrize(
    ("votes", "rho", "asked"), [(5, 0.02, True), (5, 0.03, True), (5, 0.05, False), (1, 0.02, False)]
)
def test_targets_are_asked_where_the_promise_holds(votes: float, rho: float, *, asked: bool) -> None:
    assert are_asked(votes, rho) is asked


def detected(script: str, wait_s: float | None) -> Finding:
    return Finding(
        script=script,
        cause="platform",
        said="platform" if wait_s is not None else None,
        said_last="platform" if wait_s is not None else None,
        wait_s=wait_s,
        wait_from_onset_s=wait_s,
        clear_s=200.0 if wait_s is not None else None,
        alarms=1 if wait_s is not None else 0,
    )


def month(total_s: float | None, partial_s: float | None, *, pages: int = 0, days: float = 300) -> Score:
    return Score(
        days=days,
        platforms=80,
        findings=[detected("total outage", total_s), detected("30 % of requests fail", partial_s)],
        false_alarms=pages,
        false_pages=pages,
        examples=[],
    )


def missed(score: Score) -> list[str]:
    return [target.name for target in targets(figures([score])) if not target.met]


def test_what_is_fast_and_quiet_meets_every_target() -> None:
    assert missed(month(60.0, 240.0)) == []


def test_each_target_is_missed_by_what_breaks_it() -> None:
    assert missed(month(61.0, 240.0)) == ["seconds to a total outage, p95"]
    assert missed(month(60.0, 241.0)) == ["seconds to 30 % failing, p95"]
    assert missed(month(60.0, 240.0, pages=6)) == ["false pages a month, 95 % upper bound"]
    assert "share of total outages found" in missed(month(None, 240.0))


def test_a_short_evaluation_cannot_bound_a_month_so_it_must_be_silent() -> None:
    assert missed(month(60.0, 240.0, days=21)) == []
    assert missed(month(60.0, 240.0, days=21, pages=1)) == ["false pages (too few months for a bound)"]


def test_where_no_trouble_struck_a_target_is_not_measured_and_not_missed() -> None:
    quiet = Score(days=2, platforms=80, findings=[], false_alarms=0, false_pages=0, examples=[])

    told = targets(figures([quiet]))

    assert not any(target.missed for target in told)
    assert [target.measured for target in told] == [False, False, False, True, False]


def test_a_trouble_that_struck_and_was_never_found_misses_its_target() -> None:
    told = {target.name: target for target in targets(figures([month(60.0, None)]))}

    assert told["seconds to 30 % failing, p95"].reached is None
    assert told["seconds to 30 % failing, p95"].missed


def test_a_baseline_is_compared_measure_by_measure() -> None:
    ours, theirs = figures([month(40.0, 150.0)]), figures([month(20.0, None, pages=50)])

    [compared] = compare(ours, {"three in a row": theirs})

    assert set(compared.worse) == {"wait for 30 % failing", "faults missed", "false pages"}
    assert "wait for a total outage" in compared.not_worse
