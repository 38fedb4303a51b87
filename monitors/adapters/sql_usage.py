"""Writes of usage rows: counts are added in the database, sketches united within the transaction.

Statements go out once with many rows behind them (`executemany`): measured at 2,000 rows and more, that is
ten times as fast as one statement with many VALUES, which has to be put together anew each time.
Rows are written in the order of their keys, so that two workers never wait for each other in a circle.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ARRAY, Connection, Row, Select, Table, and_, func, literal, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite

from monitors.adapters.tables import UsageDay, UsageHour, UsageMinute, table_of
from monitors.domain.calendar import date_of, day_of
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

KEYS_A_QUESTION = 2_000
"""Keys asked for at once; SQLite takes 32,766 values in a statement."""

_DAY_KEY = tuple(DAYS.c[name] for name in DayKey._fields)


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
    add_rows(connection, HOURS, _counted(usage.hours, HourKey, USAGE_COUNTS), USAGE_COUNTS)
    _unite(connection, usage.days)


def add_minutes(connection: Connection, minutes: MinuteRows) -> None:
    """Add minutes to what is stored."""
    add_rows(connection, MINUTES, _counted(minutes, MinuteKey, MINUTE_COUNTS), MINUTE_COUNTS)


def _counted(
    rows: Mapping[Any, tuple[int, ...]], key: type[HourKey | MinuteKey], counts: Sequence[str]
) -> list[dict[str, Any]]:
    """Rows by column name, in the order of their keys."""
    names = [*(name.replace("_ms", "_at") for name in key._fields), *counts]
    return [dict(zip(names, (*label, *rows[label]), strict=True)) for label in sorted(rows)]


def add_rows(
    connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]], counts: Sequence[str]
) -> None:
    """New rows, or their counts on top of those that are there; rows in the order of their keys."""
    if rows:
        statement = insert_into(connection, table)
        sums = {name: table.c[name] + statement.excluded[name] for name in counts}
        keys = [column.name for column in table.primary_key]
        connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=sums), rows)


def _unite(connection: Connection, days: Mapping[DayKey, DaySketches]) -> None:
    """Days that are new, or united with what is there.

    1. Read and lock those that exist, and unite in Python: sketches are no arithmetic of a database.
    2. Write back those that became more. Repeats, most of a day, write nothing.
    3. Insert the others; where another worker was faster with some of them, unite with those too.
    """
    labels = sorted(days)
    for first in range(0, len(labels), KEYS_A_QUESTION):
        some = {key: days[key] for key in labels[first : first + KEYS_A_QUESTION]}
        if missing := _grow(connection, some):
            new = insert_into(connection, DAYS).on_conflict_do_nothing()
            rows = [_day(key, days[key]) for key in missing]
            done = connection.execute(new, rows, execution_options={"preserve_rowcount": True})
            if done.rowcount < len(rows):
                _grow(connection, {key: days[key] for key in missing})


def _grow(connection: Connection, days: Mapping[DayKey, DaySketches]) -> list[DayKey]:
    """Unite stored days with these; those that are not stored."""
    known: set[DayKey] = set()
    grown = []
    for row in connection.execute(_stored(connection, days)):
        key, before = day_key(row), DaySketches(Sketch(row.people), Sketch(row.active))
        known.add(key)
        if (after := before | days[key]) != before:
            grown.append(_day(key, after))
    replace_rows(connection, DAYS, grown)
    return [key for key in days if key not in known]


def _stored(connection: Connection, keys: Iterable[DayKey]) -> Select[*tuple[Any, ...]]:
    """The question for these days, which locks them.

    PostgreSQL is asked with an array for each column: parsing a list of thousands of keys took it, and its
    driver, ten times as long.
    """
    columns = list(zip(*(_key_values(key) for key in keys), strict=True))
    stored = select(DAYS).with_for_update(of=DAYS)
    if connection.dialect.name != "postgresql":
        return stored.where(tuple_(*_DAY_KEY).in_(list(zip(*columns, strict=True))))
    arrays = [
        literal(list(values), ARRAY(column.type)) for column, values in zip(_DAY_KEY, columns, strict=True)
    ]
    asked = func.unnest(*arrays).table_valued(*DayKey._fields, name="asked").render_derived()
    return stored.join(asked, and_(*(column == asked.c[column.name] for column in _DAY_KEY)))


def _key_values(key: DayKey) -> tuple[str | int | date, ...]:
    """A key as the table's columns have it."""
    return *key[:4], date_of(key.day), key.key_version


def _day(key: DayKey, sketches: DaySketches) -> dict[str, Any]:
    """A row of the table."""
    columns: dict[str, Any] = dict(zip(DayKey._fields, _key_values(key), strict=True))
    return columns | {"people": sketches.people.data, "active": sketches.active.data}


def day_key(row: Row[*tuple[Any, ...]]) -> DayKey:
    """The key of a row of the table."""
    return DayKey(row.unit, row.platform, row.surface, row.use, day_of(row.day), row.key_version)
