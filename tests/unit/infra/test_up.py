"""What `holdfast up` tells its parts."""

from dataclasses import replace
from pathlib import Path

import pytest

from infra.commands.up import Told, parts_of
from infra.database_address import VARIABLE
from monitors.adapters.database import place_of, stated_url


def told(data: Path) -> Told:
    return Told(
        log=Path("/var/log/squid/access.log"),
        settings=None,
        judging=None,
        directory=None,
        units=None,
        catalogue=(),
        timezone="",
        fewest_people=None,
        hub=None,
        watch=None,
        port=None,
        prefix=None,
        data=data,
        heap_mb=512,
        level="info",
    )


@pytest.mark.parametrize("folder", ["plain", "a b", "what?", "#1", "100%", "%41", "für uns", "a&b=c;d"])
def test_every_part_is_given_the_one_database_whatever_the_data_folder_is_called(
    folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)

    for part in parts_of(told(tmp_path / folder), "127.0.0.1:9092"):
        assert place_of(stated_url(part.environment)) == str(tmp_path / folder / "judged.db")


def test_a_database_that_was_named_is_left_to_the_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "postgresql://holdfast@db.example/judged")

    assert all(VARIABLE not in part.environment for part in parts_of(told(tmp_path), "127.0.0.1:9092"))


def test_monitors_and_hub_are_told_the_same_fewest_people(tmp_path: Path) -> None:
    parts = {
        part.name: part.arguments
        for part in parts_of(replace(told(tmp_path), fewest_people=12), "127.0.0.1:9092")
    }

    for name in ("monitors", "hub"):
        at = parts[name].index("--fewest-people")
        assert parts[name][at + 1] == "12"
    assert "--fewest-people" not in parts["collector"]


def test_a_watch_runs_beside_the_others_where_it_was_asked_for(tmp_path: Path) -> None:
    without = parts_of(told(tmp_path), "127.0.0.1:9092")
    asked = replace(told(tmp_path), watch=tmp_path / "watch.toml", catalogue=(tmp_path / "own.toml",))

    parts = parts_of(asked, "127.0.0.1:9092")

    assert [part.name for part in without] == ["collector", "monitors", "hub"]
    assert [part.name for part in parts] == ["collector", "watch", "monitors", "hub"]
    assert parts[1].arguments == (
        *("watch", "--settings", str(tmp_path / "watch.toml"), "--log-level", "info"),
        *("--catalogue", str(tmp_path / "own.toml")),
    )
