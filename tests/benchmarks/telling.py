"""A day of an organisation with a long memory: 200 units on 80 platforms, 400 days behind them.

    python -m tests.benchmarks.telling DATABASE DAY

tells that day in a database that `fill` made, as the monitors do, and prints how long that took. What no
telling ever reads is left out: hours of days that are summed up, and sketches older than is looked back.
"""

import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
from sqlalchemy import URL, func, select

from monitors.adapters.database import engine_for
from monitors.adapters.migrations import bring_up_to_date
from monitors.adapters.sql_reliance import DEPENDENCIES
from monitors.adapters.sql_store import SqlStore, opened_store
from monitors.daily_scores import DailyScores
from monitors.domain.calendar import Calendar, date_of
from monitors.domain.control_rows import ControlCounts
from monitors.domain.outage.records import SourceRow
from monitors.domain.reliance.packing import packed
from monitors.domain.reliance.records import HOURS_A_DAY, IDLE, ControlKey, DaySummary, Strand
from monitors.domain.reliance.summaries import LOOK_BACK_DAYS
from monitors.domain.usage_rows import DayKey, DaySketches, HourKey, UsageRows
from monitors.domain.withholding import USUAL_K
from monitors.reliance_rows import RelianceWork, TouchedDay, UnitStanding
from monitors.store import Place, Work
from monitors.unit_findings import Tools
from monitors.unit_turns import Organisation
from streams.adapters.catalogue_files import load_catalogue
from streams.domain.deltas import USAGE_COUNTS
from streams.domain.sketches import Sketch, active_slots
from tests.benchmarks.measuring import Failed, watched

UNITS, PLATFORMS, DAYS = 200, 80, 400
LAST_DAY: Final = int(time.time()) // 86_400 - 1
"""Yesterday, counted from 1970-01-01."""

SURFACES: Final = ("feed", "messaging")
PEOPLE: Final = 20
AT_WORK: Final = range(8, 18)
HOUR_MS: Final = 3_600_000
DAY_MS: Final = 24 * HOUR_MS

TOOLS: Final = Tools(dict(sorted(load_catalogue([]).platforms.items())[:PLATFORMS]))
"""What is used here: some of the catalogue."""

UNIT_NAMES: Final = [f"unit {place:03}" for place in range(UNITS)]
PLATFORM_NAMES: Final = list(TOOLS.platforms)

PLACE: Final = Place("cluster", "topic", "evidence.signals", 0)


@dataclass(frozen=True, slots=True)
class Telling:
    """How a day was told: seconds, the highest memory in MB, and how many dependencies came of it."""

    seconds: float
    peak_mb: float
    dependencies: int


def measure(database: Path) -> Telling:
    """Fill a database and let a process of its own tell its last day. Raises Failed."""
    fill(database)
    command = [sys.executable, "-m", "tests.benchmarks.telling", str(database), str(LAST_DAY)]
    with (
        subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as process,
        watched(process.pid) as memory,
    ):
        said, _ = process.communicate()
    if process.returncode != 0:
        raise Failed(f"{' '.join(command)} ended with status {process.returncode}")
    last = json.loads(said.splitlines()[-1])
    if last["dependencies"] != UNITS * PLATFORMS:
        raise Failed(f"{last['dependencies']:,} dependencies were told, not {UNITS * PLATFORMS:,}")
    return Telling(last["seconds"], memory.peak_mb, last["dependencies"])


def fill(database: Path) -> None:
    """Everything as it stands in the morning: the day before is told, and the last day's rows are there."""
    url = URL.create("sqlite", database=str(database))
    engine = engine_for(url)
    bring_up_to_date(engine)
    engine.dispose()
    with sqlite3.connect(database, isolation_level=None) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("BEGIN")
        connection.executemany("INSERT INTO pair_days VALUES (?, ?, ?, ?, ?, ?, ?)", _pair_days())
        connection.executemany("INSERT INTO unit_days VALUES (?, ?, ?, ?, ?, ?)", _unit_days())
        marks = ((unit, str(date_of(day)), kind, 1) for unit, day, kind in _touched(DAYS))
        connection.executemany("INSERT INTO touched_days VALUES (?, ?, ?, ?)", marks)
        connection.execute("COMMIT")
    connection.close()
    with opened_store(url) as store:
        standings = [UnitStanding(unit, LAST_DAY - 2, 0, again=False) for unit in UNIT_NAMES]
        _commit(store, Work(reliance=RelianceWork(standings=standings)))
        _tell(store, LAST_DAY - 1)
        for unit in UNIT_NAMES:
            _commit(store, _last_day(unit))


def is_work(day: int) -> bool:
    """Five days of seven, the last one among them."""
    return (LAST_DAY - day) % 7 < 5


def _pair_days() -> Iterator[tuple[str, str, str, int, int, int, bytes]]:
    """Who used what, all days but the last: some a little, some all day."""
    summaries = [packed(_summary(pace)) for pace in range(PLATFORMS)]
    for day in range(LAST_DAY - DAYS + 1, LAST_DAY):
        if is_work(day):
            date = str(date_of(day))
            for unit in UNIT_NAMES:
                for pace, platform in enumerate(PLATFORM_NAMES):
                    yield date, unit, platform, 10 * pace, PEOPLE, 0, summaries[pace]


def _summary(pace: int) -> DaySummary:
    hours = tuple(pace if hour in AT_WORK else 0 for hour in range(HOURS_A_DAY))
    use = Strand(PEOPLE, PEOPLE, PEOPLE - 1, PEOPLE * (1 + pace), 0, hours)
    return DaySummary(
        day=0,
        strands=(use, IDLE, use, use),
        asking_slots=0,
        watching_slots=0,
        watching_bytes=0,
        weak=pace,
        embedded=pace,
        blocked=0,
        bytes_down=1_000_000,
        bytes_up=10_000,
        writes=0,
    )


def _unit_days() -> Iterator[tuple[str, str, int, str, int, int]]:
    general = msgspec.json.encode([500 if hour in AT_WORK else 0 for hour in range(HOURS_A_DAY)]).decode()
    for day in range(LAST_DAY - DAYS + 1, LAST_DAY):
        for unit in UNIT_NAMES:
            observed = is_work(day)
            yield str(date_of(day)), unit, PEOPLE * observed, general if observed else "[]", 1, 1


def _touched(days: int) -> Iterator[tuple[str, int, str]]:
    for unit in UNIT_NAMES:
        for day in range(LAST_DAY - days + 1, LAST_DAY):
            for kind in ("control", "usage"):
                yield unit, day, kind


def _last_day(unit: str) -> Work:
    """The last day's rows of a unit, and the sketches of the days that it is compared with."""
    people = np.arange(1, PEOPLE + 1, dtype=np.uint64)
    slots = np.tile(np.array(AT_WORK, np.int64) * HOUR_MS, PEOPLE)
    day_sketches = DaySketches(
        Sketch.of(people), Sketch.of(active_slots(np.repeat(people, len(AT_WORK)), slots))
    )
    counts = tuple(9 if name == "ok" else 0 for name in USAGE_COUNTS)
    looked_at = [day for day in range(LAST_DAY - LOOK_BACK_DAYS, LAST_DAY + 1) if is_work(day)]
    hours: dict[HourKey, tuple[int, ...]] = {}
    days: dict[DayKey, DaySketches] = {}
    for platform in PLATFORM_NAMES:
        for surface in SURFACES:
            for day in looked_at:
                days[DayKey(unit, platform, surface, "yes", day, 1)] = day_sketches
            for hour in AT_WORK:
                hours[HourKey(unit, platform, surface, "yes", LAST_DAY * DAY_MS + hour * HOUR_MS)] = counts
    return Work(
        usage=UsageRows(hours, days),
        control={
            ControlKey(unit, LAST_DAY * DAY_MS + hour * HOUR_MS): ControlCounts(500, 50, 0)
            for hour in AT_WORK
        },
        touched=[TouchedDay(unit, LAST_DAY, "control"), TouchedDay(unit, LAST_DAY, "usage")],
    )


def _commit(store: SqlStore, work: Work) -> None:
    at = store.resume(PLACE).next_offset
    store.commit(PLACE, at, (at or 0) + 1, work)


def _tell(store: SqlStore, day: int) -> None:
    """Tell a day, turn by turn, as at the ticks of the clock."""
    scores = DailyScores(
        store.reliance,
        store.register,
        Organisation.of([]),
        Calendar(UTC),
        lambda: time.time_ns() // 1_000_000,
        found=store.findings,
        tools=TOOLS,
        k=USUAL_K,
    )
    at_ms = (day + 1) * DAY_MS + HOUR_MS
    source = SourceRow("proxy", "Central", at_ms, None, 1, "", "")
    while True:
        work = scores.tick(at_ms, [source])
        if work == RelianceWork():
            return
        _commit(store, Work(reliance=work))


def main(database: str, last_day: int) -> None:
    """Tell the last day, and say how long it took."""
    with opened_store(URL.create("sqlite", database=database)) as store:
        began = time.perf_counter()
        _tell(store, last_day)
        seconds = time.perf_counter() - began
        with store.engine.connect() as connection:
            told = select(func.count()).where(DEPENDENCIES.c.assessed_day == date_of(last_day))
            dependencies = connection.execute(told.select_from(DEPENDENCIES)).scalar_one()
    print(json.dumps({"seconds": seconds, "dependencies": dependencies}))  # noqa: T201 (this is a program)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
