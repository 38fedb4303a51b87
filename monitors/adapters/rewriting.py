"""Takes what was deleted out of a database's files, which only mark its room as free."""

import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from typing import Final

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from monitors.adapters.database import faults_told, place_of
from monitors.store import StoreUnavailable

READING_SECONDS: Final = 30.0
"""Longer than a session of Holdfast's own may be idle in a transaction."""

LOOK_SECONDS: Final = 0.05

_SAMPLES: Final = "pg_statistic"
"""Where PostgreSQL keeps values of columns for its planner; it, too, only marks as free what it drops."""


def rewrite(engine: Engine, tables: Sequence[str], patience_seconds: float = READING_SECONDS) -> None:
    """Write tables anew, without what was deleted from them.

    SQLite writes all of its file anew, and empties its log. Raises StoreUnavailable where somebody reads for
    too long, StoreFull; then the rows are gone, but their bytes may still be there.
    """
    with faults_told(engine):
        if engine.dialect.name == "postgresql":
            with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                _read_out(connection, patience_seconds)
                connection.execute(text(f"VACUUM (FULL) {', '.join((*tables, _SAMPLES))}"))
            return
        with closing(engine.raw_connection()) as raw:
            try:
                raw.cursor().execute("VACUUM")
                (is_busy, *_) = raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            except sqlite3.Error as error:
                raise DBAPIError("VACUUM", {}, error) from error
        if is_busy:
            raise StoreUnavailable(
                f"Another program reads {place_of(engine.url)}, which keeps what was removed in its log."
            )


def _read_out(connection: Connection, patience_seconds: float) -> None:
    """Wait for everybody who began to read before this: PostgreSQL keeps for them what was deleted.

    Raises StoreUnavailable where somebody takes too long.
    """
    asked = text(
        "SELECT pid, backend_xmin::text FROM pg_stat_activity WHERE datname = current_database() "
        "AND pid <> pg_backend_pid() AND backend_xmin IS NOT NULL"
    )
    patience = time.monotonic() + patience_seconds
    reading = set(map(tuple, connection.execute(asked)))
    while reading := reading & set(map(tuple, connection.execute(asked))):
        if time.monotonic() > patience:
            raise StoreUnavailable(
                f"Others still read {place_of(connection.engine.url)} as of before the rows were removed "
                f"(sessions: {len(reading)}), and PostgreSQL keeps the rows for them. End them, or wait; "
                "then try again."
            )
        time.sleep(LOOK_SECONDS)
