"""What contract suites of stores have in common: every implementation, one after the other."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from monitors.adapters.database import engine_for, stated_url
from monitors.adapters.memory_store import Memory, MemoryStore
from monitors.adapters.migrations import bring_up_to_date
from monitors.adapters.sql_store import SqlStore
from monitors.store import Store


@pytest.fixture(params=["memory", "sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def worker(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Store]]:
    """Makes workers' views of one store, whatever it is kept in."""
    if request.param == "memory":
        memory = Memory()
        yield lambda: MemoryStore(memory)
        return
    url = (
        request.getfixturevalue("postgresql_url")
        if request.param == "postgresql"
        else f"sqlite:///{tmp_path}/judged.db"
    )
    engine = engine_for(stated_url({"HOLDFAST_DATABASE": url}))
    bring_up_to_date(engine)
    yield lambda: SqlStore(engine)
    engine.dispose()
