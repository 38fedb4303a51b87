"""An evaluation is told alike in the terminal and on its page, which asks nothing of any host."""

import io
import re

import pytest
from msgspec.structs import replace
from rich.console import Console

from api.report import evaluation_words as words
from api.report.evaluation_page import render_evaluation
from api.report.evaluation_terminal import show_evaluation
from monitors.evaluation.evaluation import SCHEMA, Detector, Evaluation, Example, Run, Seeds
from monitors.evaluation.figures import Delay, Rate, figures
from monitors.evaluation.scoring import FalseAlarm, Finding, Score
from monitors.evaluation.targets import compare, targets
from tests.evaluation_page import page_of

PLATFORM = "a <b>platform</b>"


def finding(script: str, wait_s: float | None) -> Finding:
    said = "platform" if wait_s is not None else None
    return Finding(
        script=script,
        cause="platform",
        said="platform" if said else None,
        said_last="platform" if said else None,
        wait_s=wait_s,
        wait_from_onset_s=wait_s,
        clear_s=180.0 if said else None,
        alarms=1 if said else 0,
    )


def document(*, total_s: float = 42.0, asked: bool = True) -> Evaluation:
    false = FalseAlarm(
        cause="platform", platforms=[PLATFORM], opened_ms=1_772_445_600_000, pages=True, during="surge"
    )
    ours = Score(
        days=300,
        platforms=80,
        findings=[finding("total outage", total_s), finding("30 % of requests fail", 151.0)],
        false_alarms=1,
        false_pages=1,
        examples=[false],
    )
    other = Score(
        days=300,
        platforms=80,
        findings=[finding("total outage", 200.0), finding("30 % of requests fail", None)],
        false_alarms=5_000,
        false_pages=600,
        examples=[],
    )
    mine, theirs = figures([ours]), figures([other])
    run = Run(
        votes=5,
        rho=0.03,
        seeds=Seeds(first=101, last=110, purpose="judging"),
        days=30,
        organisation_months=10,
        asked=asked,
        targets=targets(mine),
        detectors=[Detector(name="Holdfast", figures=mine), Detector(name="three probes", figures=theirs)],
        comparisons=compare(mine, {"three probes": theirs}),
        false_alarms=[Example(seed=107, alarm=false)],
    )
    return Evaluation(schema=SCHEMA, platforms=80, relied_on=10, runs=[run])


def printed(evaluation: Evaluation) -> str:
    console = Console(file=io.StringIO(), width=160)
    show_evaluation(evaluation, console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_terminal_and_page_tell_the_same_figures() -> None:
    page, terminal = render_evaluation(document()), printed(document())

    for text in ("42 / 42", "151 / 151", "seeds 101 to 110 (judging), 30 days each", "60 (≤ 64)"):
        assert text in page
        assert text in terminal


def test_the_page_says_whether_every_target_is_met() -> None:
    assert "Every target is met" in render_evaluation(document())
    assert "Some targets are missed" in render_evaluation(document(total_s=61.0))
    assert "No target is asked" in render_evaluation(document(asked=False))


def test_the_page_asks_no_host_and_escapes_names() -> None:
    page = render_evaluation(document())

    assert "<script" not in page
    assert not re.search(r"(src|href)=\"(?!data:,)", page)
    assert PLATFORM not in page
    assert "a &lt;b&gt;platform&lt;/b&gt;" in page


def test_a_false_alarm_is_told_with_the_seed_that_shows_it_again() -> None:
    assert "seed 107, 02 March 10:00:00 UTC: platform" in printed(document())
    assert "during: surge, would page" in printed(document())


def test_a_run_under_harder_noise_is_reported_only() -> None:
    assert "not asked here" in printed(document(asked=False))
    assert "not asked here" not in printed(document())


@pytest.mark.parametrize(
    ("value", "text"), [(None, "\N{EN DASH}"), (1.0, "100 %"), (0.9999, "99.9 %"), (0.5, "50.0 %")]
)
def test_only_all_of_it_is_called_100_per_cent(value: float | None, text: str) -> None:
    assert words.share(value) == text


def test_what_was_never_seen_is_a_dash() -> None:
    assert words.delay(Delay(median=None, p95=None)) == "\N{EN DASH}"
    assert words.rate(Rate.of(0, 20)) == "0 (≤ 0.15)"


def test_every_run_names_its_own_seeds_and_days() -> None:
    [asked] = document().runs
    fewer = replace(
        asked, rho=0.05, seeds=Seeds(first=101, last=105, purpose="judging"), organisation_months=5
    )
    both = replace(document(), runs=[asked, fewer])

    for told in (render_evaluation(both), printed(both), page_of(both)):
        assert "seeds 101 to 110 (judging), 30 days each: 10 organisation-months" in told
        assert "seeds 101 to 105 (judging), 30 days each: 5 organisation-months" in told
