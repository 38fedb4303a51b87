"""What both databases hold by name, and how often somebody looked."""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import func, select

from api.people.tables import Peopled
from api.reading.rows import Rows
from monitors.adapters.sql_audit import AUDIT
from monitors.adapters.tables import Judged


class Looks(NamedTuple):
    """How often people in a role did something."""

    what: str
    role: str
    times: int


def every_table() -> Mapping[str, list[str]]:
    """Every table of both databases with its columns, as they are declared."""
    return {
        table.name: [column.name for column in table.columns]
        for metadata in (Judged.metadata, Peopled.metadata)
        for table in metadata.tables.values()
    }


def looks(rows: Rows, from_ms: int) -> list[Looks]:
    """Who looked how often behind a moment, by role: views and exports."""
    seen = AUDIT.c.what.startswith("viewed-") | (AUDIT.c.what == "exported")
    times = func.count().label("times")
    asked = (
        select(AUDIT.c.what, AUDIT.c.role, times)
        .where(seen, AUDIT.c.entered_at > from_ms)
        .group_by(AUDIT.c.what, AUDIT.c.role)
        .order_by(times.desc(), AUDIT.c.what, AUDIT.c.role)
    )
    return [Looks(row.what, row.role, row.times) for row in rows.all(asked)]
