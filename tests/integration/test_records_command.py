"""`holdfast records`: keys are made and rotated, and tampering shows."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import URL
from typer.testing import CliRunner, Result

from api.commands.hub import app as hub_app
from api.commands.records import app
from api.records.opening import opened_records
from api.settings import read_settings
from infra.database_address import HUB_VARIABLE, RECORDS_VARIABLE, VARIABLE, sqlite_address
from infra.exits import BAD_DATA, NO_INPUT, USAGE
from tests.kept_records import PLANTED, Clock, keep, message


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(each) for each in arguments])


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings with a key, and two records in a store."""
    file = tmp_path / "hub.toml"
    file.write_text('[records]\nkey_file = "records.key"\n', encoding="utf-8")
    assert run("key", "new", tmp_path / "records.key").exit_code == 0
    monkeypatch.setenv(RECORDS_VARIABLE, sqlite_address(tmp_path / "records.db"))
    monkeypatch.setenv(VARIABLE, sqlite_address(tmp_path / "judged.db"))
    monkeypatch.setenv(HUB_VARIABLE, sqlite_address(tmp_path / "hub.db"))
    told = read_settings(file).records
    assert told is not None
    url = URL.create("sqlite", database=str(tmp_path / "records.db"))
    with opened_records(told, url, now_ms=Clock()) as records:
        keep(records, message(1), message(2))
    return file


def newest_hash(settings: Path) -> str:
    return run("verify", "--settings", settings).output.split()[-1].rstrip(".")


def test_what_was_not_touched_holds_and_a_noted_hash_is_found(settings: Path) -> None:
    assert "2 records" in run("verify", "--settings", settings).output
    assert run("verify", "--settings", settings, "--expect", newest_hash(settings)).exit_code == 0
    assert "2 documents" in run("verify", "--settings", settings, "--lang", "fr").output


def test_a_record_that_was_changed_is_named_without_a_word_of_it(settings: Path, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "records.db") as database:
        database.execute("UPDATE records_kept SET sealed = zeroblob(100) WHERE number = 2")
    database.close()
    result = run("verify", "--settings", settings)
    assert result.exit_code == BAD_DATA
    assert "Record 2" in result.output
    assert PLANTED not in result.output


def test_an_end_that_was_cut_off_is_told_by_a_noted_hash_only(settings: Path, tmp_path: Path) -> None:
    noted = newest_hash(settings)
    with sqlite3.connect(tmp_path / "records.db") as database:
        database.execute("DELETE FROM records_kept WHERE number = 2")
    database.close()
    assert run("verify", "--settings", settings).exit_code == 0
    result = run("verify", "--settings", settings, "--expect", noted)
    assert (result.exit_code, noted in result.output) == (BAD_DATA, True)


def test_a_key_is_rotated_records_are_sealed_anew_and_the_old_key_goes(
    settings: Path, tmp_path: Path
) -> None:
    file = tmp_path / "records.key"
    assert "Version 2" in run("key", "rotate", file).output
    refused = run("key", "remove", 1, "--settings", settings)
    assert (refused.exit_code, "2 records are sealed" in refused.output) == (BAD_DATA, True)
    assert "2 records were sealed anew" in run("reseal", "--settings", settings).output
    assert run("key", "remove", 1, "--settings", settings).exit_code == 0
    assert [line.split()[0] for line in run("key", "list", file).output.splitlines()] == ["2"]
    assert "2 records" in run("verify", "--settings", settings).output


def test_what_is_missing_or_wrong_is_said_with_what_to_do(settings: Path, tmp_path: Path) -> None:
    assert run("key", "new", tmp_path / "records.key").exit_code == BAD_DATA
    assert run("verify", "--settings", settings, "--expect", "xyz").exit_code == USAGE
    assert run("verify", "--settings", tmp_path / "none.toml").exit_code == NO_INPUT
    settings.write_text("", encoding="utf-8")
    assert "no table [records]" in run("verify", "--settings", settings).output
    (tmp_path / "records.db").unlink()
    settings.write_text('[records]\nkey_file = "records.key"\n', encoding="utf-8")
    assert run("verify", "--settings", settings).exit_code == NO_INPUT


def checked(settings: Path) -> Result:
    """What `holdfast hub --check` says of these settings."""
    arguments = ["--check", "--settings", str(settings), "--broker", "127.0.0.1:1"]
    return CliRunner().invoke(hub_app, arguments)


def test_a_hub_takes_a_store_that_stands_apart_and_has_its_key(settings: Path) -> None:
    assert checked(settings).exit_code == 0


@pytest.mark.parametrize("other", ["judged.db", "hub.db"])
def test_a_hub_refuses_records_in_another_database_of_its_own(
    settings: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, other: str
) -> None:
    monkeypatch.setenv(RECORDS_VARIABLE, sqlite_address(tmp_path / "x" / ".." / other))
    (tmp_path / "x").mkdir()
    result = checked(settings)
    assert (result.exit_code, "a database of their own" in " ".join(result.output.split())) == (
        BAD_DATA,
        True,
    )


def test_a_hub_without_the_key_of_its_records_does_not_start(settings: Path, tmp_path: Path) -> None:
    (tmp_path / "records.key").unlink()
    result = checked(settings)
    assert (result.exit_code, "records key new" in " ".join(result.output.split())) == (BAD_DATA, True)
