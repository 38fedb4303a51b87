"""Usage of closed weeks and months, summed up once from the monitors' hours and days, and kept.

What was told of a closed period stays as it was told, for as long as the hub runs: rows that come later are
in no table that was shown, so that nobody can tell them by comparing two.
"""

from collections import Counter, OrderedDict, defaultdict
from datetime import date, datetime, time, timedelta, tzinfo
from http import HTTPStatus
from threading import Lock
from typing import Final, NamedTuple

from sqlalchemy import Engine, func, select

from api.domain.rights import UnitTree
from api.domain.usage import Cell, Counted, Grain, Span, UsagePeriod, period_of, span_at, spans_between
from api.problems import ProblemError
from api.reading.rows import Rows, looked_into
from api.reading.sources import control_between
from monitors.adapters.sql_usage import DAYS, HOURS
from streams.domain.deltas import USAGE_COUNTS
from streams.domain.sketches import Sketch

MOST_KEPT: Final = 64
"""Periods kept at once: more than a year of weeks."""

MOST_PERIODS: Final = 14
"""Periods that are told at once."""

A_DAY: Final = timedelta(days=1)


class Terms(NamedTuple):
    """What a table is made by: the units, the smallest number of people shown, and where days begin."""

    tree: UnitTree
    k: int
    zone: tzinfo


class UsageShelf:
    """Closed periods as they were told first. May be asked by several threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[Grain, Span], UsagePeriod] = OrderedDict()
        self._one_at_a_time = Lock()

    def period(self, judged: Engine, terms: Terms, grain: Grain, span: Span) -> UsagePeriod:
        """A closed period. Raises StoreUnavailable, StoreUnusable."""
        with self._one_at_a_time:
            known = self._kept.get((grain, span))
            if known is None:
                with looked_into(judged) as rows:
                    counted = counted_in(rows, span, terms.zone)
                known = self._kept[grain, span] = period_of(grain, span, counted, terms.tree, terms.k)
                if len(self._kept) > MOST_KEPT:
                    self._kept.popitem(last=False)
            return known


def counted_in(rows: Rows, span: Span, zone: tzinfo) -> Counted:
    """What the tables say of a span.

    Pseudonyms of different versions of the key cannot be told to be the same person. So only those of the
    version with most of the days count as people; where there are others, less is shown, never too much.
    """
    from_ms, to_ms = (
        int(datetime.combine(day, time(), zone).timestamp() * 1000) for day in (span.first, span.after)
    )
    cell = tuple(HOURS.c[name] for name in Cell._fields)
    sums = (func.sum(HOURS.c[name]) for name in USAGE_COUNTS)
    within = (HOURS.c.hour_at >= from_ms, HOURS.c.hour_at < to_ms)
    counts = {
        Cell._make(row[:4]): tuple(map(int, row[4:]))
        for row in rows.all(select(*cell, *sums).where(*within).group_by(*cell))
    }
    people, slots = _people(rows, span)
    return Counted(counts, people, slots, control_between(rows, from_ms, to_ms))


def _people(rows: Rows, span: Span) -> tuple[dict[Cell, Sketch], dict[Cell, int]]:
    """Who was there over the whole span, and so many requests as there must have been."""
    columns = (*(DAYS.c[name] for name in Cell._fields), DAYS.c.key_version, DAYS.c.people, DAYS.c.active)
    within = (DAYS.c.day >= span.first, DAYS.c.day < span.after, DAYS.c.use != "no")
    found = rows.all(select(*columns).where(*within))
    versions = Counter(row.key_version for row in found)
    usual = versions.most_common(1)[0][0] if versions else 0
    sketches: dict[Cell, list[Sketch]] = defaultdict(list)
    slots: dict[Cell, int] = defaultdict(int)
    for row in found:
        key = Cell._make(row[:4])
        slots[key] += round(Sketch(row.active).estimate)
        if row.key_version == usual:
            sketches[key].append(Sketch(row.people))
    return {key: Sketch.union(own) for key, own in sketches.items()}, dict(slots)


def wanted_spans(grain: Grain, first: date | None, after: date | None, closed: date | None) -> list[Span]:
    """The closed periods that are asked for; the last one where none is named. Raises ProblemError."""
    if closed is None:
        return []
    last = span_at(grain, span_at(grain, closed).first - A_DAY)
    first, after = first or last.first, min(after or closed, closed)
    spans = spans_between(grain, first, after) if first < after else []
    if len(spans) > MOST_PERIODS:
        raise ProblemError(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            f"These are {len(spans)} periods, and {MOST_PERIODS} is the most; ask for them in parts.",
        )
    return spans
