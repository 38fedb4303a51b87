"""What the monitors have judged so far, read from their database while they write to it."""

import sqlite3
from dataclasses import dataclass
from datetime import date, tzinfo
from errno import ENOENT
from os import strerror
from pathlib import Path
from typing import Any, NamedTuple

from msgspec import convert
from sqlalchemy import NullPool, create_engine, func, inspect, select
from sqlalchemy.exc import OperationalError

from monitors.adapters.published_tables import PublishedPeriodRow
from monitors.adapters.reliance_tables import DependencyRow, TouchedDay, UnitStandingRow
from monitors.adapters.sql_incidents import incident_of
from monitors.adapters.tables import IncidentRow, IncidentTransition, Source, UsageHour, table_of
from monitors.domain.outage.records import Incident, SourceRow, Transition
from monitors.domain.published.periods import Period, closed_until, to_publish
from monitors.domain.withholding import USUAL_K
from streams.domain.deltas import OUTCOMES

INCIDENTS, TRANSITIONS = table_of(IncidentRow), table_of(IncidentTransition)
DEPENDENCIES, STANDINGS = table_of(DependencyRow), table_of(UnitStandingRow)
SOURCES, HOURS = table_of(Source), table_of(UsageHour)
PERIODS, TOUCHED = table_of(PublishedPeriodRow), table_of(TouchedDay)

SERIOUS = ("important", "mission-critical")

USED = ("weak", "yes")
"""The words for hosts that count as somebody's use."""


@dataclass(frozen=True, slots=True)
class Found:
    """One incident as it now stands, and how it came there."""

    incident: Incident
    transitions: tuple[Transition, ...]

    @property
    def is_told_by_another(self) -> bool:
        """Whether it turned out to be part of another incident."""
        return bool(self.transitions) and self.transitions[-1].reason.code == "part-of-another"


class Relied(NamedTuple):
    """One unit's dependency on a platform, by its ids."""

    unit: str
    platform: str
    level: str
    score: int
    candidate: bool


class Judgements:
    """The database of one worker, in a file; it may not be there yet. Nothing is written or locked."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._engine = create_engine("sqlite://", creator=self._connect, poolclass=NullPool)
        self._is_ready = False

    def complete_until_ms(self) -> int:
        """Up to when everything of the log is judged, Unix ms; 0 before anything was."""
        statement = select(SOURCES.c.complete_until_at)
        return max((row["complete_until_at"] or 0 for row in self._rows(statement)), default=0)

    def requests(self) -> int:
        """All requests that the rows of usage hold, on hosts that count as use, fully or weakly."""
        counted = func.sum(sum(HOURS.c[outcome] for outcome in OUTCOMES))
        statement = select(func.coalesce(counted, 0).label("requests")).where(HOURS.c.use.in_(USED))
        return sum(int(row["requests"]) for row in self._rows(statement))

    def incidents(self) -> list[Found]:
        """Every incident, as they began; what turned out to be part of another is left out."""
        stories: dict[str, list[Transition]] = {}
        for row in self._rows(select(TRANSITIONS).order_by(TRANSITIONS.c.incident, TRANSITIONS.c.number)):
            stories.setdefault(row["incident"], []).append(_transition(row))
        every = [incident_of(row) for row in self._rows(select(INCIDENTS))]
        found = [Found(incident, tuple(stories.get(incident.id, ()))) for incident in every]
        kept = [one for one in found if not one.is_told_by_another]
        return sorted(kept, key=lambda one: (one.incident.started_at_ms or 0, one.incident.id))

    def relied_on(self) -> list[Relied]:
        """What units rely on importantly or more, the highest scores first; small units are not named."""
        asked = (
            select(*(DEPENDENCIES.c[name] for name in Relied._fields))
            .join(STANDINGS, STANDINGS.c.unit == DEPENDENCIES.c.unit)
            .where(STANDINGS.c.people >= USUAL_K, DEPENDENCIES.c.level.in_(SERIOUS))
            .order_by(DEPENDENCIES.c.score.desc(), DEPENDENCIES.c.unit, DEPENDENCIES.c.platform)
        )
        return [Relied(**row) for row in self._rows(asked)]

    def is_published(self, zone: tzinfo, at_ms: int) -> bool:
        """Whether every week and month is told that is closed by now, as far as the log is judged."""
        rows = self._rows(select(SOURCES))
        sources = [
            SourceRow(row["source"], row["site"], row["complete_until_at"], row["blind_since_at"], 0, "", "")
            for row in rows
        ]
        closed = closed_until(sources, zone, at_ms)
        [seen] = self._rows(select(func.min(TOUCHED.c.day).label("day"))) or [{"day": None}]
        if closed is None or seen["day"] is None:
            return True
        told = {Period(row["grain"], row["first_day"]) for row in self._rows(select(PERIODS))}
        return told.issuperset(to_publish(seen["day"], date.min, closed))

    def _rows(self, statement: Any) -> list[dict[str, Any]]:
        """The rows of a question; none before the monitors have made their tables.

        Raises FileNotFoundError where the database is removed while it is in use.
        """
        try:
            self._is_ready = self._is_ready or inspect(self._engine).has_table(INCIDENTS.name)
            if not self._is_ready:
                return []
            with self._engine.connect() as connection:
                return [dict(row) for row in connection.execute(statement).mappings()]
        except OperationalError as error:
            if not self._is_ready:
                return []
            if not self._file.is_file():
                raise FileNotFoundError(ENOENT, strerror(ENOENT), str(self._file)) from error
            raise

    def _connect(self) -> sqlite3.Connection:
        """Read only, so that a file that is not there is never made."""
        return sqlite3.connect(f"{self._file.absolute().as_uri()}?mode=ro", uri=True)


def _transition(row: dict[str, Any]) -> Transition:
    """A row of the table as the judge's record."""
    return convert({**row, "at_ms": row["changed_at"]}, Transition)
