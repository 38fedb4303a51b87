"""What the pages of platforms are made of, as the monitors' tables have it."""

from typing import Final

from sqlalchemy import func, select

from api.domain.platforms import (
    Catalogued,
    KnownPlatform,
    PlatformRow,
    PlatformTold,
    Relying,
    platform_told,
    platforms_of,
    relying_on,
    units_on,
)
from api.domain.privacy import Sight
from api.domain.rights import Viewer
from api.hub import Hub
from api.reading.context import vendor_of
from api.reading.incidents import incidents
from api.reading.register_shelf import RegisterRead
from api.reading.rows import Rows, looked_into
from api.reading.usage import last_week
from monitors.adapters.sql_impact import MONTHS, month_of
from monitors.domain.impact.availability import Availability
from streams.domain.catalogue_rows import Platform

MOST_INCIDENTS: Final = 25
MOST_MONTHS: Final = 13
"""A year, and the month that goes on."""


def platforms_for(hub: Hub, viewer: Viewer) -> list[PlatformRow]:
    """The list of platforms as somebody may see it. Raises StoreFault."""
    sight, read, board = hub.sight(viewer), hub.read_register(), hub.board.now
    known = read.known_units(hub.platform_names)
    on = hub.told.told(("platforms", sight.scope), read.number, lambda: units_on(known, sight))
    with looked_into(hub.judged) as rows:
        months = _last_months(rows)
    catalogue = [_catalogued(each) for each in hub.catalogue.platforms.values()]
    return platforms_of(catalogue, [] if board is None else board.platforms, months, on)


def platform_for(hub: Hub, viewer: Viewer, platform: str) -> PlatformTold | None:
    """One platform's page as somebody may see it; None where the catalogue has none. Raises StoreFault."""
    about = hub.catalogue.platforms.get(platform)
    if about is None:
        return None
    sight, read, board = hub.sight(viewer), hub.read_register(), hub.board.now
    now = next((each for each in board.platforms if each.platform == platform), None) if board else None
    with looked_into(hub.judged) as rows:
        known = KnownPlatform(
            about=_catalogued(about),
            now=now,
            incidents=[
                each.incident
                for each in incidents(rows, platform=platform, state=None, behind=None, most=MOST_INCIDENTS)
            ],
            months=_months(rows, platform),
            relying=hub.told.told(
                ("platform", platform, sight.scope), read.number, lambda: _relying(hub, read, about, sight)
            ),
            week=last_week(rows, hub, platform),
            vendor=vendor_of(hub, platform),
        )
    return platform_told(known, sight.privacy)


def _relying(hub: Hub, read: RegisterRead, about: Platform, sight: Sight) -> Relying:
    """Who relies on a platform, and what hangs together with it."""
    together = _hanging_together(read, hub, about)
    return relying_on(_catalogued(about), together, read.known_units(hub.platform_names), sight, hub.facts)


def _hanging_together(read: RegisterRead, hub: Hub, about: Platform) -> set[str]:
    """The platforms of one operator, and those that are opened by an account of one of them."""
    own = {about.id} | {
        name
        for name, each in hub.catalogue.platforms.items()
        if about.operator and each.operator == about.operator
    }
    return own | {each.platform for each in read.standing.entries if each.declaration.sign_in in own}


def _months(rows: Rows, platform: str) -> list[Availability]:
    """A platform's last months."""
    asked = select(MONTHS).where(MONTHS.c.platform == platform).order_by(MONTHS.c.month.desc())
    return [month_of(row) for row in rows.all(asked.limit(MOST_MONTHS))]


def _last_months(rows: Rows) -> dict[str, Availability]:
    """The last month that was told, by platform."""
    last = (
        select(MONTHS.c.platform, func.max(MONTHS.c.month).label("month"))
        .group_by(MONTHS.c.platform)
        .subquery()
    )
    asked = select(MONTHS).join(
        last, (MONTHS.c.platform == last.c.platform) & (MONTHS.c.month == last.c.month)
    )
    return {row.platform: month_of(row) for row in rows.all(asked)}


def _catalogued(about: Platform) -> Catalogued:
    """What the catalogue says."""
    return Catalogued(
        platform=about.id,
        name=about.name,
        operator=about.operator,
        kind=about.kind,
        sanctioned=about.sanctioned,
        since=about.lifecycle.since,
        until=about.lifecycle.until,
    )
