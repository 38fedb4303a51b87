"""Usage of closed weeks and months, as the monitors published it."""

from collections import defaultdict
from datetime import date, timedelta
from http import HTTPStatus
from typing import Final

from sqlalchemy import ColumnElement, func, select

from api.domain.months import MonthsTold, months_told
from api.domain.rights import Right, Viewer
from api.domain.unit import UnitTold
from api.domain.usage import Asked, Chosen, UsagePeriod, chosen, usage_period, usage_row, why_not
from api.domain.weeks import LastWeek, week_told
from api.hub import Hub
from api.problems import ProblemError
from api.reading.now import sources
from api.reading.rows import Rows, looked_into
from monitors.adapters.sql_published import (
    CELL_COLUMNS,
    CELLS,
    PERIODS,
    PLATFORMS,
    SURFACES,
    WEEK_HOURS,
    cell_of,
    platform_of,
    told_of,
)
from monitors.domain.published.periods import Grain, Span, closed_until, span_at, spans_between
from monitors.domain.published.records import ALL, PublishedPeriod
from monitors.snapshot_schema import Reason, UsageRow

MOST_PERIODS: Final = 14
"""Periods that are told at once."""

MONTHS_TOLD: Final = 3

A_DAY: Final = timedelta(days=1)


def closed(rows: Rows, hub: Hub) -> date | None:
    """The first day that is not closed; None where no source says how far it is complete."""
    return closed_until(sources(rows), hub.settings.zone, hub.now_ms())


def periods_wanted(rows: Rows, hub: Hub, grain: Grain, first: date | None, after: date | None) -> Chosen:
    """The closed periods that are asked for; the last one that is told where none is. Raises ProblemError."""
    until = closed(rows, hub)
    if until is None:
        return Chosen([], [])
    if first is None and after is None:
        last = next((each for each in last_told(rows, grain, 1) if not why_not(each, hub.privacy.k)), None)
        first = span_at(grain, span_at(grain, until).first - A_DAY).first
        first = first if last is None else min(first, last.period.first_day)
    spans = _spans(grain, first, after, until)
    asked = select(PERIODS).where(
        PERIODS.c.grain == grain, PERIODS.c.first_day.in_([span.first for span in spans])
    )
    published = {each.period: each for each in map(told_of, rows.all(asked))}
    [since] = rows.all(select(func.min(PERIODS.c.first_day)).where(PERIODS.c.grain == grain))
    return chosen(grain, spans, published, hub.privacy.k, since[0])


def last_told(rows: Rows, grain: Grain, most: int) -> list[PublishedPeriod]:
    """The last periods that were published, the newest first."""
    asked = select(PERIODS).where(PERIODS.c.grain == grain).order_by(PERIODS.c.first_day.desc()).limit(most)
    return [told_of(row) for row in rows.all(asked)]


def usage_of(rows: Rows, told: PublishedPeriod, asked: Asked) -> UsagePeriod:
    """The part of a published period that is wanted and may be seen.

    Totals of platforms may be seen by everybody.
    """
    grain, first_day = told.period
    wanted: list[ColumnElement[bool]] = [CELLS.c.grain == grain, CELLS.c.first_day == first_day]
    if asked.units is not None:
        wanted.append(CELLS.c.unit.in_(asked.units))
    if asked.unit is not None:
        wanted.append(CELLS.c.unit == asked.unit)
    if asked.platform is not None:
        wanted.append(CELLS.c.platform == asked.platform)
    if asked.surface is not None:
        wanted += [CELLS.c.surface == asked.surface, CELLS.c.surface != ALL]
    totals = select(PLATFORMS).where(PLATFORMS.c.grain == grain, PLATFORMS.c.first_day == first_day)
    if asked.platform is not None:
        totals = totals.where(PLATFORMS.c.platform == asked.platform)
    platforms = [
        platform_of(row)
        for row in rows.all(totals.order_by(PLATFORMS.c.requests.desc(), PLATFORMS.c.platform))
    ]
    by_platform: dict[str, list[UsageRow]] = defaultdict(list)
    order = (CELLS.c.platform, CELLS.c.unit, CELLS.c.kind, CELLS.c.surface)
    cells = select(CELLS.c.platform, *CELL_COLUMNS).where(*wanted).order_by(*order)
    for platform, *columns in map(tuple, rows.all(cells)):
        cell = cell_of(columns)
        if asked.may_tell(cell.unit, cell.kind):
            by_platform[platform].append(usage_row(platform, cell))
    usage = [row for each in platforms for row in by_platform[each.platform]]
    return usage_period(told, platforms, usage)


def months_of(hub: Hub, told: UnitTold) -> MonthsTold:
    """What a unit did in the last closed months; nothing of a small one."""
    with looked_into(hub.judged) as rows:
        last = [] if told.is_small else last_told(rows, "month", MONTHS_TOLD)[::-1]

        def tell() -> MonthsTold:
            why = [why_not(each, hub.privacy.k) for each in last]
            shown = [each for each, reason in zip(last, why, strict=True) if reason is None]
            periods = [usage_of(rows, each, Asked(unit=told.unit)) for each in shown]
            return months_told(told.unit, periods, hub.platform_names, next(filter(None, why), None))

        told_from = tuple((each.period, each.told_at_ms) for each in last)
        return hub.told.told(("months", told.unit), told_from, tell)


def asked_by(hub: Hub, viewer: Viewer, right: Right) -> Asked:
    """What somebody with a right may be told of any period. Raises StoreUnavailable, StoreUnusable."""
    read, sight = hub.read_register(), hub.sight(viewer)
    people = {name: hub.tree.people(name) for name in hub.tree.names} | dict(read.people)
    small = {name for name, count in people.items() if hub.privacy.is_small(count)}
    return Asked(
        viewer.units(right), small=small, hidden={name for name in small if not sight.speaks_for(name)}
    )


def last_week(rows: Rows, hub: Hub, platform: str) -> LastWeek:
    """A platform's last week that is told."""
    told = next(iter(last_told(rows, "week", 1)), None)
    if told is None:
        return LastWeek(None)
    if (reason := why_not(told, hub.privacy.k)) is not None:
        return LastWeek(None, reason)
    grain, first_day = told.period
    asked = select(PLATFORMS).where(
        PLATFORMS.c.grain == grain, PLATFORMS.c.first_day == first_day, PLATFORMS.c.platform == platform
    )
    row = rows.first(asked)
    if row is None:
        return LastWeek(None, Reason("platform-unused-in-week"))
    surfaces = select(SURFACES).where(
        SURFACES.c.grain == grain, SURFACES.c.first_day == first_day, SURFACES.c.platform == platform
    )
    hours = select(WEEK_HOURS).where(WEEK_HOURS.c.first_day == first_day, WEEK_HOURS.c.platform == platform)
    return LastWeek(week_told(platform_of(row, (), rows.all(surfaces), rows.all(hours))))


def _spans(grain: Grain, first: date | None, after: date | None, until: date) -> list[Span]:
    """The whole closed periods between two days. Raises ProblemError."""
    first = first or span_at(grain, span_at(grain, until).first - A_DAY).first
    after = min(after or until, until)
    spans = spans_between(grain, first, after) if first < after else []
    if len(spans) > MOST_PERIODS:
        raise ProblemError(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            f"These are {len(spans)} periods, and {MOST_PERIODS} is the most; ask for them in parts.",
        )
    return spans
