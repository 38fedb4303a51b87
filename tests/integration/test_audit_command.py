"""`holdfast audit` says whether the log was tampered with, by looking at nothing but the log."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from typer.testing import CliRunner, Result

from api.commands.audit import app
from infra.database_address import VARIABLE
from monitors.adapters.database import engine_for, stated_url
from monitors.adapters.migrations import bring_up_to_date
from monitors.adapters.sql_store import SqlStore
from monitors.domain.audit.chain import chained
from monitors.domain.audit.entries import AuditEntry
from monitors.store import Place, Work

AUDIT = Place("cluster-a", "topic-4", "holdfast.hub.audit", 0)
MOMENT = 1_780_315_200_000
"""2026-06-01 12:00 UTC"""

ENTRIES = [
    AuditEntry(
        id=f"entry-{number:04}",
        at_ms=MOMENT + number,
        role="risk" if number else "",
        account="account-7" if number else "",
        what="exported" if number else "log-in-failed",
        of="register",
        figures={"rows": number},
    )
    for number in range(5)
]
LINKS = chained(None, ENTRIES)

Run = Callable[..., Result]


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    address = f"sqlite:///{tmp_path / 'judged.db'}"
    monkeypatch.setenv(VARIABLE, address)
    return engine_for(stated_url({VARIABLE: address}))


@pytest.fixture
def log(engine: Engine) -> Engine:
    bring_up_to_date(engine)
    SqlStore(engine).commit(AUDIT, None, 5, Work(audit=LINKS))
    return engine


def run(*words: str) -> Result:
    return CliRunner().invoke(app, words, env={"COLUMNS": "120"})


def change(engine: Engine, statement: str) -> None:
    with engine.begin() as connection:
        assert connection.execute(text(statement)).rowcount > 0


def test_a_chain_that_holds_is_said_to_with_its_newest_hash(log: Engine) -> None:
    result = run("verify")
    log.dispose()

    assert result.exit_code == 0
    assert result.output == f"The chain holds: 5 entries, the newest with the hash {LINKS[-1].hash}.\n"
    assert run("verify", "--lang", "fr").output.startswith(
        "La chaîne tient\N{NO-BREAK SPACE}: 5 inscriptions"
    )


@pytest.mark.parametrize(
    ("done", "said"),
    [
        ("UPDATE audit_entries SET account = 'somebody' WHERE number = 3", "entry 3 is not as it was"),
        ("DELETE FROM audit_entries WHERE number = 2", "entry 2 is missing"),
        (
            "UPDATE audit_entries SET previous_hash = hash WHERE number = 4",
            "entry 4 is not as it was",
        ),
    ],
)
def test_the_first_entry_that_does_not_hold_is_named(log: Engine, done: str, said: str) -> None:
    change(log, done)
    log.dispose()

    result = run("verify")
    assert result.exit_code == 65
    assert said in result.output


def test_an_end_that_was_cut_off_shows_by_a_hash_that_was_noted(log: Engine) -> None:
    change(log, "DELETE FROM audit_entries WHERE number > 3")
    log.dispose()

    assert run("verify").exit_code == 0, "the chain alone cannot tell"
    assert run("verify", "--expect", LINKS[2].hash).exit_code == 0
    cut = run("verify", "--expect", LINKS[4].hash)
    assert cut.exit_code == 65
    assert "its end was cut off" in cut.output
    assert run("verify", "--expect", "no hash").exit_code == 2


def test_the_newest_entries_are_listed_first(log: Engine) -> None:
    log.dispose()
    listed = run("list", "--limit", "2", "--json")

    assert [json.loads(line)["number"] for line in listed.stdout.splitlines()] == [5, 4]
    table = run("list").output
    assert "2026-06-01 12:00:00Z" in table
    assert "not logged in" in table
    assert table.index("exported") < table.index("failed to log in")


def test_without_entries_or_without_a_database_it_says_so(engine: Engine) -> None:
    missing = run("verify")
    assert missing.exit_code == 66
    assert "There is no database" in missing.output

    bring_up_to_date(engine)
    engine.dispose()
    assert run("verify").output == run("list").output == "Nothing stands in the audit log yet.\n"
