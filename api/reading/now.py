"""What the first page is made of, as the monitors' tables have it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import reduce
from operator import add
from typing import Any, Final

from msgspec import convert
from sqlalchemy import ColumnElement, and_, func, or_, select

from api.domain.health import SERIES_MINUTES
from api.domain.known_now import Known, Minute
from api.reading.register_shelf import RegisterRead
from api.reading.rows import Rows
from api.reading.tables import IMPACT, INCIDENTS, MINUTES, ROOMS, SOURCES, TRANSITIONS
from api.report.views import OUTCOME_GROUPS
from monitors.adapters.sql_aid import asked_words, word_of
from monitors.adapters.sql_incidents import incident_of
from monitors.domain.impact.expected import Range
from monitors.domain.outage.records import Incident, Reason, SourceRow
from monitors.domain.rooms.records import Room
from streams.domain.catalogue import Catalogue
from streams.domain.deltas import OUTCOMES

RECENT_MS: Final = 24 * 3_600_000
"""An incident stays on the first page for so long after its end."""

OPEN: Final = ("suspected", "confirmed", "recovering")


def known_now(rows: Rows, catalogue: Catalogue, read: RegisterRead, at_ms: int) -> Known:
    """Everything that the first page says at a moment; of units what the register was `read` to say."""
    incidents = recent_incidents(rows, at_ms - RECENT_MS)
    return Known(
        incidents=incidents,
        dependencies=read.relying,
        entries=read.standing.entries,
        asked=frozenset((each.unit, each.platform) for each in read.standing.questions),
        overdue=read.overdue,
        people=read.people,
        lost=_lost(rows, [each.id for each in incidents]),
        rooms=_rooms(rows, [each.id for each in incidents]),
        minutes=_minutes(rows, at_ms),
        sources=sources(rows),
        names={name: each.name for name, each in catalogue.platforms.items()},
        operators={name: each.operator for name, each in catalogue.platforms.items()},
        others=[word_of(row) for row in rows.all(asked_words())],
    )


def recent_incidents(rows: Rows, from_ms: int) -> list[Incident]:
    """Incidents that go on or ended behind a moment, without those that became part of another."""
    last = (
        select(TRANSITIONS.c.incident, func.max(TRANSITIONS.c.number).label("number"))
        .group_by(TRANSITIONS.c.incident)
        .subquery()
    )
    asked = (
        select(INCIDENTS, TRANSITIONS.c.reason)
        .outerjoin(last, INCIDENTS.c.id == last.c.incident)
        .outerjoin(
            TRANSITIONS,
            and_(TRANSITIONS.c.incident == last.c.incident, TRANSITIONS.c.number == last.c.number),
        )
        .where(or_(INCIDENTS.c.state.in_(OPEN), INCIDENTS.c.ended_at > from_ms))
        .order_by(INCIDENTS.c.id)
    )
    return [
        incident_of(row._mapping)  # noqa: SLF001 (its public name)
        for row in rows.all(asked)
        if row.reason is None or row.reason["code"] != "part-of-another"
    ]


def sources(rows: Rows) -> list[SourceRow]:
    """Every log and feed as it stands."""
    return [
        SourceRow(
            source=row.source,
            site=row.site,
            watermark_ms=row.complete_until_at,
            blind_since_ms=row.blind_since_at,
            key_version=row.key_version,
            catalogue=row.catalogue,
            directory=row.directory,
            findings=tuple(convert(each, Reason) for each in row.findings),
        )
        for row in rows.all(select(SOURCES).order_by(SOURCES.c.source))
    ]


def _rooms(rows: Rows, incidents: list[str]) -> Mapping[str, Room]:
    """The rooms of these incidents in which somebody has done something."""
    asked = select(ROOMS.c.incident, ROOMS.c.room).where(ROOMS.c.incident.in_(incidents))
    return {row.incident: convert(row.room, Room) for row in rows.all(asked)}


def _lost(rows: Rows, incidents: list[str]) -> Mapping[tuple[str, str, str], Range]:
    """Working slots that incidents have cost so far, net of what was caught up."""
    sums = {
        name: func.sum(IMPACT.c[f"lost_{name}"] - IMPACT.c[f"caught_up_{name}"]).label(name)
        for name in ("low", "high")
    }
    key = (IMPACT.c.incident, IMPACT.c.unit, IMPACT.c.platform)
    asked = select(*key, *sums.values()).where(IMPACT.c.incident.in_(incidents)).group_by(*key)
    return {
        (row.incident, row.unit, row.platform): Range(max(row.low, 0.0), max(row.high, 0.0))
        for row in rows.all(asked)
    }


def _minutes(rows: Rows, at_ms: int) -> Mapping[str, list[Minute]]:
    """Every platform's requests and failures, minute by minute, of the last hours."""
    every = _together(OUTCOMES).label("requests")
    failed = _together(OUTCOME_GROUPS["failed"]).label("failed")
    asked = (
        select(MINUTES.c.platform, MINUTES.c.minute_at, every, failed)
        .where(MINUTES.c.minute_at > at_ms - SERIES_MINUTES * 60_000)
        .order_by(MINUTES.c.minute_at)
    )
    found: dict[str, list[Minute]] = defaultdict(list)
    for row in rows.all(asked):
        found[row.platform].append(Minute(row.minute_at, row.requests, row.failed))
    return found


def _together(outcomes: Sequence[str]) -> ColumnElement[Any]:
    """The sum of some outcomes."""
    return reduce(add, (MINUTES.c[name] for name in outcomes))
