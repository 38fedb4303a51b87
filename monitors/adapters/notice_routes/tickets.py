"""Which ticket a service desk opened for what: asked before an update, so that one incident is one ticket."""

from typing import Protocol

from sqlalchemy import Engine, delete, insert, select

from monitors.adapters.database import faults_told
from monitors.adapters.notice_tables import DeskTicket
from monitors.adapters.tables import table_of


class Tickets(Protocol):
    """Kept from one start of the worker to the next. Each call may block and raises StoreFault."""

    def ticket(self, route: str, notice: str) -> str | None:
        """The ticket of a dedup key; None where there is none yet."""
        ...

    def keep(self, route: str, notice: str, ticket: str) -> None:
        """Its ticket from now on."""
        ...


class MemoryTickets:
    """`Tickets` for as long as the process lives: for tests, and for a notice that tries a route out."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], str] = {}

    def ticket(self, route: str, notice: str) -> str | None:
        """See the port."""
        return self._kept.get((route, notice))

    def keep(self, route: str, notice: str, ticket: str) -> None:
        """See the port."""
        self._kept[route, notice] = ticket


TICKETS = table_of(DeskTicket)


class SqlTickets:
    """`Tickets` on SQLite or PostgreSQL."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def ticket(self, route: str, notice: str) -> str | None:
        """See the port."""
        asked = select(TICKETS.c.ticket).where(TICKETS.c.route == route, TICKETS.c.notice == notice)
        with faults_told(self._engine), self._engine.begin() as connection:
            found: str | None = connection.execute(asked).scalar_one_or_none()
            return found

    def keep(self, route: str, notice: str, ticket: str) -> None:
        """See the port."""
        before = delete(TICKETS).where(TICKETS.c.route == route, TICKETS.c.notice == notice)
        with faults_told(self._engine), self._engine.begin() as connection:
            connection.execute(before)
            connection.execute(insert(TICKETS).values(route=route, notice=notice, ticket=ticket))
