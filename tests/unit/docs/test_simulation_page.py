"""docs/simulation.md tells every kind of trouble, every script and every field of the truth as they are."""

import json
import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from streams.commands.simulate import app
from streams.simulation.kinds import KINDS
from streams.simulation.outages import OUTAGES
from streams.simulation.scenes import SCENES
from tests.simulated_logs import morning, written

PAGE = (Path(__file__).parents[3] / "docs/simulation.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^holdfast simulate (.+)$", PAGE, re.MULTILINE)


def test_every_kind_of_trouble_stands_on_the_page_with_its_cause() -> None:
    rows = re.findall(r"^\| `([a-z0-9]+)` \| (.+) \| .+ \| ([a-z-]+) \|$", PAGE, re.MULTILINE)
    assert rows == [(name, kind.sentence, kind.cause) for name, kind in KINDS.items()]


def test_every_script_stands_on_the_page_with_its_sentence() -> None:
    rows = re.findall(r"^\| `([a-z0-9-]+)` \| ([^|]+) \|$", PAGE, re.MULTILINE)
    told = [row for row in rows if row[0] not in {"reliances", "sources", "requests", "disturbances"}]
    assert told == [(name, script.sentence) for name, script in {**OUTAGES, **SCENES}.items()]


def test_every_field_of_the_truth_stands_on_the_page() -> None:
    simulation = morning(lines=300, disturbances=(OUTAGES["canada-2009"].simulation().disturbances[0],))
    truth = json.loads(written(simulation)[1].json())
    fields = set(truth)
    for name in ("requests", "disturbances", "reliances", "sources"):
        fields |= set(truth[name][0])
    told = set(re.findall(r"`([a-z_]+)`", PAGE.partition("## The truth")[2]))
    assert fields - {"name", "platform", "unit"} <= told


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_is_understood(example: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut down to a hundred lines, and not live: a test has no hours."""
    monkeypatch.chdir(tmp_path)
    words = [word for word in shlex.split(example) if word != "--live"]
    assert CliRunner().invoke(app, [*words, "--lines", "100", "--people", "60"]).exit_code == 0
    assert json.loads((tmp_path / "truth.json").read_bytes())["lines"] == 100
