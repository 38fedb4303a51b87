"""`holdfast evaluate`: three simulated weeks of judging seeds, in the terminal, as JSON and as a page."""

from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner, Result

from api.commands.evaluate import app
from monitors.evaluation.evaluation import Evaluation


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


@pytest.mark.timeout(1200)
def test_three_seeds_of_a_week_meet_every_target(tmp_path: Path) -> None:
    json, html = tmp_path / "evaluation.json", tmp_path / "evaluation.html"

    words = ("--seeds", "101-103", "--days", "7", "--votes", "5", "--rho", ".03")
    ran = run(*words, "--json", str(json), "--html", str(html))

    document = msgspec.json.decode(json.read_bytes(), type=Evaluation)
    [measured] = document.runs
    assert measured.seeds.purpose == "judging"
    assert measured.asked
    assert [target for target in measured.targets if not target.met] == []
    assert [each for each in measured.comparisons if not each.worse] == []
    assert ran.exit_code == 0, ran.output
    page = html.read_text(encoding="utf-8")
    assert "Every target is met" in page
    for detector in measured.detectors:
        assert detector.name in page
        assert detector.name.split()[0] in ran.stdout


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("--seeds", "9-1"), "the smaller one first"),
        (("--seeds", "all"), "as in 101-120"),
        (("--votes", "many"), "as in 5,1,0.2"),
        (("--rho", "0.9"), "at most 0.5"),
        (("--votes", "0"), "above 0"),
        (("--json", "no/such/folder/e.json"), "no such folder"),
        (("--json", "same.out", "--html", "same.out"), "one file"),
    ],
)
def test_what_cannot_be_run_is_said_before_anything_runs(words: tuple[str, ...], hint: str) -> None:
    ran = run(*words)

    assert ran.exit_code == 2
    assert hint in ran.stderr


def test_two_days_in_which_nothing_struck_miss_no_target(tmp_path: Path) -> None:
    html = tmp_path / "evaluation.html"

    ran = run("--seeds", "101-101", "--days", "2", "--votes", "5", "--rho", ".03", "--html", str(html))

    assert ran.exit_code == 0, ran.output
    assert "not measured" in ran.output
    page = html.read_text(encoding="utf-8")
    assert "No target is missed; not all were measured" in page
    assert ">missed<" not in page
    assert ">not measured<" in page
