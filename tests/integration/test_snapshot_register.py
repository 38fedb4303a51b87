"""`holdfast snapshot --register`: what units declare beside what the log shows, in JSON and on the page."""

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.commands.snapshot import app
from tests.simulated_logs import TUESDAY_AT_NINE, morning, written

ENTRY = """
[[entries]]
unit = "{unit}"
platform = "{platform}"
activity = "answering citizens"
declared_on = 2025-01-14
review_due = 2199-01-01
owner_role = "Duty manager"
rto_hours = 2
impact_over_time = [{{ at_hours = 24, category = "reputational", level = 3 }}]
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A morning of a simulated organisation."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    simulation = morning(begins_at=TUESDAY_AT_NINE.replace(year=2025, month=4, day=15), people=300, hours=1)
    log, _ = written(simulation)
    (tmp_path / "access.log").write_bytes(log)
    simulation.organisation.write_directory(tmp_path / "directory.csv")
    simulation.organisation.write_units(tmp_path / "units.csv")
    return tmp_path


def run(folder: Path, register: str) -> Result:
    (folder / "register.toml").write_text(register, "utf-8")
    files = {"--directory": "directory.csv", "--units": "units.csv", "--register": "register.toml"}
    files |= {"--json": "out.json", "--html": "out.html"}
    options = [str(word) for name, file in files.items() for word in (name, folder / file)]
    return CliRunner().invoke(app, [str(folder / "access.log"), *options])


def large_unit(folder: Path) -> str:
    """The unit with the most people."""
    with (folder / "units.csv").open(newline="", encoding="utf-8") as file:
        return max(csv.DictReader(file), key=lambda row: int(row["people"] or 0))["unit"]


def test_what_is_declared_stands_beside_what_is_seen(folder: Path) -> None:
    unit = large_unit(folder)
    ran = run(folder, ENTRY.format(unit=unit.upper(), platform="facebook"))
    assert ran.exit_code == 0, ran.output

    document = json.loads((folder / "out.json").read_text("utf-8"))
    pairs = {(each["unit"], each["platform"]): each for each in document["dependencies"] if each["level"]}
    told = pairs[unit, "facebook"]
    assert (told["declared_level"], told["register_level"], told["confirmation"]) == (
        "mission-critical", "mission-critical", "asked"
    )  # fmt: skip
    kinds = {(one["kind"], one["code"]) for one in told["findings"]}
    assert ("register", "no-fallback") in kinds
    assert any(kind == "contradiction" for kind, _ in kinds)
    assert all(one["text"] for one in told["findings"])
    others = [each for pair, each in pairs.items() if pair != (unit, "facebook")]
    assert all(each["register_level"] == each["level"] and each["declared"] == [] for each in others)
    assert "No fallback is named (answering citizens)" in (folder / "out.html").read_text("utf-8")


def test_a_register_with_faults_is_refused_before_anything_is_written(folder: Path) -> None:
    ran = run(folder, ENTRY.format(unit="Roads", platform="facebok"))

    assert ran.exit_code == 65
    assert 'did you mean "facebook"?' in ran.stderr
    assert not (folder / "out.json").exists()
