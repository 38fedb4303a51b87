"""The wheel alone: `holdfast snapshot` in a clean environment, with no checkout and no services in sight.

The clean environment gets the versions of `requirements.lock`, from pip's cache where they are there.
"""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.cli import COMMANDS
from streams.simulation import Simulation, simulate
from tests.simulated_logs import morning

CHECKOUT = Path(__file__).parents[2]

TOPS = {"api", "dashboards", "infra", "monitors", "streams"}

UNIX_ONLY = {"fcntl", "grp", "pty", "pwd", "resource", "syslog", "termios", "tty"}
"""Modules that Python has on Unix only (docs.python.org, "Unix-specific services", and those below them)."""

IMPORTED = """
import sys
sys.modules.update(dict.fromkeys(%r))  # importing one of these now raises ImportError, as on Windows
import api.commands.snapshot, api.commands.snapshot_report
from streams.formats import cef, delimited, jsonl, logformat, squid, w3c
print(*sorted(name for name, module in sys.modules.items() if module))
"""

pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder far from the checkout; its environment, half a gigabyte, goes at once."""
    place = tmp_path_factory.mktemp("wheel")
    yield place
    shutil.rmtree(place / "clean", ignore_errors=True)


@pytest.fixture(scope="module")
def wheel(folder: Path) -> Path:
    """The wheel, built from the checkout."""
    ran(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, CHECKOUT)
    return next(folder.glob("holdfast-*.whl"))


@pytest.fixture(scope="module")
def clean(folder: Path, wheel: Path) -> Path:
    """The folder of programs of an environment that has the wheel and its base dependencies."""
    pins = folder / "pins.txt"
    locked = (CHECKOUT / "requirements.lock").read_text(encoding="utf-8")
    pins.write_text("\n".join(re.findall(r"^\S+==[^\\\n]+", locked, re.MULTILINE)), encoding="utf-8")
    ran(sys.executable, "-m", "venv", folder / "clean")
    programs = folder / "clean" / "bin"
    ran(programs / "pip", "install", "--quiet", "--no-compile", "--constraint", pins, wheel)
    return programs


def ran(*command: str | Path, cwd: Path | None = None) -> str:
    """Run a program as somebody without our settings; its standard output."""
    ours = ("PYTHON", "HOLDFAST_", "VIRTUAL_ENV", "COVERAGE")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    done = subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def files(wheel: Path) -> set[str]:
    """Every file in the wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_the_wheel_has_everything_that_is_no_python_and_no_tests(wheel: Path) -> None:
    packed = files(wheel)

    tracked = ran("git", "ls-files", *sorted(TOPS), cwd=CHECKOUT)
    expected = {name for name in tracked.splitlines() if (CHECKOUT / name).is_file()}
    assert {"infra/kafka/pom.xml", "streams/data/hosts.csv", "api/report/templates/snapshot.css"} <= expected
    assert expected <= packed
    tops = {name.partition("/")[0] for name in packed}
    assert {top for top in tops if not top.endswith(".dist-info")} == TOPS


def test_a_snapshot_is_made_from_the_wheel_alone(clean: Path, tmp_path: Path) -> None:
    simulation: Simulation = morning(people=120, hours=0.2)
    with (tmp_path / "access.log").open("wb") as log:
        truth = simulate(simulation, log)
    simulation.organisation.write_directory(tmp_path / "directory.csv")
    simulation.organisation.write_units(tmp_path / "units.csv")

    shown = ran(
        *(clean / "holdfast", "snapshot", "access.log"),
        *("--directory", "directory.csv", "--units", "units.csv"),
        *("--json", "snapshot.json", "--html", "snapshot.html"),
        cwd=tmp_path,
    )

    snapshot = json.loads((tmp_path / "snapshot.json").read_bytes())
    excluded = sum(cell.requests for cell in truth.requests if cell.unit == "!exclude")
    assert snapshot["input"]["lines"] == truth.lines
    assert sum(row["requests"] for row in snapshot["platforms"]) == truth.requests_counted - excluded
    assert "Facebook" in shown
    assert "Facebook" in (tmp_path / "snapshot.html").read_text(encoding="utf-8")


def test_the_environment_has_nothing_of_the_live_hub(clean: Path) -> None:
    installed = {line.split("==")[0].lower() for line in ran(clean / "pip", "freeze").splitlines()}

    assert "polars" in installed
    assert installed.isdisjoint({"aiokafka", "faust-streaming", "fastapi", "sqlmodel", "prometheus-client"})


def test_the_environment_lists_every_command_all_the_same(clean: Path) -> None:
    listed = ran(clean / "holdfast", "--help")

    assert all(f"  {command} " in listed for command in COMMANDS)


def test_nothing_on_the_way_of_a_snapshot_is_for_unix_only(clean: Path, tmp_path: Path) -> None:
    """Neither when it is imported, with all that it imports, nor inside any function of ours."""
    script = IMPORTED % (sorted(UNIX_ONLY),)

    imported = ran(clean / "python", "-I", "-c", script, cwd=tmp_path).split()

    assert {"polars", "numpy", "rich", "streams.formats.squid"} <= set(imported)
    ours = [name for name in imported if name.partition(".")[0] in TOPS]
    assert {name: found for name in ours if (found := imports(source(name)) & UNIX_ONLY)} == {}


def source(module: str) -> Path:
    """The file of a module of ours in the checkout."""
    path = CHECKOUT.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def imports(path: Path) -> set[str]:
    """The top-level names of everything that a module imports, anywhere in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found
