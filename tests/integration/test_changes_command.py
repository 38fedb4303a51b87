"""`holdfast changes import`: a table is sent whole or not at all, and every fault is said by its line."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from streams.commands.changes import app
from streams.doors.domain.change_rows import ChangeRowsError, changes_in

PLATFORMS = ("facebook", "x")
TABLE = """at,system,title,platforms,sites,reference
2026-05-28T20:26:40Z,filter,Rules of May,facebook|x,King Street|HQ,CHG-17
2026-05-29T09:00:00+02:00,certificate,"Interception, renewed",,,
"""

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Import a table; nothing listens where the broker is said to be."""

    def ran(table: str | bytes, *options: str) -> Result:
        file = tmp_path / "changes.csv"
        file.write_bytes(table.encode() if isinstance(table, str) else table)
        return CliRunner().invoke(app, ["import", str(file), *options], env={"HOLDFAST_KAFKA": ""})

    return ran


def test_each_row_is_a_change_that_keeps_its_id(run: Run) -> None:
    first, second = changes_in(TABLE, None, PLATFORMS)
    assert (first.title, first.platforms, first.sites) == (
        "Rules of May",
        ["facebook", "x"],
        ["King Street", "HQ"],
    )
    assert (first.system, first.reference, first.at_ms) == ("filter", "CHG-17", 1_780_000_000_000)
    assert (second.title, second.platforms, second.reference) == ("Interception, renewed", [], None)
    longer = TABLE + "2026-06-01T00:00:00Z,dns,Another resolver,,,\n"
    assert changes_in(longer, None, PLATFORMS)[:2] == [first, second]
    assert run(TABLE, "--check").stdout.endswith("2 changes. Nothing was sent.\n")


def test_columns_may_stand_in_any_order_with_semicolons_and_times_may_be_local(run: Run) -> None:
    table = "title;at;system\nRules of May;2026-05-28 16:26:40;Filter\n"
    assert run(table, "--check", "--timezone", "America/Toronto").exit_code == 0
    assert run(table, "--check").exit_code == 65


def test_every_fault_is_said_with_its_line_and_nothing_is_sent(run: Run) -> None:
    table = TABLE + (
        "yesterday,filter,A,,,\n"
        "2026-05-28T20:26:40Z,toaster,B,,,\n"
        "2026-05-28T20:26:40Z,filter,,,,\n"
        "2026-05-28T20:26:40Z,filter,C,frendbook,,\n"
        "2026-05-28T20:26:40Z,filter,D\n"
        "2026-05-28T20:26:40,filter,E,,,\n"
    )
    told = run(table, "--broker", "127.0.0.1:1")
    assert told.exit_code == 65
    for line, says in enumerate(("no time", "toaster", "no title", "frendbook", "cells", "no zone"), start=4):
        assert any(each.startswith(f"line {line}:") and says in each for each in told.stderr.splitlines())


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ("", "names the columns"),
        ("at,system\n", "title"),
        ("at,system,title,who\n", "no others"),
        ("at,at,system,title\n", "names the columns"),
        (b"at,system,title\n\xff\xfe", "UTF-8"),
        ('at,system,title\n"open', "line"),
    ],
)
def test_a_table_that_is_none_is_said_to_be_so(run: Run, table: str | bytes, says: str) -> None:
    told = run(table, "--check")
    assert told.exit_code == 65
    assert says in told.stderr


def test_without_a_broker_it_says_how_to_name_one(run: Run, tmp_path: Path) -> None:
    assert run(TABLE).exit_code == 2
    missing = CliRunner().invoke(app, ["import", str(tmp_path / "none.csv")])
    assert missing.exit_code == 66


@given(text=st.text(max_size=200) | st.text(max_size=100).map(lambda rows: f"at,system,title\n{rows}"))
def test_any_text_is_a_table_or_is_refused(text: str) -> None:
    with suppress(ChangeRowsError):
        assert all(each.title and len(each.id) == 32 for each in changes_in(text, None, PLATFORMS))
