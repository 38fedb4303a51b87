"""`holdfast people`, as whoever sets a hub up runs it."""

from pathlib import Path

import pytest
from sqlalchemy import URL
from typer.testing import CliRunner, Result

from api.commands.people import app
from api.domain.rights import Grant
from api.people.store import VARIABLE, opened_people
from infra.database_address import sqlite_address

PASSWORD = "an otter reads the tides"  # noqa: S105 (of nobody)


@pytest.fixture(autouse=True)
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "hub.db"
    monkeypatch.setenv(VARIABLE, sqlite_address(file))
    return file


def run(*arguments: str, said: str = "") -> Result:
    return CliRunner().invoke(app, arguments, input=said)


def test_the_first_administrator_is_made_on_the_command_line_and_can_sign_in(database: Path) -> None:
    made = run("add", "Marie", "--name", "Marie T.", "--grant", "admin", said=f"{PASSWORD}\n")
    assert (made.exit_code, made.output) == (0, "marie: admin\n")
    with opened_people(URL.create("sqlite", database=str(database)), now_ms=lambda: 0) as people:
        person = people.sign_in("marie", PASSWORD, "127.0.0.1")
    assert person is not None
    assert person.grants == (Grant("admin"),)
    assert database.stat().st_mode & 0o077 == 0
    assert PASSWORD.encode() not in database.read_bytes()


def test_roles_are_given_and_ended_and_everybody_is_listed() -> None:
    run("add", "marie", "--name", "Marie", "--grant", "admin", said=f"{PASSWORD}\n")
    run("add", "luc", "--name", "Luc", said=f"{PASSWORD}\n")
    assert run("grant", "luc", "unit:Press").output == "luc: unit:Press\n"
    assert run("grant", "luc", "risk").output == "luc: risk, unit:Press\n"
    assert run("revoke", "luc", "unit:Press").output == "luc: risk\n"
    assert run("disable", "luc").exit_code == 0
    listed = run("list").output
    assert "marie" in listed
    assert "kept out" in listed
    assert run("enable", "luc").exit_code == 0
    assert run("password", "luc", said="another long enough one\n").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "said", "code", "told"),
    [
        (("add", "x", "--name", "X"), "short\n", 65, "at least 12"),
        (("add", "x", "--name", "X"), "", 66, "no password"),
        (("add", "x", "--name", "X", "--grant", "king"), f"{PASSWORD}\n", 65, "no such role"),
        (("add", "x", "--name", "X", "--lang", "xx"), f"{PASSWORD}\n", 2, "--lang"),
        (("grant", "nobody", "risk"), "", 66, "no such account"),
        (("revoke", "marie", "admin"), "", 65, "last account"),
        (("disable", "marie"), "", 65, "last account"),
        (("add", "marie", "--name", "M"), f"{PASSWORD}\n", 65, "already"),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(
    arguments: tuple[str, ...], said: str, code: int, told: str
) -> None:
    run("add", "marie", "--name", "Marie", "--grant", "admin", said=f"{PASSWORD}\n")
    before = run("list").output
    answer = run(*arguments, said=said)
    assert answer.exit_code == code
    assert told in answer.output
    assert run("list").output == before


def test_units_are_checked_by_the_settings_of_the_hub(tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_text("unit,parent,people\nPress,,40\n", encoding="utf-8")
    settings = tmp_path / "hub.toml"
    settings.write_text('units = "units.csv"\n', encoding="utf-8")
    run("add", "luc", "--name", "Luc", said=f"{PASSWORD}\n")
    wrong = run("grant", "luc", "unit:Atlantis", "--settings", str(settings))
    assert (wrong.exit_code, "Atlantis" in wrong.output) == (65, True)
    right = run("grant", "luc", "unit:press", "--settings", str(settings))
    assert right.output == "luc: unit:Press\n"
