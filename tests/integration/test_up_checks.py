"""`holdfast up` looks at everything that it was told before it starts a broker."""

import os
from pathlib import Path

import pytest

from tests.holdfast_process import holdfast, rest

PATIENCE_SECONDS = 30.0


def refused(data: Path, *arguments: str) -> tuple[int, str]:
    """The status and words of an `up` that must not start; AssertionError where it began with a broker."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HOLDFAST_")}
    told = ("up", "access.log", "--data", str(data), *arguments)
    with holdfast(*told, environment=environment, patience_seconds=PATIENCE_SECONDS) as process:
        said = rest(process)
        status = process.wait()
    assert not (data / "broker").exists(), said
    assert '"part"' not in said
    return status, said


def test_a_time_zone_that_nobody_knows_is_named_before_anything_starts(tmp_path: Path) -> None:
    status, said = refused(tmp_path / "data", "--timezone", "Foo/Bar")

    assert status == 2
    assert "Foo/Bar" in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("option", "text"),
    [
        ("--directory", "cidr,unit\nno address,Roads\n"),
        ("--units", "unit,parent,people\nRoads,,many\n"),
        ("--catalogue", "not = [toml\n"),
        ("--monitors", 'colour = "blue"\n'),
    ],
)
def test_a_faulty_file_is_named_before_anything_starts(tmp_path: Path, option: str, text: str) -> None:
    file = tmp_path / "faulty.file"
    file.write_text(text, "utf-8")

    status, said = refused(tmp_path / "data", option, str(file))

    assert status == 65
    assert "faulty.file" in said
    assert "Traceback" not in said
