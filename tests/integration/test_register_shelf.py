"""The register that is kept in memory: read once for many, and anew as soon as anything changed."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import URL, Engine

from api.domain.privacy import Privacy
from api.reading.register_shelf import RegisterShelf
from monitors.adapters.database import reading_engine
from monitors.adapters.sql_store import SqlStore, opened_store
from monitors.domain.register.actions import Approve
from monitors.domain.register.applying import applied
from monitors.register_rows import RegisterWork
from monitors.reliance_rows import RelianceWork, UnitStanding
from monitors.store import Work
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


@pytest.fixture
def engine(store: SqlStore, tmp_path: Path) -> Iterator[Engine]:
    assert store is not None
    made = reading_engine(URL.create("sqlite", database=str(tmp_path / "judged.db")))
    yield made
    made.dispose()


def test_what_did_not_change_is_read_once(engine: Engine) -> None:
    shelf = RegisterShelf()
    first = shelf.read(engine, {}, PRIVACY, TODAY)
    assert shelf.read(engine, {}, PRIVACY, TODAY) is first
    assert shelf.read(engine, {}, PRIVACY, date(2025, 10, 10)) is not first


def test_an_action_is_read_at_once(store: SqlStore, engine: Engine) -> None:
    shelf = RegisterShelf()
    shelf.read(engine, {}, PRIVACY, TODAY)
    action = act(Approve, "risk", unit="Citizen Services", approver_role="Chief")
    come_to = applied(declared("Citizen Services", evidence="confirmed"), action, TODAY)
    assert come_to.entry is not None
    store.commit(
        SIGNALS, 1, 2, Work(register=RegisterWork({come_to.entry.key: come_to.entry}, [come_to.change]))
    )
    lines = shelf.read(engine, {}, PRIVACY, TODAY).lines
    assert [line.entry.status for line in lines if line.entry and line.unit == "Citizen Services"] == [
        "approved"
    ]


def test_the_next_day_of_a_unit_is_read_at_once(store: SqlStore, engine: Engine) -> None:
    shelf = RegisterShelf()
    shelf.read(engine, {}, PRIVACY, TODAY)
    later = RelianceWork(
        standings=[UnitStanding("Parks", DAY + 1, 30, again=False)],
        dependencies=[dependency("Parks", "x", DAY + 1, 44)],
    )
    store.commit(SIGNALS, 1, 2, Work(reliance=later))
    lines = shelf.read(engine, {}, PRIVACY, TODAY).lines
    assert [line.score for line in lines if (line.unit, line.platform) == ("Parks", "x")] == [44]


def test_a_part_of_it_is_what_was_read_of_that_part(engine: Engine) -> None:
    part = RegisterShelf().read(engine, {}, PRIVACY, TODAY).standing_of({"Parks"}, "x")
    assert [(each.unit, each.platform) for each in part.dependencies or ()] == [("Parks", "x")]
    assert [each.unit for each in part.questions] == ["Parks"]
    assert part.entries == []
