"""What units rely on, in the database: the rows that scores are told from, and what they came to."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any, Final

from msgspec import convert, to_builtins
from sqlalchemy import Connection, Engine, Row, and_, func, or_, select

from monitors.adapters.database import faults_told
from monitors.adapters.reliance_tables import (
    ControlHour,
    DependencyChange,
    DependencyRow,
    PairDay,
    TouchedDay,
    UnitDayRow,
    UnitStandingRow,
)
from monitors.adapters.sql_findings import write_findings
from monitors.adapters.sql_impact import SEVERITIES, severity_of_row, write_impact, write_severities
from monitors.adapters.sql_incidents import INCIDENTS, TRANSITIONS, incident_of
from monitors.adapters.sql_register import write_questions
from monitors.adapters.sql_usage import DAYS, HOURS, add_rows, day_key, replace_rows
from monitors.adapters.tables import table_of
from monitors.domain.calendar import date_of, day_of
from monitors.domain.control_rows import ControlCounts, ControlHours
from monitors.domain.impact.severity import Graveness
from monitors.domain.outage.records import Incident
from monitors.domain.reliance.daily import Dependency
from monitors.domain.reliance.packing import packed, unpacked
from monitors.domain.reliance.records import ControlKey, Level, PairDays, UnitDay, UnitDays
from monitors.domain.reliance.summaries import LOOK_BACK_DAYS
from monitors.domain.usage_rows import DaySketches, HourKey
from monitors.reliance_rows import (
    DayRows,
    DaysOfUse,
    RelianceWork,
    SeenControl,
    Times,
    UnitStanding,
    hours_around,
)
from monitors.reliance_rows import TouchedDay as Touched
from streams.domain.deltas import USAGE_COUNTS
from streams.domain.sketches import Sketch
from streams.domain.units import UNASSIGNED

CONTROL, TOUCHED, PAIR_DAYS, UNIT_DAYS = (
    table_of(model) for model in (ControlHour, TouchedDay, PairDay, UnitDayRow)
)
STANDINGS, DEPENDENCIES, CHANGES = (
    table_of(model) for model in (UnitStandingRow, DependencyRow, DependencyChange)
)

_COUNTS: Final = tuple(HOURS.c[name] for name in USAGE_COUNTS)


class SqlRelianceRows:
    """`monitors.reliance_rows.RelianceRows` on SQLite or PostgreSQL."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def units(self, until_day: int) -> set[str]:
        """See the port."""
        return {
            row.unit
            for row in self._rows(
                select(TOUCHED.c.unit).where(TOUCHED.c.day <= date_of(until_day)).distinct()
            )
        }

    def standings(self) -> dict[str, UnitStanding]:
        """See the port."""
        return {
            row.unit: UnitStanding(
                row.unit,
                None if row.folded_day is None else day_of(row.folded_day),
                row.people,
                row.again,
            )
            for row in self._rows(select(STANDINGS))
        }

    def touched(self, unit: str, until_day: int) -> dict[int, Times]:
        """See the port."""
        columns = (TOUCHED.c.day, TOUCHED.c.evidence, TOUCHED.c.times)
        asked = select(*columns).where(TOUCHED.c.unit == unit, TOUCHED.c.day <= date_of(until_day))
        found: dict[date, dict[str, int]] = defaultdict(dict)
        for row in self._rows(asked):
            found[row.day][row.evidence] = row.times
        return {day_of(day): Times(**times) for day, times in found.items()}

    def summed(self, unit: str, until_day: int) -> dict[int, Times]:
        """See the port."""
        columns = (UNIT_DAYS.c.day, UNIT_DAYS.c.usage_times, UNIT_DAYS.c.control_times)
        asked = select(*columns).where(UNIT_DAYS.c.unit == unit, UNIT_DAYS.c.day <= date_of(until_day))
        return {day_of(row.day): Times(row.usage_times, row.control_times) for row in self._rows(asked)}

    def day_rows(self, unit: str, days: Collection[int]) -> DayRows:
        """See the port."""
        hours = hours_around(days)
        used = select(
            HOURS.c.unit, HOURS.c.platform, HOURS.c.surface, HOURS.c.use, HOURS.c.hour_at, *_COUNTS
        ).where(HOURS.c.hour_at.in_(hours), HOURS.c.unit == unit)
        looked_at = [date_of(day) for day in range(min(days) - LOOK_BACK_DAYS, max(days) + 1)]
        people = select(DAYS).where(DAYS.c.day.in_(looked_at), DAYS.c.unit == unit)
        general = select(CONTROL.c.hour_at, CONTROL.c.requests).where(
            CONTROL.c.hour_at.in_(hours), CONTROL.c.unit == unit
        )
        return DayRows(
            {
                HourKey(row.unit, row.platform, row.surface, row.use, row.hour_at): tuple(row[5:])
                for row in self._rows(used)
            },
            {day_key(row): DaySketches(Sketch(row.people), Sketch(row.active)) for row in self._rows(people)},
            {ControlKey(unit, row.hour_at): row.requests for row in self._rows(general)},
        )

    def summaries(self, unit: str, first_day: int, last_day: int) -> tuple[UnitDays, dict[str, PairDays]]:
        """See the port."""
        days = [date_of(day) for day in range(first_day, last_day + 1)]
        general = select(UNIT_DAYS.c.day, UNIT_DAYS.c.people, UNIT_DAYS.c.general)
        observed = [
            UnitDay(day=day_of(row.day), people=row.people, general=tuple(row.general))
            for row in self._rows(general.where(UNIT_DAYS.c.day.in_(days), UNIT_DAYS.c.unit == unit))
            if row.people or any(row.general)
        ]
        pairs: dict[str, tuple[list[int], list[bytes]]] = defaultdict(lambda: ([], []))
        asked = select(PAIR_DAYS.c.platform, PAIR_DAYS.c.day, PAIR_DAYS.c.summary)
        mine = asked.where(PAIR_DAYS.c.day.in_(days), PAIR_DAYS.c.unit == unit)
        for row in self._rows(mine.order_by(PAIR_DAYS.c.day)):
            own = pairs[row.platform]
            own[0].append(day_of(row.day))
            own[1].append(row.summary)
        return UnitDays.of(observed), {platform: unpacked(*own) for platform, own in pairs.items()}

    def dependencies(self, unit: str) -> dict[str, Dependency]:
        """See the port."""
        rows = self._rows(select(DEPENDENCIES).where(DEPENDENCIES.c.unit == unit))
        return {row.platform: dependency_of(row) for row in rows}

    def levels(self, units: Collection[str], platforms: Collection[str]) -> dict[tuple[str, str], Level]:
        """See the port."""
        columns = (DEPENDENCIES.c.unit, DEPENDENCIES.c.platform, DEPENDENCIES.c.level)
        asked = select(*columns).where(DEPENDENCIES.c.unit.in_(units), DEPENDENCIES.c.platform.in_(platforms))
        return {(row.unit, row.platform): row.level for row in self._rows(asked)}

    def incidents(self, from_ms: int) -> list[Incident]:
        """See the port."""
        last = (
            select(TRANSITIONS.c.incident, func.max(TRANSITIONS.c.number).label("number"))
            .group_by(TRANSITIONS.c.incident)
            .subquery()
        )
        reasons = select(TRANSITIONS.c.incident, TRANSITIONS.c.reason).join(
            last,
            and_(TRANSITIONS.c.incident == last.c.incident, TRANSITIONS.c.number == last.c.number),
        )
        elsewhere = {row.incident for row in self._rows(reasons) if row.reason["code"] == "part-of-another"}
        going_on = or_(INCIDENTS.c.ended_at.is_(None), INCIDENTS.c.ended_at > from_ms)
        asked = select(INCIDENTS).where(INCIDENTS.c.detected_at.is_not(None), going_on)
        rows = self._rows(asked.order_by(INCIDENTS.c.id))
        return [incident_of(row._mapping) for row in rows if row.id not in elsewhere]  # noqa: SLF001 (its public name)

    def severities(self, incidents: Collection[str]) -> dict[str, Graveness]:
        """See the port."""
        asked = select(SEVERITIES).where(SEVERITIES.c.incident.in_(incidents))
        return {row.incident: severity_of_row(row) for row in self._rows(asked)}

    def days_of_use(self, first_day: int, last_day: int) -> dict[str, set[int]]:
        """See the port."""
        within = PAIR_DAYS.c.day.between(date_of(first_day), date_of(last_day))
        asked = select(PAIR_DAYS.c.platform, PAIR_DAYS.c.day).where(within, PAIR_DAYS.c.people > 0)
        found: dict[str, set[int]] = defaultdict(set)
        for row in self._rows(asked.distinct()):
            found[row.platform].add(day_of(row.day))
        return dict(found)

    def days_of_pairs(self, recent_from: int) -> dict[tuple[str, str], DaysOfUse]:
        """See the port."""
        pair, day = (PAIR_DAYS.c.unit, PAIR_DAYS.c.platform), PAIR_DAYS.c.day
        recent = func.count().filter(day >= date_of(recent_from))
        asked = select(*pair, func.min(day), func.max(day), recent).where(PAIR_DAYS.c.people > 0)
        return {
            (unit, platform): DaysOfUse(day_of(first), day_of(last), days)
            for unit, platform, first, last, days in map(tuple, self._rows(asked.group_by(*pair)))
        }

    def seen_control(self, from_ms: int, to_ms: int) -> SeenControl:
        """See the port."""
        known = CONTROL.c.unit != UNASSIGNED
        sums = (func.coalesce(func.sum(CONTROL.c[name]), 0) for name in ControlCounts._fields)
        within = and_(CONTROL.c.hour_at >= from_ms, CONTROL.c.hour_at < to_ms)
        asked = select(known, *sums, func.min(CONTROL.c.hour_at)).where(within).group_by(known)
        requests = joined = votes = by_address = 0
        first_ms: list[int] = []
        for is_known, *counts, at_ms in map(tuple, self._rows(asked)):
            own = ControlCounts(*map(int, counts))
            requests, votes = requests + own.requests, votes + own.votes
            by_address += own.by_address
            joined += own.requests if is_known else 0
            first_ms.append(at_ms)
        return SeenControl(requests, joined, votes, by_address, min(first_ms, default=None))

    def _rows(self, statement: Any) -> Sequence[Row[Any]]:
        """The rows of a question, and complaints as faults."""
        with faults_told(self._engine), self._engine.begin() as connection:
            return connection.execute(statement).all()


def add_control(connection: Connection, control: ControlHours, touched: Iterable[Touched]) -> None:
    """Add general traffic to what is stored, and count what was added to which day."""
    rows = [
        {"hour_at": key.hour_ms, "unit": key.unit, **control[key]._asdict()}
        for key in sorted(control, key=lambda key: (key.hour_ms, key.unit))
    ]
    add_rows(connection, CONTROL, rows, ControlCounts._fields)
    marks = [{**each._asdict(), "day": date_of(each.day), "times": 1} for each in sorted(touched)]
    add_rows(connection, TOUCHED, marks, ("times",))


def write_reliance(connection: Connection, work: RelianceWork) -> None:
    """Write what came of telling some units' days."""
    replace_rows(
        connection,
        PAIR_DAYS,
        [
            {
                "day": date_of(key.day),
                "unit": key.unit,
                "platform": key.platform,
                "requests": sum(summary.strands[0].hours),
                "people": summary.strands[0].people,
                "blocked": summary.blocked,
                "summary": packed(summary),
            }
            for key, summary in sorted(work.pairs.items())
        ],
    )
    replace_rows(
        connection,
        UNIT_DAYS,
        [
            {
                "day": date_of(key.day),
                "unit": key.unit,
                "people": day.summary.people,
                "general": list(day.summary.general),
                "usage_times": day.made_of.usage,
                "control_times": day.made_of.control,
            }
            for key, day in sorted(work.units.items())
        ],
    )
    replace_rows(
        connection,
        STANDINGS,
        [
            {
                **standing._asdict(),
                "folded_day": None if standing.folded_day is None else date_of(standing.folded_day),
            }
            for standing in {each.unit: each for each in work.standings}.values()
        ],
    )
    write_questions(connection, work.questions)
    replace_rows(connection, DEPENDENCIES, [_dependency_row(each) for each in work.dependencies])
    replace_rows(
        connection,
        CHANGES,
        [
            {
                **to_builtins(change),
                "day": date_of(change.day),
                "alert": change.alert.when,
                "alert_reason": to_builtins(change.alert.reason),
            }
            for change in work.changes
        ],
    )
    write_impact(connection, work.impact, work.months)
    write_severities(connection, work.severities)
    write_findings(connection, work.findings)


def dependency_of(row: Row[Any]) -> Dependency:
    """A row of the table as the fold's record."""
    known: dict[str, Any] = dict(row._mapping)  # noqa: SLF001 (its public name)
    for name in ("assessed_day", "folded_day"):
        known[name] = day_of(known[name])
    return convert(known | {"today": known | {"level": known["level_of_day"]}}, Dependency)


def _dependency_row(dependency: Dependency) -> dict[str, Any]:
    """The fold's record as a row of the table."""
    fields: dict[str, Any] = to_builtins(dependency)
    today: dict[str, Any] = fields.pop("today")
    state = fields["state"]
    return (
        fields
        | today
        | {
            "assessed_day": date_of(dependency.assessed_day),
            "folded_day": date_of(dependency.folded_day),
            "since_day": date_of(dependency.state.since_day),
            "level": state["level"],
            "level_of_day": today["level"],
        }
    )
