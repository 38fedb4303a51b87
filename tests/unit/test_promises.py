"""What the documents promise, held against the code: commands, targets, topics, metrics, dependencies."""

import importlib
import pkgutil
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

import infra.metrics
from infra.cli import COMMANDS, app
from infra.metrics import Metric
from streams.contracts.topics import TOPICS, Topic

CHECKOUT = Path(__file__).parents[2]
TOPS = ("api", "dashboards", "infra", "monitors", "streams")

HEAVY = ("aiokafka", "hyperscan", "jinja2", "msgspec", "numpy", "polars", "rich", "zstandard", *TOPS)
"""What `holdfast --help` must not import, so that it answers at once; of ours, only the list of commands."""

FORBIDDEN = (
    r"(?<![\w.])/(work|home|root|Users)/\w",  # somebody's machine
    r"://[\w.-]*(artifactory|nexus|jfrog|pypi)[\w.-]*",  # somebody's package registry
    r"--(extra-)?index-url[ =]|--find-links[ =]",
    r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b",
)


def read(name: str) -> str:
    """A text file of the checkout."""
    return (CHECKOUT / name).read_text(encoding="utf-8")


def tracked() -> Iterator[tuple[str, str]]:
    """Name and text of every file that git knows, pictures and other bytes left out."""
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z"]
    listed = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True).stdout
    for name in listed.split("\0"):
        path = CHECKOUT / name
        if name and path.is_file():
            try:
                yield name, path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue


def modules() -> list[str]:
    """Every module of ours."""
    return [
        module.name
        for top in TOPS
        for module in pkgutil.walk_packages([str(CHECKOUT / top)], f"{top}.")
        if not module.name.endswith("leash")  # a program; it replaces the process that runs it
    ]


def project() -> dict[str, list[str]]:
    """The dependencies as pyproject.toml declares them: base, live, dev."""
    declared = tomllib.loads(read("pyproject.toml"))
    groups = {"base": declared["project"]["dependencies"], "dev": declared["dependency-groups"]["dev"]}
    return {**groups, **declared["project"]["optional-dependencies"]}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_exists_and_explains_itself(command: str) -> None:
    asked = CliRunner().invoke(app, [command, "--help"])

    assert asked.exit_code == 0, asked.output
    assert "Usage:" in asked.output


def test_without_a_command_the_overview_is_shown() -> None:
    asked, alone = CliRunner().invoke(app, ["--help"]), CliRunner().invoke(app, [])

    assert alone.exit_code == 0
    assert alone.stdout == asked.stdout


def test_the_overview_lists_every_command_and_imports_none_of_them() -> None:
    script = "import sys\nfrom infra.cli import app\n"
    script += "try:\n    app(['--help'])\nfinally:\n    print(*sys.modules, file=sys.stderr)"

    ran = subprocess.run(
        [sys.executable, "-c", script], cwd=CHECKOUT, capture_output=True, text=True, check=False
    )

    assert ran.returncode == 0, ran.stderr
    assert all(f"  {command} " in ran.stdout for command in COMMANDS)
    imported = set(ran.stderr.split()) - {"infra", "infra.cli", "infra.exits"}
    assert {name for name in imported if name.partition(".")[0] in HEAVY} == set()


@pytest.mark.parametrize("module", modules())
def test_every_module_imports(module: str) -> None:
    importlib.import_module(module)


def test_make_alone_lists_every_target_that_documents_name() -> None:
    listed = set(re.findall(r"^([a-z-]+):.*## ", read("Makefile"), re.MULTILINE))
    texts = (text for name, text in tracked() if name.endswith(".md"))

    named = {target for text in texts for target in re.findall(r"`make ([a-z-]+)", text)}

    assert {"demo", "test", "install", "bench"} <= named
    assert named <= listed


def test_the_readme_shows_every_command_and_its_pictures_exist() -> None:
    readme = read("README.md")

    assert [command for command in COMMANDS if f"`holdfast {command}" not in readme] == []
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", readme)
    assert pictures
    assert [picture for picture in pictures if not (CHECKOUT / picture).is_file()] == []


def test_links_between_documents_lead_somewhere() -> None:
    for name, text in tracked():
        if name.endswith(".md") and not name.endswith(".template.md"):
            for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", text):
                assert (CHECKOUT / name).parent.joinpath(target).exists(), f"{name} points to {target}"


@pytest.mark.parametrize(
    "name", sorted({re.split(r"[<>=!\[; ]", one)[0] for group in project().values() for one in group})
)
def test_every_dependency_has_its_reason(name: str) -> None:
    assert re.search(rf"^\| `{re.escape(name)}` \| .{{20,}} \|$", read("CONTRIBUTING.md"), re.MULTILINE)


def test_no_reason_is_given_for_what_is_no_dependency() -> None:
    wanted = {re.split(r"[<>=!\[; ]", one)[0] for group in project().values() for one in group}
    section = read("CONTRIBUTING.md").partition("## Dependencies")[2].partition("\n## ")[0]

    assert set(re.findall(r"^\| `([\w-]+)` \|", section, re.MULTILINE)) == wanted


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
def test_every_topic_is_documented_as_it_is(topic: Topic) -> None:
    kept = "the last of each key" if topic.retention_ms is None else duration(topic.retention_ms)

    row = f"| `{topic.name}` | {topic.partitions} | {topic.key} | {kept} |"
    assert row in read("streams/README.md")


def duration(milliseconds: int) -> str:
    """Days where they are whole, else hours."""
    hours = milliseconds // 3_600_000
    return f"{hours // 24} d" if hours % 24 == 0 else f"{hours} h"


def metrics() -> list[Metric]:
    """Every metric in the catalogue."""
    found = [value for value in vars(infra.metrics).values() if isinstance(value, Metric)]
    assert found
    return found


@pytest.mark.parametrize("metric", metrics(), ids=lambda metric: f"{metric.name}-{metric.unit}")
def test_every_metric_is_documented_as_it_is(metric: Metric) -> None:
    unit = f"_{metric.unit}" if metric.unit else ""
    shown = f"{infra.metrics.PREFIX}{metric.name}{unit}{'_total' if metric.kind == 'counter' else ''}"

    row = f"| `{shown}` | {metric.kind} | {', '.join(metric.labels)} | {metric.sentence} |"
    assert row in read("infra/README.md")


def test_the_tree_names_no_machine_no_registry_and_no_unfinished_work() -> None:
    pattern = re.compile("|".join(FORBIDDEN))

    found = {f"{name}: {match[0]}" for name, text in tracked() for match in pattern.finditer(text)}

    assert {one for one in found if not one.startswith("tests/unit/test_promises.py")} == set()
