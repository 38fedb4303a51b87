"""Closed weeks and months in the database: what they are made of, and what is told of them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import reduce
from operator import add
from typing import Any, Final

from sqlalchemy import Connection, Engine, Row, delete, func, insert, select

from monitors.adapters.database import faults_told
from monitors.adapters.published_tables import (
    PublishedCellRow,
    PublishedHourRow,
    PublishedPeriodRow,
    PublishedPlatformRow,
    PublishedSurfaceRow,
    UsageReadRow,
)
from monitors.adapters.sql_reliance import TOUCHED
from monitors.adapters.sql_usage import DAYS, HOURS, insert_into, replace_rows
from monitors.adapters.tables import table_of
from monitors.domain.published.gathering import Cell, PeopleRow, UnitUse
from monitors.domain.published.periods import Grain, Period, Span
from monitors.domain.published.records import (
    PublishedCell,
    PublishedPeriod,
    PublishedPlatform,
    PublishedSurface,
)
from monitors.published_rows import PublishedWork
from streams.domain.deltas import OUTCOMES, USAGE_COUNTS
from streams.domain.sketches import Sketch

PERIODS, PLATFORMS, CELLS, SURFACES, WEEK_HOURS, USAGE_READ = (
    table_of(model)
    for model in (
        PublishedPeriodRow,
        PublishedPlatformRow,
        PublishedCellRow,
        PublishedSurfaceRow,
        PublishedHourRow,
        UsageReadRow,
    )
)

CELL_COLUMNS: Final = tuple(
    CELLS.c[name]
    for name in (
        "unit",
        "kind",
        "surface",
        "requests",
        "people",
        "bytes_down",
        "bytes_up",
        "children",
        *OUTCOMES,
    )
)
"""What a cell is read from."""

_LABEL: Final = Cell._fields[1:]
"""What tells the rows of one unit apart."""


class SqlPublishedRows:
    """`monitors.published_rows.PublishedRows` on SQLite or PostgreSQL."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def told(self) -> set[Period]:
        """See the port."""
        return {period_of(row) for row in self._rows(select(PERIODS.c.grain, PERIODS.c.first_day))}

    def platforms(self, period: Period) -> dict[str, int]:
        """See the port."""
        asked = select(PLATFORMS.c.platform, PLATFORMS.c.k).where(
            PLATFORMS.c.grain == period.grain, PLATFORMS.c.first_day == period.first_day
        )
        return {row.platform: row.k for row in self._rows(asked)}

    def seen_from(self) -> date | None:
        """See the port."""
        [row] = self._rows(select(func.min(TOUCHED.c.day)).where(TOUCHED.c.evidence == "usage"))
        first: date | None = row[0]
        return first

    def units(self, span: Span) -> list[str]:
        """See the port."""
        within = TOUCHED.c.day.between(span.first, span.after - timedelta(days=1))
        asked = select(TOUCHED.c.unit).where(TOUCHED.c.evidence == "usage", within).distinct()
        return sorted(row.unit for row in self._rows(asked))

    def use(self, unit: str, days: Sequence[date], hours_ms: Sequence[int], *, by_hour: bool) -> UnitUse:
        """See the port. One transaction: people and requests are of the same moment."""
        label = [HOURS.c[name] for name in _LABEL]
        mine = (HOURS.c.hour_at.in_(hours_ms), HOURS.c.unit == unit)
        sums = (func.sum(HOURS.c[name]) for name in USAGE_COUNTS)
        requests = func.sum(reduce(add, (HOURS.c[name] for name in OUTCOMES)))
        hour = (HOURS.c.platform, HOURS.c.hour_at)
        people = (*(DAYS.c[name] for name in _LABEL), DAYS.c.key_version, DAYS.c.people, DAYS.c.active)
        counted = select(*label, *sums).where(*mine).group_by(*label)
        hours = select(*hour, requests).where(*mine, HOURS.c.use != "no").group_by(*hour)
        there = select(*people).where(DAYS.c.day.in_(days), DAYS.c.unit == unit, DAYS.c.use != "no")
        with faults_told(self._engine), self._engine.begin() as connection:
            return UnitUse(
                {Cell(unit, *row[:3]): tuple(map(int, row[3:])) for row in connection.execute(counted)},
                [
                    PeopleRow(Cell(unit, *row[:3]), row[3], Sketch(row[4]), Sketch(row[5]))
                    for row in connection.execute(there)
                ],
                {(row[0], row[1]): int(row[2]) for row in connection.execute(hours)} if by_hour else {},
            )

    def read_until(self, partitions: int) -> int | None:
        """See the port."""
        known = {row.partition: row.read_until_at for row in self._rows(select(USAGE_READ))}
        if not known.keys() >= set(range(partitions)):
            return None
        first: int = min(known[partition] for partition in range(partitions))
        return first

    def _rows(self, statement: Any) -> Sequence[Row[Any]]:
        """The rows of a question, and complaints as faults."""
        with faults_told(self._engine), self._engine.begin() as connection:
            return connection.execute(statement).all()


def note_read(connection: Connection, until_ms: Mapping[int, int]) -> None:
    """Of each of these partitions of usage all is committed that Kafka took in before."""
    rows = [{"partition": each, "read_until_at": at_ms} for each, at_ms in sorted(until_ms.items())]
    replace_rows(connection, USAGE_READ, rows)


def write_published(connection: Connection, work: PublishedWork) -> None:
    """Insert what is published for the first time; what stands is left alone."""
    for each in work.platforms:
        head = {"platform": each.platform, "grain": each.period.grain, "first_day": each.period.first_day}
        new = insert_into(connection, PLATFORMS).on_conflict_do_nothing().returning(PLATFORMS.c.k)
        if connection.execute(new, head | _platform_row(each)).first() is not None:
            for table, rows in (
                (CELLS, [_cell_row(cell) for cell in each.cells]),
                (SURFACES, [_surface_row(surface) for surface in each.surfaces]),
            ):
                if rows:
                    connection.execute(insert(table), [head | row for row in rows])
            if each.shades:
                week = {"platform": each.platform, "first_day": each.period.first_day}
                shades = each.shades.items()
                rows = [week | {"hour_of_week": hour, "shade": shade} for hour, shade in shades]
                connection.execute(insert(WEEK_HOURS), rows)
    for period in work.periods:
        connection.execute(insert_into(connection, PERIODS).on_conflict_do_nothing(), _period_row(period))


def expire_published(connection: Connection, first_day: date) -> int:
    """Remove periods that began before a day; how many rows."""
    tables = (PERIODS, PLATFORMS, CELLS, SURFACES, WEEK_HOURS)
    return sum(
        connection.execute(delete(table).where(table.c.first_day < first_day)).rowcount for table in tables
    )


def period_of(row: Row[Any]) -> Period:
    """The period of a row of any of the tables."""
    grain: Grain = row.grain
    return Period(grain, row.first_day)


def told_of(row: Row[Any]) -> PublishedPeriod:
    """A row of `published_periods` as its record."""
    return PublishedPeriod(
        period=period_of(row),
        after_day=row.after_day,
        told_at_ms=row.told_at,
        k=row.k,
        method=row.method,
        catalogue=row.catalogue,
        joined_share=row.joined_share,
        by_address_share=row.by_address_share,
        platforms=row.platforms,
    )


def platform_of(
    row: Row[Any],
    cells: Iterable[Sequence[Any]] = (),
    surfaces: Iterable[Row[Any]] = (),
    hours: Iterable[Row[Any]] = (),
) -> PublishedPlatform:
    """A row of `published_platforms` as its record, with those of the rows beside it that are asked for.

    `cells` are rows of CELL_COLUMNS.
    """
    return PublishedPlatform(
        period=period_of(row),
        platform=row.platform,
        k=row.k,
        requests=row.requests,
        people=row.people,
        units=row.units,
        bytes_down=row.bytes_down,
        bytes_up=row.bytes_up,
        outcomes=_occurred(row),
        seen_as_embed=row.seen_as_embed,
        background=row.background,
        surfaces=tuple(PublishedSurface(each.surface, each.requests, each.people) for each in surfaces),
        shades={each.hour_of_week: each.shade for each in hours},
        cells=tuple(map(cell_of, cells)),
    )


def cell_of(row: Sequence[Any]) -> PublishedCell:
    """A row of CELL_COLUMNS as its record. By place: there may be tens of thousands."""
    unit, kind, surface, requests, people, down, up, children, *counts = row
    outcomes = {name: count for name, count in zip(OUTCOMES, counts, strict=True) if count}
    told = outcomes if kind == "unit" else None
    return PublishedCell(unit, kind, surface, requests, people, down, up, told, children)


def _occurred(row: Row[Any]) -> dict[str, int]:
    """Requests by outcome, without those that did not occur."""
    counts = ((name, getattr(row, name)) for name in OUTCOMES)
    return {name: count for name, count in counts if count}


def _period_row(told: PublishedPeriod) -> dict[str, Any]:
    """The record as a row."""
    return {
        "grain": told.period.grain,
        "first_day": told.period.first_day,
        "after_day": told.after_day,
        "told_at": told.told_at_ms,
        "k": told.k,
        "method": told.method,
        "catalogue": told.catalogue,
        "joined_share": told.joined_share,
        "by_address_share": told.by_address_share,
        "platforms": told.platforms,
    }


def _platform_row(told: PublishedPlatform) -> dict[str, Any]:
    """The record as a row, without its key."""
    return {
        "k": told.k,
        "requests": told.requests,
        "people": told.people,
        "units": told.units,
        "bytes_down": told.bytes_down,
        "bytes_up": told.bytes_up,
        "seen_as_embed": told.seen_as_embed,
        "background": told.background,
        **_outcomes(told.outcomes),
    }


def _surface_row(told: PublishedSurface) -> dict[str, Any]:
    """The record as a row, without its key."""
    return {"surface": told.surface, "requests": told.requests, "people": told.people}


def _cell_row(told: PublishedCell) -> dict[str, Any]:
    """The record as a row, without the key of its platform."""
    outcomes = dict.fromkeys(OUTCOMES) if told.outcomes is None else _outcomes(told.outcomes)
    return {
        "unit": told.unit,
        "kind": told.kind,
        "surface": told.surface,
        "children": told.children,
        "requests": told.requests,
        "people": told.people,
        "bytes_down": told.bytes_down,
        "bytes_up": told.bytes_up,
        **outcomes,
    }


def _outcomes(told: Mapping[str, int]) -> dict[str, int]:
    """A count for every outcome."""
    return dict.fromkeys(OUTCOMES, 0) | dict(told)
