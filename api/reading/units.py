"""What the pages of units are made of, as the monitors' tables have it."""

from collections.abc import Collection
from typing import Final

from msgspec import convert
from msgspec.structs import replace
from sqlalchemy import select

from api.domain.known_now import NOBODY_HURT
from api.domain.rights import Viewer
from api.domain.unit import KnownUnit, UnitTold, unit_told
from api.domain.units import Units, units_of
from api.hub import Hub
from api.reading.now import OPEN, sources
from api.reading.rows import Rows, looked_into
from api.reading.tables import DEPENDENCIES, ENTRIES, QUESTIONS, STANDINGS
from monitors.adapters.sql_findings import FINDINGS, finding_of
from monitors.adapters.sql_reliance import SqlRelianceRows, dependency_of
from monitors.domain.calendar import day_of
from monitors.domain.register.asking import Question
from monitors.domain.register.records import Entry
from monitors.domain.reliance.figures import WINDOW_DAYS

COVERAGE_DAYS: Final = 7
"""How much of the work the logs show is told of so many days."""

DAY_MS: Final = 24 * 3_600_000


def known_unit(rows: Rows, hub: Hub, unit: str) -> KnownUnit | None:
    """Everything that is known of one unit; None where there is no such unit at all."""
    standing = rows.first(select(STANDINGS.c.people).where(STANDINGS.c.unit == unit))
    entries = entries_of(rows, {unit})
    if standing is None and not entries and unit not in hub.tree:
        return None
    found = rows.all(select(DEPENDENCIES).where(DEPENDENCIES.c.unit == unit))
    last_day = day_of(hub.today)
    days, pairs = SqlRelianceRows(hub.judged).summaries(unit, last_day - WINDOW_DAYS, last_day)
    stands = rows.all(select(FINDINGS).where(FINDINGS.c.unit == unit).order_by(FINDINGS.c.place))
    return KnownUnit(
        unit=unit,
        parent=hub.tree.parent(unit),
        people=hub.tree.people(unit) if standing is None else standing.people,
        dependencies={row.platform: dependency_of(row) for row in found},
        entries=entries,
        questions={each.platform: each for each in _questions(rows, {unit})},
        findings=[finding_of(row).finding for row in stands],
        days=days,
        pairs=pairs,
        facts=hub.facts,
    )


def entries_of(rows: Rows, units: Collection[str] | None = None) -> list[Entry]:
    """The register, of some units or of all, in the order of its keys."""
    asked = select(ENTRIES.c.entry)
    if units is not None:
        asked = asked.where(ENTRIES.c.unit.in_(sorted(units)))
    return sorted((convert(row.entry, Entry) for row in rows.all(asked)), key=lambda each: each.key)


def _questions(rows: Rows, units: Collection[str] | None = None) -> list[Question]:
    """What units were asked."""
    asked = select(QUESTIONS)
    if units is not None:
        asked = asked.where(QUESTIONS.c.unit.in_(sorted(units)))
    return [convert(dict(row._mapping), Question) for row in rows.all(asked)]  # noqa: SLF001 (its public name)


def unit_for(hub: Hub, viewer: Viewer, unit: str) -> UnitTold | None:
    """A unit's page as somebody may see it; None where there is no such unit. Raises StoreFault."""
    sight, broken = hub.sight(viewer), broken_platforms(hub)
    told_from = hub.read_register().mark_of(unit), broken

    def tell() -> UnitTold | None:
        with looked_into(hub.judged) as rows:
            known = known_unit(rows, hub, unit)
        return None if known is None else unit_told(known, sight, broken)

    told = hub.told.told(("unit", unit, sight.scope), told_from, tell)
    if told is None:
        return None
    with looked_into(hub.judged) as rows:
        blind = [each.source for each in sources(rows) if each.blind_since_ms is not None]
    return replace(told, joined_share=hub.joined_share(), blind=blind)


def broken_platforms(hub: Hub) -> frozenset[str]:
    """The platforms that fail now."""
    going = hub.board.now.incidents if hub.board.now is not None else ()
    return frozenset(
        platform
        for each in going
        if each.state in OPEN and each.cause not in NOBODY_HURT
        for platform in each.platforms
    )


def units_for(hub: Hub, viewer: Viewer) -> Units:
    """The tree of units as somebody may see it. Raises StoreFault."""
    sight, read = hub.sight(viewer), hub.read_register()
    known = read.known_units(hub.platform_names)
    return hub.told.told(("units", sight.scope), read.number, lambda: units_of(known, sight))
