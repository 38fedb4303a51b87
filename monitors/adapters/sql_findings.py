"""What is found in units' use of platforms, in the database, and the rows that it is told from."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from msgspec import convert, to_builtins
from sqlalchemy import ColumnElement, Connection, Engine, Row, and_, delete, func, insert, select

from monitors.adapters.database import faults_told
from monitors.adapters.finding_tables import UnitFinding
from monitors.adapters.reliance_tables import DependencyRow
from monitors.adapters.sql_usage import DAYS, day_key
from monitors.adapters.tables import table_of
from monitors.domain.calendar import date_of, day_of
from monitors.domain.findings.records import Finding
from monitors.domain.findings.standing import StandingFinding, identity_of
from monitors.domain.reliance.records import Level
from monitors.domain.usage_rows import DayKey
from monitors.finding_rows import FindingWork
from streams.domain.sketches import Sketch

FINDINGS, DEPENDENCIES = table_of(UnitFinding), table_of(DependencyRow)


class SqlFindingRows:
    """`monitors.finding_rows.FindingRows` on SQLite or PostgreSQL."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def standing(self, unit: str) -> list[StandingFinding]:
        """See the port."""
        asked = select(FINDINGS).where(FINDINGS.c.unit == unit).order_by(FINDINGS.c.place)
        return [finding_of(row) for row in self._rows(asked)]

    def levels(self) -> dict[str, dict[str, Level]]:
        """See the port."""
        columns = (DEPENDENCIES.c.unit, DEPENDENCIES.c.platform, DEPENDENCIES.c.level_of_day)
        found: dict[str, dict[str, Level]] = defaultdict(dict)
        for row in self._rows(select(*columns)):
            found[row.unit][row.platform] = row.level_of_day
        return dict(found)

    def newest_key(self, units: Collection[str], days: range) -> int:
        """See the port."""
        newest = func.coalesce(func.max(DAYS.c.key_version), 0)
        [row] = self._rows(select(newest).where(_seen_of(units, days)))
        return int(row[0])

    def people(
        self, units: Collection[str], platform: str, days: range, key_version: int
    ) -> dict[DayKey, Sketch]:
        """See the port."""
        certain = and_(DAYS.c.platform == platform, DAYS.c.use == "yes", DAYS.c.key_version == key_version)
        columns = (*(DAYS.c[name] for name in DayKey._fields), DAYS.c.people)
        rows = self._rows(select(*columns).where(_seen_of(units, days), certain))
        return {day_key(row): Sketch(row.people) for row in rows}

    def _rows(self, statement: Any) -> Sequence[Row[Any]]:
        """The rows of a question, and complaints as faults."""
        with faults_told(self._engine), self._engine.begin() as connection:
            return connection.execute(statement).all()


def write_findings(connection: Connection, work: FindingWork) -> None:
    """Write what was found of some units, in the place of everything that stood of them."""
    if work.standing:
        units = sorted(work.standing)
        connection.execute(delete(FINDINGS).where(FINDINGS.c.unit.in_(units)))
        rows = [
            _finding_row(unit, place, each)
            for unit in units
            for place, each in enumerate(work.standing[unit])
        ]
        if rows:
            connection.execute(insert(FINDINGS), rows)


def finding_of(row: Row[Any]) -> StandingFinding:
    """A row of the table as the rules' record."""
    known: dict[str, Any] = dict(row._mapping)  # noqa: SLF001 (its public name)
    return StandingFinding(
        finding=convert(known, Finding), since_day=day_of(row.since_day), told_day=day_of(row.told_day)
    )


def _finding_row(unit: str, place: int, standing: StandingFinding) -> dict[str, Any]:
    """The rules' record as a row of the table."""
    fields: dict[str, Any] = to_builtins(standing.finding)
    return fields | {
        "unit": unit,
        "finding": identity_of(standing.finding),
        "place": place,
        "since_day": date_of(standing.since_day),
        "told_day": date_of(standing.told_day),
    }


def _seen_of(units: Collection[str], days: range) -> ColumnElement[bool]:
    """The rows of people of these units on the days; each day is named, so that the table's key is used."""
    dates = [date_of(day) for day in days]
    return and_(DAYS.c.day.in_(dates), DAYS.c.unit.in_(sorted(units)))
