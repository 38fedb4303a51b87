"""`holdfast evaluate --dependencies`: a simulated organisation, in the terminal, as JSON and as a page."""

from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner

from api.commands.evaluate import app
from monitors.reliance_evaluation.evaluation import RelianceEvaluation


@pytest.mark.timeout(600)
def test_a_judging_seed_of_four_weeks_is_shown_everywhere_alike(tmp_path: Path) -> None:
    json, html = tmp_path / "evaluation.json", tmp_path / "evaluation.html"

    words = ("--dependencies", "--seeds", "101", "--days", "28", "--processes", "1")
    ran = CliRunner().invoke(app, [*words, "--json", str(json), "--html", str(html)])

    document = msgspec.json.decode(json.read_bytes(), type=RelianceEvaluation)
    assert document.seeds.purpose == "judging"
    assert [look.after_days for look in document.looks] == [3, 7, 14, 28]
    assert ran.exit_code == (0 if document.met else 1), ran.output
    page = html.read_text(encoding="utf-8")
    assert ("Every target is met" if document.met else "Some targets are missed") in page
    for target in document.targets:
        assert target.name in page
        assert target.name.split()[0] in ran.stdout
    assert "seniors on plain hosts" in page


def test_fewer_days_than_the_first_look_are_refused() -> None:
    ran = CliRunner().invoke(app, ["--dependencies", "--days", "2"])

    assert ran.exit_code == 2
    assert "after 3 days" in ran.stderr
