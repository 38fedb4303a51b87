"""Writes of usage rows: counts are added in the database, sketches united within the transaction.

Statements go out once with many rows behind them (`executemany`): measured at 2,000 rows and more, that is
ten times as fast as one statement with many VALUES, which has to be put together anew each time.
Rows are written in the order of their keys, so that two workers never wait for each other in a circle.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Table, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite

from monitors.adapters.tables import UsageDay, UsageHour, UsageMinute, table_of
from monitors.domain.usage_rows import (
    MINUTE_COUNTS,
    DayKey,
    DaySketches,
    HourKey,
    MinuteKey,
    MinuteRows,
    UsageRows,
)
from streams.domain.deltas import USAGE_COUNTS
from streams.domain.sketches import Sketch

HOURS, DAYS, MINUTES = table_of(UsageHour), table_of(UsageDay), table_of(UsageMinute)

KEYS_A_QUESTION = 400
"""Keys asked for at once; SQLite takes 32,766 values in a statement."""

_DAY_ZERO = date(1970, 1, 1)
_DAY_KEY = tuple(DAYS.c[name] for name in DayKey._fields)


def date_of(day: int) -> date:
    """The date of a day that is counted from 1970-01-01."""
    return _DAY_ZERO + timedelta(days=day)


def insert_into(connection: Connection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that knows ON CONFLICT, which both databases have but SQL does not."""
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


def replace_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write rows whole, in the place of those with the same key."""
    if rows:
        statement = insert_into(connection, table)
        keys = [column.name for column in table.primary_key]
        rest = {name: statement.excluded[name] for name in rows[0] if name not in keys}
        connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=rest), rows)


def add_usage(connection: Connection, usage: UsageRows) -> None:
    """Add hours and days to what is stored."""
    _add(connection, HOURS, _counted(usage.hours, HourKey, USAGE_COUNTS), USAGE_COUNTS)
    _unite(connection, usage.days)


def add_minutes(connection: Connection, minutes: MinuteRows) -> None:
    """Add minutes to what is stored."""
    _add(connection, MINUTES, _counted(minutes, MinuteKey, MINUTE_COUNTS), MINUTE_COUNTS)


def _counted(
    rows: Mapping[Any, tuple[int, ...]], key: type[HourKey | MinuteKey], counts: Sequence[str]
) -> list[dict[str, Any]]:
    """Rows by column name, in the order of their keys."""
    names = [*(name.replace("_ms", "_at") for name in key._fields), *counts]
    return [dict(zip(names, (*label, *rows[label]), strict=True)) for label in sorted(rows)]


def _add(connection: Connection, table: Table, rows: list[dict[str, Any]], counts: Sequence[str]) -> None:
    """New rows, or their counts on top of those that are there."""
    if rows:
        statement = insert_into(connection, table)
        sums = {name: table.c[name] + statement.excluded[name] for name in counts}
        keys = [column.name for column in table.primary_key]
        connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=sums), rows)


def _unite(connection: Connection, days: Mapping[DayKey, DaySketches]) -> None:
    """Days that are new, or united with what is there.

    1. Insert all; those that exist, or that another worker just inserts, stay as they are.
    2. Read and lock the others, and unite in Python: sketches are no arithmetic of a database.
    3. Write back those that became more. Repeats, most of a day, write nothing.
    """
    labels = sorted(days)
    for first in range(0, len(labels), KEYS_A_QUESTION):
        some = labels[first : first + KEYS_A_QUESTION]
        new = insert_into(connection, DAYS).on_conflict_do_nothing().returning(*_DAY_KEY)
        inserted = {_label(row) for row in connection.execute(new, [_day(key, days[key]) for key in some])}
        known = [key for key in some if key not in inserted]
        replace_rows(connection, DAYS, _grown(connection, {key: days[key] for key in known}))


def _grown(connection: Connection, days: Mapping[DayKey, DaySketches]) -> list[dict[str, Any]]:
    """Stored days to which these sketches add something, united with them."""
    if not days:
        return []
    stored = select(*_DAY_KEY, DAYS.c.people, DAYS.c.active).with_for_update()
    keys = [tuple(_day(key, sketches).values())[: len(_DAY_KEY)] for key, sketches in days.items()]
    grown = []
    for row in connection.execute(stored.where(tuple_(*_DAY_KEY).in_(keys))):
        key, before = _label(row), DaySketches(Sketch(row.people), Sketch(row.active))
        if (after := before | days[key]) != before:
            grown.append(_day(key, after))
    return grown


def _day(key: DayKey, sketches: DaySketches) -> dict[str, Any]:
    """A row of the table."""
    columns = key._asdict() | {"day": date_of(key.day)}
    return columns | {"people": sketches.people.data, "active": sketches.active.data}


def _label(row: Row[*tuple[Any, ...]]) -> DayKey:
    """The key of a row of the table."""
    day = (row.day - _DAY_ZERO).days
    return DayKey(row.unit, row.platform, row.surface, row.use, day, row.key_version)
