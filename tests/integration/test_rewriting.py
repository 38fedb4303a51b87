"""What was deleted leaves a PostgreSQL's files only once nobody reads as of before."""

import pytest
from sqlalchemy import text

from monitors.adapters.database import engine_for, reading_engine, stated_url
from monitors.adapters.rewriting import rewrite
from monitors.store import StoreUnavailable

pytestmark = pytest.mark.postgresql


def test_rows_are_kept_from_nobody_who_still_reads_them_and_then_are_gone(postgresql_url: str) -> None:
    """Otherwise VACUUM FULL would carry them over for the reader, and say that all is well."""
    url = stated_url({"HOLDFAST_DATABASE": postgresql_url})
    engine, readers = engine_for(url), reading_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE held (name text)"))
        connection.execute(text("INSERT INTO held SELECT 'row ' || n FROM generate_series(1, 10000) AS n"))
    with readers.connect() as reader:
        assert reader.execute(text("SELECT count(*) FROM held")).scalar() == 10_000
        with engine.begin() as connection:
            connection.execute(text("DELETE FROM held"))
        with pytest.raises(StoreUnavailable, match=r"as of before .*sessions: 1.* then try again"):
            rewrite(engine, ["held"], patience_seconds=0.2)
        assert reader.execute(text("SELECT count(*) FROM held")).scalar() == 10_000
    rewrite(engine, ["held"])
    with engine.connect() as connection:
        assert connection.execute(text("SELECT pg_relation_size('held')")).scalar() == 0
    engine.dispose()
    readers.dispose()
