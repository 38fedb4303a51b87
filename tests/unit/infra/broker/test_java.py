"""Finding a Java runtime."""

from pathlib import Path

import pytest

from infra.broker.faults import PartMissing
from infra.broker.java import find_java, major_version


@pytest.mark.parametrize(
    ("banner", "version"),
    [
        ('openjdk version "17.0.15" 2025-04-15', 17),
        ('openjdk version "21" 2023-09-19', 21),
        ('java version "1.8.0_392"', 8),
        ('openjdk version "25-ea" 2025-09-16', 25),
        ("bash: java: command not found", None),
        ("", None),
    ],
)
def test_the_major_version_is_read_from_old_and_new_banners(banner: str, version: int | None) -> None:
    assert major_version(banner) == version


def runtime(folder: Path, version: str) -> Path:
    """A `java` that only knows its version, as a JAVA_HOME would hold it."""
    program = folder / "bin" / "java"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\"' >&2\n")
    program.chmod(0o755)
    return program


def test_java_home_is_preferred(tmp_path: Path) -> None:
    home, other = runtime(tmp_path / "home", "21.0.1"), runtime(tmp_path / "other", "17.0.1")
    environment = {"JAVA_HOME": str(home.parent.parent), "PATH": str(other.parent)}
    assert find_java(environment) == home


def test_a_java_home_that_is_too_old_gives_way_to_the_path(tmp_path: Path) -> None:
    old, new = runtime(tmp_path / "old", "1.8.0_392"), runtime(tmp_path / "new", "17.0.1")
    assert find_java({"JAVA_HOME": str(old.parent.parent), "PATH": str(new.parent)}) == new


def test_without_java_the_message_says_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(PartMissing, match="apt-get install openjdk-17-jre-headless"):
        find_java({"PATH": str(tmp_path)})


def test_with_only_an_old_java_the_message_names_it(tmp_path: Path) -> None:
    old = runtime(tmp_path / "old", "11.0.2")
    with pytest.raises(PartMissing, match=r"Found only .*java \(version 11\)"):
        find_java({"PATH": str(old.parent)})


def test_a_java_that_does_not_run_is_passed_over(tmp_path: Path) -> None:
    broken = runtime(tmp_path / "broken", "17")
    broken.write_text("#!/nowhere/at/all\n")
    with pytest.raises(PartMissing, match="version unknown"):
        find_java({"PATH": str(broken.parent)})
