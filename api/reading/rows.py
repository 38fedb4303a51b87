"""Questions to the monitors' database, all of one answer from the same moment."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select

from monitors.adapters.database import faults_told


class Rows:
    """One look into the database: whatever is asked of it stands as of the first question."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self, asked: Select[Any]) -> Sequence[Row[Any]]:
        """The rows of a question."""
        return self._connection.execute(asked).all()

    def first(self, asked: Select[Any]) -> Row[Any] | None:
        """The first row of a question."""
        return self._connection.execute(asked).first()


@contextmanager
def looked_into(judged: Engine) -> Iterator[Rows]:
    """Look into the database. Raises StoreUnavailable, StoreUnusable."""
    with faults_told(judged), judged.connect() as connection, connection.begin():
        yield Rows(connection)
