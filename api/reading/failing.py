"""What *it fails for me* asks the monitors' tables: what a unit uses, and who said so before."""

from collections.abc import Collection
from typing import NamedTuple

from msgspec import convert
from sqlalchemy import func, select

from api.reading.rows import Rows
from api.reading.tables import DEPENDENCIES, ENTRIES
from monitors.adapters.sql_rooms import ACTIONS, REPORTS
from monitors.domain.register.records import Entry
from monitors.domain.rooms.reporting import HOUR_MS


class OwnUse(NamedTuple):
    """What some units use, the most relied on first, and what they have declared."""

    platforms: list[str]
    entries: list[Entry]

    def activities(self, platform: str) -> list[str]:
        """What they do there, in their own words."""
        named = (each.declaration.activity for each in self.entries if each.platform == platform)
        return sorted({each for each in named if each})

    def fallbacks(self, platform: str) -> list[str]:
        """What they have said that they would do instead."""
        stated = (each.declaration.fallback for each in self.entries if each.platform == platform)
        return sorted({each.name for each in stated if each is not None and each.name})


def own_use(rows: Rows, units: Collection[str]) -> OwnUse:
    """Of these units."""
    if not units:
        return OwnUse([], [])
    scored = rows.all(
        select(DEPENDENCIES.c.platform)
        .where(DEPENDENCIES.c.unit.in_(units), DEPENDENCIES.c.level != "none")
        .group_by(DEPENDENCIES.c.platform)
        .order_by(func.max(DEPENDENCIES.c.score).desc(), DEPENDENCIES.c.platform)
    )
    stored = rows.all(select(ENTRIES.c.entry).where(ENTRIES.c.unit.in_(units)))
    entries = sorted((convert(row.entry, Entry) for row in stored), key=lambda each: each.key)
    declared = [each.platform for each in entries]
    return OwnUse(list(dict.fromkeys([*declared, *(row.platform for row in scored)])), entries)


def reports_of(rows: Rows, platform: str, at_ms: int) -> int:
    """How often it was said in this hour and the last one that a platform fails."""
    from_ms = at_ms - at_ms % HOUR_MS - HOUR_MS
    asked = select(func.sum(REPORTS.c.reports).label("reports")).where(
        REPORTS.c.platform == platform, REPORTS.c.hour_at >= from_ms
    )
    row = rows.first(asked)
    return int(row.reports or 0) if row is not None else 0


def told_staff(rows: Rows, incidents: Collection[str]) -> dict[str, dict[str, str]]:
    """What staff were told last of each of these incidents: incident -> language -> words."""
    asked = (
        select(ACTIONS.c.incident, ACTIONS.c.said)
        .where(
            ACTIONS.c.kind == "status-update",
            ACTIONS.c.refused.is_(False),
            ACTIONS.c.incident.in_(incidents),
        )
        .order_by(ACTIONS.c.acted_at, ACTIONS.c.action)
    )
    told: dict[str, dict[str, str]] = {}
    for row in rows.all(asked):
        texts = {lang: str(row.said.get(f"text_{lang}") or "") for lang in ("en", "fr")}
        told.setdefault(row.incident, {}).update({lang: text for lang, text in texts.items() if text})
    return told
