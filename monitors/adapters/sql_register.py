"""The register in the database: entries, what became of actions, and what units are asked."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from msgspec import convert, to_builtins
from sqlalchemy import Column, Connection, Engine, Row, delete, select

from monitors.adapters.database import faults_told
from monitors.adapters.register_tables import QuestionRow, RegisterAlert, RegisterChangeRow, RegisterEntry
from monitors.adapters.sql_usage import insert_into, replace_rows
from monitors.adapters.tables import table_of
from monitors.domain.register.applying import RegisterChange
from monitors.domain.register.asking import Question
from monitors.domain.register.levels import declared_level
from monitors.domain.register.records import Entry, EntryKey
from monitors.register_rows import RegisterWork

ENTRIES, REGISTER_CHANGES, QUESTIONS, ALERTS = (
    table_of(model) for model in (RegisterEntry, RegisterChangeRow, QuestionRow, RegisterAlert)
)

MOST_ASKED = 500
"""So many ids go into one question; SQLite takes 32,766 at most, older ones 999."""


class SqlRegisterRows:
    """`monitors.register_rows.RegisterRows` on SQLite or PostgreSQL."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def entries(self, units: Collection[str] | None = None) -> list[Entry]:
        """See the port."""
        asked = select(ENTRIES.c.entry)
        if units is not None:
            asked = asked.where(ENTRIES.c.unit.in_(sorted(units)))
        return sorted((convert(row.entry, Entry) for row in self._rows(asked)), key=lambda each: each.key)

    def applied(self, actions: Collection[str]) -> set[str]:
        """See the port."""
        return self._known(REGISTER_CHANGES.c.action, actions)

    def told(self, alerts: Collection[str]) -> set[str]:
        """See the port."""
        return self._known(ALERTS.c.key, alerts)

    def changes(self, from_ms: int) -> list[RegisterChange]:
        """See the port."""
        asked = select(REGISTER_CHANGES).where(REGISTER_CHANGES.c.acted_at >= from_ms)
        rows = self._rows(asked.order_by(REGISTER_CHANGES.c.acted_at, REGISTER_CHANGES.c.action))
        return [change_of(row) for row in rows]

    def questions(self, units: Collection[str] | None = None) -> list[Question]:
        """See the port."""
        asked = select(QUESTIONS).order_by(QUESTIONS.c.unit, QUESTIONS.c.platform)
        if units is not None:
            asked = asked.where(QUESTIONS.c.unit.in_(sorted(units)))
        return [convert(dict(row._mapping), Question) for row in self._rows(asked)]  # noqa: SLF001 (its public name)

    def _known(self, column: Column[str], keys: Collection[str]) -> set[str]:
        """Which of these keys stand in a table."""
        asked, found = sorted(keys), set[str]()
        for first in range(0, len(asked), MOST_ASKED):
            some = column.in_(asked[first : first + MOST_ASKED])
            found |= {row[0] for row in self._rows(select(column).where(some))}
        return found

    def _rows(self, statement: Any) -> Sequence[Row[Any]]:
        """The rows of a question, and complaints as faults."""
        with faults_told(self._engine), self._engine.begin() as connection:
            return connection.execute(statement).all()


def write_register(connection: Connection, work: RegisterWork, now_ms: int) -> None:
    """Write what some actions came to."""
    for key in sorted(key for key, entry in work.entries.items() if entry is None):
        connection.execute(delete(ENTRIES).where(*(ENTRIES.c[name] == getattr(key, name) for name in _KEY)))
    standing = [entry for _, entry in sorted(work.entries.items()) if entry is not None]
    replace_rows(connection, ENTRIES, [_entry_row(entry) for entry in standing])
    replace_rows(connection, REGISTER_CHANGES, [_change_row(change) for change in work.changes])
    told = [{**to_builtins(each), "told_at": now_ms} for each in work.alerts]
    if told:
        connection.execute(insert_into(connection, ALERTS).on_conflict_do_nothing(), told)


def write_questions(connection: Connection, questions: Iterable[Question]) -> None:
    """Write what units are asked; what was asked before stays as it was asked."""
    rows = [{**to_builtins(each), "asked_on": each.asked_on, "due_on": each.due_on} for each in questions]
    if rows:
        connection.execute(insert_into(connection, QUESTIONS).on_conflict_do_nothing(), rows)


def change_of(row: Row[Any]) -> RegisterChange:
    """A row of the table as the rules' record."""
    known = dict(row._mapping)  # noqa: SLF001 (its public name)
    told = {"when": row.alert, "reason": row.alert_reason}
    return convert(known | {"at_ms": row.acted_at, "by": row.account, "alert": told}, RegisterChange)


def _entry_row(entry: Entry) -> dict[str, Any]:
    return {
        "unit": entry.unit,
        "platform": entry.platform,
        "activity": entry.declaration.activity,
        "evidence": entry.evidence,
        "status": entry.status,
        "declared_level": declared_level(entry.declaration),
        "owner_role": entry.declaration.owner_role,
        "review_due": entry.review_due,
        "entry": to_builtins(entry),
    }


def _change_row(change: RegisterChange) -> dict[str, Any]:
    fields: dict[str, Any] = to_builtins(change)
    del fields["at_ms"], fields["by"]
    return fields | {
        "acted_at": change.at_ms,
        "account": change.by,
        "day": change.day,
        "alert": change.alert.when,
        "alert_reason": fields["alert"]["reason"],
    }


_KEY = EntryKey.__struct_fields__
