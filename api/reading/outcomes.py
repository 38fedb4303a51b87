"""What became of actions of every kind, as the monitors' tables have it."""

from typing import NamedTuple

from sqlalchemy import select

from api.domain.outcomes import ActionOutcome, outcome_of
from api.reading.register import CHANGES
from api.reading.rows import Rows
from monitors.adapters.account_tables import AccountAction
from monitors.adapters.exercise_tables import ExerciseAction
from monitors.adapters.room_tables import IncidentAction
from monitors.adapters.tables import table_of

TABLES = (CHANGES, table_of(IncidentAction), table_of(ExerciseAction), table_of(AccountAction))
"""Where it is kept what became of actions, by their kinds."""


class Kept(NamedTuple):
    """What is kept of an action: what it came to, by which account (a pseudonym), and about which unit."""

    outcome: ActionOutcome
    account: str
    unit: str


def kept(rows: Rows, action: str) -> Kept | None:
    """What is kept of an action; None where it was neither applied nor refused so far."""
    for table in TABLES:
        row = rows.first(select(table).where(table.c.action == action))
        if row is not None:
            return Kept(outcome_of(dict(row._mapping)), row.account, row.unit)  # noqa: SLF001 (its public name)
    return None
