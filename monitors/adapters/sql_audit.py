"""The audit log in the database."""

from collections.abc import Collection, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Engine, Row, insert, select

from monitors.adapters.audit_tables import AuditEntryRow
from monitors.adapters.database import faults_told
from monitors.adapters.tables import table_of
from monitors.domain.audit.chain import Link
from monitors.domain.audit.entries import AuditEntry

AUDIT = table_of(AuditEntryRow)

MOST_ASKED: Final = 500
"""So many ids go into one question; SQLite takes 32,766 at most, older ones 999."""


class SqlAuditRows:
    """`monitors.audit_rows.AuditRows` on SQLite or PostgreSQL."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def last(self) -> Link | None:
        """See the port."""
        newest = self.newest(1)
        return newest[0] if newest else None

    def entered(self, ids: Collection[str]) -> set[str]:
        """See the port."""
        asked, found = sorted(ids), set[str]()
        for first in range(0, len(asked), MOST_ASKED):
            some = AUDIT.c.id.in_(asked[first : first + MOST_ASKED])
            found |= {row.id for row in self._rows(select(AUDIT.c.id).where(some))}
        return found

    def links(self, behind: int, limit: int) -> list[Link]:
        """See the port."""
        asked = select(AUDIT).where(AUDIT.c.number > behind).order_by(AUDIT.c.number).limit(limit)
        return [_link(row) for row in self._rows(asked)]

    def newest(self, limit: int) -> list[Link]:
        """See the port."""
        return [_link(row) for row in self._rows(select(AUDIT).order_by(AUDIT.c.number.desc()).limit(limit))]

    def _rows(self, statement: Any) -> Sequence[Row[Any]]:
        """The rows of a question, and complaints as faults."""
        with faults_told(self._engine), self._engine.begin() as connection:
            return connection.execute(statement).all()


def write_audit(connection: Connection, links: Sequence[Link]) -> None:
    """Append links; one whose number is taken is refused by the database."""
    if links:
        connection.execute(insert(AUDIT), [_row(link) for link in links])


def _row(link: Link) -> dict[str, Any]:
    entry = link.entry
    return {
        "number": link.number,
        "entered_at": entry.at_ms,
        "id": entry.id,
        "role": entry.role,
        "account": entry.account,
        "what": entry.what,
        "of": entry.of,
        "figures": entry.figures,
        "previous_hash": link.previous_hash,
        "hash": link.hash,
    }


def _link(row: Row[Any]) -> Link:
    entry = AuditEntry(
        id=row.id,
        at_ms=row.entered_at,
        role=row.role,
        account=row.account,
        what=row.what,
        of=row.of,
        figures=row.figures,
    )
    return Link(number=row.number, entry=entry, previous_hash=row.previous_hash, hash=row.hash)
