"""What every store promises of closed weeks and months: in memory, on SQLite and on PostgreSQL alike."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from monitors.adapters.database import engine_for, stated_url
from monitors.adapters.memory_published import KeptPublished
from monitors.adapters.memory_store import Memory, MemoryStore
from monitors.adapters.migrations import bring_up_to_date
from monitors.adapters.sql_store import SqlStore
from monitors.domain.published.gathering import Cell
from monitors.domain.published.periods import Period, Span, hours_of
from monitors.domain.published.records import PublishedPlatform
from monitors.published_rows import PublishedWork
from monitors.store import Retention, Store, Work
from streams.contracts.topics import USAGE
from streams.domain.units import UNASSIGNED, Unit
from tests.published_use import DAY_MS, HOUR_MS, House, moment, published_in, weekdays

UNITS = (Unit(UNASSIGNED), Unit("City"), Unit("Roads", 1), Unit("Parks", 1), Unit("Élections", 1))
MONDAY = date(2026, 3, 2)
NEXT_MONDAY = MONDAY + timedelta(days=7)
CLOSED = moment(NEXT_MONDAY, 24)
WEEK = Period("week", MONDAY)


@dataclass(frozen=True)
class Home:
    """One place where things are kept."""

    worker: Callable[[], Store]
    kept: Callable[[], KeptPublished]


@pytest.fixture(params=["memory", "sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Home]:
    if request.param == "memory":
        memory = Memory()
        yield Home(lambda: MemoryStore(memory), lambda: memory.published)
        return
    url = (
        request.getfixturevalue("postgresql_url")
        if request.param == "postgresql"
        else f"sqlite:///{tmp_path}/judged.db"
    )
    engine = engine_for(stated_url({"HOLDFAST_DATABASE": url}))
    bring_up_to_date(engine)
    yield Home(lambda: SqlStore(engine), lambda: read(engine))
    engine.dispose()


def read(engine: Engine) -> KeptPublished:
    """What a database holds."""
    with engine.connect() as connection:
        return published_in(connection)


def at_work(store: Store) -> House:
    """A week of three units, one of them small, on several surfaces; and of people in no unit."""
    house = House(UNITS, store=store)
    for day in weekdays(MONDAY, NEXT_MONDAY):
        house.uses("Roads", day, range(1, 31), fail_timeout=3, bytes_up=1 << 40)
        house.uses("Roads", day, range(1, 21), surface="messaging", use="weak", hour=10)
        house.uses("Parks", day, range(101, 121))
        house.uses("Élections", day, range(201, 204), requests=90)
        house.uses("Parks", day, range(101, 121), surface="embed", use="no")
        house.uses(UNASSIGNED, day, range(301, 341), platform="x")
    return house


def in_order(told: PublishedPlatform) -> PublishedPlatform:
    """The same, its cells in one order."""
    cells = sorted(told.cells, key=lambda each: (each.unit, each.kind, each.surface))
    return replace(
        told, cells=tuple(cells), surfaces=tuple(sorted(told.surfaces, key=lambda one: one.surface))
    )


def ordered(kept: KeptPublished) -> dict[tuple[Period, str], PublishedPlatform]:
    """All platforms, each in order."""
    return {key: in_order(told) for key, told in kept.platforms.items()}


def test_what_is_published_comes_back_as_it_was_and_is_the_same_in_every_store(home: Home) -> None:
    memory = Memory()
    at_work(MemoryStore(memory)).passes(CLOSED)

    at_work(home.worker()).passes(CLOSED)

    assert ordered(home.kept()) == ordered(memory.published)
    assert home.kept().periods == memory.published.periods
    kinds = {cell.kind for told in home.kept().platforms.values() for cell in told.cells}
    assert kinds == {"unit", "withheld", "other-units"}


def test_the_first_publication_stands(home: Home) -> None:
    at_work(home.worker()).passes(CLOSED)
    before = home.kept()
    again = [replace(told, requests=1, cells=(), shades={3: 1}) for told in before.platforms.values()]
    periods = [replace(told, k=99) for told in before.periods.values()]

    House(UNITS, store=home.worker()).commit(Work(published=PublishedWork(again, periods)))

    assert home.kept() == before


def test_it_is_known_what_is_told_and_with_which_k(home: Home) -> None:
    house = at_work(home.worker())
    rows = home.worker().published
    assert rows.told() == set()

    house.passes(CLOSED)

    assert rows.told() == {WEEK}
    assert rows.platforms(WEEK) == {"facebook": 10, "x": 10}
    assert rows.platforms(Period("month", MONDAY)) == rows.platforms(Period("week", NEXT_MONDAY)) == {}


def test_it_is_known_since_when_there_is_use_and_whose(home: Home) -> None:
    rows = home.worker().published
    assert rows.seen_from() is None
    house = at_work(home.worker())
    house.uses("City", MONDAY - timedelta(days=1), [7])

    assert rows.seen_from() == MONDAY - timedelta(days=1)
    assert rows.units(WEEK.span) == ["Parks", "Roads", "unassigned", "Élections"]
    assert rows.units(Span(MONDAY - timedelta(days=1), MONDAY)) == ["City"]
    assert rows.units(Span(NEXT_MONDAY, NEXT_MONDAY + timedelta(days=1))) == []


def test_use_is_that_of_a_unit_on_the_days_and_in_the_hours_that_are_asked_for(home: Home) -> None:
    at_work(home.worker())
    days = [MONDAY, MONDAY + timedelta(days=1)]

    use = home.worker().published.use("Parks", days, hours_of(days, UTC), by_hour=True)

    feed, embed = (Cell("Parks", "facebook", *rest) for rest in (("feed", "yes"), ("embed", "no")))
    assert {cell: counts[0] for cell, counts in use.counts.items()} == {feed: 400, embed: 400}
    assert [(row.cell, row.key_version, row.people.estimate) for row in use.people] == [(feed, 1, 20)] * 2
    assert use.hours == {("facebook", moment(day, 9)): 200 for day in days}
    less = home.worker().published.use("Parks", days, hours_of(days, UTC), by_hour=False)
    assert (less.counts, less.hours) == (use.counts, {})


def test_use_is_read_only_where_every_partition_was_seen_at_its_end(home: Home) -> None:
    store = home.worker()
    assert store.published.read_until(USAGE.partitions) is None

    store.usage_read(dict.fromkeys(range(USAGE.partitions - 1), CLOSED))
    assert store.published.read_until(USAGE.partitions) is None
    store.usage_read({USAGE.partitions - 1: CLOSED - HOUR_MS})
    store.usage_read({0: CLOSED + HOUR_MS})

    assert home.worker().published.read_until(USAGE.partitions) == CLOSED - HOUR_MS


def test_published_periods_stay_as_long_as_hours_do(home: Home) -> None:
    house = at_work(home.worker())
    house.uses("Roads", NEXT_MONDAY, range(1, 31))
    house.passes(CLOSED + 7 * DAY_MS)
    before = home.kept()

    home.worker().expire(moment(MONDAY, 20 * 24), Retention(hours_days=20))
    assert home.kept() == before

    home.worker().expire(moment(MONDAY, 21 * 24), Retention(hours_days=20))
    kept = home.kept()
    assert set(kept.periods) == {period for period, _ in kept.platforms} == {Period("week", NEXT_MONDAY)}
    assert ordered(kept).items() <= ordered(before).items()
