"""A test whose real part is missing says so; where CI is set it fails."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NEEDS_KAFKA = "tests/integration/test_topics.py::test_another_number_of_partitions_is_never_taken"


@pytest.mark.parametrize(("ci", "status", "outcome"), [("", 0, "1 skipped"), ("true", 1, "1 error")])
def test_without_java_a_kafka_test_says_what_to_install(
    tmp_path: Path, ci: str, status: int, outcome: str
) -> None:
    keep = {name: value for name, value in os.environ.items() if name not in {"JAVA_HOME", "HOLDFAST_KAFKA"}}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", NEEDS_KAFKA],
        cwd=ROOT,
        env={**keep, "PATH": str(tmp_path), "CI": ci},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == status, done.stdout
    assert outcome in done.stdout
    assert "apt-get install openjdk-17-jre-headless maven" in done.stdout
