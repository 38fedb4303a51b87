"""What both databases hold by name, and how often somebody looked."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from sqlalchemy import func, select

from api.people.tables import Peopled
from api.reading.rows import Rows
from monitors.adapters.account_tables import ACCOUNT_TABLES
from monitors.adapters.aid_tables import AID_TABLES
from monitors.adapters.audit_tables import AUDIT_TABLES
from monitors.adapters.context_tables import CONTEXT_TABLES
from monitors.adapters.exercise_tables import EXERCISE_TABLES
from monitors.adapters.finding_tables import FINDING_TABLES
from monitors.adapters.notice_tables import NOTICE_TABLES
from monitors.adapters.published_tables import PUBLISHED_TABLES
from monitors.adapters.register_tables import REGISTER_TABLES
from monitors.adapters.reliance_tables import RELIANCE_TABLES
from monitors.adapters.room_tables import ROOM_TABLES
from monitors.adapters.sql_audit import AUDIT
from monitors.adapters.tables import TABLES, table_of

JUDGED: Final = (
    *TABLES,
    *RELIANCE_TABLES,
    *FINDING_TABLES,
    *REGISTER_TABLES,
    *ROOM_TABLES,
    *EXERCISE_TABLES,
    *PUBLISHED_TABLES,
    *CONTEXT_TABLES,
    *AID_TABLES,
    *NOTICE_TABLES,
    *ACCOUNT_TABLES,
    *AUDIT_TABLES,
)
"""Every table of the monitors."""


class Looks(NamedTuple):
    """How often people in a role did something."""

    what: str
    role: str
    times: int


def every_table() -> Mapping[str, list[str]]:
    """Every table of both databases with its columns, as they are declared."""
    tables = [*(table_of(model) for model in JUDGED), *Peopled.metadata.tables.values()]
    return {table.name: [column.name for column in table.columns] for table in tables}


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
