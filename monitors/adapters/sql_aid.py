"""What other organisations say, in the database."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, delete, select

from monitors.adapters.aid_tables import PeerWordRow
from monitors.adapters.database import faults_told
from monitors.adapters.sql_usage import replace_rows
from monitors.adapters.tables import table_of
from monitors.domain.aid.records import OtherWord

WORDS = table_of(PeerWordRow)


class SqlAidRows:
    """`monitors.aid_rows.AidRows` on SQLite or PostgreSQL."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def peer_words(self) -> list[OtherWord]:
        """See the port."""
        with faults_told(self._engine), self._engine.begin() as connection:
            return [word_of(row) for row in connection.execute(asked_words())]


def asked_words() -> Select[Any]:
    """All of them, in their order."""
    return select(WORDS).order_by(WORDS.c.platform, WORDS.c.peer)


def word_of(row: Row[Any]) -> OtherWord:
    """A row as a record."""
    return OtherWord(row.platform, row.peer, row.state, row.since_at, row.said_at, row.until_at)


def write_words(connection: Connection, words: Sequence[OtherWord]) -> None:
    """Each replaces what the same organisation said of the platform before."""
    rows = [
        {
            "platform": word.platform,
            "peer": word.peer,
            "state": word.state,
            "since_at": word.since_ms,
            "said_at": word.said_at_ms,
            "until_at": word.until_ms,
        }
        for word in words
    ]
    replace_rows(connection, WORDS, rows)


def expire_words(connection: Connection, before_ms: int) -> int:
    """Remove words that have not counted since before a moment; how many."""
    return connection.execute(delete(WORDS).where(WORDS.c.until_at < before_ms)).rowcount
