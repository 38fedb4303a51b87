"""The register and its history, as the monitors' tables have it."""

from collections.abc import Collection, Sequence
from typing import Any

from msgspec import convert
from sqlalchemy import ColumnElement, Table, and_, or_, select, true

from api.reading.rows import Rows
from api.reading.tables import DEPENDENCIES, ENTRIES, QUESTIONS, STANDINGS
from monitors.adapters.register_tables import RegisterAlert, RegisterChangeRow
from monitors.adapters.reliance_tables import DependencyChange
from monitors.adapters.sql_register import change_of
from monitors.adapters.sql_reliance import dependency_of
from monitors.adapters.tables import table_of
from monitors.domain.calendar import day_of
from monitors.domain.register.alerts import AtOnce
from monitors.domain.register.applying import RegisterChange
from monitors.domain.register.asking import Question
from monitors.domain.register.contradictions import Facts
from monitors.domain.register.records import Entry
from monitors.domain.reliance.daily import LevelChange
from monitors.register_lines import Standing

CHANGES, ALERTS, LEVEL_CHANGES = (
    table_of(model) for model in (RegisterChangeRow, RegisterAlert, DependencyChange)
)


def standing(
    rows: Rows, facts: Facts, units: Collection[str] | None, platform: str | None = None
) -> Standing:
    """The register of these units (None: of all), on one platform or on every one."""

    def asked(table: Table) -> list[ColumnElement[bool]]:
        on_platform = true() if platform is None else table.c.platform == platform
        return [of_units(table, units), on_platform]

    entries = rows.all(select(ENTRIES.c.entry).where(*asked(ENTRIES)))
    questions = rows.all(select(QUESTIONS).where(*asked(QUESTIONS)))
    seen = rows.all(select(DEPENDENCIES).where(*asked(DEPENDENCIES), DEPENDENCIES.c.level != "none"))
    return Standing(
        entries=sorted((convert(row.entry, Entry) for row in entries), key=lambda each: each.key),
        dependencies=[dependency_of(row) for row in seen],
        questions=[convert(dict(row._mapping), Question) for row in questions],  # noqa: SLF001 (its public name)
        people=people(rows, units),
        facts=facts,
    )


def changes(rows: Rows, unit: str, platform: str) -> list[RegisterChange]:
    """What people did about a unit's use of a platform, the newest first; refusals as well."""
    asked = select(CHANGES).where(CHANGES.c.unit == unit, CHANGES.c.platform == platform)
    return [change_of(row) for row in rows.all(asked.order_by(CHANGES.c.acted_at.desc(), CHANGES.c.action))]


def change(rows: Rows, action: str) -> RegisterChange | None:
    """What became of one action; None where it was neither applied nor refused so far."""
    row = rows.first(select(CHANGES).where(CHANGES.c.action == action))
    return None if row is None else change_of(row)


def level_changes(rows: Rows, unit: str, platform: str) -> list[LevelChange]:
    """How the observed level went, the newest first."""
    asked = select(LEVEL_CHANGES).where(LEVEL_CHANGES.c.unit == unit, LEVEL_CHANGES.c.platform == platform)
    found = rows.all(asked.order_by(LEVEL_CHANGES.c.number.desc()))
    return [_level_change(dict(row._mapping)) for row in found]  # noqa: SLF001 (its public name)


def alerts(
    rows: Rows, units: Collection[str] | None, behind: tuple[int, str] | None, most: int
) -> Sequence[tuple[int, AtOnce]]:
    """What risk was told at once, with when, the newest first; what is about no unit is for everybody."""
    asked = select(ALERTS).order_by(ALERTS.c.told_at.desc(), ALERTS.c.key.desc())
    if units is not None:
        asked = asked.where(ALERTS.c.unit.in_(["", *sorted(units)]))
    if behind is not None:
        at_ms, key = behind
        asked = asked.where(
            or_(ALERTS.c.told_at < at_ms, and_(ALERTS.c.told_at == at_ms, ALERTS.c.key < key))
        )
    return [
        (row.told_at, convert(dict(row._mapping), AtOnce))  # noqa: SLF001 (as above)
        for row in rows.all(asked.limit(most))
    ]


def people(rows: Rows, units: Collection[str] | None) -> dict[str, int]:
    """How many people each of these units (None: of all) has, as far as telemetry has seen it."""
    found = rows.all(select(STANDINGS.c.unit, STANDINGS.c.people).where(of_units(STANDINGS, units)))
    return {row.unit: row.people for row in found}


def of_units(table: Table, units: Collection[str] | None) -> ColumnElement[bool]:
    """Only rows of these units, where any are named."""
    return true() if units is None else table.c.unit.in_(sorted(units))


def _level_change(known: dict[str, Any]) -> LevelChange:
    """A row of the table as the fold's record."""
    told = {"when": known["alert"], "reason": known["alert_reason"]}
    return convert(known | {"day": day_of(known["day"]), "alert": told}, LevelChange)
