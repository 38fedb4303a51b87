"""What happened around incidents and platforms, as the monitors' tables have it."""

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import Text, cast, func, select

from api.domain.context import Beside, VendorTold
from api.hub import MINUTE_MS, Hub
from api.reading.rows import looked_into
from api.reading.tables import INCIDENTS
from monitors.adapters.sql_context import SqlContextRows
from monitors.adapters.sql_incidents import incident_of
from monitors.adapters.sql_rooms import SqlRoomRows
from monitors.domain.calendar import Calendar
from monitors.domain.changes.candidates import USUAL, begins_ms, candidates_of
from monitors.domain.demand.moved import ChannelDemand, demand_within
from monitors.domain.demand.slots import HOUR_MS, slots_of
from monitors.domain.demand.usual import Usual, compared_from_ms
from monitors.domain.outage.records import Incident
from monitors.domain.vendors.lag import YEAR_MS, lag_ms, spells_of, to_tell_of, year_of

AFTERWARDS_MS: Final = HOUR_MS
"""Citizens still call about an outage for so long after its end."""

MOST_SPELLS: Final = 10
"""So many times in which a status page said that something was wrong are shown."""


def beside(hub: Hub, incidents: Sequence[Incident]) -> Mapping[str, Beside]:
    """What stands beside some incidents, by id. Raises StoreFault."""
    begun = [at_ms for each in incidents if (at_ms := begins_ms(each)) is not None]
    if not begun:
        return {}
    rows = SqlContextRows(hub.judged)
    changes = rows.own_changes(min(begun) - USUAL.before_ms, max(begun) + USUAL.ahead_ms + 1)
    rooms = SqlRoomRows(hub.judged).rooms([each.id for each in incidents])
    return {
        each.id: Beside(
            candidates_of(each, changes), rooms[each.id].named_cause if each.id in rooms else None
        )
        for each in incidents
    }


def demand_in(hub: Hub, incident: Incident) -> list[ChannelDemand]:
    """Where citizens turned while an outage went on, and an hour longer. Raises StoreFault.

    Nothing of what was not confirmed, and of a log that is blind: nobody knows whether anything was gone.
    """
    from_ms, now_ms = incident.started_at_ms, hub.now_ms()
    if from_ms is None or incident.detected_at_ms is None or incident.cause == "blind":
        return []
    until_ms = now_ms if incident.ended_at_ms is None else min(incident.ended_at_ms + AFTERWARDS_MS, now_ms)
    rows = SqlContextRows(hub.judged)
    told = rows.demand(from_ms, max(until_ms, from_ms + 1))
    if not told:
        return []
    hour_ms = from_ms - from_ms % HOUR_MS
    usual = hub.told.told(
        ("usual-demand", hour_ms),
        now_ms // MINUTE_MS,
        lambda: Usual(
            rows.demand_hours(compared_from_ms(hour_ms), hour_ms), hour_ms, Calendar(hub.settings.zone)
        ),
    )
    return demand_within(slots_of(told), usual, from_ms, until_ms)


def vendor_of(hub: Hub, platform: str) -> VendorTold:
    """What a vendor said of a platform over the last year. Raises StoreFault."""
    rows, now_ms = SqlContextRows(hub.judged), hub.now_ms()
    began = func.coalesce(INCIDENTS.c.started_at, INCIDENTS.c.suspected_at)
    named = cast(INCIDENTS.c.platforms, Text).contains(f'"{platform}"', autoescape=True)
    with looked_into(hub.judged) as looked:
        found = [
            incident_of(row._mapping)  # noqa: SLF001 (its public name)
            for row in looked.all(select(INCIDENTS).where(named, began >= now_ms - YEAR_MS))
        ]
    heard_since_ms = rows.heard_since([platform]).get(platform)
    theirs = to_tell_of(platform, found, heard_since_ms, now_ms)
    told = [each for each in theirs if lag_ms(each) is not None]
    spells = spells_of(platform, rows.vendor_words(platform, now_ms - YEAR_MS), found)
    return VendorTold(
        year=year_of(platform, theirs), heard_since_ms=heard_since_ms, spells=spells[:MOST_SPELLS], lags=told
    )
