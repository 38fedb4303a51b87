"""Kafka's jars are complete in the cache, or not there."""

from pathlib import Path

import pytest

from infra.broker import jars
from infra.broker.faults import PartMissing

COPIES = """\
for argument; do case $argument in -DoutputDirectory=*) folder=${argument#*=};; esac; done
: > "$folder/kafka_2.13-4.jar"
"""
BREAKS_OFF = COPIES + 'echo "[ERROR] Connection reset" ; exit 1\n'


def maven(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Put an `mvn` that runs `script` on the path."""
    program = folder / "mvn"
    program.write_text("#!/bin/sh\n" + script)
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")


def test_jars_are_fetched_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    maven(tmp_path, monkeypatch, COPIES + f"echo fetched >> {tmp_path}/journal\n")
    cache = tmp_path / "cache"
    folder = jars.fetch_jars(cache)
    assert jars.fetch_jars(cache) == folder
    assert [jar.name for jar in folder.iterdir()] == ["kafka_2.13-4.jar"]
    assert (tmp_path / "journal").read_text() == "fetched\n"


def test_a_fetch_that_breaks_off_leaves_nothing_that_could_be_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    maven(tmp_path, monkeypatch, BREAKS_OFF)
    with pytest.raises(PartMissing, match="Connection reset"):
        jars.fetch_jars(tmp_path / "cache")
    assert list((tmp_path / "cache").iterdir()) == []


def test_a_fetch_that_copies_nothing_is_no_success(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    maven(tmp_path, monkeypatch, "exit 0\n")
    with pytest.raises(PartMissing, match="could not fetch"):
        jars.fetch_jars(tmp_path / "cache")


def test_of_two_fetches_at_once_the_first_folder_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "cache"
    winner = jars.jar_folder(cache)
    maven(tmp_path, monkeypatch, COPIES + f"mkdir -p {winner} && : > {winner}/kafka_of_the_other.jar\n")
    assert [jar.name for jar in jars.fetch_jars(cache).iterdir()] == ["kafka_of_the_other.jar"]
    assert list(cache.iterdir()) == [winner]


def test_without_maven_the_message_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PartMissing, match="apt-get install maven"):
        jars.fetch_jars(tmp_path / "cache")


def test_a_cache_that_cannot_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    maven(tmp_path, monkeypatch, COPIES)
    (tmp_path / "cache").write_text("a file where the folder should be")
    with pytest.raises(PartMissing, match="cannot be kept in"):
        jars.fetch_jars(tmp_path / "cache")


def test_another_pom_gets_another_folder(tmp_path: Path) -> None:
    pom = tmp_path / "pom.xml"
    pom.write_text(jars.POM.read_text().replace("log4j.version>2", "log4j.version>3"))
    assert jars.jar_folder(tmp_path, pom).name != jars.jar_folder(tmp_path).name
    assert jars.jar_folder(tmp_path).name.startswith(f"kafka-{jars.kafka_version()}-")
