"""The audit log as the monitors' database has it, the newest first."""

from typing import NamedTuple

from sqlalchemy import select

from api.reading.rows import Rows
from monitors.adapters.sql_audit import AUDIT


class Asked(NamedTuple):
    """Which entries: empty stands for all; `from_ms` and `until_ms` are a day's ends, `before` a number."""

    what: str = ""
    role: str = ""
    from_ms: int | None = None
    until_ms: int | None = None
    before: int | None = None


class Entered(NamedTuple):
    """One entry as it is shown."""

    number: int
    at_ms: int
    role: str
    account: str
    what: str
    of: str
    figures: dict[str, int | str | None]
    previous_hash: str
    hash: str


def entries(rows: Rows, asked: Asked, limit: int) -> list[Entered]:
    """So many of the newest that match."""
    found = select(AUDIT).order_by(AUDIT.c.number.desc()).limit(limit)
    for column, wanted in ((AUDIT.c.what, asked.what), (AUDIT.c.role, asked.role)):
        found = found.where(column == wanted) if wanted else found
    if asked.from_ms is not None:
        found = found.where(AUDIT.c.entered_at >= asked.from_ms)
    if asked.until_ms is not None:
        found = found.where(AUDIT.c.entered_at < asked.until_ms)
    if asked.before is not None:
        found = found.where(AUDIT.c.number < asked.before)
    return [
        Entered(
            row.number,
            row.entered_at,
            row.role,
            row.account,
            row.what,
            row.of,
            row.figures,
            row.previous_hash,
            row.hash,
        )
        for row in rows.all(found)
    ]
