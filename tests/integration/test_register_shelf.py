"""The register that is kept in memory: read once for many, and anew as soon as anything changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import URL, Engine

from api.domain.privacy import Privacy
from api.reading import register_shelf
from api.reading.register_shelf import RegisterShelf
from monitors.adapters.database import reading_engine
from monitors.adapters.sql_store import SqlStore, opened_store
from monitors.domain.register.actions import Approve
from monitors.domain.register.applying import applied
from monitors.register_rows import RegisterWork
from monitors.reliance_rows import RelianceWork, UnitStanding
from monitors.store import Work
from streams.adapters.catalogue_files import load_catalogue
from tests.hubs import SIGNALS
from tests.register_actions import act
from tests.stored_register import TODAY, declared, register_work
from tests.stored_reliance import dependency
from tests.stored_work import DAY

PRIVACY = Privacy(10)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    with opened_store(URL.create("sqlite", database=str(tmp_path / "judged.db"))) as opened:
        opened.commit(SIGNALS, None, 1, register_work())
        yield opened


@dataclass
class Calendar:
    """A day that a test turns over."""

    today: date = TODAY


@pytest.fixture
def calendar() -> Calendar:
    return Calendar()


@pytest.fixture
def shelf(engine: Engine, calendar: Calendar) -> RegisterShelf:
    return RegisterShelf(engine, load_catalogue([]), PRIVACY, lambda: calendar.today)


@pytest.fixture
def engine(store: SqlStore, tmp_path: Path) -> Iterator[Engine]:
    assert store is not None
    made = reading_engine(URL.create("sqlite", database=str(tmp_path / "judged.db")))
    yield made
    made.dispose()


def test_what_did_not_change_is_read_once(shelf: RegisterShelf, calendar: Calendar) -> None:
    first = shelf.read()
    assert shelf.read() is first
    calendar.today = date(2025, 10, 10)
    assert shelf.read() is not first


def test_an_action_is_read_at_once_and_units_without_one_are_not_read_again(
    store: SqlStore, shelf: RegisterShelf
) -> None:
    before = shelf.read()
    action = act(Approve, "risk", unit="Citizen Services", approver_role="Chief")
    come_to = applied(declared("Citizen Services", evidence="confirmed"), action, TODAY)
    assert come_to.entry is not None
    store.commit(
        SIGNALS, 1, 2, Work(register=RegisterWork({come_to.entry.key: come_to.entry}, [come_to.change]))
    )
    after = shelf.read()
    assert after.units["Parks"] is before.units["Parks"]
    assert after.number > before.number
    lines = after.lines
    assert [line.entry.status for line in lines if line.entry and line.unit == "Citizen Services"] == [
        "approved"
    ]


def test_the_next_day_of_a_unit_is_read_at_once(store: SqlStore, shelf: RegisterShelf) -> None:
    shelf.read()
    later = RelianceWork(
        standings=[UnitStanding("Parks", DAY + 1, 30, again=False)],
        dependencies=[dependency("Parks", "x", DAY + 1, 44)],
    )
    store.commit(SIGNALS, 1, 2, Work(reliance=later))
    lines = shelf.read().lines
    assert [line.score for line in lines if (line.unit, line.platform) == ("Parks", "x")] == [44]


def test_a_part_of_it_is_what_was_read_of_that_part(shelf: RegisterShelf) -> None:
    part = shelf.read().standing_of({"Parks"}, "x")
    assert [(each.unit, each.platform) for each in part.dependencies or ()] == [("Parks", "x")]
    assert [each.unit for each in part.questions] == ["Parks"]
    assert part.entries == []


def test_a_day_that_is_told_again_is_read_as_soon_as_that_is_looked_for(
    store: SqlStore, shelf: RegisterShelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As once an outage is over: the day is the same, and so is how far the unit is told."""
    monkeypatch.setattr(register_shelf, "SUMS_SECONDS", 0.0)
    before = {(line.unit, line.platform): line.score for line in shelf.read().lines}
    known = next(each for each in shelf.read().standing.dependencies or () if each.unit == "Parks")
    again = replace(known, today=replace(known.today, score=known.today.score + 3))
    store.commit(SIGNALS, 1, 2, Work(reliance=RelianceWork(dependencies=[again])))
    after = {(line.unit, line.platform): line.score for line in shelf.read().lines}
    assert before["Parks", known.platform] == known.today.score
    assert after["Parks", known.platform] == known.today.score + 3
