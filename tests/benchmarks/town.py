"""What a hub shows, beside the dependencies of `telling`: use, a register, incidents, and one that goes on.

Every one of the 200 units uses each of the 80 platforms every working day; the last four months of that stand
in the tables of hours and days, for closed weeks and months are summed up from them.
"""

import sqlite3
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import numpy as np
from sqlalchemy import URL

from monitors.adapters.sql_store import SqlStore, opened_store
from monitors.domain.calendar import Calendar, date_of
from monitors.domain.impact.expected import Range
from monitors.domain.impact.lost import HourImpact
from monitors.domain.outage.records import Change, Figure, Incident, Reason, SourceRow, Transition
from monitors.domain.published.periods import closed_until, to_publish
from monitors.domain.published.telling import Terms, Tree
from monitors.domain.register.records import Declaration, Entry, Fallback
from monitors.domain.rooms.records import Room
from monitors.domain.usage_rows import MINUTE_COUNTS, MinuteKey
from monitors.domain.withholding import USUAL_K
from monitors.published_rows import PublishedWork
from monitors.publishing import Publisher, Publishing
from monitors.register_rows import RegisterWork
from monitors.reliance_rows import ImpactKey, RelianceWork
from monitors.room_rows import RoomWork
from monitors.store import Place, Work
from streams.contracts.topics import USAGE
from streams.domain.deltas import USAGE_COUNTS
from streams.domain.sketches import Sketch, active_slots
from streams.domain.units import Unit
from tests.benchmarks.measuring import Failed
from tests.benchmarks.telling import (
    AT_WORK,
    DAY_MS,
    HOUR_MS,
    LAST_DAY,
    PEOPLE,
    PLATFORM_NAMES,
    UNIT_NAMES,
    is_work,
)

MONTHS_DAYS: Final = 125
"""Three closed months, and what has passed of the one that goes on."""

DECLARED: Final = 5
"""So many platforms each unit has declared."""

PAST: Final = 200
"""Incidents of the last year."""

BROKEN: Final = PLATFORM_NAMES[-1]
"""The platform that fails now."""

OUTAGE: Final = "outage-now"
MOST_FAIL: Final = Reason(
    "most-fail",
    {"share": 0.9, "usual": 0.02, "seconds": 30, "votes": 4_000, "failed_people": 300, "people": 300},
)
PARENTS: Final = 10
ACTIVITY: Final = "answering citizens' messages"
MINUTE_MS: Final = 60_000


def units_file(path: Path) -> None:
    """The tree of units: ten departments, and the others below them."""
    lines = ["unit,parent,people"]
    lines += [
        f"{unit},{'' if place < PARENTS else UNIT_NAMES[place % PARENTS]},{PEOPLE}"
        for place, unit in enumerate(UNIT_NAMES)
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def furnish(database: Path) -> None:
    """Add all of it to a database in which every dependency is told."""
    with sqlite3.connect(database, isolation_level=None) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("BEGIN")
        _insert(connection, "usage_hours", _hours())
        _insert(connection, "usage_days", _days())
        connection.execute("COMMIT")
    connection.close()
    now_ms = time.time_ns() // 1_000_000
    with opened_store(URL.create("sqlite", database=str(database))) as store:
        _commit(store, _work(now_ms))
        _publish(store, now_ms)


def _commit(store: SqlStore, work: Work) -> None:
    place = Place("cluster", "topic", "holdfast.evidence.signals", 0)
    at = store.resume(place).next_offset
    store.commit(place, at, (at or 0) + 1, work)


def _publish(store: SqlStore, now_ms: int) -> None:
    """Publish every closed week and month, turn by turn and commit by commit, as the worker does."""
    units = [
        Unit(name, -1 if place < PARENTS else place % PARENTS, PEOPLE)
        for place, name in enumerate(UNIT_NAMES)
    ]
    publisher = Publisher(Terms(Tree.of(units), USUAL_K), Calendar(UTC), "", MONTHS_DAYS, USAGE.partitions)
    publishing = Publishing(
        store.published, store.reliance, publisher, lambda: time.monotonic_ns() // 1_000_000
    )
    store.usage_read(dict.fromkeys(range(USAGE.partitions), now_ms + DAY_MS))
    seen_from, closed = store.published.seen_from(), closed_until(_sources(now_ms), UTC, now_ms)
    if seen_from is None or closed is None:
        raise Failed("the town has no use that could be published")
    wanted = set(to_publish(seen_from, date_of(now_ms // DAY_MS - MONTHS_DAYS + 1), closed))
    while not wanted <= store.published.told():
        work = publishing.tick(now_ms, _sources(now_ms))
        if work != PublishedWork():
            _commit(store, Work(published=work))


def _sources(now_ms: int) -> list[SourceRow]:
    return [SourceRow(f"proxy {n}", "Central", now_ms, None, 1, "", "") for n in range(4)]


def _insert(connection: sqlite3.Connection, table: str, rows: Iterator[dict[str, Any]]) -> None:
    first = next(rows)
    names = ", ".join(first)
    marks = ", ".join(f":{name}" for name in first)
    statement = f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 (of this module)
    connection.execute(statement, first)
    connection.executemany(statement, rows)


def _worked_days() -> list[int]:
    return [day for day in range(LAST_DAY - MONTHS_DAYS, LAST_DAY) if is_work(day)]


def _hours() -> Iterator[dict[str, Any]]:
    """A busy hour of each unit on each platform, every working day."""
    counts = dict.fromkeys(USAGE_COUNTS, 0) | {"ok": 190, "fail_timeout": 10, "bytes_down": 1_000_000}
    for day in _worked_days():
        at = datetime.fromtimestamp((day * DAY_MS + AT_WORK[0] * HOUR_MS) / 1000, UTC)
        hour_at = f"{at:%Y-%m-%d %H:%M:%S.%f}"
        for unit in UNIT_NAMES:
            for platform in PLATFORM_NAMES:
                key = {"hour_at": hour_at, "unit": unit, "platform": platform}
                yield key | {"surface": "feed", "use": "yes"} | counts


def _days() -> Iterator[dict[str, Any]]:
    """Who was there: the same people every day, others in each unit."""
    for unit_place, unit in enumerate(UNIT_NAMES):
        people = np.arange(1, PEOPLE + 1, dtype=np.uint64) + np.uint64(unit_place * PEOPLE)
        who = Sketch.of(people).data
        slots = np.zeros(PEOPLE, np.int64)
        active = Sketch.of(active_slots(people, slots)).data
        for day in _worked_days():
            for platform in PLATFORM_NAMES:
                key = {"day": str(date_of(day)), "unit": unit, "platform": platform}
                of = {"surface": "feed", "use": "yes", "key_version": 1}
                yield key | of | {"people": who, "active": active}


def _work(now_ms: int) -> Work:
    """Everything of which there is less."""
    minute = now_ms // MINUTE_MS * MINUTE_MS
    today = datetime.fromtimestamp(now_ms / 1000, UTC).date()
    return Work(
        minutes={
            MinuteKey(platform, minute - back * MINUTE_MS): _minute(platform, back)
            for platform in PLATFORM_NAMES
            for back in range(48 * 60)
        },
        changes=[*_past(now_ms), *_now(now_ms)],
        sources=_sources(now_ms),
        reliance=RelianceWork(impact=_impact(now_ms)),
        register=RegisterWork(entries={each.key: each for each in _entries(today)}),
        rooms=RoomWork(rooms=[Room(incident=OUTAGE, lead_role="operations", led_since_ms=now_ms)]),
    )


def _minute(platform: str, back: int) -> tuple[int, ...]:
    fails = platform == BROKEN and back < 30
    counts = dict.fromkeys(MINUTE_COUNTS, 0) | {"ok": 20 if fails else 200, "fail_timeout": 180 * fails}
    return tuple(counts.values())


def _incident(name: str, platform: str, began_ms: int, ended_ms: int | None) -> list[Change]:
    """An incident with the step that confirmed it."""
    about: dict[str, Figure] = {"platform": platform, "groups": "core", "control_share": 0.01}
    known = Incident(
        id=name,
        cause="platform",
        cause_confidence=0.9,
        platforms=[platform],
        groups=["core"],
        units=[],
        sites=["Central"],
        state="confirmed" if ended_ms is None else "resolved",
        suspected_at_ms=began_ms + 20_000,
        started_at_ms=began_ms,
        detected_at_ms=began_ms + 40_000,
        ended_at_ms=ended_ms,
        peak_failed_share=0.9,
        requests_failed=4_000,
        people_failed=300,
        reasons=[MOST_FAIL],
        explanation=Reason("cause-platform", {**MOST_FAIL.figures, **about}),
    )
    return [
        Change(
            incident=known,
            transition=Transition(
                incident=name,
                number=1,
                at_ms=began_ms + 40_000,
                before="suspected",
                after="confirmed",
                reason=MOST_FAIL,
            ),
        )
    ]


def _past(now_ms: int) -> Iterator[Change]:
    for number in range(1, PAST + 1):
        began_ms = now_ms - number * 42 * HOUR_MS
        platform = PLATFORM_NAMES[number % len(PLATFORM_NAMES)]
        yield from _incident(f"outage-{number:03}", platform, began_ms, began_ms + HOUR_MS)


def _now(now_ms: int) -> Iterator[Change]:
    yield from _incident(OUTAGE, BROKEN, now_ms - 30 * MINUTE_MS, None)


def _impact(now_ms: int) -> dict[ImpactKey, HourImpact]:
    hour_ms = now_ms // HOUR_MS * HOUR_MS
    return {
        ImpactKey(OUTAGE, unit, BROKEN, hour_ms): HourImpact(
            expected=Range(40, 60), seen=3.0, lost=Range(37, 57), caught_up=Range(0, 0)
        )
        for unit in UNIT_NAMES
    }


def _entries(today: date) -> Iterator[Entry]:
    """What each unit has declared; half of the fallbacks were never tried."""
    for place, unit in enumerate(UNIT_NAMES):
        for platform in PLATFORM_NAMES[-DECLARED:]:
            said = Declaration(
                activity=ACTIVITY,
                owner_role="Duty manager",
                rto_hours=2,
                mtpd_hours=8,
                fallback=Fallback(name="phone queue 4", tested_on=today if place % 2 else None),
            )
            yield Entry(
                unit=unit,
                platform=platform,
                declared_on=today - timedelta(days=40),
                review_due=today + timedelta(days=place),
                declaration=said,
            )
